import * as z from 'zod'

/** Versions by engine. https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/supported-engine-versions.html */
export const cacheVersions = { valkey: ['7.2', '8.0', '8.1', '8.2'], redis: ['6.2', '7.0', '7.1'] } as const

const newest = { valkey: '8.1', redis: '7.1' } as const

/** Generations of nodes that cannot encrypt on the way. https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/in-transit-encryption.html */
const tooOld = ['t1', 'm1', 'm2', 'm3', 'c1', 'r3']

/** Nodes of one cache that AWS makes without an increase of the quota. */
const maxNodes = 90

const windowPattern =
  /^(mon|tue|wed|thu|fri|sat|sun):([01]\d|2[0-3]):[0-5]\d-(mon|tue|wed|thu|fri|sat|sun):([01]\d|2[0-3]):[0-5]\d$/
const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const week = 7 * 24 * 60

const minuteOf = (text: string): number => {
  const [day = '', hours, minutes] = text.split(':')
  return days.indexOf(day) * 24 * 60 + Number(hours) * 60 + Number(minutes)
}

/** Minutes of a weekly window such as `sun:17:00-sun:18:00`, which may go on into the next week. */
export const windowMinutes = (text: string): number => {
  const [from = '', until = ''] = text.split('-')
  return (minuteOf(until) - minuteOf(from) + week) % week
}

export const cacheSchema = z
  .strictObject({
    /** Default `'valkey'`, which costs a fifth less and speaks what Redis OSS speaks. */
    engine: z.enum(['valkey', 'redis']).default('valkey'),
    /** Its version. Default `'8.1'` of Valkey, `'7.1'` of Redis OSS. */
    version: z.string().optional(),
    /** Node type without `cache.`. Default `'t4g.micro'`. */
    node: z
      .string()
      .regex(/^[a-z0-9]+\.[a-z0-9]+$/, 'a node type such as t4g.micro')
      .refine(
        (node) => !tooOld.includes(node.split('.')[0] ?? ''),
        'a newer generation: this one cannot encrypt on the way',
      )
      .default('t4g.micro'),
    /** Cluster mode: how many shards the keys are spread over, 1 to 90. Default: none, cluster mode is off. */
    shards: z.int().min(1).optional(),
    /** Copies of each shard that may be read and take over, 0 to 5. Default 1. */
    replicas: z.int().min(0).max(5).default(1),
    /** Whether they stand in other zones, and one takes over by itself. Default true. */
    multiAz: z.boolean().default(true),
    /** Days for which daily snapshots are kept, 0 (none) to 35. Default 7. */
    snapshotDays: z.int().min(0).max(35).default(7),
    /** Weekly hour in UTC for AWS's updates, such as `'sun:17:00-sun:18:00'`, of an hour at least. Default: AWS's choice. */
    maintenance: z
      .string()
      .regex(windowPattern, 'a weekly window in UTC such as sun:17:00-sun:18:00')
      .refine((text) => !windowPattern.test(text) || windowMinutes(text) >= 60, 'a window of an hour at least')
      .optional(),
  })
  .superRefine(({ engine, version, shards = 1, replicas, multiAz }, context) => {
    const issue = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
    const versions: readonly string[] = cacheVersions[engine]
    if (version !== undefined && !versions.includes(version))
      issue('version', `a version of ${engine}: ${versions.join(', ')}`)
    if (multiAz && replicas === 0)
      issue('replicas', 'at least 1, or multiAz: false: without a replica nobody takes over in another zone')
    const nodes = shards * (1 + replicas)
    if (nodes > maxNodes)
      issue(
        'shards',
        `at most ${Math.floor(maxNodes / (1 + replicas))} beside replicas: ${replicas}, because a cache has at most ${maxNodes} nodes; there would be ${nodes}`,
      )
  })

export type CacheConfig = z.output<typeof cacheSchema>

/** The version of a cache's engine, as ElastiCache takes it. */
export const cacheVersion = ({ engine, version }: Pick<CacheConfig, 'engine' | 'version'>): string =>
  version ?? newest[engine]

/** AWS's own parameter group for an engine's version, with cluster mode or without. */
export const cacheParameters = (config: Pick<CacheConfig, 'engine' | 'version' | 'shards'>): string => {
  const [major = ''] = cacheVersion(config).split('.')
  const family = config.engine === 'redis' && major === '6' ? 'redis6.x' : `${config.engine}${major}`
  return `default.${family}${config.shards === undefined ? '' : '.cluster.on'}`
}
