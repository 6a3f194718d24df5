import { kindOf } from '../../../../functions/hours/targets/index.ts'
import type { TargetKind } from '../../../../functions/hours/targets/target-kind.ts'
import {
  insufficientDbCapacity,
  invalidSubnet,
  kmsKeyNotAccessible,
  rdsDenied,
  rdsThrottled,
} from '../../../../local/faults/rds.ts'
import { type PlayedCluster, type PlayedDatabase, rdsDatabases } from '../../../../local/faults/rds-databases.ts'
import type { Rule } from '../../../../local/faults/rule.ts'
import { ask, findAll, makeClock, observeOne, playAws } from './aws.ts'

const known = (key: string): TargetKind => {
  const kind = kindOf(key)
  if (!kind) throw new Error(`no kind ${key}`)
  return kind
}
const instances = known('rds-instances')
const clusters = known('rds-clusters')

const scene = (
  given: { readonly instances?: readonly PlayedDatabase[]; readonly clusters?: readonly PlayedCluster[] },
  rules: readonly Rule[] = [],
  pageSize?: number,
) => {
  const clock = makeClock()
  const play = rdsDatabases(clock.now, given, pageSize === undefined ? {} : { pageSize })
  return { clock, play, aws: playAws([...rules, play], clock.now) }
}

describe('instances', () => {
  test('through all statuses down and up again', async () => {
    const { aws, clock } = scene({ instances: [{ id: 'shop' }] })
    const see = () => observeOne(instances, 'shop', aws)
    expect(await see()).toMatchObject({ state: 'running', maintenanceWindow: 'sun:05:00-sun:06:00' })
    expect(await ask(instances, { id: 'shop', action: 'stop' }, aws)).toBeUndefined()
    expect(await see()).toMatchObject({ state: 'stopping' })
    clock.pass(200)
    expect(await see()).toMatchObject({ state: 'stopped', restartsAt: '2026-12-07T18:03:00.000Z' })
    expect(await ask(instances, { id: 'shop', action: 'start' }, aws)).toBeUndefined()
    expect(await see()).toMatchObject({ state: 'starting' })
    clock.pass(250)
    expect(await see()).toMatchObject({ state: 'starting' })
    clock.pass(60)
    const up = await see()
    expect(up).toMatchObject({ state: 'running' })
    expect(up).not.toHaveProperty('restartsAt')
  })

  test('RDS starts it after seven days, and it is stopped again only once it is available', async () => {
    const { aws, clock } = scene({ instances: [{ id: 'shop', status: 'stopped' }] })
    clock.pass(7 * 86_400 + 10)
    expect(await observeOne(instances, 'shop', aws)).toMatchObject({ state: 'starting' })
    expect(await ask(instances, { id: 'shop', action: 'stop' }, aws)).toMatchObject({ transient: true })
    clock.pass(400)
    expect(await ask(instances, { id: 'shop', action: 'stop' }, aws)).toBeUndefined()
  })

  test.each<[string, Partial<PlayedDatabase>, string]>([
    ['cluster-member', { cluster: 'shop-cluster', engine: 'postgres' }, 'shop-cluster'],
    ['cluster-member', { cluster: 'shop-cluster', engine: 'aurora-mysql' }, 'shop-cluster'],
    ['cluster-member', { cluster: 'docs', engine: 'docdb' }, 'docs'],
    ['read-replica', { replicaOf: 'main' }, 'read replica of main'],
    ['has-read-replica', { replicas: ['copy-1', 'copy-2'] }, 'copy-1, copy-2'],
    ['sql-server-multi-az', { engine: 'sqlserver-se', multiAz: true }, 'Single-AZ'],
    ['rds-custom', { engine: 'custom-oracle-ee' }, 'RDS Custom'],
  ])('RDS never stops it, and the play refuses it too: %s', async (code, more, words) => {
    const { aws } = scene({ instances: [{ id: 'shop', ...more }] })
    expect(await observeOne(instances, 'shop', aws)).toMatchObject({
      state: 'cannot',
      reason: { code, words: expect.stringContaining(words) },
    })
    expect(await ask(instances, { id: 'shop', action: 'stop' }, aws)).toMatchObject({ transient: false })
  })

  test.each<[Partial<PlayedDatabase>]>([[{ engine: 'sqlserver-se' }], [{ engine: 'mysql', multiAz: true }]])(
    'others are stopped: %p',
    async (more) => {
      const { aws } = scene({ instances: [{ id: 'shop', ...more }] })
      expect(await observeOne(instances, 'shop', aws)).toMatchObject({ state: 'running' })
    },
  )

  test.each([
    ['backing-up', 'busy'],
    ['modifying', 'busy'],
    ['upgrading', 'busy'],
    ['storage-optimization', 'busy'],
    ['maintenance', 'busy'],
    ['configuring-log-exports', 'starting'],
    ['creating', 'starting'],
    ['deleting', 'gone'],
    ['storage-full', 'busy'],
    ['inaccessible-encryption-credentials-recoverable', 'stopped'],
    ['what-is-new', 'busy'],
  ])('%s is %s', async (status, state) => {
    const { aws } = scene({ instances: [{ id: 'shop', status }] })
    expect(await observeOne(instances, 'shop', aws)).toMatchObject({ state })
  })

  test('a start that ends without its key says so', async () => {
    const startsEndWith = 'inaccessible-encryption-credentials-recoverable'
    const { aws, clock } = scene({ instances: [{ id: 'shop', status: 'stopped', startsEndWith }] })
    await ask(instances, { id: 'shop', action: 'start' }, aws)
    clock.pass(400)
    expect(await observeOne(instances, 'shop', aws)).toMatchObject({
      state: 'stopped',
      reason: { code: startsEndWith, words: expect.stringContaining('key') },
    })
  })

  test.each<[string, Rule, boolean, string]>([
    ['InsufficientDBInstanceCapacityFault', insufficientDbCapacity(), true, 'no capacity'],
    ['KMSKeyNotAccessibleFault', kmsKeyNotAccessible(), false, 'KMS key'],
    ['InvalidSubnet', invalidSubnet(), false, 'subnet group'],
    ['throttled', rdsThrottled(), true, 'asked again'],
    ['denied', rdsDenied(), false, 'rds:St'],
  ])('a start that is refused says why: %s', async (code, rule, transient, words) => {
    const { aws } = scene({ instances: [{ id: 'shop', status: 'stopped' }] }, [rule])
    expect(await ask(instances, { id: 'shop', action: 'start' }, aws)).toMatchObject({
      code,
      transient,
      words: expect.stringContaining(words),
    })
  })

  test('a refusal of one is no refusal of the others', async () => {
    const { aws, play } = scene({ instances: [{ id: 'a' }, { id: 'b', status: 'modifying' }, { id: 'c' }] })
    const orders = ['a', 'b', 'c', 'd'].map((id) => ({ id, action: 'stop' as const }))
    const refusals = await instances.request(orders, aws.access)
    expect([...refusals].map(([id, refusal]) => [id, refusal?.code])).toEqual([
      ['a', undefined],
      ['b', 'InvalidDBInstanceStateFault'],
      ['c', undefined],
      ['d', 'DBInstanceNotFoundFault'],
    ])
    expect([play.status('a'), play.status('c')]).toEqual(['stopping', 'stopping'])
  })

  test('members of a cluster are not found by tag, whatever their engine', async () => {
    const tags = { Hours: 'office' }
    const { aws } = scene(
      {
        instances: [
          { id: 'a', tags },
          { id: 'b', tags, cluster: 'c', engine: 'mysql' },
          { id: 'c' },
          { id: 'd', tags: { ...tags, 'nightshift:hours': 'off' } },
        ],
      },
      [],
      1,
    )
    expect(await findAll(instances, { tag: { key: 'Hours' } }, aws)).toEqual([
      { id: 'a', tag: 'office' },
      { id: 'd', tag: 'office', optedOut: true },
    ])
    expect(aws.takeActions()).toHaveLength(4)
    expect(await findAll(instances, { names: ['c', 'x'] }, aws)).toEqual([{ id: 'c' }, { id: 'x' }])
    expect(await observeOne(instances, 'x', aws)).toEqual({ state: 'gone' })
  })

  test('2,000 databases are seen in calls of 100', async () => {
    const given = Array.from({ length: 2_000 }, (_, index) => ({ id: `db-${index}` }))
    const { aws } = scene({ instances: given })
    const seen = await instances.observe(
      given.map(({ id }) => id),
      aws.access,
    )
    expect(seen.size).toBe(2_000)
    expect([...seen.values()].every(({ state }) => state === 'running')).toBe(true)
    expect(aws.takeActions()).toHaveLength(20)
  }, 120_000)
})

describe('clusters', () => {
  const members = (count: number, engine = 'aurora-postgresql', cluster = 'shop'): PlayedDatabase[] =>
    Array.from({ length: count }, (_, index) => ({ id: `shop-${index}`, cluster, engine }))

  test.each(['aurora-postgresql', 'aurora-mysql', 'mysql', 'postgres'])(
    'a cluster of %s is running with all its members, and not before',
    async (engine) => {
      const { aws, clock, play } = scene({ clusters: [{ id: 'shop', engine }], instances: members(3, engine) })
      const see = () => observeOne(clusters, 'shop', aws)
      expect(await see()).toMatchObject({
        state: 'running',
        subjects: ['DBInstanceIdentifier=shop-0', 'DBInstanceIdentifier=shop-1', 'DBInstanceIdentifier=shop-2'],
      })
      expect(await ask(clusters, { id: 'shop', action: 'stop' }, aws)).toBeUndefined()
      expect(await see()).toMatchObject({ state: 'stopping' })
      clock.pass(200)
      expect(await see()).toMatchObject({ state: 'stopped', restartsAt: expect.stringMatching(/^2026-12-07/) })
      expect(await ask(clusters, { id: 'shop', action: 'start' }, aws)).toBeUndefined()
      clock.pass(400)
      play.change('shop-1', { status: 'configuring-log-exports' })
      expect(await see()).toMatchObject({
        state: 'running',
        unproven: '2 of 3 members are available (shop-1: configuring-log-exports)',
      })
      play.change('shop-1', { status: 'available' })
      expect(await see()).not.toHaveProperty('unproven')
    },
  )

  test('a member that RDS works on serves, and no stop may interrupt it; one that failed is named with its reason', async () => {
    const { aws, play } = scene({ clusters: [{ id: 'shop' }], instances: members(2) })
    play.change('shop-1', { status: 'modifying' })
    const busy = await observeOne(clusters, 'shop', aws)
    expect(busy).toMatchObject({ state: 'busy', reason: { code: 'modifying' } })
    expect(busy).not.toHaveProperty('unproven')
    play.change('shop-1', { status: 'insufficient-capacity' })
    expect(await observeOne(clusters, 'shop', aws)).toMatchObject({
      state: 'busy',
      unproven: expect.stringContaining('1 of 2'),
      reason: { code: 'insufficient-capacity' },
    })
  })

  test.each<[string, Partial<PlayedCluster>, string]>([
    ['global-database', { global: 'world' }, 'world'],
    ['serverless-v1', { engineMode: 'serverless' }, 'Serverless v1'],
    ['engine-mode', { engineMode: 'parallelquery' }, 'parallelquery'],
    ['read-replica', { replicaOf: 'arn:aws:rds:eu-west-1:123456789012:cluster:main' }, 'Promote'],
    ['has-read-replica', { replicas: ['arn:aws:rds:eu-west-1:123456789012:cluster:copy'] }, 'another Region'],
    ['other-engine', { engine: 'docdb' }, 'docdb'],
    ['other-engine', { engine: 'neptune' }, 'neptune'],
  ])('RDS never stops it: %s', async (code, more, words) => {
    const { aws } = scene({ clusters: [{ id: 'shop', ...more }] })
    expect(await observeOne(clusters, 'shop', aws)).toMatchObject({
      state: 'cannot',
      reason: { code, words: expect.stringContaining(words) },
    })
  })

  test.each<[Partial<PlayedCluster>]>([
    [{ global: 'world' }],
    [{ engineMode: 'serverless' }],
    [{ replicaOf: 'arn:aws:rds:eu-west-1:123456789012:cluster:main' }],
  ])('and the refusal of AWS says the same: %p', async (more) => {
    const { aws } = scene({ clusters: [{ id: 'shop', ...more }] })
    expect(await ask(clusters, { id: 'shop', action: 'stop' }, aws)).toMatchObject({ transient: false })
  })

  test('found by tag and by name, and gone when AWS does not know it', async () => {
    const { aws } = scene({ clusters: [{ id: 'a', tags: { Hours: 'office' } }, { id: 'b' }] }, [], 1)
    expect(await findAll(clusters, { tag: { key: 'Hours', value: 'office' } }, aws)).toEqual([{ id: 'a' }])
    expect(await findAll(clusters, { names: ['b', 'x'] }, aws)).toEqual([{ id: 'b' }, { id: 'x' }])
    expect(await observeOne(clusters, 'x', aws)).toEqual({ state: 'gone' })
    expect(await ask(clusters, { id: 'x', action: 'stop' }, aws)).toMatchObject({ transient: false })
  })

  test('a request while it is on its way passes', async () => {
    const { aws } = scene({ clusters: [{ id: 'shop', status: 'stopping' }] })
    expect(await ask(clusters, { id: 'shop', action: 'start' }, aws)).toMatchObject({ transient: true })
  })
})
