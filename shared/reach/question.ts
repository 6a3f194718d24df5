import type { Place, Ports } from './model.ts'
import type { Asked } from './policy.ts'
import type { Family } from './spans.ts'

/** One end of a question. */
export type End =
  | { readonly place: Place }
  /** All of the internet, or these ranges of it. */
  | { readonly internet: true | readonly string[] }
  /** A host on the internet by its name: some of the internet's addresses, and which is not known. */
  | { readonly host: string }
  /** Id of a balancer. As the end it means: through it to each of its targets. */
  | { readonly balancer: string }
  /** Id of an interface endpoint, by its address. */
  | { readonly endpoint: string }
  /** An AWS service by its own name, in a region (default: that of the other end). A question may begin at one that has a prefix list. */
  | {
      readonly service: string
      readonly region?: string
      /** What is asked of it, for the policy of an endpoint. */
      readonly asks?: Asked
    }

export interface Question {
  readonly from: End
  readonly to: End
  /** Left out: all ports, or 443 of a service. */
  readonly port?: number | Ports
  /** Default tcp. `all`: each protocol there is. */
  readonly protocol?: 'tcp' | 'udp' | 'icmp' | 'all' | number
  /** Default ipv4. */
  readonly family?: Family
}

/** Why not, in the words of Reachability Analyzer where it has one. https://docs.aws.amazon.com/vpc/latest/reachability/explanation-codes.html */
export type Code =
  | 'NO_ROUTE_TO_DESTINATION'
  | 'MORE_SPECIFIC_ROUTE'
  | 'BAD_STATE'
  | 'BAD_STATE_ROUTE'
  | 'BAD_STATE_ATTACHMENT'
  | 'BAD_STATE_VPN'
  | 'ENI_SG_RULES_MISMATCH'
  | 'SG_HAS_NO_RULES'
  | 'SG_REFERENCES_NOT_PRESERVED'
  | 'SUBNET_ACL_RESTRICTION'
  | 'IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS'
  | 'IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS'
  | 'IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS'
  | 'NGW_REQUIRES_SOURCE_IN_VPC'
  | 'PCX_REQUIRES_ADDRESS_IN_VPC_CIDR'
  | 'VPCE_GATEWAY_PROTOCOL_RESTRICTION'
  | 'VPCE_POLICY_RESTRICTION'
  | 'DNS_NAME_NOT_RESOLVED'
  | 'ELBV2_LISTENERS_MISMATCH'
  | 'ELBV2_LISTENER_HAS_NO_TG'
  | 'NO_POSSIBLE_DESTINATION'
  | 'VPC_BLOCK_PUBLIC_ACCESS_ENABLED'
  | 'NO_PATH'

/** One step of a way. */
export interface Hop {
  /** Id of what is passed. */
  readonly resource: string
  /** For a person: `out of the group of the task`. */
  readonly what: string
  readonly direction: 'there' | 'back'
}

export interface Blocker {
  readonly code: Code
  /** Where the packet, or its answer, ends. */
  readonly resource: string
  /** Which of its properties, where one can be named. */
  readonly property?: string | undefined
  readonly direction: 'there' | 'back'
  readonly why: string
  readonly fix: string
}

/** `true` only if it is so in every zone, for every address and every port; what is not known is `unknown`, never `true`. */
export type Answer =
  | {
      readonly reachable: true
      readonly way: readonly Hop[]
      /** Of "anything at all": a packet that passes, for a person. */
      readonly packet?: string
    }
  | { readonly reachable: false; readonly blocker: Blocker; readonly way: readonly Hop[] }
  | { readonly reachable: 'unknown'; readonly why: string; readonly resource: string; readonly way: readonly Hop[] }
