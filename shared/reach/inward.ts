import { aclStep } from './acls.ts'
import { groupStep } from './groups.ts'
import type { Network, Side } from './network.ts'
import { isLocalSix, isShut, noPublicSix, noRange, type Outside, shut } from './outside.ts'
import type { Hop } from './question.ts'
import { fromRemote, remoteOf } from './remotes.ts'
import { eitherWay, isUnseen, type Portion, portionsOf, tableName } from './routes.ts'
import { isPrivate, type Span, spanText } from './spans.ts'
import { type Step, stopAt } from './steps.ts'
import { answerTo, type Traffic } from './traffic.ts'

/** Whether answers are led away to a service: nobody on the internet has its addresses. */
const isForService = (network: Network, id: string | undefined): boolean =>
  id !== undefined && network.endpoint(id)?.kind === 'gateway'

/** Where the answers to a private range certainly go elsewhere, nothing leads there from it either. */
function* notBack(network: Network, side: Side, { name }: Outside, hidden: Span, { family }: Traffic): Generator<Step> {
  const isLost = ({ by, or }: Portion): boolean =>
    or === undefined && (by === undefined || network.gateway(by) !== undefined || network.nat(by) !== undefined)
  const lost = portionsOf(network, side, [hidden], family)?.find(isLost)
  if (!lost) return
  const table = tableName(side)
  const but = lost.by === undefined ? '' : ` but by ${lost.by}, which leads to no private range`
  yield {
    hop: { resource: table, what: `by the route of ${side.subnet.id} back to ${name}`, direction: 'back' },
    stop: stopAt(
      'NO_ROUTE_TO_DESTINATION',
      table,
      `${table} of ${side.subnet.id} has no route back to ${spanText(hidden, family)}${but}, and it is a private range of no VPC that is known.`,
      `Connect ${side.vpc.id} with ${name} by a peering or a VPN, with routes to it.`,
      'back',
    ),
  }
}

/** From what is outside of all VPCs to an interface in one, and back. */
export function* inwardWay(network: Network, outside: Outside, side: Side, traffic: Traffic): Generator<Step> {
  const gateway = network.internetGatewayOf(side.vpc.id)
  const hop: Hop = { resource: gateway?.id ?? side.vpc.id, what: `into ${side.vpc.id}`, direction: 'there' }
  if (side.spans.length === 0) {
    yield noRange(side, traffic, `into ${side.vpc.id}`)
    return
  }
  const remote = remoteOf(network, side.vpc.id, outside.spans, traffic)
  if (remote) {
    yield* fromRemote(network, outside, side, traffic, remote)
    yield* answersOutside(network, side, traffic, outside, remote.by)
    return
  }
  const hidden = traffic.family === 'ipv4' ? outside.spans.find(isPrivate) : undefined
  const { spans, anyOfThem = false } = outside
  if (hidden) {
    yield { hop, stop: { unknown: `${spanText(hidden, traffic.family)} is a private range of no VPC that is known.` } }
    yield aclStep(network, side, { outward: false, direction: 'there', traffic, spans })
    yield groupStep(network, side, 'inward', traffic, outside)
    yield* notBack(network, side, outside, hidden, traffic)
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
  if (traffic.family === 'ipv6' && isLocalSix(side)) yield noPublicSix(side, hop)
  yield aclStep(network, side, { outward: false, direction: 'there', traffic, spans, anyOfThem })
  yield groupStep(network, side, 'inward', traffic, outside)
  yield* answersOutside(network, side, traffic, outside, gateway?.id)
}

/** The answers must leave by the gateway through which the question came. */
function* answersOutside(
  network: Network,
  side: Side,
  traffic: Traffic,
  { spans, name, anyOfThem = false, clientPorts = network.clientPorts }: Outside,
  by?: string,
): Generator<Step> {
  const table = tableName(side)
  const hop: Hop = { resource: table, what: `by the route of ${side.subnet.id} back to ${name}`, direction: 'back' }
  const portions = portionsOf(network, side, spans, traffic.family)
  const wrongs = portions?.filter(
    (portion) =>
      portion.route?.blackhole || portion.or !== undefined || (portion.by !== by && !isForService(network, portion.by)),
  )
  const isPart = anyOfThem && wrongs !== undefined && portions !== undefined && wrongs.length < portions.length
  const wrong = wrongs?.find((portion) => !isUnseen(network, portion)) ?? wrongs?.[0]
  if (!portions) yield { hop, stop: { unknown: `The routes of ${side.subnet.id} are not known.` } }
  else if (wrong && isPart)
    yield { hop, stop: { unknown: `${table} leads only a part of the addresses of ${name} back through ${by}.` } }
  else if (wrong?.or !== undefined) yield { hop, stop: eitherWay(table, wrong) }
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
          : wrong.route?.blackhole
            ? `The route of ${table} back to ${name} leads to ${wrong.by}, which is gone.`
            : `The answers of ${side.subnet.id} to ${name} go to ${wrong.by}, and not back through ${by ?? 'an internet gateway'}.`,
        wrong.route?.blackhole
          ? 'Lead the route to a gateway that is there.'
          : network.gateway(by ?? '') || by === undefined
            ? `Add a default route to ${by ?? 'the internet gateway'} to ${table}.`
            : `Add a route to ${name} by ${by} to ${table}.`,
        'back',
      ),
    }
  else yield { hop }
  const answers = answerTo(traffic, clientPorts)
  yield aclStep(network, side, { outward: true, direction: 'back', traffic: answers, spans, anyOfThem })
}
