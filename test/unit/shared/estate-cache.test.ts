import { serviceLinkedRoles } from '../../../api/doctor/base/roles.ts'
import { config as example } from '../../../nightshift.config.ts'
import { checkConfig, parseConfig } from '../../../shared/config/define-config.ts'
import {
  cacheParameters,
  cacheSchema,
  cacheVersion,
  windowMinutes,
} from '../../../shared/config/estate/cache-schema.ts'
import { endpointsOf } from '../../../shared/config/estate/endpoints.ts'
import type { ConfigInput } from '../../../shared/config/schema.ts'

const now = new Date('2026-11-30T00:00:00Z')
const problemsOf = (cache: object, network: object = {}, more: object = {}): readonly string[] =>
  checkConfig(
    {
      ...example,
      jobs: undefined,
      hours: undefined,
      backups: undefined,
      ...more,
      estate: { network, cache },
    } as ConfigInput,
    now,
  ).problems

test.each([
  [{}, '8.1', 'default.valkey8'],
  [{ version: '7.2', shards: 1 }, '7.2', 'default.valkey7.cluster.on'],
  [{ engine: 'redis' }, '7.1', 'default.redis7'],
  [{ engine: 'redis', version: '6.2', shards: 3 }, '6.2', 'default.redis6.x.cluster.on'],
])('%j is version %s with the parameters %s', (written, version, parameters) => {
  expect(problemsOf(written)).toEqual([])
  const cache = cacheSchema.parse(written)
  expect(cacheVersion(cache)).toBe(version)
  expect(cacheParameters(cache)).toBe(parameters)
})

test.each([
  [{ replicas: 0, multiAz: false }],
  [{ shards: 90, replicas: 0, multiAz: false }],
  [{ shards: 15, replicas: 5 }],
  [{ shards: 45 }],
  [{ maintenance: 'sun:23:30-mon:00:30' }],
  [{ node: 'r7g.2xlarge', snapshotDays: 0 }],
])('%j is right', (cache) => expect(problemsOf(cache)).toEqual([]))

test.each([
  [{ version: '7.1' }, 'estate.cache.version: "7.1" is not allowed; expected a version of valkey: 7.2, 8.0, 8.1, 8.2'],
  [
    { engine: 'redis', version: '8.0' },
    'estate.cache.version: "8.0" is not allowed; expected a version of redis: 6.2, 7.0, 7.1',
  ],
  [
    { replicas: 0 },
    'estate.cache.replicas: 0 is not allowed; expected at least 1, or multiAz: false: without a replica nobody takes over in another zone',
  ],
  [
    { shards: 46 },
    'estate.cache.shards: 46 is not allowed; expected at most 45 beside replicas: 1, because a cache has at most 90 nodes; there would be 92',
  ],
  [
    { shards: 91, replicas: 0, multiAz: false },
    'estate.cache.shards: 91 is not allowed; expected at most 90 beside replicas: 0, because a cache has at most 90 nodes; there would be 91',
  ],
  [
    { node: 'm3.medium' },
    'estate.cache.node: "m3.medium" is not allowed; expected a newer generation: this one cannot encrypt on the way',
  ],
  [
    { node: 'cache.t4g.micro' },
    'estate.cache.node: "cache.t4g.micro" is not allowed; expected a node type such as t4g.micro',
  ],
  [
    { maintenance: 'sun:17:00-sun:17:30' },
    'estate.cache.maintenance: "sun:17:00-sun:17:30" is not allowed; expected a window of an hour at least',
  ],
  [
    { maintenance: 'Sunday 17:00' },
    'estate.cache.maintenance: "Sunday 17:00" is not allowed; expected a weekly window in UTC such as sun:17:00-sun:18:00',
  ],
])('%j is refused with the value and the fix', (cache, problem) => expect(problemsOf(cache)).toEqual([problem]))

test('windows are counted over the end of the week', () => {
  expect(windowMinutes('sun:17:00-sun:18:00')).toBe(60)
  expect(windowMinutes('sun:23:30-mon:00:15')).toBe(45)
  expect(windowMinutes('mon:00:00-tue:00:00')).toBe(1440)
})

describe('the network around it', () => {
  test('has two zones, or one without multiAz', () => {
    expect(problemsOf({}, { database: ['10.1.1.192/27'] })).toEqual([
      'estate.network.database: ["10.1.1.192/27"] is not allowed; expected at least 2 ranges: the cache stands there, in two zones with multiAz',
    ])
    expect(problemsOf({ multiAz: false }, { database: ['10.1.1.192/27'] })).toEqual([])
    expect(problemsOf({ multiAz: false }, { database: [] })).toEqual([
      'estate.network.database: [] is not allowed; expected at least 1 ranges: the cache stands there',
    ])
  })

  test('has no ACL for the database alone', () =>
    expect(problemsOf({}, { acls: 'database', nat: 'one' })).toEqual([
      'estate.network.acls: "database" is not allowed; expected nothing beside estate.cache: its nodes stand in the same subnets, and the ACL lets in the port of the database alone',
    ]))

  test('without a NAT gateway has the endpoint for its password', () => {
    const estate = { cache: {}, web: { image: '1' } }
    expect(endpointsOf({ endpoints: 'fargate' }, { estate })).toContain('secretsmanager')
    expect(endpointsOf({ endpoints: 'fargate' }, { estate: { web: {} } })).not.toContain('secretsmanager')
    const report = { image: '1', uses: ['cache'] }
    expect(endpointsOf({ endpoints: 'fargate' }, { jobs: { report } })).toContain('secretsmanager')
  })
})

test('a job uses what the config has', () => {
  const jobs = { report: { schedule: 'rate(1 day)', image: 'nginx:1', uses: ['database', 'cache', 'queue'] } }
  expect(problemsOf({}, {}, { jobs })).toEqual([
    'jobs.report.uses[2]: "queue" is not allowed; expected one of "database", "cache"',
    'jobs.report.uses[0]: "database" is not allowed; expected nothing: estate.database is not configured',
  ])
})

test('the doctor looks for the role by which ElastiCache acts', () => {
  const role = serviceLinkedRoles.find(({ service }) => service === 'elasticache.amazonaws.com')
  const needs = (estate: object) => role?.when(parseConfig({ ...example, jobs: undefined, estate } as ConfigInput, now))
  expect(role?.role).toBe('AWSServiceRoleForElastiCache')
  expect(needs({ network: {}, cache: {} })).toBe(true)
  expect(needs({ network: {} })).toBe(false)
})
