import { aclStep } from './acls.ts'
import { groupStep, type Peer } from './groups.ts'
import { isUnseen } from './inside.ts'
import type { Nat } from './model.ts'
import { anyClientPorts, type Network, type Side, sidesOf } from './network.ts'
import type { Code, Hop } from './question.ts'
import { type Portion, portionsOf, tableName, unknownLists } from './routes.ts'
import { isPrivate, type Span, spanText } from './spans.ts'
import type { Step } from './steps.ts'
import { answerTo, type Traffic } from './traffic.ts'

/** Addresses outside of every VPC of the model. */
export interface Outside extends Peer {
  readonly spans: readonly Span[]
  /** A part of these is meant, and which is not known: what lets only some of them pass is a doubt. */
  readonly anyOfThem?: boolean
}

const stopAt = (code: Code, resource: string, why: string, fix: string, direction: Hop['direction'] = 'there') => ({
  code,
  resource,
  direction,
  why,
  fix,
})

const isShut = (side: Side, how: 'by NAT' | 'by a public address'): boolean =>
  side.vpc.blockPublicAccess === 'bidirectional' ||
  (side.vpc.blockPublicAccess === 'ingress' && how === 'by a public address')

const shut = (side: Side): Step => ({
  hop: { resource: side.vpc.id, what: `through the border of ${side.vpc.id}`, direction: 'there' },
  stop: stopAt(
    'VPC_BLOCK_PUBLIC_ACCESS_ENABLED',
    side.vpc.id,
    `Block Public Access is on for ${side.vpc.id}.`,
    `Exclude the subnet ${side.subnet.id}, or turn it off.`,
  ),
})

/** Across the border of the subnet that is asked from, and back. */
function* throughAcl(network: Network, side: Side, traffic: Traffic, { spans, anyOfThem = false }: Outside) {
  const answers = answerTo(traffic, side.clientPorts)
  yield aclStep(network, side, { outward: true, direction: 'there', traffic, spans, anyOfThem })
  yield aclStep(network, side, { outward: false, direction: 'back', traffic: answers, spans, anyOfThem })
}

function* byInternetGateway(network: Network, side: Side, traffic: Traffic, out: Outside, id: string): Generator<Step> {
  const gateway = network.gateway(id)
  const hop: Hop = { resource: id, what: `through the gateway ${id}`, direction: 'there' }
  if (gateway?.vpc !== side.vpc.id)
    yield {
      hop,
      stop: stopAt(
        'BAD_STATE_ATTACHMENT',
        id,
        `${id} is not attached to ${side.vpc.id}.`,
        `Attach an internet gateway to ${side.vpc.id}, and lead the route to it.`,
      ),
    }
  const hidden = traffic.family === 'ipv4' ? out.spans.find(isPrivate) : undefined
  if (hidden)
    yield {
      hop,
      stop: stopAt(
        'IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS',
        id,
        `${spanText(hidden, traffic.family)} is a private range: no internet gateway leads there.`,
        'Use a peering, a VPN or a transit gateway, and a route to it.',
      ),
    }
  if (gateway?.kind === 'internet' && traffic.family === 'ipv4' && !side.publicAddress)
    yield {
      hop,
      stop: stopAt(
        'IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS',
        side.subnet.id,
        `${side.name} has no public address, and the default route of ${side.subnet.id} leads to ${id}.`,
        'Give it a public address, or use a subnet whose route leads to a NAT gateway.',
      ),
    }
  if (gateway?.kind === 'egress-only' && traffic.family === 'ipv4')
    yield { hop, stop: stopAt('NO_PATH', id, `${id} passes IPv6 alone.`, 'Lead the route to a NAT gateway.') }
  if (isShut(side, gateway?.kind === 'egress-only' ? 'by NAT' : 'by a public address')) yield shut(side)
  yield { hop }
  yield* throughAcl(network, side, traffic, out)
}

/** How a NAT gateway itself gets out. */
function* natOutward(network: Network, nat: Nat, from: Side, traffic: Traffic, out: Outside): Generator<Step> {
  const { spans, anyOfThem = false } = out
  const [place] =
    nat.subnet === undefined ? [] : sidesOf(network, { name: nat.id, subnets: [nat.subnet], groups: [] }, 'ipv4')
  if (!place) {
    const gateway = network.internetGatewayOf(nat.vpc)
    const hop: Hop = { resource: gateway?.id ?? nat.id, what: `from ${nat.id} to the internet`, direction: 'there' }
    yield gateway
      ? { hop }
      : {
          hop,
          stop: stopAt(
            'NO_ROUTE_TO_DESTINATION',
            nat.id,
            `${nat.vpc} has no internet gateway.`,
            `Attach one to ${nat.vpc}.`,
          ),
        }
    return
  }
  const answers = answerTo(traffic, anyClientPorts)
  const isBeside = place.subnet.id === from.subnet.id
  const toSource = { spans: from.spans, traffic: answerTo(traffic, from.clientPorts) }
  if (!isBeside) yield aclStep(network, place, { outward: false, direction: 'there', traffic, spans: from.spans })
  const portions = portionsOf(network, place, spans, traffic.family)
  const hop: Hop = {
    resource: tableName(place),
    what: `by the route of ${place.subnet.id}, where ${nat.id} is`,
    direction: 'there',
  }
  const wrong = portions?.find(({ by, route }) => {
    const gateway = by === undefined ? undefined : network.gateway(by)
    return gateway?.kind !== 'internet' || gateway.vpc !== nat.vpc || route?.blackhole
  })
  if (!portions) yield { hop, stop: { unknown: `The routes of ${place.subnet.id} are not known.` } }
  else if (wrong)
    yield {
      hop,
      stop: stopAt(
        wrong.route?.blackhole ? 'BAD_STATE_ROUTE' : 'NO_ROUTE_TO_DESTINATION',
        tableName(place),
        `${nat.id} is in ${place.subnet.id}, whose routes do not lead to an internet gateway of ${nat.vpc}.`,
        `Put ${nat.id} into a subnet with a default route to the internet gateway.`,
      ),
    }
  else yield { hop }
  yield aclStep(network, place, { outward: true, direction: 'there', traffic, spans, anyOfThem })
  yield aclStep(network, place, { outward: false, direction: 'back', traffic: answers, spans, anyOfThem })
  if (!isBeside) yield aclStep(network, place, { outward: true, direction: 'back', ...toSource })
}

function* byNat(network: Network, side: Side, traffic: Traffic, out: Outside, nat: Nat): Generator<Step> {
  const hop: Hop = { resource: nat.id, what: `through ${nat.id}`, direction: 'there' }
  const stop = ((): Step['stop'] => {
    if (nat.vpc !== side.vpc.id)
      return stopAt(
        'NGW_REQUIRES_SOURCE_IN_VPC',
        nat.id,
        `${nat.id} is in ${nat.vpc} and takes nothing from ${side.vpc.id}.`,
        `Make a NAT gateway in ${side.vpc.id}.`,
      )
    if (nat.available === false) return stopAt('BAD_STATE', nat.id, `${nat.id} is not available.`, 'Make it again.')
    if (traffic.family === 'ipv6')
      return stopAt('NO_PATH', nat.id, `${nat.id} passes IPv4 alone.`, 'Lead ::/0 to an egress-only internet gateway.')
    if (nat.publicAddress === false)
      return stopAt(
        'IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS',
        nat.id,
        `${nat.id} has no public address.`,
        'Give it an Elastic IP address.',
      )
    const hidden = out.spans.find(isPrivate)
    return hidden
      ? stopAt(
          'IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS',
          nat.id,
          `${spanText(hidden, 'ipv4')} is a private range: ${nat.id} leads to the internet alone.`,
          'Use a peering, a VPN or a transit gateway, and a route to it.',
        )
      : undefined
  })()
  yield { hop, ...(stop ? { stop } : {}) }
  if (isShut(side, 'by NAT')) yield shut(side)
  yield* throughAcl(network, side, traffic, out)
  yield* natOutward(network, nat, side, traffic, out)
}

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
    yield {
      hop: { resource: side.subnet.id, what: `from ${side.name}`, direction: 'there' },
      stop: stopAt(
        'NO_POSSIBLE_DESTINATION',
        side.subnet.id,
        `${side.subnet.id} has no range of ${traffic.family === 'ipv4' ? 'IPv4' : 'IPv6'}.`,
        'Give the subnet such a range.',
      ),
    }
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

/** From what is outside of all VPCs to an interface in one, and back. */
export function* inwardWay(network: Network, outside: Outside, side: Side, traffic: Traffic): Generator<Step> {
  const gateway = network.internetGatewayOf(side.vpc.id)
  const hop: Hop = { resource: gateway?.id ?? side.vpc.id, what: `into ${side.vpc.id}`, direction: 'there' }
  if (side.spans.length === 0) {
    yield {
      hop,
      stop: stopAt(
        'NO_POSSIBLE_DESTINATION',
        side.subnet.id,
        `${side.subnet.id} has no range of ${traffic.family === 'ipv4' ? 'IPv4' : 'IPv6'}.`,
        'Give the subnet such a range.',
      ),
    }
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

const endpointOf = (network: Network, id: string | undefined) => (id === undefined ? undefined : network.endpoint(id))
