import type { AclRule } from './model.ts'
import { isKnown, type Network, type Side } from './network.ts'
import type { Hop } from './question.ts'
import { type Span, spansOf, spanText, withoutAll } from './spans.ts'
import type { Step } from './steps.ts'
import { cut, type Piece, portsOf, type Traffic, trafficText } from './traffic.ts'

interface Crossing {
  /** Out of the subnet, or into it. */
  readonly outward: boolean
  readonly direction: Hop['direction']
  readonly traffic: Traffic
  /** Addresses at the other end. */
  readonly spans: readonly Span[]
  /** Which of these addresses it is, is not known: some that pass are a doubt, and none an end. */
  readonly anyOfThem?: boolean
}

type Where = Pick<Side, 'subnet' | 'vpc'>

interface Refused extends Piece {
  /** Left out: no rule matched. */
  readonly rule?: number
}

interface Ordered {
  readonly inward: readonly AclRule[]
  readonly outward: readonly AclRule[]
}

const ordered = new WeakMap<readonly AclRule[], Ordered>()

/** By their numbers, each direction by itself: kept, because every way asks for it. */
const inOrder = (rules: readonly AclRule[]): Ordered => {
  const known = ordered.get(rules)
  if (known) return known
  const byNumber = [...rules].sort((one, other) => one.number - other.number)
  const made = { inward: byNumber.filter((rule) => !rule.outward), outward: byNumber.filter((rule) => rule.outward) }
  ordered.set(rules, made)
  return made
}

/** What is refused. The lowest number that matches decides, for each address and port by itself. What none matches is refused. */
const refusedBy = (network: Network, acl: string, { outward, traffic, spans }: Crossing): readonly Refused[] => {
  const rules = inOrder(network.acl(acl)?.rules ?? [])[outward ? 'outward' : 'inward']
  let left: Piece[] = [{ spans, ports: traffic.ports }]
  const refused: Refused[] = []
  for (const rule of rules) {
    const ports = portsOf(rule, traffic)
    if (!ports || left.length === 0) continue
    const cuts = left.map((piece) => ({
      piece,
      ...cut(piece, { spans: spansOf([rule.cidr], traffic.family), ports }),
    }))
    if (!rule.allows)
      refused.push(
        ...cuts.flatMap(({ piece, covered }) => {
          const both = { from: Math.max(piece.ports.from, ports.from), to: Math.min(piece.ports.to, ports.to) }
          return covered.length === 0 ? [] : [{ spans: covered, ports: both, rule: rule.number }]
        }),
      )
    left = cuts.flatMap((each) => each.left)
  }
  return [...refused, ...left]
}

/** Whether the ACL of a subnet lets traffic across its border. It keeps no state: answers are asked about by themselves. */
export const aclStep = (network: Network, where: Where, crossing: Crossing): Step => {
  const { subnet } = where
  const { outward, direction, traffic } = crossing
  const resource = subnet.acl ?? subnet.id
  const hop: Hop = { resource, what: `${outward ? 'out of' : 'into'} ${subnet.id}, by its ACL`, direction }
  if (subnet.acl === undefined)
    return isKnown(where) ? { hop } : { hop, stop: { unknown: `The ACL of ${subnet.id} is not known.` } }
  if (!network.acl(subnet.acl)) return { hop, stop: { unknown: `The rules of ${subnet.acl} are not known.` } }
  const all = refusedBy(network, subnet.acl, crossing)
  const [refused] = all
  if (!refused) return { hop }
  const passes =
    withoutAll(
      crossing.spans,
      all.flatMap(({ spans }) => spans),
    ).length > 0
  if (crossing.anyOfThem && passes)
    return {
      hop,
      stop: { unknown: `${subnet.acl} lets a part of the addresses pass, and which are needed is not known.` },
    }
  const text = trafficText({ ...traffic, ports: refused.ports })
  const [first] = refused.spans
  const whom = first ? spanText(first, traffic.family) : 'the other end'
  const what = `${text} ${outward ? 'out to' : 'in from'} ${whom}`
  return {
    hop,
    stop: {
      code: 'SUBNET_ACL_RESTRICTION',
      resource,
      property: refused.rule === undefined ? undefined : `rule ${refused.rule}`,
      direction,
      why: `The ACL ${subnet.acl} of ${subnet.id} refuses ${what}${refused.rule === undefined ? ': no rule allows it' : `, by its rule ${refused.rule}`}${direction === 'back' ? '. These are the answers: an ACL keeps no state' : ''}.`,
      fix: `Allow ${what} in ${subnet.acl}${refused.rule === undefined ? '' : `, with a number below ${refused.rule}`}.`,
    },
  }
}
