import { byInternetGateway } from './gateways.ts'
import { groupStep } from './groups.ts'
import { isUnseen } from './inside.ts'
import { byNat } from './nat.ts'
import type { Network, Side } from './network.ts'
import { noRange, type Outside } from './outside.ts'
import type { Hop } from './question.ts'
import { type Portion, portionsOf, tableName, unknownLists } from './routes.ts'
import { spanText } from './spans.ts'
import { type Step, stopAt } from './steps.ts'
import type { Traffic } from './traffic.ts'

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
  if (by === undefined)
    yield {
      hop,
      stop: stopAt(
        'NO_ROUTE_TO_DESTINATION',
        table,
        `${table} of ${side.subnet.id} has no route to ${out.name} (${whom}).`,
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
  else {
    yield { hop }
    const nat = network.nat(by)
    if (network.gateway(by)) yield* byInternetGateway(network, side, traffic, part, by)
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
    else if (network.endpoint(by)) return
    else if (isUnseen(network, portion))
      yield {
        hop: { ...hop, resource: by },
        stop: { unknown: `${side.subnet.id} sends it to ${by}; what lies behind it is not known.` },
      }
  }
}

/** From an interface in a VPC to what is outside of all of them, and back. */
export function* outwardWay(network: Network, side: Side, traffic: Traffic, out: Outside): Generator<Step> {
  if (side.spans.length === 0) {
    yield noRange(side, traffic, `from ${side.name}`)
    return
  }
  yield groupStep(network, side, 'outward', traffic, out)
  const portions = portionsOf(network, side, out.spans, traffic.family)
  const hop: Hop = { resource: tableName(side), what: `by the routes of ${side.subnet.id}`, direction: 'there' }
  if (!portions) yield { hop, stop: { unknown: `The routes of ${side.subnet.id} are not known.` } }
  const [list] = unknownLists(network, side)
  if (list)
    yield {
      hop,
      stop: { unknown: `${tableName(side)} leads ${list.to} to ${list.by}; what that list holds is not known.` },
    }
  for (const portion of portions ?? []) yield* byPortion(network, side, traffic, out, portion)
}
