import { policyStep } from './endpoint-policy.ts'
import { byInternetGateway } from './gateways.ts'
import { groupStep } from './groups.ts'
import type { Route } from './model.ts'
import { byNat } from './nat.ts'
import type { Network, Side } from './network.ts'
import { noRange, type Outside, throughAcl } from './outside.ts'
import type { Hop } from './question.ts'
import { remoteOf, toRemote } from './remotes.ts'
import { eitherWay, isUnseen, type Portion, portionsOf, tableName, unknownLists } from './routes.ts'
import { spanText } from './spans.ts'
import { follow, type Step, stopAt } from './steps.ts'
import { type Traffic, tcp } from './traffic.ts'

function* byPortion(network: Network, side: Side, traffic: Traffic, out: Outside, portion: Portion): Generator<Step> {
  const { by, route, spans } = portion
  const table = tableName(side)
  const hop: Hop = {
    resource: table,
    what: `by the route of ${side.subnet.id} to ${route?.to ?? out.name}`,
    direction: 'there',
  }
  const part = { ...out, spans }
  const whom = spans[0] ? spanText(spans[0], traffic.family) : out.name
  const isWhole = out.anyOfThem || spans.length === out.spans.length
  if (by === undefined)
    yield {
      hop,
      stop: stopAt(
        'NO_ROUTE_TO_DESTINATION',
        table,
        `${table} of ${side.subnet.id} has no route to ${out.name}${isWhole ? '' : ` (${whom})`}.`,
        'Add a default route to a NAT gateway or to the internet gateway.',
      ),
    }
  else if (route?.blackhole)
    yield {
      hop,
      stop: stopAt(
        'BAD_STATE_ROUTE',
        route.resource ?? table,
        `The route of ${table} to ${route.to} leads to ${by}, which is gone.`,
        'Lead the route to a gateway that is there.',
      ),
    }
  else if (by === 'local')
    yield {
      hop,
      stop: stopAt(
        'NO_POSSIBLE_DESTINATION',
        table,
        `${whom} is in the range of ${side.vpc.id} itself.`,
        'Ask about the place in that VPC.',
      ),
    }
  else if (portion.or !== undefined) yield { hop, stop: eitherWay(table, portion) }
  else {
    yield { hop }
    const nat = network.nat(by)
    const remote = remoteOf(network, side.vpc.id, spans, traffic, by)
    if (remote) yield* toRemote(network, side, traffic, part, remote)
    else if (network.gateway(by)) yield* byInternetGateway(network, side, traffic, part, by)
    else if (nat) yield* byNat(network, side, traffic, part, nat)
    else if (network.peering(by))
      yield {
        hop: { ...hop, resource: by },
        stop: stopAt(
          'PCX_REQUIRES_ADDRESS_IN_VPC_CIDR',
          by,
          `${by} passes only what is for a range of its other VPC, and ${whom} is none.`,
          'Lead the route to a gateway of the own VPC.',
        ),
      }
    else if (network.endpoint(by)?.kind === 'gateway') yield* byEndpoint(network, side, traffic, part, by)
    else if (isUnseen(network, portion))
      yield {
        hop: { ...hop, resource: by },
        stop: { unknown: `${side.subnet.id} sends it to ${by}; what lies behind it is not known.` },
      }
  }
}

const throughEndpoint = (id: string): Hop => ({
  resource: id,
  what: `through the gateway endpoint ${id}`,
  direction: 'there',
})

const notByEndpoint = (id: string): Step => ({
  hop: throughEndpoint(id),
  stop: stopAt('VPCE_GATEWAY_PROTOCOL_RESTRICTION', id, `The gateway endpoint ${id} passes TCP alone.`, 'Ask by TCP.'),
})

/** Addresses of a service that a gateway endpoint takes from the rest of the internet. */
function* byEndpoint(network: Network, side: Side, traffic: Traffic, out: Outside, id: string): Generator<Step> {
  const hop = throughEndpoint(id)
  const endpoint = network.endpoint(id)
  if (endpoint?.vpc !== side.vpc.id)
    yield {
      hop,
      stop: stopAt('BAD_STATE_ATTACHMENT', id, `${id} is not in ${side.vpc.id}.`, `Make one in ${side.vpc.id}.`),
    }
  if (endpoint?.available === false)
    yield { hop, stop: stopAt('BAD_STATE', id, `The gateway endpoint ${id} is not available.`, 'Make it again.') }
  if (traffic.protocol !== tcp) yield notByEndpoint(id)
  if (traffic.family === 'ipv6' && endpoint?.addresses !== 'dual')
    yield { hop, stop: { unknown: `Whether ${id} passes IPv6 is not known.` } }
  yield { hop }
  yield* throughAcl(network, side, traffic, out)
  if (endpoint) yield policyStep(endpoint, out.asks)
}

/**
 * From an interface in a VPC to what is outside of all of them, and back.
 * @param lead the route that is taken, where it is known although the addresses are not
 */
export function* outwardWay(
  network: Network,
  side: Side,
  traffic: Traffic,
  out: Outside,
  lead?: Route,
): Generator<Step> {
  if (side.spans.length === 0) {
    yield noRange(side, traffic, `from ${side.name}`)
    return
  }
  if (lead && network.endpoint(lead.by)?.kind === 'gateway' && traffic.protocol !== tcp) yield notByEndpoint(lead.by)
  yield groupStep(network, side, 'outward', traffic, out)
  const portions = lead
    ? [{ spans: out.spans, by: lead.by, route: lead }]
    : portionsOf(network, side, out.spans, traffic.family)
  const hop: Hop = { resource: tableName(side), what: `by the routes of ${side.subnet.id}`, direction: 'there' }
  if (!portions) yield { hop, stop: { unknown: `The routes of ${side.subnet.id} are not known.` } }
  const [list] = unknownLists(network, side)
  if (list)
    yield {
      hop,
      stop: { unknown: `${tableName(side)} leads ${list.to} to ${list.by}; what that list holds is not known.` },
    }
  if (out.anyOfThem) yield* byAnyOf(network, side, traffic, out, portions ?? [])
  else for (const portion of portions ?? []) yield* byPortion(network, side, traffic, out, portion)
}

/** To some of the addresses, which is not known: where only some of the routes lead there, that is a doubt. */
function* byAnyOf(
  network: Network,
  side: Side,
  traffic: Traffic,
  out: Outside,
  portions: readonly Portion[],
): Generator<Step> {
  const ways = portions.map((portion) => {
    const steps = [...byPortion(network, side, traffic, out, portion)]
    return { steps, portion, isLost: follow(steps).reachable === false }
  })
  const lost = ways.filter(({ isLost }) => isLost)
  // The widest route says most.
  if (lost.length === ways.length) yield* ways.at(-1)?.steps ?? []
  else for (const { steps, isLost } of ways) if (!isLost) yield* steps
  const [first] = lost
  if (first && lost.length < ways.length) {
    const { spans } = first.portion
    const whom = spans[0] ? spanText(spans[0], traffic.family) : out.name
    yield {
      hop: { resource: tableName(side), what: `by the routes of ${side.subnet.id}`, direction: 'there' },
      stop: {
        unknown: `${side.subnet.id} reaches only a part of the internet, and not ${whom}; which addresses ${out.name} has is not known.`,
      },
    }
  }
}
