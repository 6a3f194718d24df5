import { aclStep } from './acls.ts'
import { groupStep, peerOf } from './groups.ts'
import { inwardWay } from './inward.ts'
import type { Network, Side } from './network.ts'
import { noRange } from './outside.ts'
import { outwardWay } from './outward.ts'
import type { Code, Hop } from './question.ts'
import { eitherWay, isUnseen, type Portion, portionsOf, tableName } from './routes.ts'
import { common, spansOf, spanText, withoutAll } from './spans.ts'
import { type Step, stopAt } from './steps.ts'
import { answerTo, type Traffic } from './traffic.ts'

const regionsDiffer = (one: Side, other: Side): boolean => (one.vpc.region ?? '') !== (other.vpc.region ?? '')

/** A route that should lead to the other end and does not. */
const wrongRoute = (
  from: Side,
  to: Side,
  { by, route, spans }: Portion,
  direction: Hop['direction'],
  wanted: string,
  traffic: Traffic,
): Step['stop'] => {
  const table = tableName(from)
  const whom = spans[0] ? spanText(spans[0], traffic.family) : to.name
  const about = (code: Code, why: string, fix: string) => ({
    code,
    resource: route?.resource ?? table,
    property: route ? `route to ${route.to}` : undefined,
    direction,
    why,
    fix,
  })
  const fix = `Add a route to ${to.subnet.cidrs.join(', ')} by ${wanted} to ${table}.`
  if (by === undefined)
    return about('NO_ROUTE_TO_DESTINATION', `${table} of ${from.subnet.id} has no route to ${whom} (${to.name}).`, fix)
  if (route?.blackhole)
    return about(
      'BAD_STATE_ROUTE',
      `The route of ${table} to ${route.to} leads to ${by}, which is gone.`,
      `Lead the route to ${route.to} to ${wanted}, or take it out.`,
    )
  if (by === 'local')
    return about(
      'NO_POSSIBLE_DESTINATION',
      `${whom} of ${to.name} is in the range of ${from.vpc.id} too, so nothing leaves that VPC for it.`,
      'Give one of the VPCs another range.',
    )
  const isNarrow = wanted === 'local'
  return about(
    isNarrow ? 'MORE_SPECIFIC_ROUTE' : 'NO_ROUTE_TO_DESTINATION',
    `The route of ${table} to ${route?.to} leads ${whom} to ${by}, and not to ${to.name}.`,
    isNarrow ? `Take the route to ${route?.to} out of ${table}.` : fix,
  )
}

/** Every address of the other end must be led to by one thing. */
function routeStep(
  network: Network,
  from: Side,
  to: Side,
  direction: Hop['direction'],
  wanted: string,
  traffic: Traffic,
): Step {
  const hop: Hop = { resource: tableName(from), what: `by the route of ${from.subnet.id} to ${to.name}`, direction }
  const portions = portionsOf(network, from, to.spans, traffic.family)
  if (!portions) return { hop, stop: { unknown: `The routes of ${from.subnet.id} are not known.` } }
  const wrong = portions.filter(({ by, route, or }) => by !== wanted || route?.blackhole || or !== undefined)
  // What is lost for certain counts before what goes where nothing is seen.
  const lost = wrong.find((portion) => !isUnseen(network, portion))
  if (lost) return { hop, stop: wrongRoute(from, to, lost, direction, wanted, traffic) }
  const [unseen] = wrong
  if (!unseen) return { hop }
  if (unseen.or !== undefined) return { hop, stop: eitherWay(tableName(from), unseen) }
  const why = `${from.subnet.id} sends it to ${unseen.by}; what lies behind it is not known.`
  return { hop, stop: { unknown: why } }
}

/** There and back over what two sides share, or over a peering. */
function* across(network: Network, from: Side, to: Side, traffic: Traffic, by: string): Generator<Step> {
  const isStrange = by !== 'local' && regionsDiffer(from, to)
  const seen = (side: Side) => {
    const peer = peerOf(side)
    return isStrange ? { ...peer, groups: [], strangeGroups: peer.groups ?? [] } : peer
  }
  const isNeighbour = from.subnet.id === to.subnet.id
  const answers = answerTo(traffic, from.clientPorts)
  yield groupStep(network, from, 'outward', traffic, seen(to))
  const there = routeStep(network, from, to, 'there', by, traffic)
  yield there
  if (!isNeighbour) yield aclStep(network, from, { outward: true, direction: 'there', traffic, spans: to.spans })
  // Where only a part of the addresses goes out of sight, what becomes of the others is certain.
  const target = there.stop ? inSight(network, from, to, by, traffic) : to
  if (target.spans.length === 0) return
  if (!isNeighbour) yield aclStep(network, to, { outward: false, direction: 'there', traffic, spans: from.spans })
  yield groupStep(network, to, 'inward', traffic, seen(from))
  const back = routeStep(network, target, from, 'back', by, traffic)
  yield back
  if (isNeighbour) return
  yield aclStep(network, to, { outward: true, direction: 'back', traffic: answers, spans: from.spans })
  if (back.stop && inSight(network, to, from, by, traffic).spans.length === 0) return
  yield aclStep(network, from, { outward: false, direction: 'back', traffic: answers, spans: target.spans })
}

/** The other end without its addresses that are sent to where nothing can be seen. */
const inSight = (network: Network, from: Side, to: Side, by: string, { family }: Traffic): Side => ({
  ...to,
  spans:
    portionsOf(network, from, to.spans, family)?.flatMap((each) =>
      each.by === by && each.or === undefined ? each.spans : [],
    ) ?? to.spans,
})

/** The peering to which the routes of a side lead for another VPC. */
const peeringTowards = (network: Network, from: Side, to: Side, traffic: Traffic): string | undefined =>
  portionsOf(network, from, to.spans, traffic.family)?.find(({ by }) => by !== undefined && network.peering(by))?.by

function* overPeering(network: Network, from: Side, to: Side, traffic: Traffic): Generator<Step> {
  const id = peeringTowards(network, from, to, traffic)
  const peering = id === undefined ? undefined : network.peering(id)
  if (!id || !peering) {
    const between = network.model.peerings?.find(({ vpcs }) => vpcs.includes(from.vpc.id) && vpcs.includes(to.vpc.id))
    yield* across(network, from, to, traffic, between?.id ?? `a peering between ${from.vpc.id} and ${to.vpc.id}`)
    return
  }
  const hop: Hop = { resource: id, what: `over the peering ${id}`, direction: 'there' }
  if (!peering.vpcs.includes(from.vpc.id) || !peering.vpcs.includes(to.vpc.id))
    yield {
      hop,
      stop: stopAt(
        'PCX_REQUIRES_ADDRESS_IN_VPC_CIDR',
        id,
        `${id} leads only between ${peering.vpcs.join(' and ')}: a peering passes nothing on to ${to.vpc.id}.`,
        `Make a peering between ${from.vpc.id} and ${to.vpc.id}, with routes on both sides.`,
      ),
    }
  else if (peering.active === false)
    yield {
      hop,
      stop: stopAt(
        'BAD_STATE',
        id,
        `The peering ${id} is not active.`,
        'Accept it on the other side, or make it again.',
      ),
    }
  else yield { hop }
  const outside = withoutAll(to.spans, common(to.spans, spansOf(to.vpc.cidrs, traffic.family)))
  if (outside.length > 0 && to.vpc.known !== false)
    yield {
      hop,
      stop: stopAt(
        'PCX_REQUIRES_ADDRESS_IN_VPC_CIDR',
        id,
        `${to.name} is not in the ranges of ${to.vpc.id}.`,
        `Add its range to ${to.vpc.id}.`,
      ),
    }
  yield* across(network, from, to, traffic, id)
}

/** Whether its routes lead all of the addresses to gateways to the internet. */
const goesOut = (network: Network, from: Side, { spans }: Side): boolean => {
  const portions = portionsOf(network, from, spans, 'ipv6') ?? []
  return portions.length > 0 && portions.every(({ by }) => by !== undefined && network.gateway(by))
}

/** Between two VPCs over the internet, as addresses of IPv6 can: out of one and into the other. */
function* overInternet(network: Network, from: Side, to: Side, traffic: Traffic): Generator<Step> {
  yield* outwardWay(network, from, traffic, { name: to.name, spans: to.spans })
  yield* inwardWay(network, { name: from.name, spans: from.spans, clientPorts: from.clientPorts }, to, traffic)
}

/** From an interface in one subnet to one in another, by private addresses (of IPv6: by their own). */
export function* insideWay(network: Network, from: Side, to: Side, traffic: Traffic): Generator<Step> {
  const lame = [from, to].find(({ spans }) => spans.length === 0)
  if (lame) yield noRange(lame, traffic, `from or to ${lame.name}`)
  else if (from.vpc.id === to.vpc.id) yield* across(network, from, to, traffic, 'local')
  else if (traffic.family === 'ipv6' && goesOut(network, from, to)) yield* overInternet(network, from, to, traffic)
  else yield* overPeering(network, from, to, traffic)
}
