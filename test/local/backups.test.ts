import { CloudWatchLogsClient, CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import {
  CreateVolumeCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  EC2Client,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2'
import { CreateClusterCommand, ECSClient, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs'
import {
  CreateDBInstanceCommand,
  CreateDBSnapshotCommand,
  CreateDBSubnetGroupCommand,
  DescribeDBInstancesCommand,
  DescribeDBSnapshotsCommand,
  RDSClient,
} from '@aws-sdk/client-rds'
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs'
import { clientOf } from '../../functions/backups/proofs/client.ts'
import { proofKind } from '../../functions/backups/proofs/kind.ts'
import { checkTaskOf } from '../../functions/backups/proofs/task.ts'
import { snapshotKind } from '../../functions/backups/snapshots/kind.ts'
import { startFargate } from '../../local/fargate.ts'
import { makeLedgerTable } from '../../local/ledger-table.ts'
import { startPostgres } from '../../local/postgres/server.ts'
import { backupsSchema } from '../../shared/config/backups/schema.ts'
import type { BackupProofRecord, BackupTargetRecord } from '../../shared/ledger/records.ts'
import { fakeKind, makeScene, processRecord } from '../unit/backups/scene.ts'
import { region, useEmulator } from './emulator.ts'

const emulator = useEmulator()

beforeAll(() => makeLedgerTable(new DynamoDBClient(emulator.client)), 30_000)

test('a process in the table is found while it is open, and no longer when it has ended', async () => {
  const { dynamoLedger } = await import('../../shared/ledger/dynamo-ledger.ts')
  const ledger = dynamoLedger('ledger')
  const scene = makeScene([
    fakeKind({
      advance: async (process, { now }) => ({
        process: { ...process, ended: { outcome: 'done', reason: 'It is there.', at: now.toISOString() } },
      }),
    }),
  ])
  await ledger.commit([{ item: processRecord(), expect: 'absent' }], new Date())
  expect(await scene.look('2026-12-01T00:00:00.000Z', { ledger })).toMatchObject({ open: 1, failed: [] })
  expect(await scene.look('2026-12-01T00:03:00.000Z', { ledger })).toMatchObject({ open: 0 })
}, 30_000)

const seed = `create table orders (id int, created_at timestamptz);
  insert into orders select each, now() - each * interval '1 minute' from generate_series(1, 42) as each`

test('a snapshot is restored; a PostgreSQL behind its endpoint is asked by a task; the copy is deleted', async () => {
  const options = emulator.client
  const [rds, ec2, ecs, logs, sqs] = [
    new RDSClient(options),
    new EC2Client(options),
    new ECSClient(options),
    new CloudWatchLogsClient(options),
    new SQSClient(options),
  ]
  const { Vpcs = [] } = await ec2.send(new DescribeVpcsCommand({}))
  const vpc = Vpcs[0]?.VpcId ?? ''
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({ Filters: [{ Name: 'vpc-id', Values: [vpc] }] }))
  const subnets = Subnets.flatMap(({ SubnetId }) => SubnetId ?? [])
  await rds.send(
    new CreateDBSubnetGroupCommand({
      DBSubnetGroupName: 'shop-subnets',
      DBSubnetGroupDescription: 'shop',
      SubnetIds: subnets,
    }),
  )
  const database = {
    DBInstanceIdentifier: 'shop',
    Engine: 'postgres',
    DBInstanceClass: 'db.m5.large',
    DBSubnetGroupName: 'shop-subnets',
  }
  await rds.send(
    new CreateDBInstanceCommand({
      ...database,
      AllocatedStorage: 20,
      MasterUsername: 'postgres',
      MasterUserPassword: 'not-a-secret',
    }),
  )
  await rds.send(new CreateDBSnapshotCommand({ DBInstanceIdentifier: 'shop', DBSnapshotIdentifier: 'shop-1' }))

  const check = { sql: 'select count(*) from orders', expect: { equals: '42' } }
  const config = { proofs: { shop: { of: 'rds-instance/shop', check } } }
  const parsed = backupsSchema.parse(config).proofs.shop?.check
  const task = checkTaskOf('corner-shop', 'shop')
  const { clusterArn = '' } = (await ecs.send(new CreateClusterCommand({ clusterName: 'proofs' }))).cluster ?? {}
  await logs.send(new CreateLogGroupCommand({ logGroupName: task.logGroup }))
  if (parsed)
    await ecs.send(
      new RegisterTaskDefinitionCommand({
        family: task.family,
        requiresCompatibilities: ['FARGATE'],
        networkMode: 'awsvpc',
        cpu: '256',
        memory: '512',
        containerDefinitions: [
          {
            name: task.container,
            image: clientOf(parsed).image,
            command: [...clientOf(parsed).command],
            environment: Object.entries(clientOf(parsed).environment).map(([name, value]) => ({ name, value })),
            logConfiguration: {
              logDriver: 'awslogs',
              options: { 'awslogs-group': task.logGroup, 'awslogs-stream-prefix': task.logPrefix },
            },
          },
        ],
      }),
    )
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'changes' }))
  const fargate = await startFargate({
    endpoint: emulator.endpoint,
    region,
    clusters: [clusterArn],
    queueUrl: QueueUrl,
  })
  const place = {
    vpc,
    databaseGroup: 'sg-0a1b2c3d',
    cluster: 'proofs',
    subnets,
    taskGroup: 'sg-0f0e0d0c',
    assignPublicIp: false,
  }
  const { clientPool } = await import('../../shared/client-pool.ts')
  const scene = makeScene([proofKind], { config, places: { '*': place }, client: clientPool() })
  const minute = (index: number): string => `2026-12-01T00:${String(index * 3).padStart(2, '0')}:00.000Z`
  const begun = await (await proofKind.load()).actions?.prove?.(
    { source: 'nightshift.command', action: 'prove', proof: 'shop', by: 'mina' },
    scene.world(minute(0)),
  )
  const name = `nightshift-proof-${(begun as BackupProofRecord).id}`
  const copy = async () => {
    const { DBInstances = [] } = await rds.send(new DescribeDBInstancesCommand({}))
    return DBInstances.find(({ DBInstanceIdentifier }) => DBInstanceIdentifier === name)
  }
  await scene.look(minute(1))
  const postgres = await startPostgres({ port: (await copy())?.Endpoint?.Port ?? 0, seed })
  try {
    for (let index = 2; index < 19; index += 1) {
      await scene.look(minute(index))
      const [process] = (await scene.processes()) as unknown as BackupProofRecord[]
      if (process?.ended) break
      // The task is a process of this machine.
      await new Promise((resolve) => setTimeout(resolve, 400))
    }
  } finally {
    await postgres.stop()
    await fargate.stop()
  }
  expect(await scene.processes()).toMatchObject([
    { result: { value: '42' }, ended: { outcome: 'done', reason: 'It gives 42; expected is exactly 42.' } },
  ])
  expect(await copy()).toBeUndefined()
}, 60_000)

const plan = (resources: object) => ({
  plans: { nightly: { resources, schedule: 'cron(0 3 * * ? *)', keep: { last: 2 } } },
})

test('snapshots of a database, a volume and an instance are taken, found again, proven, and the oldest deleted', async () => {
  const [ec2, rds] = [new EC2Client(emulator.client), new RDSClient(emulator.client)]
  const { VolumeId = '' } = await ec2.send(new CreateVolumeCommand({ AvailabilityZone: `${region}a`, Size: 1 }))
  const { Instances: [instance] = [] } = await ec2.send(
    new RunInstancesCommand({ ImageId: 'ami-12345678', MinCount: 1, MaxCount: 1 }),
  )
  const id = instance?.InstanceId ?? ''
  await rds.send(
    new CreateDBInstanceCommand({
      DBInstanceIdentifier: 'saved',
      Engine: 'postgres',
      DBInstanceClass: 'db.m5.large',
      AllocatedStorage: 20,
      MasterUsername: 'postgres',
      MasterUserPassword: 'not-a-secret',
    }),
  )
  const config = plan({
    'rds-instances': { names: ['saved'] },
    'ebs-volumes': { names: [VolumeId] },
    'ec2-instances': { names: [id] },
  })
  const scene = makeScene([snapshotKind], {
    config,
    client: (make, at) =>
      new make({ ...emulator.client, ...(at ? { region: at } : {}), forcePathStyle: true } as never),
  })
  const at = (day: number): string => `2026-12-0${day}T02:59:00.000Z`
  await scene.look('2026-11-30T02:59:00.000Z')
  for (const day of [1, 2, 3]) {
    await scene.look(at(day).replace('02:59', '03:01'))
    await scene.look(at(day).replace('02:59', '03:04'))
  }
  const outcomes = Map.groupBy(await scene.processes(), ({ target }) => target)
  const of = (target: string) => outcomes.get(target)?.map(({ ended }) => ended?.outcome)
  expect(of('rds-instance/saved')).toEqual(['done', 'done', 'done'])
  expect(of(`ebs-volume/${VolumeId}`)).toEqual(['done', 'done', 'done'])
  // The emulator makes no AMIs: that is one target's failure, which is reported, and nobody else's.
  expect(of(`ec2-instance/${id}`)).toEqual(['failed', 'failed', 'failed'])
  expect(scene.signals.map(({ name, subject }) => `${name} ${subject}`)).toContain(
    `backup.failed backup/nightly/ec2-instance/${id}`,
  )
  const targets = await scene.ledger.children<BackupTargetRecord>('backup-targets')
  expect(targets.map(({ target, held }) => [target, held['']?.length ?? 0])).toEqual([
    [`ebs-volume/${VolumeId}`, 2],
    [`ec2-instance/${id}`, 0],
    ['rds-instance/saved', 2],
  ])
  const { DBSnapshots = [] } = await rds.send(new DescribeDBSnapshotsCommand({ DBInstanceIdentifier: 'saved' }))
  expect(DBSnapshots).toHaveLength(2)
}, 60_000)
