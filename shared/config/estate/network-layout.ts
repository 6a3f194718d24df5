import { problem } from '../explain.ts'
import { field, list, namesIn } from '../references.ts'
import { networkDefaults, type SubnetKind, subnetKinds } from './network-schema.ts'

/** What is read of a config as it was written. */
interface Written {
  readonly network: object
  readonly hasWeb: boolean
  readonly hasDatabase: boolean
  /** Zones in which a cache wants a subnet; none without one. */
  readonly cacheZones: number
  readonly hasTasks: boolean
}

/** How many ranges a kind has; nothing where that cannot be read. */
const countOf = (network: object, kind: SubnetKind): number | undefined => {
  const ranges = field(network, kind)
  if (ranges === undefined) return networkDefaults[kind].length
  return Array.isArray(ranges) ? ranges.length : undefined
}

const few = (network: object, kind: SubnetKind, least: number, why: string): string[] => {
  const count = countOf(network, kind)
  return count === undefined || count >= least
    ? []
    : [problem(['estate', 'network', kind], field(network, kind), `at least ${least} ranges: ${why}`)]
}

/** Subnets that are too few for what the config puts there. */
const layoutOf = ({ network, hasWeb, hasDatabase, cacheZones, hasTasks }: Written): string[] => {
  const nat = field(network, 'nat') ?? 'none'
  const endpoints = field(network, 'endpoints')
  const isInside = nat !== 'none' || endpoints === 'fargate' || list(endpoints).length > 0
  const apps = countOf(network, 'app')
  const most = Math.max(...subnetKinds.map((kind) => countOf(network, kind) ?? 0))
  const zones = field(network, 'zones')
  return [
    // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
    ...(hasWeb ? few(network, 'public', 2, 'a load balancer stands in two zones') : []),
    // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html
    ...(hasDatabase ? few(network, 'database', 2, 'RDS wants subnets in two zones, even without a standby') : []),
    ...(cacheZones > 0 && !hasDatabase
      ? few(
          network,
          'database',
          cacheZones,
          `the cache stands there${cacheZones > 1 ? ', in two zones with multiAz' : ''}`,
        )
      : []),
    ...(nat === 'one' ? few(network, 'public', 1, 'the NAT gateway stands in a public subnet') : []),
    ...(nat === 'per-zone' && apps !== undefined
      ? few(network, 'public', apps, `each zone with an app subnet has a NAT gateway, which stands in a public subnet`)
      : []),
    ...(!isInside && hasTasks && !hasWeb
      ? few(network, 'public', 1, 'without a NAT gateway tasks run in the public subnets')
      : []),
    ...(isInside && (hasTasks || nat === 'none')
      ? few(network, 'app', 1, 'tasks run in the app subnets, and endpoints stand there')
      : []),
    ...(field(network, 'acls') === 'database'
      ? [
          ...few(network, 'database', 1, 'the ACL is that of the database subnets'),
          ...few(network, 'app', 1, 'the ACL lets in the app subnets'),
        ]
      : []),
    ...(Array.isArray(zones) && zones.length < most
      ? [problem(['estate', 'network', 'zones'], zones, `${most} zones, one for each range of the longest list`)]
      : []),
  ]
}

/** The same of a config as it was written. */
export const layoutProblems = (network: object, config: unknown): string[] => {
  const estate = field(config, 'estate')
  const hasWeb = field(estate, 'web') !== undefined
  const cache = field(estate, 'cache')
  return layoutOf({
    network,
    hasWeb,
    hasDatabase: field(estate, 'database') !== undefined,
    cacheZones: cache === undefined ? 0 : field(cache, 'multiAz') === false ? 1 : 2,
    hasTasks: hasWeb || namesIn(field(config, 'jobs')).length > 0,
  })
}

const lists = ['publicSubnetIds', 'appSubnetIds', 'databaseSubnetIds'] as const

/** Lists of an existing network's subnets that do not fit its zones, and subnets that are named twice. */
export const existingProblems = (network: object): string[] => {
  const zones = field(network, 'zones')
  const ids = lists.flatMap((key) => {
    const written = field(network, key)
    return Array.isArray(written) ? written.map((id: unknown, index) => ({ key, index, id })) : []
  })
  const twice = ids.flatMap(({ key, index, id }, at) => {
    const first = ids.slice(0, at).find((other) => other.id === id)
    return first === undefined || typeof id !== 'string'
      ? []
      : [
          problem(
            ['estate', 'network', key, index],
            id,
            `another subnet than ${first.key}[${first.index}]: each stands in one list`,
          ),
        ]
  })
  if (!Array.isArray(zones) || zones.length < 2) return twice
  return [
    ...lists.flatMap((key) => {
      const written = field(network, key)
      return !Array.isArray(written) || written.length < 2 || written.length === zones.length
        ? []
        : [problem(['estate', 'network', key], written, `${zones.length} subnets, one for each of ${zones.join(', ')}`)]
    }),
    ...twice,
  ]
}
