import { aclStep } from './acls.ts'
import { groupStep } from './groups.ts'
import { isUnseen } from './inside.ts'
import { anyClientPorts, type Network, type Side } from './network.ts'
import { isShut, noRange, type Outside, shut } from './outside.ts'
import type { Hop } from './question.ts'
import { portionsOf, tableName } from './routes.ts'
import { isPrivate, spanText } from './spans.ts'
import { type Step, stopAt } from './steps.ts'
import { answerTo, type Traffic } from './traffic.ts'

const endpointOf = (network: Network, id: string | undefined) => (id === undefined ? undefined : network.endpoint(id))

/** From what is outside of all VPCs to an interface in one, and back. */
export function* inwardWay(network: Network, outside: Outside, side: Side, traffic: Traffic): Generator<Step> {
  const gateway = network.internetGatewayOf(side.vpc.id)
  const hop: Hop = { resource: gateway?.id ?? side.vpc.id, what: `into ${side.vpc.id}`, direction: 'there' }
  if (side.spans.length === 0) {
    yield noRange(side, traffic, `into ${side.vpc.id}`)
    return
  }
  const hidden = traffic.family === 'ipv4' ? outside.spans.find(isPrivate) : undefined
  if (hidden) {
    yield { hop, stop: { unknown: `${spanText(hidden, traffic.family)} is a private range of no VPC that is known.` } }
    return
  }
  if (!gateway && side.vpc.known === false)
    yield { hop, stop: { unknown: `Whether ${side.vpc.id} has an internet gateway is not known.` } }
  else if (!gateway)
    yield {
      hop,
      stop: stopAt(
        'NO_PATH',
        side.vpc.id,
        `${side.vpc.id} has no internet gateway, so nothing comes in from outside.`,
        `Attach one to ${side.vpc.id}, if it should be reached.`,
      ),
    }
  else yield { hop }
  if (isShut(side, 'by a public address')) yield shut(side)
  if (traffic.family === 'ipv4' && !side.publicAddress)
    yield {
      hop,
      stop: stopAt(
        'IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS',
        side.subnet.id,
        `${side.name} has no public address, so nothing outside can call it.`,
        'Put a balancer before it, or give it a public address.',
      ),
    }
  const { spans } = outside
  yield aclStep(network, side, { outward: false, direction: 'there', traffic, spans })
  yield groupStep(network, side, 'inward', traffic, outside)
  yield* answersOutside(network, side, traffic, outside, gateway?.id)
}

/** The answers must leave by the gateway through which the question came. */
function* answersOutside(
  network: Network,
  side: Side,
  traffic: Traffic,
  { spans, name }: Outside,
  by?: string,
): Generator<Step> {
  const table = tableName(side)
  const hop: Hop = { resource: table, what: `by the route of ${side.subnet.id} back to ${name}`, direction: 'back' }
  const portions = portionsOf(network, side, spans, traffic.family)
  const wrongs = portions?.filter(
    (portion) => portion.route?.blackhole || (portion.by !== by && !endpointOf(network, portion.by)),
  )
  const wrong = wrongs?.find((portion) => !isUnseen(network, portion)) ?? wrongs?.[0]
  if (!portions) yield { hop, stop: { unknown: `The routes of ${side.subnet.id} are not known.` } }
  else if (wrong && isUnseen(network, wrong))
    yield {
      hop,
      stop: { unknown: `The answers of ${side.subnet.id} go to ${wrong.by}; what lies behind it is not known.` },
    }
  else if (wrong)
    yield {
      hop,
      stop: stopAt(
        wrong.route?.blackhole ? 'BAD_STATE_ROUTE' : 'NO_ROUTE_TO_DESTINATION',
        wrong.route?.resource ?? table,
        wrong.by === undefined
          ? `${table} of ${side.subnet.id} has no route back to ${name}.`
          : `The answers of ${side.subnet.id} to ${name} go to ${wrong.by}, and not back through ${by ?? 'an internet gateway'}.`,
        `Add a default route to ${by ?? 'the internet gateway'} to ${table}.`,
        'back',
      ),
    }
  else yield { hop }
  yield aclStep(network, side, { outward: true, direction: 'back', traffic: answerTo(traffic, anyClientPorts), spans })
}
