import { aclStep } from './acls.ts'
import type { Peer } from './groups.ts'
import type { Network, Side } from './network.ts'
import type { Span } from './spans.ts'
import { type Step, stopAt } from './steps.ts'
import { answerTo, type Traffic } from './traffic.ts'

/** Addresses outside of every VPC of the model. */
export interface Outside extends Peer {
  readonly spans: readonly Span[]
  /** A part of these is meant, and which is not known: what lets only some of them pass is a doubt. */
  readonly anyOfThem?: boolean
}

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
