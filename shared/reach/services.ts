import { withEndpointAdvice } from './advice.ts'
import { type Asks, policyStep } from './endpoint-policy.ts'
import { insideWay } from './inside.ts'
import type { Endpoint, PrefixList, Route } from './model.ts'
import { type Network, ofFamily, type Side, sidesOf } from './network.ts'
import { type Outside, somebody } from './outside.ts'
import { outwardWay } from './outward.ts'
import type { Answer, End } from './question.ts'
import { tableOf } from './routes.ts'
import { type Family, type Span, spansOf, withoutAll } from './spans.ts'
import { allOf, endedAt, follow, type Step, stopAt } from './steps.ts'
import type { Traffic } from './traffic.ts'

type Service = Extract<End, { readonly service: string }>

/** The interfaces of an endpoint, one in each of its subnets. */
export const endpointSides = (network: Network, endpoint: Endpoint, family: Family): Side[] =>
  ofFamily(
    sidesOf(
      network,
      { name: `the endpoint ${endpoint.id}`, subnets: endpoint.subnets ?? [], groups: endpoint.groups ?? [] },
      family,
    ),
    endpoint.addresses,
    family,
  )

/** Through the interfaces of an endpoint, every one of them: which of them the name leads to is not certain. */
const byInterface = (
  network: Network,
  side: Side,
  traffic: Traffic,
  endpoint: Endpoint,
  asks: Asks | undefined,
): Answer => {
  const answers = endpointSides(network, endpoint, traffic.family).map((to) =>
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

const routesOf = (network: Network, side: Side): readonly Route[] => {
  const table = tableOf(side)
  return table === undefined ? [] : (network.table(table)?.routes ?? [])
}

/** Addresses that AWS lists for other services: this one has none of them. */
const otherServices = ({ model }: Network, service: string, family: Family): readonly Span[] =>
  (model.prefixLists ?? []).flatMap((list) =>
    list.service !== undefined && list.service !== service ? spansOf(list.cidrs ?? [], family) : [],
  )

/** The route for the service's list of addresses: one that is in the table, or one that a gateway endpoint puts there. */
const gatewayRoute = (
  network: Network,
  side: Side,
  endpoints: readonly Endpoint[],
  lists: readonly PrefixList[],
): Route | undefined => {
  const gateways = endpoints.filter(({ kind }) => kind === 'gateway')
  const table = tableOf(side)
  const written = routesOf(network, side).find(
    ({ to, by }) => lists.some(({ id }) => id === to) || gateways.some(({ id }) => id === by),
  )
  const gateway = gateways.find(
    (each) => table !== undefined && each.available !== false && each.routeTables?.includes(table),
  )
  return written ?? (gateway && { to: lists[0]?.id ?? `the addresses of ${gateway.service}`, by: gateway.id })
}

/** Without DNS no name is found. */
export const nameless = (side: Side): Step => ({
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

const whetherEndpoint = (side: Side, service: string): string =>
  `whether ${side.vpc.id} has an endpoint for ${service} is not known`

const unsureName = (side: Side, service: string): Step => ({
  hop: { resource: side.vpc.id, what: `by the resolver of ${side.vpc.id}`, direction: 'there' },
  stop: { unknown: `${capital(whetherEndpoint(side, service))}.` },
})

const capital = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`

/** What ends on the way to the internet is no end where an endpoint may lead elsewhere; what the own group refuses is. */
const doubtful = (answer: Answer, side: Side, service: string): Answer => {
  if (answer.reachable !== false || answer.blocker.code === 'SG_HAS_NO_RULES') return answer
  const { why, resource } = answer.blocker
  return {
    reachable: 'unknown',
    why: `${why.replace(/\.$/, '')}; ${whetherEndpoint(side, service)}.`,
    resource,
    way: answer.way,
  }
}

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
  const endpoints = isHere ? network.endpointsOf(vpc.id).filter((each) => each.service === service) : []
  const named = endpoints.find(
    (each) => each.kind === 'interface' && each.privateDns !== false && each.available !== false,
  )
  if (named && vpc.dnsHostnames !== false) return byInterface(network, side, traffic, named, asks)
  const lists = isHere ? network.listsOf(service) : []
  const listed = lists.flatMap(({ cidrs = [] }) => cidrs)
  const name = `${service}${region ? ` in ${region}` : ''}`
  const out: Outside = {
    ...somebody(network, traffic.family, name),
    spans: withoutAll(network.internet(traffic.family), otherServices(network, service, traffic.family)),
    ...(listed.length > 0 ? { spans: spansOf(listed, traffic.family), anyOfThem: false } : {}),
    prefixLists: lists.map(({ id }) => id),
    ...(asks ? { asks } : {}),
  }
  const own = gatewayRoute(network, side, endpoints, lists)
  // Where it is known which addresses the list holds, the longest prefix is.
  const isInTable = own !== undefined && listed.length > 0 && routesOf(network, side).includes(own)
  const answer = follow(
    (function* () {
      if (isHere && vpc.namesKnown === false) yield unsureName(side, service)
      yield* outwardWay(network, side, traffic, out, isInTable ? undefined : own)
    })(),
  )
  if (own) return answer
  // A way that ends on the internet may be none that is taken.
  const isSure = !isHere || vpc.namesKnown !== false
  return isSure
    ? withEndpointAdvice(network, side, { service, region, isHere }, answer)
    : doubtful(answer, side, service)
}
