import type { Asker, Goal } from './ends.ts'
import type { Network } from './network.ts'
import { spansOf, tryRange } from './spans.ts'
import { portsOf, type Traffic } from './traffic.ts'

/** Ids of what decides about a way. */
export interface Involved {
  readonly groups: ReadonlySet<string>
  readonly subnets: ReadonlySet<string>
}

/** Whatever may decide about packets between two ends: their groups and subnets, and those that lie between. */
export const involvedOf = (network: Network, asker: Asker, goal: Goal): Involved => {
  const groups = new Set<string>()
  const subnets = new Set<string>()
  const add = (ids: readonly string[], names: readonly string[] | 'open' = []): void => {
    for (const id of ids) subnets.add(id)
    for (const id of names === 'open' ? [] : names) groups.add(id)
  }
  if ('subnet' in asker) add([asker.subnet.id], asker.groups)
  if ('side' in goal) add([goal.side.subnet.id], goal.side.groups)
  if ('balancer' in goal) {
    add(goal.balancer.subnets, goal.balancer.groups)
    for (const { targetGroups } of goal.balancer.listeners)
      for (const { targets } of targetGroups) for (const place of targets) add(place.subnets, place.groups)
  }
  for (const nat of network.model.nats ?? []) if (nat.subnet !== undefined) subnets.add(nat.subnet)
  return { groups, subnets }
}

export interface Edges {
  readonly addresses: readonly bigint[]
  readonly ports: readonly number[]
  readonly clientPorts: readonly number[]
}

const unique = <Value extends bigint | number>(values: readonly Value[]): Value[] =>
  [...new Set(values)].sort((one, other) => (one < other ? -1 : 1))

/** Where rules and routes begin and end to mean an address or a port: between two such edges all are treated alike. */
export const edgesOf = (network: Network, { groups, subnets }: Involved, traffic: Traffic): Edges => {
  const rules = [...groups].flatMap((id) => {
    const { inward = [], outward = [] } = network.group(id) ?? {}
    return [...inward, ...outward]
  })
  const sides = [...subnets].flatMap((id) => network.subnet(id) ?? [])
  const entries = sides.flatMap(({ acl }) => (acl === undefined ? [] : (network.acl(acl)?.rules ?? [])))
  const routes = sides.flatMap(({ vpc, routeTable = network.vpc(vpc)?.mainRouteTable }) =>
    routeTable === undefined ? [] : (network.table(routeTable)?.routes ?? []),
  )
  const listed = (id: string): readonly string[] => (tryRange(id) ? [id] : (network.prefixList(id)?.cidrs ?? []))
  const cidrs = [
    ...rules.flatMap(({ peer }) =>
      'cidr' in peer ? [peer.cidr] : 'prefixList' in peer ? listed(peer.prefixList) : [],
    ),
    ...entries.map(({ cidr }) => cidr),
    ...routes.flatMap(({ to }) => listed(to)),
    ...network.model.vpcs.flatMap((vpc) => vpc.cidrs),
  ]
  const portEdges = (all: readonly Parameters<typeof portsOf>[0][]): number[] =>
    unique(
      all.flatMap((rule) => {
        const ports = portsOf(rule, traffic)
        return ports ? [ports.from, ports.to + 1] : []
      }),
    )
  return {
    addresses: unique(spansOf([...new Set(cidrs)], traffic.family).flatMap(({ from, to }) => [from, to + 1n])),
    ports: portEdges([...rules, ...entries]),
    clientPorts: portEdges(entries),
  }
}
