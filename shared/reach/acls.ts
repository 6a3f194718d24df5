import { isKnown, type Network, type Side } from './network.ts'
import type { Hop } from './question.ts'
import { type Span, spansOf, spanText } from './spans.ts'
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

interface Decided {
  readonly passed: number
  readonly refused?: { readonly piece: Piece; readonly rule?: number }
}

/** The lowest number that matches decides, for each address and port by itself. What none matches is refused. */
const decide = (network: Network, acl: string, { outward, traffic, spans }: Crossing): Decided => {
  const rules = (network.acl(acl)?.rules ?? [])
    .filter((rule) => rule.outward === outward)
    .sort((one, other) => one.number - other.number)
  let left: Piece[] = [{ spans, ports: traffic.ports }]
  let passed = 0
  let refused: Decided['refused']
  for (const rule of rules) {
    const ports = portsOf(rule, traffic)
    if (!ports || left.length === 0) continue
    const about = { spans: spansOf([rule.cidr], traffic.family), ports }
    const cuts = left.map((piece) => ({ piece, ...cut(piece, about) }))
    for (const { piece, covered } of cuts) {
      if (covered.length === 0) continue
      if (rule.allows) passed += 1
      else
        refused ??= {
          piece: {
            spans: covered,
            ports: { from: Math.max(piece.ports.from, ports.from), to: Math.min(piece.ports.to, ports.to) },
          },
          rule: rule.number,
        }
    }
    left = cuts.flatMap((each) => each.left)
  }
  const [rest] = left
  if (!refused && rest) refused = { piece: rest }
  return refused ? { passed, refused } : { passed }
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
  const { refused, passed } = decide(network, subnet.acl, crossing)
  if (!refused) return { hop }
  if (crossing.anyOfThem && passed > 0)
    return {
      hop,
      stop: { unknown: `${subnet.acl} lets a part of the addresses pass, and which are needed is not known.` },
    }
  const text = trafficText({ ...traffic, ports: refused.piece.ports })
  const [first] = refused.piece.spans
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
