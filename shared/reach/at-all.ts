import { type Asker, askersOf, type Goal, goalsOf, wayTo } from './ends.ts'
import type { Balancer, Ports, ReachModel } from './model.ts'
import { type Network, networkOf, type Side } from './network.ts'
import type { Outside } from './outside.ts'
import type { Answer, Question } from './question.ts'
import { reach, trafficOfQuestion } from './reach.ts'
import { isUnseen, portionsOf } from './routes.ts'
import { meet, type Span, spansOf, spanText } from './spans.ts'
import { edgesOf, involvedOf } from './specimens.ts'
import { portsOf, type Traffic, trafficText } from './traffic.ts'

/** One address of each part into which rules and routes divide what there is. */
const addressesIn = (spans: readonly Span[], edges: readonly bigint[]): Span[] =>
  spans.flatMap(({ from, to }) =>
    [from, ...edges.filter((edge) => from < edge && edge <= to)].map((at) => ({ from: at, to: at })),
  )

const portsIn = ({ from, to }: Ports, edges: readonly number[]): Ports[] =>
  [from, ...edges.filter((edge) => from < edge && edge <= to)].map((at) => ({ from: at, to: at }))

/** A balancer with one interface, one listener and one target, for each. */
const narrowBalancers = (balancer: Balancer, { ports }: Traffic): readonly (readonly [Balancer, Ports])[] =>
  balancer.listeners
    .filter(({ port }) => ports.from <= port && port <= ports.to)
    .flatMap((listener) => {
      const groups = listener.targetGroups.flatMap((group) =>
        group.targets.flatMap((place) =>
          place.subnets.map((id) => ({ ...group, targets: [{ ...place, subnets: [id] }] })),
        ),
      )
      const targets = groups.length > 0 ? groups.map((each) => [each]) : [listener.targetGroups]
      return balancer.subnets.flatMap((subnet) =>
        targets.map(
          (targetGroups) =>
            [
              { ...balancer, subnets: [subnet], listeners: [{ ...listener, targetGroups }] },
              { from: listener.port, to: listener.port },
            ] as const,
        ),
      )
    })

const isOutOfSight = (network: Network, asker: Side, { spans }: Side, { family }: Traffic): boolean =>
  portionsOf(network, asker, spans, family)?.some((portion) => isUnseen(network, portion)) ?? true

/** Whether a group of the side that is called may let it in: what none does needs no packet to be sent. */
const isHopeless = (network: Network, goal: Goal, asker: Asker, traffic: Traffic): boolean => {
  if (!('side' in goal) || goal.side.groups === 'open') return false
  // Of what goes out of sight nobody knows by which address it comes.
  if ('subnet' in asker && isOutOfSight(network, asker, goal.side, traffic)) return false
  return !goal.side.groups.some((id) => {
    const group = network.group(id)
    return (
      !group ||
      group.known === false ||
      group.inward.some((rule) => {
        const ports = portsOf(rule, traffic)
        if (!ports || ports.from > traffic.ports.to || ports.to < traffic.ports.from) return false
        if ('group' in rule.peer) return 'subnet' in asker && asker.groups.includes(rule.peer.group)
        if (!('cidr' in rule.peer)) return true
        const { cidr } = rule.peer
        return spansOf([cidr], traffic.family).some((span) => asker.spans.some((each) => meet(span, each)))
      })
    )
  })
}

interface Specimen {
  readonly network: Network
  readonly asker: Asker
  readonly goal: Goal
  readonly traffic: Traffic
}

/** Single packets: one for each part into which the rules on the way divide addresses and ports. */
function* specimensOf(network: Network, asker: Asker, goal: Goal, traffic: Traffic): Generator<Specimen> {
  if (isHopeless(network, goal, asker, traffic)) return
  const edges = edgesOf(network, involvedOf(network, asker, goal), traffic)
  const clients = portsIn(asker.clientPorts ?? network.clientPorts, edges.clientPorts)
  const goals: readonly (readonly [Goal, readonly Ports[]])[] =
    'balancer' in goal
      ? narrowBalancers(goal.balancer, traffic).map(([balancer, ports]) => [{ balancer }, [ports]])
      : [[goal, portsIn(traffic.ports, edges.ports)]]
  for (const [end, allPorts] of goals)
    for (const ports of allPorts) {
      const one = { ...traffic, ports }
      if (isHopeless(network, end, asker, one)) continue
      for (const from of addressesIn(asker.spans, edges.addresses)) {
        const fromOne = { ...asker, spans: [from], isEverybody: false }
        if (isHopeless(network, end, fromOne, one)) continue
        for (const narrow of narrowGoals(end, edges))
          for (const clientPorts of clients)
            for (const between of 'side' in end
              ? [network.clientPorts]
              : portsIn(network.clientPorts, edges.clientPorts))
              yield {
                network: { ...network, clientPorts: between },
                asker: { ...fromOne, clientPorts },
                goal: narrow,
                traffic: one,
              }
      }
    }
}

const narrowGoals = (goal: Goal, { addresses }: { readonly addresses: readonly bigint[] }): readonly Goal[] => {
  if ('side' in goal)
    return addressesIn(goal.side.spans, addresses).map((span) => ({ side: { ...goal.side, spans: [span] } as Side }))
  if ('outside' in goal)
    return addressesIn(goal.outside.spans, addresses).map((span) => ({
      outside: { ...goal.outside, spans: [span], isEverybody: false } as Outside,
    }))
  return [goal]
}

const packetText = ({ asker, goal, traffic }: Specimen): string => {
  const at = (spans: readonly Span[]): string => (spans[0] ? ` (${spanText(spans[0], traffic.family)})` : '')
  const whom = 'side' in goal ? `${goal.side.name}${at(goal.side.spans)}` : 'outside' in goal ? goal.outside.name : ''
  return `${trafficText(traffic)} from ${asker.name}${at(asker.spans)}${whom ? ` to ${whom}` : ''}`
}

/**
 * Whether anything at all gets through, and is answered: in any zone, from any address, by any port and protocol that the question means. It
 * is what must be false of whom somebody must never reach, where `reach` being false says only that not everything gets through.
 * @throws RangeError as `reach`
 */
export const reachAtAll = (model: ReachModel | Network, question: Question): Answer => {
  const network = 'model' in model ? model : networkOf(model)
  const whole = reach(network, question)
  if (whole.reachable === true) return whole
  const { from, to, family = 'ipv4' } = question
  let doubt: Answer | undefined = whole.reachable === 'unknown' ? whole : undefined
  for (const traffic of trafficOfQuestion(network, question))
    for (const asker of askersOf(network, from, family))
      for (const goal of goalsOf(network, to, family))
        for (const specimen of specimensOf(network, asker, goal, traffic)) {
          const answer = wayTo(specimen.network, specimen.asker, specimen.goal, specimen.traffic)
          if (answer.reachable === true) return { ...answer, packet: packetText(specimen) }
          if (answer.reachable === 'unknown') doubt ??= answer
        }
  return doubt ?? whole
}
