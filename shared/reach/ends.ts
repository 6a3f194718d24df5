import { balancerSides, balancerWay } from './balancers.ts'
import { policyStep } from './endpoint-policy.ts'
import { insideWay } from './inside.ts'
import { inwardWay } from './inward.ts'
import type { Balancer, Endpoint } from './model.ts'
import { type Network, type Side, sidesOf } from './network.ts'
import { everybody, type Outside, somebody } from './outside.ts'
import { outwardWay } from './outward.ts'
import type { Answer, End } from './question.ts'
import { endpointSides, nameless, serviceWay } from './services.ts'
import { type Family, type Span, spansOf, spanText, withoutAll } from './spans.ts'
import { endedAt, follow, stopAt } from './steps.ts'
import type { Traffic } from './traffic.ts'

/** Who asks: an interface somewhere in a subnet, or somebody outside. */
export type Asker = Side | Outside

/** Whom it asks. */
export type Goal =
  | { readonly side: Side; readonly endpoint?: Endpoint }
  | { readonly outside: Outside; readonly isNamed?: boolean }
  | { readonly balancer: Balancer }
  | { readonly service: Extract<End, { readonly service: string }> }
  | { readonly gone: Endpoint }

const endpointOf = (network: Network, id: string): Endpoint => {
  const endpoint = network.endpoint(id)
  if (endpoint?.kind !== 'interface') throw new RangeError(`The network has no interface endpoint "${id}"`)
  return endpoint
}

const balancerOf = (network: Network, id: string): Balancer => {
  const balancer = network.balancer(id)
  if (!balancer) throw new RangeError(`The network has no balancer "${id}"`)
  return balancer
}

const outsideOf = (
  network: Network,
  end: Extract<End, { readonly internet: unknown } | { readonly host: string }>,
  family: Family,
): Outside => {
  if ('host' in end) return somebody(network, family, end.host)
  if (end.internet === true) return everybody(network, family)
  const ranges = end.internet as readonly string[]
  return { name: ranges.join(', '), spans: spansOf(ranges, family) }
}

/** A service that calls from addresses of its prefix list, as CloudFront does. */
const serviceOutside = (network: Network, service: string, family: Family): Outside => {
  const lists = network.listsOf(service)
  if (lists.length === 0)
    throw new RangeError(`A question cannot begin at the service "${service}": the network has no prefix list of it`)
  const cidrs = lists.flatMap((list) => list.cidrs ?? [])
  return {
    ...somebody(network, family, service),
    ...(cidrs.length > 0 ? { spans: spansOf(cidrs, family), anyOfThem: false } : {}),
    prefixLists: lists.map(({ id }) => id),
  }
}

/** @throws RangeError for an end that the network does not have, or that opens no connections */
export const askersOf = (network: Network, from: End, family: Family): readonly Asker[] => {
  if ('internet' in from || 'host' in from) return [outsideOf(network, from, family)]
  if ('place' in from) return sidesOf(network, from.place, family)
  if ('balancer' in from) return balancerSides(network, balancerOf(network, from.balancer), family)
  if ('endpoint' in from) return endpointSides(network, endpointOf(network, from.endpoint), family)
  return [serviceOutside(network, from.service, family)]
}

/** @throws RangeError for an end that the network does not have */
export const goalsOf = (network: Network, to: End, family: Family): readonly Goal[] => {
  if ('balancer' in to) return [{ balancer: balancerOf(network, to.balancer) }]
  if ('place' in to) return sidesOf(network, to.place, family).map((side) => ({ side }))
  if ('service' in to) return [{ service: to }]
  if (!('endpoint' in to)) return [{ outside: outsideOf(network, to, family), isNamed: 'host' in to }]
  const endpoint = endpointOf(network, to.endpoint)
  if (endpoint.available === false) return [{ gone: endpoint }]
  return endpointSides(network, endpoint, family).map((side) => ({ side, endpoint }))
}

/** Addresses that somebody calls; of a name they may be any. */
const calledSpans = (network: Network, goal: Goal, family: Family): readonly Span[] => {
  if ('side' in goal) return goal.side.spans
  if ('outside' in goal) return goal.outside.spans
  if ('balancer' in goal && goal.balancer.scheme === 'internal')
    return balancerSides(network, goal.balancer, family).flatMap(({ spans }) => spans)
  return network.internet(family)
}

/** What the authorization rules of a Client VPN endpoint do not let its clients call. Such an endpoint passes IPv4 alone here. */
const unauthorized = (network: Network, asker: Side, goal: Goal, { family }: Traffic): Answer | undefined => {
  if (!asker.mayCall) return undefined
  const [first] = withoutAll(calledSpans(network, goal, family), spansOf(asker.mayCall, family))
  if (!first) return undefined
  const whom = spanText(first, family)
  return endedAt(
    stopAt(
      'NO_PATH',
      asker.name,
      `No authorization rule of ${asker.name} lets its clients call ${whom}; they may call ${asker.mayCall.join(', ') || 'nothing'}.`,
      `Add a rule for ${whom}, if they should.`,
    ),
  )
}

/** From one to the other, and back. @throws RangeError for two ends that are both outside */
export const wayTo = (network: Network, asker: Asker, goal: Goal, traffic: Traffic): Answer => {
  const refused = 'subnet' in asker ? unauthorized(network, asker, goal, traffic) : undefined
  if (refused) return refused
  if ('balancer' in goal) return balancerWay(network, asker, goal.balancer, traffic)
  if ('gone' in goal) {
    const { id } = goal.gone
    return endedAt(stopAt('BAD_STATE', id, `The endpoint ${id} is not available.`, 'Make it again.'))
  }
  const isInside = 'subnet' in asker
  if ('side' in goal)
    return follow(
      (function* () {
        yield* isInside ? insideWay(network, asker, goal.side, traffic) : inwardWay(network, asker, goal.side, traffic)
        // What is asked of it is not said: only that nothing may be is certain.
        const last = goal.endpoint && policyStep(goal.endpoint, undefined)
        if (last?.stop && 'code' in last.stop) yield last
      })(),
    )
  if (!isInside)
    throw new RangeError('Between the internet and the internet, or a service, there is nothing to be asked')
  if ('service' in goal) return serviceWay(network, asker, goal.service, traffic)
  if (goal.isNamed && asker.vpc.dnsSupport === false) return follow([nameless(asker)])
  return follow(outwardWay(network, asker, traffic, goal.outside))
}
