import { aclStep } from './acls.ts'
import { groupStep } from './groups.ts'
import { insideWay } from './inside.ts'
import type { Endpoint } from './model.ts'
import { type Network, type Side, sidesOf } from './network.ts'
import type { Outside } from './outside.ts'
import { outwardWay } from './outward.ts'
import { policyAllows } from './policy.ts'
import type { Answer, End, Hop } from './question.ts'
import { tableOf } from './routes.ts'
import { spansOf } from './spans.ts'
import { allOf, endedAt, follow, type Step, stopAt } from './steps.ts'
import { answerTo, type Traffic, tcp } from './traffic.ts'

type Service = Extract<End, { readonly service: string }>

const policyStep = (endpoint: Endpoint, asks: Service['asks']): Step => {
  const hop: Hop = { resource: endpoint.id, what: `by the policy of ${endpoint.id}`, direction: 'there' }
  if (endpoint.policy === undefined) return { hop }
  const words = asks ? `${asks.action} on ${asks.resource}` : 'everything'
  const allowed = policyAllows(endpoint.policy, asks ?? { action: '*', resource: '*' })
  if (allowed === 'all') return { hop }
  if (allowed === 'some' || !asks)
    return {
      hop,
      stop: {
        unknown: `Whether the policy of ${endpoint.id} allows ${words} depends on its conditions, or on what is asked.`,
      },
    }
  return {
    hop,
    stop: {
      code: 'VPCE_POLICY_RESTRICTION',
      resource: endpoint.id,
      property: 'PolicyDocument',
      direction: 'there',
      why: `The policy of the endpoint ${endpoint.id} does not allow ${words}.`,
      fix: `Allow ${words} in that policy.`,
    },
  }
}

/** Through the interfaces of an endpoint, every one of them: which of them the name leads to is not certain. */
const byInterface = (
  network: Network,
  side: Side,
  traffic: Traffic,
  endpoint: Endpoint,
  asks: Service['asks'],
): Answer => {
  const place = { name: `the endpoint ${endpoint.id}`, subnets: endpoint.subnets ?? [], groups: endpoint.groups ?? [] }
  const answers = sidesOf(network, place, traffic.family).map((to) =>
    follow(
      (function* () {
        yield* insideWay(network, side, to, traffic)
        yield policyStep(endpoint, asks)
      })(),
    ),
  )
  return (
    allOf(answers) ??
    endedAt({
      ...stopAt(
        'NO_POSSIBLE_DESTINATION',
        endpoint.id,
        `The endpoint ${endpoint.id} is in no subnet.`,
        'Name its subnets.',
      ),
      property: 'SubnetIds',
    })
  )
}

function* byGateway(
  network: Network,
  side: Side,
  traffic: Traffic,
  endpoint: Endpoint,
  asks: Service['asks'],
): Generator<Step> {
  const hop: Hop = { resource: endpoint.id, what: `through the gateway endpoint ${endpoint.id}`, direction: 'there' }
  const lists = (network.model.prefixLists ?? []).filter(({ service }) => service === endpoint.service)
  const listed = lists.flatMap(({ cidrs = [] }) => cidrs)
  const spans = listed.length > 0 ? spansOf(listed, traffic.family) : network.internet(traffic.family)
  const anyOfThem = listed.length === 0
  if (traffic.protocol !== tcp)
    yield {
      hop,
      stop: {
        code: 'VPCE_GATEWAY_PROTOCOL_RESTRICTION',
        resource: endpoint.id,
        direction: 'there',
        why: `The gateway endpoint ${endpoint.id} passes TCP alone.`,
        fix: 'Ask by TCP.',
      },
    }
  const group = groupStep(network, side, 'outward', traffic, {
    name: endpoint.service,
    spans,
    prefixLists: lists.map(({ id }) => id),
  })
  yield group
  yield { hop }
  yield aclStep(network, side, { outward: true, direction: 'there', traffic, spans, anyOfThem })
  yield aclStep(network, side, {
    outward: false,
    direction: 'back',
    traffic: answerTo(traffic, side.clientPorts),
    spans,
    anyOfThem,
  })
  yield policyStep(endpoint, asks)
}

const nameless = (side: Side): Step => ({
  hop: { resource: side.vpc.id, what: `by the resolver of ${side.vpc.id}`, direction: 'there' },
  stop: {
    code: 'DNS_NAME_NOT_RESOLVED',
    resource: side.vpc.id,
    property: 'EnableDnsSupport',
    direction: 'there',
    why: `DNS is turned off in ${side.vpc.id}, so no name is found.`,
    fix: `Turn DNS support on for ${side.vpc.id}.`,
  },
})

/**
 * To a service of AWS by its own name: an interface endpoint with private DNS takes it even where a NAT gateway would do, then a gateway
 * endpoint in the table of the subnet, then the internet.
 */
export const serviceWay = (
  network: Network,
  side: Side,
  { service, region, asks }: Service,
  traffic: Traffic,
): Answer => {
  const { vpc } = side
  if (vpc.dnsSupport === false) return follow([nameless(side)])
  const isHere = region === undefined || vpc.region === undefined || region === vpc.region
  const usable = (network.model.endpoints ?? []).filter(
    (each) => isHere && each.vpc === vpc.id && each.service === service && each.available !== false,
  )
  const named = usable.find((each) => each.kind === 'interface' && each.privateDns !== false)
  if (named && vpc.dnsHostnames !== false) return byInterface(network, side, traffic, named, asks)
  const table = tableOf(side)
  const routes = table === undefined ? [] : (network.table(table)?.routes ?? [])
  const gateway = usable.find(
    (each) =>
      each.kind === 'gateway' &&
      ((table !== undefined && each.routeTables?.includes(table)) ||
        routes.some(({ by, blackhole }) => by === each.id && !blackhole)),
  )
  if (gateway) return follow(byGateway(network, side, traffic, gateway, asks))
  const out: Outside = {
    name: `${service}${region ? ` in ${region}` : ''}`,
    spans: network.internet(traffic.family),
    prefixLists: isHere
      ? (network.model.prefixLists ?? []).filter((list) => list.service === service).map(({ id }) => id)
      : [],
  }
  return follow(outwardWay(network, side, traffic, out))
}
