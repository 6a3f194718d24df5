import { aclStep } from './acls.ts'
import type { Asks } from './endpoint-policy.ts'
import type { Peer } from './groups.ts'
import type { Ports } from './model.ts'
import type { Network, Side } from './network.ts'
import type { Hop } from './question.ts'
import { common, type Family, type Span, spansOf } from './spans.ts'
import { type Step, stopAt } from './steps.ts'
import { answerTo, type Traffic } from './traffic.ts'

/** Addresses outside of every VPC of the model. */
export interface Outside extends Peer {
  readonly spans: readonly Span[]
  /** Ports from which it calls. Default: of the internet. */
  readonly clientPorts?: Ports
  /** Of a service: what is asked of it. */
  readonly asks?: Asks
}

/** All of the internet. */
export const everybody = (network: Network, family: Family): Outside => ({
  name: 'the internet',
  spans: network.internet(family),
  isEverybody: true,
})

/** Some address on the internet. */
export const somebody = (network: Network, family: Family, name: string): Outside => ({
  name,
  spans: network.internet(family),
  anyOfThem: true,
})

export const isShut = (side: Side, how: 'by NAT' | 'by a public address'): boolean =>
  side.vpc.blockPublicAccess === 'bidirectional' ||
  (side.vpc.blockPublicAccess === 'ingress' && how === 'by a public address')

export const shut = (side: Side): Step => ({
  hop: { resource: side.vpc.id, what: `through the border of ${side.vpc.id}`, direction: 'there' },
  stop: stopAt(
    'VPC_BLOCK_PUBLIC_ACCESS_ENABLED',
    side.vpc.id,
    `Block Public Access is on for ${side.vpc.id}.`,
    `Exclude the subnet ${side.subnet.id}, or turn it off.`,
  ),
})

/** Whether its addresses of IPv6 are of the private sort, which no gateway to the internet passes. */
export const isLocalSix = ({ spans }: Side): boolean => common(spans, spansOf(['fc00::/7'], 'ipv6')).length > 0

export const noPublicSix = (side: Side, hop: Hop): Step => ({
  hop,
  stop: stopAt(
    'NO_PATH',
    side.subnet.id,
    `${side.subnet.id} has private addresses of IPv6 (fc00::/7), which do not pass to or from the internet.`,
    'Give the subnet a range of public IPv6 addresses.',
  ),
})

/** An end without an address of the family that is asked about. */
export const noRange = (side: Side, { family }: Traffic, what: string): Step => ({
  hop: { resource: side.subnet.id, what, direction: 'there' },
  stop: stopAt(
    'NO_POSSIBLE_DESTINATION',
    side.subnet.id,
    `${side.subnet.id} has no range of ${family === 'ipv4' ? 'IPv4' : 'IPv6'}.`,
    'Give the subnet such a range, or ask about the other family.',
  ),
})

/** Across the border of the subnet that is asked from, and back. */
export function* throughAcl(network: Network, side: Side, traffic: Traffic, { spans, anyOfThem = false }: Outside) {
  const answers = answerTo(traffic, side.clientPorts)
  yield aclStep(network, side, { outward: true, direction: 'there', traffic, spans, anyOfThem })
  yield aclStep(network, side, { outward: false, direction: 'back', traffic: answers, spans, anyOfThem })
}
