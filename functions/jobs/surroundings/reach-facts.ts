/** A rule of a security group, as far as TCP is concerned. */
export interface Rule {
  readonly from: number
  readonly to: number
  /** Whom it lets in or out: ranges such as 10.0.0.0/16, ids of groups, ids of prefix lists. */
  readonly cidrs: readonly string[]
  readonly groups: readonly string[]
  readonly prefixLists: readonly string[]
}

export interface SecurityGroup {
  readonly id: string
  readonly inward: readonly Rule[]
  readonly outward: readonly Rule[]
}

/** A rule of a network ACL that speaks of TCP. The lowest number that matches decides. */
export interface AclRule {
  readonly number: number
  readonly outward: boolean
  readonly allows: boolean
  readonly from: number
  readonly to: number
  readonly cidr: string
}

export interface Route {
  /** A range, or a prefix list such as `pl-78a54011`. */
  readonly to: string
  /** What it leads to: `local`, `igw-…`, `nat-…`, `tgw-…`, `vpce-…`. */
  readonly by: string
  /** What it leads to is not there any more. */
  readonly isBlackhole: boolean
}

export interface Endpoint {
  readonly id: string
  /** What follows the region in its service name: `s3`, `ecr.api`. */
  readonly service: string
  readonly kind: 'gateway' | 'interface'
  readonly isAvailable: boolean
  /** Whether the service's own name leads to it from inside the VPC. */
  readonly answersName: boolean
  /** Of an interface: subnets that have an address of it, and their ranges as far as they are known. */
  readonly subnets: readonly { readonly id: string; readonly cidr?: string | undefined }[]
  /** Of an interface. Not there: they could not be read. */
  readonly groups?: readonly SecurityGroup[] | undefined
  /** JSON of its policy. Not there: everything is allowed, or it could not be read. */
  readonly policy?: string | undefined
}

/** What is known of the network around one subnet. What is not there was not, or could not be, looked at. */
export interface NetworkFacts {
  readonly region: string
  readonly subnet: { readonly id: string; readonly cidr?: string | undefined }
  readonly vpc: {
    readonly id?: string | undefined
    readonly cidrs: readonly string[]
    /** Whether AWS's resolver answers, and whether it knows the private names of endpoints. */
    readonly dnsSupport?: boolean | undefined
    readonly dnsHostnames?: boolean | undefined
  }
  readonly assignPublicIp: boolean
  readonly routeTable?: { readonly id?: string | undefined; readonly routes: readonly Route[] } | undefined
  readonly endpoints?: readonly Endpoint[] | undefined
  /** The security groups of the task. */
  readonly groups?: readonly SecurityGroup[] | undefined
  /** The network ACL of the subnet. */
  readonly acl?: { readonly id: string; readonly rules: readonly AclRule[] } | undefined
}

/** Something on port 443 that a task has to reach before its command can run. */
export interface Target {
  /** For a person: `the image`, `the environment file s3://shop/report.env`. */
  readonly what: string
  /** An AWS service by the name that its endpoints have; left out for a host on the internet. */
  readonly service?: string | undefined
  readonly region: string
  /** What is asked of the service, for the policy of an endpoint. */
  readonly asks?: { readonly action: string; readonly resource: string } | undefined
}

export type Reach =
  | { readonly reachable: true; readonly by: string }
  | { readonly reachable: false; readonly why: string; readonly fix: string }
  | { readonly reachable: 'unknown'; readonly why: string }
