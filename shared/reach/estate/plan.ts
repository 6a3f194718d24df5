import type { ReachModel, Subnet } from '../model.ts'
import type { NamedEnd } from './ends.ts'
import { type NamedNetwork, type Passage, passagesOf } from './passages.ts'

/** How what is in a subnet gets to the internet. */
export const waysOut = ['open', 'nat', 'gateway', 'none'] as const
export type WayOut = (typeof waysOut)[number]

/** Subnets with one way out and the same parts in them. */
export interface PlanTier {
  readonly wayOut: WayOut
  readonly subnets: readonly { readonly zone: string; readonly range: string }[]
  /** By the names that a question may use. */
  readonly parts: readonly string[]
}

/** What a picture of a network is made of: small, and without any id of AWS. */
export interface NetworkPlan {
  readonly zones: readonly string[]
  /** What is outside: the internet, and networks on other sides of peerings. */
  readonly outside: readonly string[]
  /** From the internet inwards. */
  readonly tiers: readonly PlanTier[]
  readonly passages: readonly Passage[]
}

const wayOut = (model: ReachModel, subnet: Subnet): WayOut => {
  const table = model.routeTables?.find(({ id }) => id === subnet.routeTable)
  const ids = new Set((table?.routes ?? []).filter(({ to }) => to === '0.0.0.0/0' || to === '::/0').map(({ by }) => by))
  if (model.gateways?.some(({ id, kind }) => kind === 'internet' && ids.has(id))) return 'open'
  if (model.nats?.some(({ id }) => ids.has(id))) return 'nat'
  return ids.size > 0 ? 'gateway' : 'none'
}

const subnetsOf = (model: ReachModel, { end }: NamedEnd): readonly string[] => {
  if ('place' in end) return end.place.subnets
  if ('balancer' in end) return model.balancers?.find(({ id }) => id === end.balancer)?.subnets ?? []
  return []
}

const tiersOf = ({ model, ends }: NamedNetwork): readonly PlanTier[] => {
  const tiers = Map.groupBy(
    model.subnets.map((subnet) => ({
      subnet,
      wayOut: wayOut(model, subnet),
      parts: ends.filter((end) => subnetsOf(model, end).includes(subnet.id)).map(({ name }) => name),
    })),
    (each) => JSON.stringify([each.wayOut, each.parts]),
  )
  return [...tiers.values()]
    .flatMap((each): PlanTier[] => {
      const [first] = each
      if (!first) return []
      const subnets = each.map(({ subnet: { id, zone = '', cidrs } }) => ({ zone, range: cidrs[0] ?? id }))
      return [{ wayOut: first.wayOut, subnets, parts: first.parts }]
    })
    .sort((one, other) => waysOut.indexOf(one.wayOut) - waysOut.indexOf(other.wayOut))
}

/** Zones, subnets, the parts in them, and all that may pass between these. The same network makes the same plan. */
export const planOf = (network: NamedNetwork): NetworkPlan => ({
  zones: [...new Set(network.model.subnets.map(({ zone = '' }) => zone))].sort(),
  outside: network.ends.flatMap(({ name, end }) => ('internet' in end ? [name] : [])),
  tiers: tiersOf(network),
  passages: passagesOf(network),
})
