import { proofKind } from '../../../functions/backups/proofs/kind.ts'
import { log } from '../../../shared/log.ts'
import { awsError } from '../audits/scene.ts'
import { place, proofScene } from './proof-scene.ts'

log.setLogLevel('SILENT')

const named = <Call extends { readonly name: string }>(calls: readonly Call[], name: string): Call[] =>
  calls.filter((call) => call.name === name)

test('the newest snapshot is restored isolated, small and under a name of its own, asked, and deleted', async () => {
  const scene = proofScene()
  await scene.prove()
  await scene.untilEnded(600, () => scene.finish(['42']))
  const [process] = await scene.processes()
  expect(process).toMatchObject({
    snapshot: { id: 'rds:shop-2026-11-30', origin: 'automatic', at: '2026-11-30T04:00:00.000Z' },
    result: { value: '42', expected: 'at least 1' },
    ended: { outcome: 'done', reason: 'It gives 42; expected is at least 1.' },
    by: 'mina',
  })
  const [restore] = named(scene.aws.calls, 'RestoreDBInstanceFromDBSnapshot')
  expect(restore).toMatchObject({
    input: {
      DBInstanceIdentifier: `nightshift-proof-${process?.id}`,
      DBSnapshotIdentifier: 'rds:shop-2026-11-30',
      DBInstanceClass: 'db.t4g.micro',
      DBSubnetGroupName: 'shop-subnets',
      VpcSecurityGroupIds: ['sg-isolated'],
      MultiAZ: false,
      PubliclyAccessible: false,
      DeletionProtection: false,
      BackupRetentionPeriod: 0,
    },
  })
  expect(named(scene.aws.calls, 'RunTask')[0]).toMatchObject({
    input: {
      taskDefinition: 'corner-shop-proof-shop',
      clientToken: `${process?.id}-1`,
      networkConfiguration: { awsvpcConfiguration: { securityGroups: ['sg-checks'], assignPublicIp: 'DISABLED' } },
    },
  })
  expect(scene.copies()).toEqual([])
  expect(await scene.standing()).toMatchObject({
    proven: { snapshot: 'rds:shop-2026-11-30', process: process?.id },
    last: { outcome: 'done' },
  })
  expect(scene.signals).toMatchObject([{ name: 'proof.proven', mood: 'good', subject: 'backup-proof/shop' }])
})

test.each([
  ['nightshift', 'nightly-1', 'nightshift'],
  ['aws-backup', 'awsbackup:job-1', 'aws-backup'],
  ['automatic', 'rds:shop-2026-11-30', 'automatic'],
])('from %s it takes %s', async (from, id, origin) => {
  const scene = proofScene({ of: 'rds-instance/shop', from })
  await scene.prove()
  await scene.untilEnded()
  expect(await scene.processes()).toMatchObject([{ snapshot: { id, origin }, ended: { outcome: 'done' } }])
  expect(scene.copies()).toEqual([])
})

test.each([
  [['0'], 0, 'It gives 0; expected is at least 1.'],
  [['many'], 0, 'It gives "many", which is not a number; expected is at least 1.'],
  [['ERROR:  relation "orders" does not exist'], 1, 'The check ended with 1: ERROR:  relation "orders" does not exist'],
])('a check that says %p with %p is no proof, and the copy goes', async (lines, code, reason) => {
  const scene = proofScene()
  await scene.prove()
  await scene.untilEnded(600, () => scene.finish(lines, code))
  expect(await scene.processes()).toMatchObject([{ ended: { outcome: 'failed', reason } }])
  expect(scene.copies()).toEqual([])
  expect(await scene.standing()).toMatchObject({ last: { outcome: 'failed' } })
  expect((await scene.standing())?.proven).toBeUndefined()
  expect(scene.signals).toMatchObject([{ name: 'proof.failed', mood: 'bad', policy: 'shop' }])
})

test('a database that does not answer yet is asked again; five times in vain are enough', async () => {
  const scene = proofScene()
  await scene.prove()
  await scene.untilEnded(600, () => scene.finish(['connection to server failed'], 2))
  const [process] = await scene.processes()
  expect(process?.ended?.reason).toContain('That was attempt 5.')
  expect(new Set(scene.aws.tasks.map(({ token }) => token)).size).toBe(5)
  expect(scene.copies()).toEqual([])
})

test('a check that ECS never starts is given up, with what it said, and the copy goes', async () => {
  const scene = proofScene()
  scene.aws.answers.RunTask = awsError('AccessDeniedException', 403)
  await scene.prove()
  await scene.untilEnded()
  expect((await scene.processes())[0]?.ended?.reason).toMatch(/has not come to its end after.*AccessDeniedException/)
  expect(scene.copies()).toEqual([])
})

test('snapshots that cannot be listed are the verdict at last', async () => {
  const scene = proofScene()
  scene.aws.answers.DescribeDBSnapshots = awsError('AccessDenied', 403)
  await scene.prove()
  await scene.untilEnded()
  expect((await scene.processes())[0]?.ended?.reason).toMatch(/No snapshot could be chosen: AccessDenied/)
})

test('a firing while one is under way begins no other', async () => {
  const scene = proofScene({ of: 'rds-instance/shop', schedule: 'rate(1 hour)' }, { create: 150 })
  await scene.lookNow()
  for (let index = 0; index < 60; index += 1) {
    scene.pass(3)
    await scene.lookNow()
    expect(scene.copies().length).toBeLessThanOrEqual(1)
  }
  expect((await scene.processes()).length).toBeLessThanOrEqual(2)
})

test('a wrong password is not tried again, and is said with what to do', async () => {
  const scene = proofScene()
  await scene.prove()
  await scene.untilEnded(600, () => scene.finish(['FATAL:  password authentication failed for user "postgres"'], 2))
  expect((await scene.processes())[0]?.ended?.reason).toMatch(/password authentication failed.*check\.secret.*rotates/)
  expect(scene.aws.tasks).toHaveLength(1)
})

test('a check that takes too long is stopped, and fails', async () => {
  const scene = proofScene()
  await scene.prove()
  await scene.untilEnded()
  expect(await scene.processes()).toMatchObject([
    { ended: { outcome: 'failed', reason: 'The check took longer than 10 minutes, and was stopped.' } },
  ])
  expect(named(scene.aws.calls, 'StopTask').length).toBeGreaterThan(0)
  expect(scene.copies()).toEqual([])
})

test('a restore that is too slow is given up, and deleted as soon as AWS takes it', async () => {
  const scene = proofScene({ of: 'rds-instance/shop', within: '30 minutes' }, { create: 90 })
  await scene.prove()
  await scene.untilEnded()
  const [process] = await scene.processes()
  expect(process?.ended).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('is creating after') })
  expect(named(scene.aws.calls, 'DeleteDBInstance').length).toBeGreaterThan(1)
  expect(scene.copies()).toEqual([])
})

test.each([
  ['InstanceQuotaExceeded', 400],
  ['KMSKeyNotAccessibleFault', 400],
  ['DBSnapshotNotFound', 404],
])('what AWS refuses for good is the verdict: %s', async (name, status) => {
  const scene = proofScene()
  scene.aws.answers.RestoreDBInstanceFromDBSnapshot = awsError(name, status)
  await scene.prove()
  await scene.untilEnded(30)
  expect(await scene.processes()).toMatchObject([
    {
      ended: {
        outcome: 'failed',
        reason: expect.stringContaining(`AWS refuses to restore rds:shop-2026-11-30. ${name}`),
      },
    },
  ])
})

test('no capacity now is tried again until there is some', async () => {
  const scene = proofScene({ of: 'rds-instance/shop' })
  scene.aws.answers.RestoreDBInstanceFromDBSnapshot = awsError('InsufficientDBInstanceCapacity', 400)
  await scene.prove()
  await scene.untilEnded(30)
  expect(await scene.processes()).toMatchObject([{ trouble: { reason: expect.stringContaining('Insufficient') } }])
  delete scene.aws.answers.RestoreDBInstanceFromDBSnapshot
  await scene.untilEnded()
  expect(await scene.processes()).toMatchObject([{ ended: { outcome: 'done' } }])
})

test('somebody deletes the copy: said so, and nothing is restored again', async () => {
  const scene = proofScene()
  await scene.prove()
  await scene.lookNow()
  scene.pass(3)
  await scene.lookNow()
  scene.aws.things.delete([...scene.aws.things.keys()].find((key) => key.includes('proof')) ?? '')
  await scene.untilEnded(30)
  expect(await scene.processes()).toMatchObject([
    { ended: { outcome: 'failed', reason: expect.stringContaining('Somebody has deleted the copy') } },
  ])
  expect(named(scene.aws.calls, 'RestoreDBInstanceFromDBSnapshot')).toHaveLength(1)
})

test('somebody takes the tag off: the copy is theirs, and stays', async () => {
  const scene = proofScene({ of: 'rds-instance/shop' })
  await scene.prove()
  await scene.untilEnded(600, () => {
    for (const copy of scene.copies()) if (copy.status === 'available') copy.tags = []
  })
  expect(await scene.processes()).toMatchObject([{ ended: { reason: expect.stringContaining('it is kept') } }])
  expect(scene.copies()).toHaveLength(1)
  expect(named(scene.aws.calls, 'DeleteDBInstance')).toHaveLength(0)
})

test('protection that somebody has switched on is switched off: it bears our tag', async () => {
  const scene = proofScene({ of: 'rds-instance/shop' })
  await scene.prove()
  await scene.untilEnded(21, () => {
    for (const copy of scene.copies()) Object.assign(copy.input, { DeletionProtection: true })
  })
  await scene.untilEnded()
  expect(named(scene.aws.calls, 'ModifyDBInstance')).toHaveLength(1)
  expect(scene.copies()).toEqual([])
})

test('a copy that cannot be deleted for hours is reported, and it is over when it is gone', async () => {
  const scene = proofScene({ of: 'rds-instance/shop' })
  scene.aws.answers.DeleteDBInstance = awsError('AccessDenied', 403)
  await scene.prove()
  await scene.untilEnded(8 * 60)
  const stuck = scene.signals.filter(({ subject }) => subject.startsWith('backup-copy/'))
  expect(stuck).toMatchObject([{ mood: 'bad', body: expect.stringContaining('AccessDenied') }])
  delete scene.aws.answers.DeleteDBInstance
  await scene.untilEnded()
  expect(scene.signals.filter(({ subject }) => subject.startsWith('backup-copy/'))).toMatchObject([
    { mood: 'bad' },
    { mood: 'good' },
  ])
  expect(scene.copies()).toEqual([])
})

test('the schedule begins it, once for a firing; a proof that is new waits for its first one', async () => {
  const scene = proofScene({ of: 'rds-instance/shop' })
  await scene.lookNow()
  expect(await scene.processes()).toEqual([])
  scene.pass(24 * 60 - 1)
  await scene.lookNow()
  expect(await scene.processes()).toEqual([])
  scene.pass(2)
  await Promise.all([scene.lookNow(), scene.lookNow()])
  expect(await scene.processes()).toHaveLength(1)
  expect(await scene.standing()).toMatchObject({
    firing: '2026-12-02T00:00:00.000Z',
    since: '2026-12-01T00:00:00.000Z',
  })
})

test('one at a time by hand, and none that the config does not have', async () => {
  const scene = proofScene()
  await scene.prove()
  await expect(scene.prove()).rejects.toThrow(/is under way since/)
})

test('a copy without a living process is deleted; what has no tag of ours, or a living one, is not', async () => {
  const scene = proofScene()
  const tags = (id: string, deployment = 'corner-shop') => [
    { Key: 'nightshift:deployment', Value: deployment },
    { Key: 'nightshift:process', Value: id },
    { Key: 'nightshift:target', Value: 'rds-instance/shop' },
  ]
  scene.aws.put('instance', 'nightshift-proof-000000000001', { Tags: tags('000000000001') })
  scene.aws.put('instance', 'nightshift-proof-000000000002', { Tags: tags('000000000002', 'other-shop') })
  scene.aws.put('instance', 'nightshift-proof-000000000003')
  scene.aws.put('instance', 'shop-copy', { Tags: tags('000000000004') })
  scene.aws.put('cluster', 'nightshift-proof-000000000005', { Tags: tags('000000000005') })
  scene.aws.put('instance', 'nightshift-proof-000000000005-member', {
    Tags: tags('000000000005'),
    DBClusterIdentifier: 'nightshift-proof-000000000005',
  })
  await scene.prove()
  await scene.lookNow()
  for (let index = 0; index < 5; index += 1) {
    scene.pass(6)
    await scene.lookNow()
  }
  const left = scene.copies().map(({ name }) => name)
  const [process] = await scene.processes()
  expect(left.toSorted()).toEqual(
    [
      `nightshift-proof-${process?.id}`,
      'nightshift-proof-000000000002',
      'nightshift-proof-000000000003',
      'shop-copy',
    ].toSorted(),
  )
})

test('Aurora: the cluster, then an instance in it; both go, the instance first', async () => {
  const scene = proofScene({ of: 'rds-cluster/books' })
  scene.aws.put('cluster', 'books', {
    DBSubnetGroup: 'shop-subnets',
    Engine: 'aurora-postgresql',
    EngineMode: 'provisioned',
  })
  scene.aws.answers.DescribeDBClusterSnapshots = ({ SnapshotType }: { SnapshotType: string }) => ({
    DBClusterSnapshots:
      SnapshotType === 'automated'
        ? [
            {
              DBClusterSnapshotIdentifier: 'rds:books-1',
              Status: 'available',
              SnapshotType,
              SnapshotCreateTime: new Date('2026-11-30T04:00:00Z'),
              Engine: 'aurora-postgresql',
              EngineVersion: '17.7',
            },
          ]
        : [],
  })
  await scene.prove()
  await scene.untilEnded()
  expect(await scene.processes()).toMatchObject([{ form: 'cluster', ended: { outcome: 'done' } }])
  const order = scene.aws.calls.map(({ name }) => name).filter((name) => /^(Restore|Create|Delete)/.test(name))
  expect([...new Set(order)]).toEqual([
    'RestoreDBClusterFromSnapshot',
    'CreateDBInstance',
    'DeleteDBInstance',
    'DeleteDBCluster',
  ])
  expect(scene.copies().map(({ name }) => name)).toEqual(['books'])
})

test("a Multi-AZ cluster's snapshot becomes a single instance", async () => {
  const scene = proofScene({ of: 'rds-cluster/books' })
  scene.aws.put('cluster', 'books', { DBSubnetGroup: 'shop-subnets', Engine: 'postgres' })
  scene.aws.answers.DescribeDBClusterSnapshots = {
    DBClusterSnapshots: [
      {
        DBClusterSnapshotIdentifier: 'books-1',
        Status: 'available',
        SnapshotType: 'manual',
        SnapshotCreateTime: new Date('2026-11-30T04:00:00Z'),
        Engine: 'postgres',
      },
    ],
  }
  await scene.prove()
  await scene.untilEnded()
  expect(named(scene.aws.calls, 'RestoreDBInstanceFromDBSnapshot')[0]?.input).toMatchObject({
    DBClusterSnapshotIdentifier: 'books-1',
    MultiAZ: false,
  })
  expect(scene.copies().map(({ name }) => name)).toEqual(['books'])
})

test('a volume of the newest snapshot is made, seen available, and deleted', async () => {
  const scene = proofScene({ of: 'ebs-volume/vol-0a1b2c3d4e5f60718' })
  scene.aws.put('volume', 'vol-0a1b2c3d4e5f60718', { AvailabilityZone: 'eu-west-1b' })
  scene.aws.answers.DescribeSnapshots = {
    Snapshots: [{ SnapshotId: 'snap-1', State: 'completed', StartTime: new Date('2026-11-30T04:00:00Z') }],
  }
  await scene.prove()
  await scene.untilEnded()
  expect(await scene.processes()).toMatchObject([{ form: 'volume', ended: { outcome: 'done' } }])
  expect(named(scene.aws.calls, 'CreateVolume')[0]?.input).toMatchObject({
    AvailabilityZone: 'eu-west-1b',
    SnapshotId: 'snap-1',
  })
  expect(scene.copies().map(({ name }) => name)).toEqual(['vol-0a1b2c3d4e5f60718'])
})

const box = { of: 'ec2-instance/i-0a1b2c3d4e5f60718' }

test('an instance of the newest AMI is launched where nothing reaches it, comes up, and is ended with its volumes', async () => {
  const scene = proofScene(box)
  scene.putOthers()
  await scene.prove()
  await scene.untilEnded()
  const [process] = await scene.processes()
  expect(process).toMatchObject({ form: 'machine', snapshot: { id: 'ami-new' }, ended: { outcome: 'done' } })
  const [launched] = named(scene.aws.calls, 'RunInstances')
  expect(launched?.input).toMatchObject({
    ImageId: 'ami-new',
    InstanceType: 'c7g.xlarge',
    MaxCount: 1,
    NetworkInterfaces: [{ SubnetId: place.subnets[0], Groups: ['sg-isolated'], AssociatePublicIpAddress: false }],
    BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { DeleteOnTermination: true } }],
  })
  expect(launched?.input).not.toHaveProperty('IamInstanceProfile')
  // The sweep deletes volumes by the tag of their process: of an instance that somebody keeps they stay.
  const specs = launched?.input.TagSpecifications as readonly {
    readonly ResourceType: string
    readonly Tags: readonly { readonly Key: string; readonly Value: string }[]
  }[]
  expect(specs.map(({ ResourceType, Tags }) => [ResourceType, Tags.map(({ Key }) => Key).toSorted()])).toEqual([
    ['instance', ['Name', 'nightshift:deployment', 'nightshift:process', 'nightshift:proof', 'nightshift:target']],
    ['volume', ['Name', 'nightshift:deployment', 'nightshift:proof', 'nightshift:target']],
  ])
  expect(named(scene.aws.calls, 'TerminateInstances').map(({ input }) => input.InstanceIds)).toEqual([
    [process?.machine],
  ])
  expect(scene.copies().filter(({ sort }) => sort === 'machine')).toMatchObject([{ name: 'i-0a1b2c3d4e5f60718' }])
})

test.each<[string, object, string]>([
  [
    'whose status checks do not pass',
    { impaired: new Date('2026-12-01T00:10:00Z') },
    'ends as failed: its status checks do not pass: look at nightshift-proof-',
  ],
  [
    'that EC2 ends by itself',
    { state: 'terminated', StateReason: { Code: 'Client.InternalError', Message: 'Client error on launch' } },
    'EC2 shows it as terminated (Client error on launch)',
  ],
  [
    'that somebody ends',
    { state: 'terminated', StateReason: { Code: 'Client.UserInitiatedShutdown' } },
    'Somebody has deleted the copy',
  ],
])('an instance %s is not proven, and nothing is left of it', async (_, wrong: { readonly state?: string }, words) => {
  const scene = proofScene(box)
  scene.putOthers()
  await scene.prove()
  await scene.untilEnded(240, () => {
    for (const thing of scene.aws.things.values())
      if (thing.sort === 'machine' && thing.name !== 'i-0a1b2c3d4e5f60718') {
        Object.assign(thing.input, wrong)
        if (wrong.state !== undefined && thing.status !== 'creating') thing.status = wrong.state
      }
  })
  const [process] = await scene.processes()
  expect(process?.ended).toMatchObject({ outcome: 'failed', reason: expect.stringContaining(words) })
  const left = scene.copies().filter(({ sort, name }) => sort === 'machine' && name !== 'i-0a1b2c3d4e5f60718')
  expect(left.filter(({ status }) => status !== 'terminated')).toEqual([])
})

test('an instance whose proof is taken out of the config meanwhile is ended: all that this asks for is allowed without the proof', async () => {
  const scene = proofScene(box)
  scene.putOthers()
  await scene.prove()
  await scene.untilEnded(9)
  const before = scene.aws.calls.length
  const slice = { ...scene.world(scene.at().toISOString()).slice, proofs: {} }
  for (let looks = 0; looks < 80; looks += 1) {
    scene.pass(3)
    await scene.lookNow({ slice })
  }
  expect((await scene.processes()).map(({ ended }) => ended !== undefined)).toEqual([true])
  const asked = new Set(scene.aws.calls.slice(before).map(({ name }) => name))
  expect(asked).toContain('DescribeInstanceStatus')
  const allowed = proofKind
    .statements(slice, (service, resource) => `arn:aws:${service}:eu-west-1:123456789012:${resource}`)
    .flatMap(({ actions }) => actions)
  expect([...asked].filter((name) => !allowed.some((action) => action.endsWith(`:${name}`)))).toEqual([])
})

test('an AMI whose instance is gone: the smallest type of its architecture, or the one that the proof names', async () => {
  for (const [more, type] of [
    [{}, 't4g.small'],
    [{ instanceType: 'm7g.large' }, 'm7g.large'],
  ] as const) {
    const scene = proofScene({ ...box, ...more })
    scene.putOthers()
    scene.aws.things.delete('machine/i-0a1b2c3d4e5f60718')
    await scene.prove()
    await scene.untilEnded(9)
    expect(named(scene.aws.calls, 'RunInstances')[0]?.input).toMatchObject({ InstanceType: type })
  }
})

test.each([
  ['no snapshot', { DescribeDBSnapshots: {} }, 'rds-instance/shop does not have a snapshot.'],
  [
    'another VPC',
    { DescribeDBSubnetGroups: { DBSubnetGroups: [{ VpcId: 'vpc-other' }] } },
    'The DB subnet group shop-subnets is in vpc-other, and the isolated security group in vpc-0a1b2c3d.',
  ],
  [
    'a database that is gone',
    { DescribeDBInstances: { DBInstances: [] } },
    'rds-instance/shop does not exist any more',
  ],
])('%s is reported with what to do, and nothing is made', async (_, answers, words) => {
  const scene = proofScene()
  Object.assign(scene.aws.answers, answers)
  await scene.prove()
  await scene.untilEnded(9)
  const [process] = await scene.processes()
  expect(process?.ended).toMatchObject({ outcome: 'failed', reason: expect.stringContaining(words) })
  expect(named(scene.aws.calls, 'RestoreDBInstanceFromDBSnapshot')).toHaveLength(0)
})
