import type { ReachNeed } from '../../config/estate/schema.ts'
import type { TestListener } from '../../config/estate/test-listener.ts'
import { usesPart } from '../../config/estate/uses.ts'
import type { Config } from '../../config/schema.ts'
import type { Fetched } from '../../config/task-parts.ts'
import { ecrParts } from '../../ecr-image.ts'
import { objectArn } from '../../object-arn.ts'
import type { End, Question } from '../question.ts'
import { type Family, internetOf, rangesOfSpan, spansOf, tryRange, withoutAll } from '../spans.ts'
import { endNames, findEnd, type NamedEnd } from './ends.ts'

/** Who must, or must never, reach whom. */
export interface Need {
  /** For a person: `web → database 5432`. */
  readonly what: string
  readonly wanted: 'must' | 'never'
  readonly question: Question
}

const must = (from: NamedEnd, name: string, to: End, port: number): Need => ({
  what: `${from.name} → ${name}${port === 443 && 'service' in to ? '' : ` ${port}`}`,
  wanted: 'must',
  question: { from: from.end, to, port },
})

/** What a container has to fetch before its command can run. https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html */
const imageNeeds = (from: NamedEnd, image: string): Need[] => {
  const parts = ecrParts(image)
  if (!parts) return [must(from, 'the internet, for its image', { internet: true }, 443)]
  const { region } = parts
  const layers = `arn:aws:s3:::prod-${region}-starport-layer-bucket/*`
  return [
    must(from, 'ecr.api', { service: 'ecr.api', region }, 443),
    must(from, 'ecr.dkr', { service: 'ecr.dkr', region }, 443),
    must(
      from,
      's3, for the layers of its image',
      { service: 's3', region, asks: { action: 's3:GetObject', resource: layers, isPresigned: true } },
      443,
    ),
  ]
}

const service = (name: string, region: string): End => ({ service: name, region })

const regionOf = (arn: string, region: string): string => arn.split(':')[3] ?? region

/** What a task fetches before its command can run, by the words of the config. A bucket is taken to lie in the region of the task. */
const fetchNeeds = (
  from: NamedEnd,
  { secrets = {}, environmentFiles = [], kmsKeys = [] }: Partial<Fetched>,
  region: string,
): Need[] => {
  const keyRegions = [...new Set(kmsKeys.map((key) => regionOf(key, region)))]
  const where = (name: string, there: string): Need =>
    must(from, there === region ? name : `${name} in ${there}`, service(name, there), 443)
  return [
    ...Object.values(secrets).map((each) =>
      'secret' in each ? where('secretsmanager', regionOf(each.secret, region)) : where('ssm', region),
    ),
    ...keyRegions.map((there, index) =>
      must(from, index === 0 ? 'kms' : `kms in ${there}`, service('kms', there), 443),
    ),
    ...environmentFiles.map((address) =>
      must(
        from,
        `s3, for ${address}`,
        { service: 's3', region, asks: { action: 's3:GetObject', resource: objectArn(address, region) } },
        443,
      ),
    ),
  ]
}

/** Databases as a service calls them: through their proxy, where one stands before them. */
const calledDatabases = (ends: readonly NamedEnd[]): readonly NamedEnd[] => {
  const behind = new Set(ends.flatMap((end) => end.behind ?? []))
  return ends.filter(
    ({ sort, resource }) =>
      sort === 'proxy' || (sort === 'database' && !(resource !== undefined && behind.has(resource))),
  )
}

/** A proxy calls the databases that are behind it. */
const proxyNeeds = (proxy: NamedEnd, ends: readonly NamedEnd[]): Need[] =>
  ends
    .filter(({ sort, resource }) => sort === 'database' && resource !== undefined && proxy.behind?.includes(resource))
    .flatMap(({ name, end, ports }) => ports.map((port) => must(proxy, name, end, port)))

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
      calledDirectly(ends, mayReach).flatMap(({ name, end, ports }) =>
        ports.map((port) => must(caller, name, end, port)),
      ),
    ),
  )
}

const calledDirectly = (ends: readonly NamedEnd[], sorts: readonly string[]): readonly NamedEnd[] =>
  ends.filter(({ sort }) => sorts.includes(sort))

const webNeeds = (web: NamedEnd, ends: readonly NamedEnd[], { estate, region }: Config): Need[] => {
  const databases = calledDatabases(ends)
  const others = ends.filter(
    ({ sort, resource }) =>
      sort === 'cache' || (sort === 'files' && resource !== undefined && web.task?.files.includes(resource)),
  )
  return [
    ...imageNeeds(web, estate?.web?.image ?? ''),
    must(web, 'logs', service('logs', region), 443),
    ...(databases.length > 0 || estate?.cache
      ? [must(web, 'secretsmanager', service('secretsmanager', region), 443)]
      : []),
    ...(estate?.web ? fetchNeeds(web, estate.web, region) : []),
    ...[...databases, ...others].flatMap(({ name, end, ports }) => ports.map((port) => must(web, name, end, port))),
    ...(web.task?.exec ? [must(web, 'ssmmessages, for ECS Exec', service('ssmmessages', region), 443)] : []),
  ]
}

/** The task of `nightshift connect`: its image, its session, and the database. */
const connectNeeds = (connect: NamedEnd, ends: readonly NamedEnd[], { estate, region }: Config): Need[] => [
  ...imageNeeds(connect, estate?.access.image ?? ''),
  must(connect, 'logs', service('logs', region), 443),
  must(connect, 'ssmmessages', service('ssmmessages', region), 443),
  ...ends
    .filter(({ sort }) => sort === 'database')
    .flatMap((database) => database.ports.map((port) => must(connect, database.name, database.end, port))),
]

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

const jobsNeeds = (from: NamedEnd, ends: readonly NamedEnd[], { jobs = {}, region }: Config): Need[] => {
  const own = Object.values(jobs).filter(({ network }) => network === undefined)
  const images = new Set(own.flatMap(({ image }) => image ?? []))
  const files = ends.filter(
    ({ sort, resource }) =>
      sort === 'files' &&
      own.some(({ volumes }) => Object.values(volumes).some((each) => each.fileSystem === resource)),
  )
  const databases = usesPart(jobs, 'database') ? calledDatabases(ends) : []
  const caches = usesPart(jobs, 'cache') ? ends.filter(({ sort }) => sort === 'cache') : []
  return [
    ...[...images].flatMap((image) => imageNeeds(from, image)),
    ...(images.size > 0 ? [must(from, 'logs', service('logs', region), 443)] : []),
    ...[...databases, ...caches].flatMap(({ name, end, ports }) => ports.map((port) => must(from, name, end, port))),
    ...(databases.length + caches.length > 0
      ? [must(from, 'secretsmanager', service('secretsmanager', region), 443)]
      : []),
    ...own.flatMap(({ secrets, environmentFiles }) => fetchNeeds(from, { secrets, environmentFiles }, region)),
    ...fetchNeeds(from, { kmsKeys: own.flatMap(({ kmsKeys = [] }) => kmsKeys) }, region),
    ...files.flatMap(({ name, end, ports }) => ports.map((port) => must(from, name, end, port))),
  ]
}

const distinct = (needs: readonly Need[]): Need[] => [...new Map(needs.map((need) => [need.what, need])).values()]

const isOutside = (end: End): boolean => 'internet' in end

/** Why a need of the config cannot be asked about, with its path. */
const faultOf = (ends: readonly NamedEnd[], { from, to }: ReachNeed, region: string): string | undefined => {
  const [start, end] = [findEnd(ends, from, region), findEnd(ends, to, region)]
  if (!start || 'service' in start)
    return `from: "${from}" is not a part of this network; expected ${endNames(ends)}, or a range such as 203.0.113.0/24`
  if (!end)
    return `to: "${to}" is not a part of this network; expected ${endNames(ends)}, a range such as 203.0.113.0/24, or a service such as service:s3`
  return isOutside(start) && (isOutside(end) || 'service' in end)
    ? `"${from}" and "${to}" are both outside of this network; expected a part of it at one end: ${endNames(ends)}`
    : undefined
}

const lists = ['must', 'never'] as const

/** Needs of the config that name what does not exist. */
export const needFaults = ({ estate, region }: Config, ends: readonly NamedEnd[]): string[] =>
  lists.flatMap((wanted) =>
    (estate?.reach[wanted] ?? []).flatMap((need, index) => {
      const fault = faultOf(ends, need, region)
      return fault === undefined ? [] : [`estate.reach.${wanted}[${index}]: ${fault}`]
    }),
  )

const writtenNeeds = ({ estate, region }: Config, ends: readonly NamedEnd[]): Need[] =>
  lists.flatMap((wanted) =>
    (estate?.reach[wanted] ?? []).flatMap((each): Need[] => {
      const { from, to, port } = each
      const [start, end] = [findEnd(ends, from, region), findEnd(ends, to, region)]
      if (!start || !end || faultOf(ends, each, region) !== undefined) return []
      const protocol = each.protocol ?? (wanted === 'never' && port === undefined ? 'all' : 'tcp')
      const listens = wanted === 'must' && protocol === 'tcp' ? (ends.find(({ name }) => name === to)?.ports ?? []) : []
      const ports = port !== undefined ? [port] : listens.length > 0 ? listens : [undefined]
      return ports.map((number) => ({
        what: `${from} → ${to}${number === undefined ? '' : ` ${number}`}${protocol === 'tcp' ? '' : ` by ${protocol}`}`,
        wanted,
        question: { from: start, to: end, protocol, ...(number === undefined ? {} : { port: number }) },
      }))
    }),
  )

const hasIpv6 = ({ estate }: Config): boolean =>
  estate !== undefined && !('vpcId' in estate.network) && estate.network.ipv6

const familiesOf = (ipv6 = false): readonly Family[] => (ipv6 ? ['ipv4', 'ipv6'] : ['ipv4'])

const by = (family: Family): string => (family === 'ipv6' ? ' by IPv6' : '')

/** Everybody reaches a balancer. Of one behind CloudFront, whose addresses only AWS knows, the way from the balancer on is asked about. */
const balancerNeeds = (balancer: NamedEnd, ends: readonly NamedEnd[], config: Config): Need[] => {
  const { testListener, from } = config.estate?.web ?? {}
  const testPorts = [...new Set([...(balancer.testPorts ?? []), ...(testListener ? [testListener.port] : [])])]
  const tests = [
    ...testPorts.flatMap((port) => testNeeds(balancer, port, config)),
    ...(testListener ? testerNeeds(balancer, testListener) : []),
  ]
  if (from === 'cloudfront')
    return [
      ...ends
        .filter(({ sort }) => sort === 'service')
        .flatMap((each) => each.ports.map((port) => must(balancer, each.name, each.end, port))),
      ...tests,
    ]
  const all = balancer.ports.filter((port) => !testPorts.includes(port))
  return [...all.flatMap((port) => everybodyNeeds(balancer, port)), ...tests]
}

const everybodyNeeds = (balancer: NamedEnd, port: number): Need[] =>
  familiesOf(balancer.ipv6).map(
    (family): Need => ({
      what: `internet → ${balancer.name} ${port}${by(family)}`,
      wanted: 'must',
      question: { from: { internet: true }, to: balancer.end, port, family },
    }),
  )

/** The ranges from which the config opens a listener for tests. */
const testerNeeds = (balancer: NamedEnd, { port, from }: TestListener): Need[] =>
  from.map((range) => ({
    what: `${range} → ${balancer.name} ${port}`,
    wanted: 'must',
    question: { from: { internet: [range] }, to: balancer.end, port, family: tryRange(range)?.family ?? 'ipv4' },
  }))

/** Where a new version is tried: nobody but the ranges that `estate.web.testListener` and `estate.reach.must` name for it. */
const testNeeds = (balancer: NamedEnd, port: number, { estate }: Config): Need[] => {
  const { testListener } = estate?.web ?? {}
  const named = [
    ...(testListener?.port === port ? testListener.from : []),
    ...(estate?.reach.must ?? []).flatMap(({ from, to, port: asked }) =>
      to === balancer.name && asked === port && tryRange(from) ? [from] : [],
    ),
  ]
  return familiesOf(balancer.ipv6).flatMap((family): Need[] => {
    const others = withoutAll(internetOf(family), spansOf(named, family)).flatMap((span) => rangesOfSpan(span, family))
    return [
      {
        what: `internet${named.length > 0 ? `, but ${named.join(', ')},` : ''} → ${balancer.name} ${port}${by(family)}`,
        wanted: 'never',
        question: { from: { internet: others }, to: balancer.end, port, family },
      },
    ]
  })
}

/** Nobody on the internet gets there, by whatever port or protocol. */
const outOfReach = (end: NamedEnd, config: Config): Need[] =>
  familiesOf(hasIpv6(config) && !end.ipv4Only).map((family) => ({
    what: `internet → ${end.name}${by(family)}`,
    wanted: 'never',
    question: { from: { internet: true }, to: end.end, protocol: 'all', family },
  }))

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
