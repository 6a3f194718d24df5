import type { Answer, Blocker, Code, Hop } from './question.ts'

/** What is passed, and what stops the packet there. */
export interface Step {
  readonly hop: Hop
  readonly stop?: Blocker | { readonly unknown: string } | undefined
}

/** Walks until something stops it for certain. What is unknown on the way counts only if nothing behind it is a certain end. */
export const follow = (steps: Iterable<Step>): Answer => {
  const way: Hop[] = []
  let doubt: { readonly why: string; readonly resource: string } | undefined
  for (const { hop, stop } of steps) {
    // One place may be looked at for several reasons.
    if (way.at(-1) !== hop) way.push(hop)
    if (!stop) continue
    if (!('unknown' in stop)) return { reachable: false, blocker: stop, way }
    doubt ??= { why: stop.unknown, resource: hop.resource }
  }
  return doubt ? { reachable: 'unknown', ...doubt, way } : { reachable: true, way }
}

/** Of several ways that all have to hold: the first that does not, else the first of which it is not known. */
export const allOf = (answers: Iterable<Answer>): Answer | undefined => {
  let worst: Answer | undefined
  for (const answer of answers) {
    if (answer.reachable === false) return answer
    if (!worst || (worst.reachable === true && answer.reachable === 'unknown')) worst = answer
  }
  return worst
}

/** The property, as CloudFormation calls it, that is wrong where it ends so. */
const properties: Readonly<Partial<Record<Code, string>>> = {
  NO_ROUTE_TO_DESTINATION: 'Routes',
  MORE_SPECIFIC_ROUTE: 'DestinationCidrBlock',
  BAD_STATE_ROUTE: 'Routes',
  BAD_STATE_ATTACHMENT: 'VpcId',
  IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS: 'AssignPublicIp',
  IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS: 'AssignPublicIp',
  NGW_REQUIRES_SOURCE_IN_VPC: 'NatGatewayId',
  PCX_REQUIRES_ADDRESS_IN_VPC_CIDR: 'VpcPeeringConnectionId',
  VPCE_POLICY_RESTRICTION: 'PolicyDocument',
  ELBV2_LISTENERS_MISMATCH: 'Port',
  ELBV2_LISTENER_HAS_NO_TG: 'DefaultActions',
  VPC_BLOCK_PUBLIC_ACCESS_ENABLED: 'InternetGatewayBlockMode',
}

/** What stops a packet, or its answer (`back`). */
export const stopAt = (
  code: Code,
  resource: string,
  why: string,
  fix: string,
  direction: Hop['direction'] = 'there',
): Blocker => ({
  code,
  resource,
  property: properties[code],
  direction,
  why,
  fix,
})

/** A way that ends where it begins. */
export const endedAt = (blocker: Blocker, way: readonly Hop[] = []): Answer => ({ reachable: false, way, blocker })
