import { ebsVolumes } from '../../../functions/backups/vaults/ebs-volumes.ts'
import { ec2Instances } from '../../../functions/backups/vaults/ec2-instances.ts'
import { rdsClusters } from '../../../functions/backups/vaults/rds-clusters.ts'
import { rdsInstances } from '../../../functions/backups/vaults/rds-instances.ts'
import type { Seen } from '../../../functions/backups/vaults/vault.ts'
import type { ClientOf } from '../../../shared/client-pool.ts'
import { awsError } from '../audits/scene.ts'

type Answers = Readonly<Record<string, unknown>>

/** AWS as a table of answers by the name of the command, an error where one is thrown; what was asked, with the region. */
const fakeAws = (answers: Answers = {}) => {
  const calls: {
    readonly name: string
    readonly input: Readonly<Record<string, unknown>>
    readonly region?: string
  }[] = []
  const client = ((_: unknown, region?: string) => ({
    send: async (command: { readonly constructor: { readonly name: string }; readonly input: object }) => {
      const name = command.constructor.name.replace(/Command$/, '')
      calls.push({ name, input: { ...command.input }, ...(region === undefined ? {} : { region }) })
      const known = answers[name]
      const answer = typeof known === 'function' ? known(command.input) : known
      if (answer instanceof Error) throw answer
      return answer ?? {}
    },
  })) as unknown as ClientOf
  return { calls, access: { client, region: 'eu-central-1', account: '123456789012', partition: 'aws' } }
}

const wanted = { name: 'nightshift-nightly-20261201-0300-0a1b2c3d4e5f', tags: { 'nightshift:backup': 'nightly' } }
const source = (more: Partial<Seen> = {}): Seen => ({ id: 'one', state: 'good', tags: {}, encrypted: false, ...more })
const key = 'arn:aws:kms:eu-west-1:123456789012:key/1'
const image = awsError('InvalidAMIName.Duplicate', 400)

describe('a database', () => {
  test.each([
    ['available', 'ready', undefined],
    ['storage-optimization', 'ready', undefined],
    ['modifying', 'busy', 'busy with shop (modifying)'],
    ['stopped', 'busy', "Let the plan's schedule"],
    ['storage-full', 'busy', 'storage-full'],
    ['deleting', 'gone', undefined],
  ])('that is %s is %s', async (DBInstanceStatus, state, reason) => {
    const { access } = fakeAws({
      DescribeDBInstances: { DBInstances: [{ DBInstanceIdentifier: 'shop', DBInstanceStatus }] },
    })
    const seen = await (await rdsInstances(access)).source('shop')
    expect(seen.state).toBe(state)
    if (reason !== undefined) expect(seen.reason).toContain(reason)
  })

  test('that is not there is gone; a member of a cluster is never saved by itself, and found by no tag', async () => {
    const none = fakeAws({ DescribeDBInstances: awsError('DBInstanceNotFound', 404) })
    expect(await (await rdsInstances(none.access)).source('shop')).toEqual({ state: 'gone' })
    const TagList = [{ Key: 'backup', Value: 'daily' }]
    const members = [
      { DBInstanceIdentifier: 'books-1', DBInstanceStatus: 'available', DBClusterIdentifier: 'books', TagList },
      { DBInstanceIdentifier: 'shop', DBInstanceStatus: 'available', TagList },
    ]
    const vault = await rdsInstances(fakeAws({ DescribeDBInstances: { DBInstances: members } }).access)
    expect(await vault.source('books-1')).toMatchObject({ state: 'cannot', reason: expect.stringContaining('books') })
    expect(await vault.find({ names: ['other'], tags: { backup: 'daily' } })).toEqual(['other', 'shop'])
  })

  test('that is a read replica is found by tag only where its source is not saved; by its name it always is', async () => {
    const TagList = [{ Key: 'backup', Value: 'daily' }]
    const instance = (DBInstanceIdentifier: string, of?: string, tagged = true) => ({
      DBInstanceIdentifier,
      DBInstanceStatus: 'available',
      ...(of === undefined ? {} : { ReadReplicaSourceDBInstanceIdentifier: of }),
      ...(tagged ? { TagList } : {}),
    })
    const DBInstances = [
      instance('shop'),
      instance('shop-replica-1', 'shop'),
      instance('shop-replica-1-again', 'shop-replica-1'),
      instance('plain', undefined, false),
      instance('plain-replica', 'plain'),
      instance('far', 'arn:aws:rds:eu-west-1:123456789012:db:shop'),
    ]
    const vault = await rdsInstances(fakeAws({ DescribeDBInstances: { DBInstances } }).access)
    const tags = { backup: 'daily' }
    expect(await vault.find({ tags })).toEqual(['shop', 'plain-replica', 'far'])
    expect(await vault.find({ names: ['plain', 'shop-replica-1'], tags })).toEqual([
      'plain',
      'shop-replica-1',
      'shop',
      'far',
    ])
    expect(await vault.find({ names: ['shop-replica-1'] })).toEqual(['shop-replica-1'])
  })

  test('its snapshot has our name and tags; one that is there already under the name is ours', async () => {
    const there = fakeAws({ CreateDBSnapshot: awsError('DBSnapshotAlreadyExists', 400) })
    expect(await (await rdsInstances(there.access)).take('shop', wanted)).toEqual({ id: wanted.name })
    expect(there.calls).toEqual([
      {
        name: 'CreateDBSnapshot',
        input: {
          DBInstanceIdentifier: 'shop',
          DBSnapshotIdentifier: wanted.name,
          Tags: [{ Key: 'nightshift:backup', Value: 'nightly' }],
        },
      },
    ])
  })

  test.each([
    ['InvalidDBInstanceState', true, 'that passes'],
    ['SnapshotQuotaExceeded', true, 'Service Quotas'],
    ['KMSKeyNotAccessibleFault', false, 'Enable the key'],
    ['InvalidParameterValue', false, 'AWS refuses it'],
  ])('where AWS says %s it says what to do', async (code, passes, words) => {
    const vault = await rdsInstances(fakeAws({ CreateDBSnapshot: awsError(code, 400) }).access)
    expect(await vault.take('shop', wanted)).toEqual({ refusal: { passes, reason: expect.stringContaining(words) } })
  })

  test.each(['Throttling', 'AccessDenied'])('%s says nothing of the database, and is thrown', async (code) => {
    const error = awsError(code, code === 'AccessDenied' ? 403 : 400)
    await expect((await rdsInstances(fakeAws({ CreateDBSnapshot: error }).access)).take('shop', wanted)).rejects.toBe(
      error,
    )
  })

  test('a copy is asked for in its region, by the ARN of the source, with the key of that region', async () => {
    const { access, calls } = fakeAws()
    await (await rdsInstances(access)).copy(source({ encrypted: true }), wanted, 'eu-west-1', key)
    expect(calls[0]).toMatchObject({
      name: 'CopyDBSnapshot',
      region: 'eu-west-1',
      input: {
        SourceDBSnapshotIdentifier: 'arn:aws:rds:eu-central-1:123456789012:snapshot:one',
        TargetDBSnapshotIdentifier: wanted.name,
        KmsKeyId: key,
      },
    })
  })

  test('a plain cluster snapshot is copied without a key: RDS refuses to encrypt it so', async () => {
    const { access, calls } = fakeAws()
    const vault = await rdsClusters(access)
    await vault.copy(source(), wanted, 'eu-west-1', key)
    await vault.copy(source({ encrypted: true }), wanted, 'eu-west-1', key)
    expect(calls.map(({ input }) => input.KmsKeyId)).toEqual([undefined, key])
  })

  test('one that is gone is deleted', async () => {
    const vault = await rdsInstances(fakeAws({ DeleteDBSnapshot: awsError('DBSnapshotNotFound', 404) }).access)
    expect(await vault.remove({ id: 'one' })).toBeUndefined()
  })
})

describe('a volume', () => {
  test('its snapshots are found by our tags, and by their names for a call that died', async () => {
    const { access, calls } = fakeAws({
      DescribeSnapshots: { Snapshots: [{ SnapshotId: 'snap-1', State: 'pending', Progress: '37%' }] },
    })
    const vault = await ebsVolumes(access)
    expect(await vault.made('0a1b', wanted.name)).toMatchObject({ id: 'snap-1', state: 'pending', percent: 37 })
    expect(calls[0]?.input).toMatchObject({
      OwnerIds: ['self'],
      Filters: [
        { Name: 'tag:nightshift:process', Values: ['0a1b'] },
        { Name: 'tag:Name', Values: [wanted.name] },
      ],
    })
  })

  test('a snapshot that an AMI uses is needed, a disabled AMI too, and stays where AWS says so first now', async () => {
    const { access, calls } = fakeAws({
      DescribeImages: { Images: [{ ImageId: 'ami-1', BlockDeviceMappings: [{ Ebs: { SnapshotId: 'snap-1' } }] }] },
      DeleteSnapshot: awsError('InvalidSnapshot.InUse', 400),
    })
    const vault = await ebsVolumes(access)
    expect([...(await vault.needed(['snap-1', 'snap-2']))]).toEqual([['snap-1', 'ami-1']])
    expect(calls[0]?.input).toMatchObject({ IncludeDisabled: true })
    expect(await vault.remove({ id: 'snap-1' })).toMatchObject({ passes: true, reason: expect.stringContaining('AMI') })
  })

  test('a copy with a key is encrypted; as many as AWS takes at once passes', async () => {
    const { access, calls } = fakeAws({ CopySnapshot: awsError('ResourceLimitExceeded', 400) })
    expect(await (await ebsVolumes(access)).copy(source(), wanted, 'eu-west-1', key)).toMatchObject({
      refusal: { passes: true },
    })
    expect(calls[0]).toMatchObject({
      region: 'eu-west-1',
      input: { SourceRegion: 'eu-central-1', SourceSnapshotId: 'one', Encrypted: true, KmsKeyId: key },
    })
  })
})

describe('an instance', () => {
  test('is made an AMI of without a reboot; a name that is taken is ours', async () => {
    const { access, calls } = fakeAws({ CreateImage: image, DescribeImages: { Images: [{ ImageId: 'ami-7' }] } })
    expect(await (await ec2Instances(access)).take('i-1', wanted)).toEqual({ id: 'ami-7' })
    expect(calls[0]?.input).toMatchObject({ InstanceId: 'i-1', Name: wanted.name, NoReboot: true })
    expect(calls[0]?.input.TagSpecifications).toMatchObject([{ ResourceType: 'image' }, { ResourceType: 'snapshot' }])
  })

  test('its AMI is deregistered before its snapshots are deleted, and those of one that is gone are deleted too', async () => {
    for (const gone of [undefined, awsError('InvalidAMIID.NotFound', 400)]) {
      const { access, calls } = fakeAws({ DeregisterImage: gone })
      expect(await (await ec2Instances(access)).remove({ id: 'ami-1', parts: ['snap-1', 'snap-2'] })).toBeUndefined()
      expect(calls.map(({ name }) => name)).toEqual(['DeregisterImage', 'DeleteSnapshot', 'DeleteSnapshot'])
    }
  })

  test('that has its root on an instance store cannot be saved', async () => {
    const Instances = [{ InstanceId: 'i-1', State: { Name: 'running' }, RootDeviceType: 'instance-store' }]
    const { access } = fakeAws({ DescribeInstances: { Reservations: [{ Instances }] } })
    expect(await (await ec2Instances(access)).source('i-1')).toMatchObject({ state: 'cannot' })
  })
})
