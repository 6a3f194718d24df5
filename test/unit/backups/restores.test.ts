import { readTime, refusalOfName, refusalOfTime } from '../../../functions/backups/restores/window.ts'
import { log } from '../../../shared/log.ts'
import { awsError } from '../audits/scene.ts'
import { proofScene } from './proof-scene.ts'

log.setLogLevel('SILENT')

const now = new Date('2026-12-01T00:00:00Z')

test.each([
  ['2026-11-30T09:30:00+09:00', '2026-11-30T00:30:00.000Z'],
  ['2026-11-30T09:30+0900', '2026-11-30T00:30:00.000Z'],
  ['2026-11-30T09:30:15Z', '2026-11-30T09:30:15.000Z'],
])('%s is %s', (text, instant) => expect(readTime(text)).toEqual(new Date(instant)))

test.each([
  ['2026-11-30T09:30:00', /has no zone/],
  ['2026-11-30', /has no time of day/],
  ['yesterday', /is not a time/],
  ['2026-02-30T09:30:00Z', /calendar/],
  ['2026-11-30T25:30:00Z', /calendar/],
])('%s is refused', (text, words) => expect(readTime(text)).toEqual({ refused: expect.stringMatching(words) }))

const window = {
  earliest: new Date('2026-11-24T00:00:00Z'),
  latest: new Date('2026-11-30T23:55:00Z'),
  retentionDays: 7,
}

test.each([
  [
    '2026-12-01T00:00:01Z',
    window,
    /1 second from now\. Choose a time from 2026-11-24T00:00:00\.000Z to 2026-11-30T23:55:00\.000Z/,
  ],
  ['2026-11-30T23:55:01Z', window, /RDS is 5 minutes behind/],
  ['2026-11-23T23:59:59Z', window, /too long ago: rds-instance\/shop keeps its backups 7 days/],
  ['2026-11-25T00:00:00Z', { ...window, retentionDays: 0 }, /backup retention is 0/],
  ['2026-11-25T00:00:00Z', { retentionDays: 7 }, /first backup/],
])('%s is outside of its window', (at, bounds, words) =>
  expect(refusalOfTime(new Date(at), 'rds-instance/shop', bounds, now)).toMatch(words),
)

test.each(['2026-11-24T00:00:00Z', '2026-11-30T23:55:00Z'])('%s is in its window: the bounds are', (at) =>
  expect(refusalOfTime(new Date(at), 'rds-instance/shop', window, now)).toBeUndefined(),
)

test.each([
  ['Shop_2', /Did you mean "shop-2"/],
  ['shop--2', /Did you mean "shop-2"/],
  ['2shop', /Did you mean "shop"/],
  ['shop-', /Did you mean "shop"/],
  ['x'.repeat(64), /has 64 characters/],
  ['샵', /is not a name for a database/],
])('the name %s is refused', (name, words) => expect(refusalOfName(name)).toMatch(words))

test.each(['s', 'shop-2', 'x'.repeat(63)])('the name %s is one', (name) => expect(refusalOfName(name)).toBeUndefined())

const asked = (scene: ReturnType<typeof proofScene>, name: string) =>
  scene.aws.calls.find((call) => call.name === name)?.input

test('to a point in time, as the original is: groups, parameters, class, storage, zones', async () => {
  const scene = proofScene()
  await scene.restore({ at: '2026-11-30T09:30:00+09:00' })
  expect(asked(scene, 'RestoreDBInstanceToPointInTime')).toMatchObject({
    SourceDBInstanceIdentifier: 'shop',
    TargetDBInstanceIdentifier: 'shop-2',
    RestoreTime: new Date('2026-11-30T00:30:00Z'),
    DBInstanceClass: 'db.m7g.xlarge',
    DBSubnetGroupName: 'shop-subnets',
    VpcSecurityGroupIds: ['sg-shop'],
    DBParameterGroupName: 'shop-parameters',
    OptionGroupName: 'default:postgres-17',
    MultiAZ: true,
    StorageType: 'gp3',
    BackupRetentionPeriod: 7,
  })
  await scene.untilEnded()
  expect(await scene.processes()).toMatchObject([
    {
      process: 'restore',
      endpoint: 'shop-2.rds:5432',
      ended: {
        outcome: 'done',
        reason: expect.stringMatching(
          /^shop-2 is rds-instance\/shop as it was at 2026-11-30T00:30:00\.000Z, available after \d+ minutes at shop-2\.rds:5432\.$/,
        ),
      },
    },
  ])
  expect(scene.copies().map(({ name }) => name)).toEqual(['shop-2'])
  expect(scene.signals).toMatchObject([{ name: 'restore.done', mood: 'good' }])
})

test('without a time the newest snapshot is restored; what it lacks of the original is said', async () => {
  const scene = proofScene()
  Object.assign(scene.aws.things.get('instance/shop')?.input ?? {}, {
    MaxAllocatedStorage: 500,
    PerformanceInsightsEnabled: true,
  })
  await scene.restore({})
  const input = asked(scene, 'RestoreDBInstanceFromDBSnapshot')
  expect(input).toMatchObject({ DBSnapshotIdentifier: 'rds:shop-2026-11-30', VpcSecurityGroupIds: ['sg-shop'] })
  expect(input).not.toHaveProperty('MaxAllocatedStorage')
  await scene.untilEnded()
  expect((await scene.processes())[0]?.ended?.reason).toContain(
    'Set again by hand, if you need it: Performance Insights, storage that grows by itself.',
  )
})

test('a cluster, and an instance in it like its writer', async () => {
  const scene = proofScene()
  scene.aws.put('cluster', 'books', {
    Engine: 'aurora-postgresql',
    DBSubnetGroup: 'books-subnets',
    VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-books' }],
    DBClusterParameterGroup: 'books-cluster-parameters',
    BackupRetentionPeriod: 3,
    EarliestRestorableTime: new Date('2026-11-28T00:00:00Z'),
    LatestRestorableTime: new Date('2026-11-30T23:58:00Z'),
    ServerlessV2ScalingConfiguration: { MinCapacity: 1, MaxCapacity: 8 },
  })
  scene.aws.put('instance', 'books-1', {
    DBClusterIdentifier: 'books',
    DBInstanceClass: 'db.serverless',
    Engine: 'aurora-postgresql',
    DBParameterGroups: [{ DBParameterGroupName: 'books-parameters' }],
  })
  await expect(scene.restore({ target: 'books-1' })).rejects.toThrow(/is an instance of the cluster books/)
  await expect(scene.restore({ target: 'books', at: '2026-11-27T23:59:59Z' })).rejects.toThrow(/too long ago/)
  await scene.restore({ target: 'books', as: 'books-2', at: '2026-11-30T00:00:00Z' })
  expect(asked(scene, 'RestoreDBClusterToPointInTime')).toMatchObject({
    SourceDBClusterIdentifier: 'books',
    DBClusterIdentifier: 'books-2',
    DBSubnetGroupName: 'books-subnets',
    VpcSecurityGroupIds: ['sg-books'],
    DBClusterParameterGroupName: 'books-cluster-parameters',
    ServerlessV2ScalingConfiguration: { MinCapacity: 1, MaxCapacity: 8 },
  })
  await scene.untilEnded()
  expect(asked(scene, 'CreateDBInstance')).toMatchObject({
    DBInstanceIdentifier: 'books-2-1',
    DBClusterIdentifier: 'books-2',
    DBInstanceClass: 'db.serverless',
    DBParameterGroupName: 'books-parameters',
  })
  expect(await scene.processes()).toMatchObject([{ ended: { outcome: 'done' } }])
})

test.each([
  [{ target: 'nowhere' }, /There is no database "nowhere" in this region/],
  [{ as: 'shop' }, /There is an instance "shop" already \(available\)/],
  [{ as: 'shop 2' }, /Did you mean "shop-2"/],
  [{ at: '2026-11-30T09:30:00' }, /has no zone/],
  [{ at: '2026-11-20T09:30:00Z' }, /too long ago/],
])('%p is refused before AWS is asked', async (event, words) => {
  const scene = proofScene()
  if ('target' in event) scene.aws.answers.DescribeDBSnapshots = {}
  await expect(scene.restore(event)).rejects.toThrow(words)
  expect(scene.aws.calls.filter(({ name }) => name.startsWith('Restore'))).toEqual([])
  expect(await scene.processes()).toEqual([])
})

test('a database that is gone: its newest snapshot is named', async () => {
  const scene = proofScene()
  scene.aws.things.delete('instance/shop')
  await expect(scene.restore({})).rejects.toThrow(/does not exist any more.*Its newest snapshot is rds:shop-2026-11-30/)
})

test('what AWS refuses is the answer, and written down', async () => {
  const scene = proofScene()
  scene.aws.answers.RestoreDBInstanceToPointInTime = awsError('PointInTimeRestoreNotEnabled', 400)
  await expect(scene.restore({ at: '2026-11-30T09:30:00Z' })).rejects.toThrow(
    /AWS refuses to restore.*PointInTimeRestoreNotEnabled/,
  )
  expect(await scene.processes()).toMatchObject([{ ended: { outcome: 'failed' } }])
})

test('AWS does not answer: it is asked again at the next look, and made once', async () => {
  const scene = proofScene()
  scene.aws.failBy((name, _, acted) =>
    acted && name.startsWith('Restore') ? awsError('TimeoutError', 500) : undefined,
  )
  await scene.restore({ at: '2026-11-30T09:30:00Z' })
  scene.aws.failBy(undefined)
  await scene.untilEnded()
  expect(await scene.processes()).toMatchObject([{ ended: { outcome: 'done' } }])
  expect(scene.copies()).toHaveLength(1)
})

test('a restore that ends badly is reported, and left to whoever asked for it', async () => {
  const scene = proofScene()
  await scene.restore({ at: '2026-11-30T09:30:00Z' })
  await scene.untilEnded(60, () => {
    for (const copy of scene.copies()) copy.status = 'incompatible-network'
  })
  expect(await scene.processes()).toMatchObject([
    { ended: { outcome: 'failed', reason: expect.stringContaining('ended as incompatible-network') } },
  ])
  expect(scene.copies()).toHaveLength(1)
  expect(scene.signals).toMatchObject([{ name: 'restore.failed', mood: 'bad', policy: 'shop' }])
})
