import { usesPart } from '../../config/estate/uses.ts'
import type { Config } from '../../config/schema.ts'
import type { NamedEnd } from './ends.ts'
import { balancerNeeds, outOfReach } from './internet-needs.ts'
import { mustReach, type Need } from './need.ts'
import { connectNeeds, jobsNeeds, webNeeds } from './task-needs.ts'
import { writtenNeeds } from './written-needs.ts'

export type { Need } from './need.ts'
export { needFaults } from './written-needs.ts'

/** A proxy calls the databases that are behind it. */
const proxyNeeds = (proxy: NamedEnd, ends: readonly NamedEnd[]): Need[] =>
  mustReach(
    proxy,
    ends.filter(
      ({ sort, resource }) => sort === 'database' && resource !== undefined && proxy.behind?.includes(resource),
    ),
  )

/** Peers, other sites and clients of the VPN call what the config lets them call. */
const neighbourNeeds = (ends: readonly NamedEnd[], { estate }: Config): Need[] => {
  if (!estate || !('peers' in estate.network)) return []
  const { peers, access } = estate.network
  const named = (name: string) => ends.filter((end) => end.name === name)
  const callers: readonly (readonly [callers: readonly NamedEnd[], mayReach: readonly string[]])[] = [
    ...Object.entries(peers).map(([name, { mayReach }]) => [named(`peer-${name}`), mayReach] as const),
    ...Object.entries(access.sites).map(
      ([name, { ranges, mayReach }]) =>
        [[{ name: `site-${name}`, end: { internet: ranges }, ports: [], sort: 'peer' as const }], mayReach] as const,
    ),
    [named('vpn-clients'), access.clients?.mayReach ?? []],
  ]
  return callers.flatMap(([from, mayReach]) =>
    from.flatMap((caller) =>
      mustReach(
        caller,
        ends.filter(({ sort }) => mayReach.includes(sort)),
      ),
    ),
  )
}

/** Nobody but the web service, and jobs that use it, gets to the cache of the config by whatever port. */
const closedCache = (ends: readonly NamedEnd[], { estate, jobs = {} }: Config): Need[] => {
  if (!estate?.cache) return []
  const others = ends.filter(
    ({ sort }) =>
      ['peer', 'clients', 'connect', 'proxy'].includes(sort) || (sort === 'jobs' && !usesPart(jobs, 'cache')),
  )
  return ends
    .filter(({ sort }) => sort === 'cache')
    .flatMap((cache) =>
      others.map((other) => ({
        what: `${other.name} → ${cache.name}`,
        wanted: 'never' as const,
        question: { from: other.end, to: cache.end, protocol: 'all' as const },
      })),
    )
}

const distinct = (needs: readonly Need[]): Need[] => [...new Map(needs.map((need) => [need.what, need])).values()]

/** What the config asks for by itself, and what `estate.reach` adds. */
export const needsOf = (config: Config, ends: readonly NamedEnd[]): readonly Need[] => {
  return distinct([
    ...ends.flatMap((each): Need[] => {
      switch (each.sort) {
        case 'balancer':
          return balancerNeeds(each, ends, config)
        case 'service':
          return webNeeds(each, ends, config)
        case 'connect':
          return connectNeeds(each, ends, config)
        case 'jobs':
          return jobsNeeds(each, ends, config)
        case 'proxy':
          return [...proxyNeeds(each, ends), ...outOfReach(each, config)]
        case 'database':
        case 'cache':
        case 'files':
          return outOfReach(each, config)
        default:
          return []
      }
    }),
    ...neighbourNeeds(ends, config),
    ...closedCache(ends, config),
    ...writtenNeeds(config, ends),
  ])
}
