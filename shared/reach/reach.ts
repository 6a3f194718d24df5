import { balancerSides, balancerWay } from './balancers.ts'
import { insideWay } from './inside.ts'
import { inwardWay } from './inward.ts'
import type { ReachModel } from './model.ts'
import { type Network, networkOf, type Side, sidesOf } from './network.ts'
import type { Outside } from './outside.ts'
import { outwardWay } from './outward.ts'
import type { Answer, End, Question } from './question.ts'
import { serviceWay } from './services.ts'
import { type Family, spansOf } from './spans.ts'
import { allOf, endedAt, follow, stopAt } from './steps.ts'
import { type Traffic, trafficOf } from './traffic.ts'

export type { ReachModel } from './model.ts'
export type { Answer, Blocker, End, Hop, Question } from './question.ts'

const outsideOf = (
  network: Network,
  { internet }: Extract<End, { readonly internet: unknown }>,
  family: Family,
): Outside => {
  if (internet === true) return { name: 'the internet', spans: network.internet(family) }
  return { name: (internet as readonly string[]).join(', '), spans: spansOf(internet as readonly string[], family) }
}

const endpointPlace = (network: Network, id: string) => {
  const endpoint = network.endpoint(id)
  if (endpoint?.kind !== 'interface') throw new RangeError(`The network has no interface endpoint "${id}"`)
  return { name: `the endpoint ${id}`, subnets: endpoint.subnets ?? [], groups: endpoint.groups ?? [] }
}

const balancerOf = (network: Network, id: string) => {
  const balancer = network.balancer(id)
  if (!balancer) throw new RangeError(`The network has no balancer "${id}"`)
  return balancer
}

/** Who asks: interfaces in subnets, or somebody outside. */
const askers = (network: Network, from: End, traffic: Traffic): readonly (Side | Outside)[] => {
  if ('internet' in from) return [outsideOf(network, from, traffic.family)]
  if ('place' in from) return sidesOf(network, from.place, traffic.family)
  if ('balancer' in from) return balancerSides(network, balancerOf(network, from.balancer), traffic.family)
  if ('endpoint' in from) return sidesOf(network, endpointPlace(network, from.endpoint), traffic.family)
  throw new RangeError(`A question cannot begin at the service "${from.service}": services open no connections`)
}

const toSides = (network: Network, asker: Side | Outside, sides: readonly Side[], traffic: Traffic): Answer[] =>
  sides.map((side) =>
    follow('subnet' in asker ? insideWay(network, asker, side, traffic) : inwardWay(network, asker, side, traffic)),
  )

const waysTo = (network: Network, asker: Side | Outside, to: End, traffic: Traffic): readonly Answer[] => {
  if ('balancer' in to) return [balancerWay(network, asker, balancerOf(network, to.balancer), traffic)]
  if ('place' in to) return toSides(network, asker, sidesOf(network, to.place, traffic.family), traffic)
  if ('endpoint' in to)
    return toSides(network, asker, sidesOf(network, endpointPlace(network, to.endpoint), traffic.family), traffic)
  if (!('subnet' in asker))
    throw new RangeError('Between the internet and the internet, or a service, there is nothing to be asked')
  if ('service' in to) return [serviceWay(network, asker, to, traffic)]
  return [follow(outwardWay(network, asker, traffic, outsideOf(network, to, traffic.family)))]
}

/**
 * Whether packets from one end arrive at the other and their answers come back: in every zone, for every address and port that may be
 * used. What cannot be known is `unknown`.
 * @throws RangeError for ends that the model does not have, and for a range that is none
 */
export const reach = (model: ReachModel | Network, question: Question): Answer => {
  const network = 'model' in model ? model : networkOf(model)
  const { from, to, family = 'ipv4' } = question
  const port = question.port ?? ('service' in to ? 443 : undefined)
  const answers = trafficOf(question.protocol ?? 'tcp', port, family).flatMap((traffic) =>
    askers(network, from, traffic).flatMap((asker) => waysTo(network, asker, to, traffic)),
  )
  return (
    allOf(answers) ??
    endedAt(
      stopAt(
        'NO_POSSIBLE_DESTINATION',
        'the question',
        'One of the ends has no subnet.',
        'Name the subnets that it may be in.',
      ),
    )
  )
}
