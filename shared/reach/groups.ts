import type { GroupRule, SecurityGroup } from './model.ts'
import type { Network, Side } from './network.ts'
import { type Span, spansOf, spanText, withoutAll } from './spans.ts'
import type { Step } from './steps.ts'
import { cut, type Piece, portsOf, type Traffic, trafficText } from './traffic.ts'

/** Who is at the other end, as the rules of a group may name it. */
export interface Peer {
  readonly name: string
  readonly spans: readonly Span[]
  /** Groups that it has, as far as rules may name them. */
  readonly groups?: readonly string[]
  /** Groups that it has in another region, where naming them does nothing. */
  readonly strangeGroups?: readonly string[]
  /** Prefix lists that hold all of its addresses. */
  readonly prefixLists?: readonly string[]
  /** A part of these addresses is meant, and which is not known: what lets only some of them pass is a doubt. */
  readonly anyOfThem?: boolean
  /** It is the whole internet, which no list of a service holds. */
  readonly isEverybody?: boolean
}

export const peerOf = (side: Side): Peer => ({
  name: side.name,
  spans: side.spans,
  groups: side.groups === 'open' ? [] : side.groups,
})

const everythingOut: readonly GroupRule[] = ['0.0.0.0/0', '::/0'].map((cidr) => ({ protocol: 'all', peer: { cidr } }))

const rulesOf = (group: SecurityGroup, outward: boolean): readonly GroupRule[] =>
  outward ? (group.outward ?? everythingOut) : group.inward

/** Addresses that a rule names; `maybe` where only AWS knows which these are. */
const named = (network: Network, rule: GroupRule, peer: Peer, { family }: Traffic): readonly Span[] | 'maybe' => {
  if ('cidr' in rule.peer) return spansOf([rule.peer.cidr], family)
  if ('group' in rule.peer) return peer.groups?.includes(rule.peer.group) ? peer.spans : []
  const { prefixList: id } = rule.peer
  if (peer.prefixLists?.includes(id)) return peer.spans
  const list = network.prefixList(id)
  if (list?.cidrs) return spansOf(list.cidrs, family)
  return list?.service !== undefined && peer.isEverybody ? [] : 'maybe'
}

const leftOf = (pieces: readonly Piece[], rule: Piece): Piece[] => pieces.flatMap((piece) => cut(piece, rule).left)

/** Whether the groups of a side let traffic through: they add up, keep state, and only allow. */
export const groupStep = (
  network: Network,
  side: Side,
  direction: 'inward' | 'outward',
  traffic: Traffic,
  peer: Peer,
): Step => {
  const outward = direction === 'outward'
  const names = side.groups === 'open' ? '' : side.groups.join(', ')
  const hop = {
    resource: names || side.name,
    what: outward ? `out of the security group of ${side.name}` : `into the security group of ${side.name}`,
    direction: 'there' as const,
  }
  if (side.groups === 'open') return { hop }
  const groups = side.groups.map((id) => network.group(id))
  let left: readonly Piece[] = [{ spans: peer.spans, ports: traffic.ports }]
  let doubtful = left
  let rules = 0
  let strange: string | undefined
  for (const group of groups)
    for (const rule of group ? rulesOf(group, outward) : []) {
      rules += 1
      const ports = portsOf(rule, traffic)
      if (!ports) continue
      if ('group' in rule.peer && peer.strangeGroups?.includes(rule.peer.group)) strange = rule.peer.group
      const spans = named(network, rule, peer, traffic)
      if (spans !== 'maybe') left = leftOf(left, { spans, ports })
      doubtful = leftOf(doubtful, { spans: spans === 'maybe' ? peer.spans : spans, ports })
    }
  if (left.length === 0) return { hop }
  // A group that is not there is one that somebody else made.
  if (groups.some((group) => group === undefined || group.known === false))
    return { hop, stop: { unknown: `The rules of ${names} are not known.` } }
  if (doubtful.length === 0)
    return { hop, stop: { unknown: `Only a prefix list in ${names} lets it pass, and what it holds is not known.` } }
  const passes =
    withoutAll(
      peer.spans,
      left.flatMap(({ spans }) => spans),
    ).length > 0
  if (peer.anyOfThem && passes)
    return { hop, stop: { unknown: `${names} lets only a part of the addresses of ${peer.name} pass.` } }
  const [first] = left
  const whom = first?.spans[0] ? ` (${spanText(first.spans[0], traffic.family)})` : ''
  const text = trafficText({ ...traffic, ports: first?.ports ?? traffic.ports })
  const [verb, preposition] = outward ? ['out', 'to'] : ['in', 'from']
  return {
    hop,
    stop: {
      code: strange ? 'SG_REFERENCES_NOT_PRESERVED' : rules === 0 ? 'SG_HAS_NO_RULES' : 'ENI_SG_RULES_MISMATCH',
      resource: names || side.name,
      property: outward ? 'SecurityGroupEgress' : 'SecurityGroupIngress',
      direction: 'there',
      why: strange
        ? `${names} names the group ${strange} of ${peer.name}, which is in another region: there the name means nothing.`
        : side.groups.length === 0
          ? `${side.name} has no security group, so nothing passes.`
          : `${names} lets no ${text} ${verb} ${preposition} ${peer.name}${whom}.`,
      fix: strange
        ? `Name the range of ${peer.name} in ${names} instead of its group.`
        : `Allow ${text} ${verb} ${preposition} ${peer.name} in ${names || `a group of ${side.name}`}.`,
    },
  }
}
