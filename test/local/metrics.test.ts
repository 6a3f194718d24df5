import { ACMClient, RequestCertificateCommand } from '@aws-sdk/client-acm'
import {
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  CreateLaunchConfigurationCommand,
} from '@aws-sdk/client-auto-scaling'
import { CloudWatchClient, GetMetricDataCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import {
  CreateClusterCommand,
  CreateServiceCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs'
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { CreateDBInstanceCommand, CreateDBInstanceReadReplicaCommand, RDSClient } from '@aws-sdk/client-rds'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { CreateQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { makeLedgerTable } from '../../local/ledger-table.ts'
import type { JobRecord } from '../../shared/ledger/records.ts'
import { type Sample, toSeries } from '../../shared/metrics/series.ts'
import { useEmulator } from './emulator.ts'

const emulator = useEmulator()

const load = async () => ({
  ...(await import('../../functions/metrics/sources.ts')),
  ...(await import('../../functions/metrics/collect.ts')),
  ...(await import('../../functions/metrics/collectors/index.ts')),
  ...(await import('../../shared/config/metrics/schema.ts')),
  ...(await import('../../shared/ledger/dynamo-ledger.ts')),
  ...(await import('../../shared/ledger/records.ts')),
  ...(await import('../../shared/metrics/metric-data.ts')),
})

const readBack = async (name: string, dimensions: Readonly<Record<string, string>>, now: Date, stat = 'Maximum') => {
  const answer = await new CloudWatchClient(emulator.client).send(
    new GetMetricDataCommand({
      StartTime: new Date(now.getTime() - 10 * 60_000),
      EndTime: new Date(now.getTime() + 10 * 60_000),
      MetricDataQueries: [
        {
          Id: 'm',
          MetricStat: {
            Metric: {
              Namespace: 'Shop/Night',
              MetricName: name,
              Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
            },
            Period: 60,
            Stat: stat,
          },
        },
      ],
    }),
  )
  return answer.MetricDataResults?.[0]?.Values ?? []
}

const prepareService = async () => {
  const ecs = new ECSClient(emulator.client)
  await ecs.send(new CreateClusterCommand({ clusterName: 'shop' }))
  await ecs.send(
    new RegisterTaskDefinitionCommand({
      family: 'worker',
      containerDefinitions: [{ name: 'worker', image: 'busybox:1.37', memory: 128 }],
    }),
  )
  await ecs.send(
    new CreateServiceCommand({ cluster: 'shop', serviceName: 'worker', taskDefinition: 'worker', desiredCount: 2 }),
  )
}

const prepareQueue = async () => {
  const sqs = new SQSClient(emulator.client)
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'orders' }))
  for (const order of [1, 2, 3, 4, 5, 6])
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: `order ${order}` }))
}

const prepareObjects = async () => {
  const s3 = new S3Client(emulator.client)
  await s3.send(new CreateBucketCommand({ Bucket: 'shop-exports' }))
  for (const Key of ['daily/', '사진/a+b.csv', 'other/b.csv'])
    await s3.send(
      new PutObjectCommand({ Bucket: 'shop-exports', Key, Body: Buffer.from(Key.endsWith('/') ? '' : 'x') }),
    )
}

const prepareDatabase = async (now: Date) => {
  await new RDSClient(emulator.client).send(
    new CreateDBInstanceCommand({
      DBInstanceIdentifier: 'shop-db',
      DBInstanceClass: 'db.t4g.micro',
      Engine: 'postgres',
      AllocatedStorage: 20,
      MasterUsername: 'postgres',
      MasterUserPassword: 'only-for-this-test',
    }),
  )
  // The emulator measures no storage: what RDS would tell is put there by hand.
  await new CloudWatchClient(emulator.client).send(
    new PutMetricDataCommand({
      Namespace: 'AWS/RDS',
      MetricData: [
        {
          MetricName: 'FreeStorageSpace',
          Dimensions: [{ Name: 'DBInstanceIdentifier', Value: 'shop-db' }],
          Timestamp: new Date(now.getTime() - 120_000),
          Value: 5 * 1024 ** 3,
        },
      ],
    }),
  )
}

/** A replica that is 90 s behind, and what SNS says that the month's text messages have cost: the emulator measures neither. */
const prepareReplicaAndMoney = async (now: Date) => {
  await new RDSClient(emulator.client).send(
    new CreateDBInstanceReadReplicaCommand({
      DBInstanceIdentifier: 'shop-db-replica',
      SourceDBInstanceIdentifier: 'shop-db',
    }),
  )
  const put = (Namespace: string, MetricName: string, Value: number, minutes: number, replica?: string) =>
    new CloudWatchClient(emulator.client).send(
      new PutMetricDataCommand({
        Namespace,
        MetricData: [
          {
            MetricName,
            Value,
            Timestamp: new Date(now.getTime() - minutes * 60_000),
            ...(replica ? { Dimensions: [{ Name: 'DBInstanceIdentifier', Value: replica }] } : {}),
          },
        ],
      }),
    )
  await put('AWS/RDS', 'ReplicaLag', 600, 5, 'shop-db-replica')
  await put('AWS/RDS', 'ReplicaLag', 90, 2, 'shop-db-replica')
  // Of this month, which may be a minute old.
  const ofMonth = (now.getTime() - Date.UTC(now.getUTCFullYear(), now.getUTCMonth())) / 60_000
  await put('AWS/SNS', 'SMSMonthToDateSpentUSD', 12.5, Math.min(10, ofMonth))
}

const prepareGroup = async () => {
  const client = new AutoScalingClient(emulator.client)
  const LaunchConfigurationName = 'worker'
  await client.send(
    new CreateLaunchConfigurationCommand({
      LaunchConfigurationName,
      ImageId: 'ami-12345678',
      InstanceType: 't3.micro',
    }),
  )
  await client.send(
    new CreateAutoScalingGroupCommand({
      AutoScalingGroupName: 'shop-workers',
      LaunchConfigurationName,
      AvailabilityZones: ['ap-northeast-2a'],
      MinSize: 0,
      DesiredCapacity: 1,
      MaxSize: 4,
    }),
  )
}

/** The emulator's NAT gateways pass nothing on: what EC2 would report is put there by hand. */
const prepareNatGateway = async (now: Date) => {
  const at = new Date(Math.floor(now.getTime() / 300_000) * 300_000 - 480_000)
  await new CloudWatchClient(emulator.client).send(
    new PutMetricDataCommand({
      Namespace: 'AWS/NATGateway',
      MetricData: ['BytesInFromSource', 'BytesInFromDestination', 'BytesOutToSource'].map((MetricName, index) => ({
        MetricName,
        Dimensions: [{ Name: 'NatGatewayId', Value: 'nat-0a1b2c3d4e5f60718' }],
        Timestamp: at,
        Value: [1_000, 4_000, 70_000][index] ?? 0,
      })),
    }),
  )
}

/** A balancer with a plain listener and one that shows a certificate. */
const prepareBalancer = async () => {
  const client = new ElasticLoadBalancingV2Client(emulator.client)
  const { CertificateArn = '' } = await new ACMClient(emulator.client).send(
    new RequestCertificateCommand({ DomainName: 'www.shop.example', ValidationMethod: 'DNS' }),
  )
  const { LoadBalancers = [] } = await client.send(new CreateLoadBalancerCommand({ Name: 'shop' }))
  const LoadBalancerArn = LoadBalancers[0]?.LoadBalancerArn
  const DefaultActions = [{ Type: 'fixed-response' as const, FixedResponseConfig: { StatusCode: '204' } }]
  await client.send(new CreateListenerCommand({ LoadBalancerArn, Protocol: 'HTTP', Port: 80, DefaultActions }))
  await client.send(
    new CreateListenerCommand({
      LoadBalancerArn,
      Protocol: 'HTTPS',
      Port: 443,
      DefaultActions,
      Certificates: [{ CertificateArn }],
    }),
  )
}

const prepareLedger = async (now: Date) => {
  const { dynamoLedger, keys } = await load()
  await makeLedgerTable(new DynamoDBClient(emulator.client))
  const ledger = dynamoLedger('ledger')
  const at = new Date(now.getTime() - 3_600_000).toISOString()
  const job: JobRecord = {
    ...keys.job('sync'),
    kind: 'job',
    at,
    job: 'sync',
    schedule: 'rate(1 hour)',
    since: at,
    sweptTo: at,
  }
  await ledger.commit([{ item: job, expect: 'absent' }], now)
  return ledger
}

test('what is measured in the emulator is pushed there and read back', async () => {
  const { awsSources, cloudWatchPush, collect, metricsSchema, targetsOf } = await load()
  const now = new Date()
  const [ledger, certificate] = await Promise.all([
    prepareLedger(now),
    new ACMClient(emulator.client).send(
      new RequestCertificateCommand({ DomainName: 'shop.example', ValidationMethod: 'DNS' }),
    ),
    prepareService(),
    prepareQueue(),
    prepareObjects(),
    prepareDatabase(now),
    prepareNatGateway(now),
    prepareBalancer(),
    prepareGroup(),
  ])
  await prepareReplicaAndMoney(now)
  const worker = { cluster: 'shop', service: 'worker' }
  const config = metricsSchema.parse({
    namespace: 'Shop/Night',
    backlogPerTask: [
      { queue: 'orders', ...worker },
      { queue: 'gone', ...worker },
    ],
    services: [worker, { cluster: 'shop', service: 'gone' }],
    databases: ['shop-db', 'gone'],
    newestObject: ['사진/', 'daily/', ''].map((prefix) => ({ bucket: 'shop-exports', prefix })),
    certificates: [certificate.CertificateArn],
    loadBalancerCertificates: ['shop', 'gone'],
    natGateways: ['nat-0a1b2c3d4e5f60718'],
    prefixSizes: [{ bucket: 'shop-exports' }, { bucket: 'shop-exports', prefix: 'other/' }],
    replicas: ['Shop-DB-Replica', 'shop-db', 'gone'],
    groups: ['shop-workers', 'gone'],
    smsBudgetLeft: true,
  })
  const targets = targetsOf(
    { ...config, jobs: ['sync', 'never-seen'], smsMoney: { budget: 50, region: 'ap-northeast-2' } },
    {},
  )
  const world = { sources: awsSources(ledger), push: cloudWatchPush() }
  const samples = await collect(targets, world, { namespace: 'Shop/Night', now, patience: () => 10_000 })

  const values = samples.map(({ name, dimensions, value }) => [name, Object.values(dimensions).join(' '), value])
  const running = samples.find(({ name }) => name === 'TasksRunning')?.value ?? 0
  expect(values).toEqual(
    expect.arrayContaining([
      ['QueueBacklogPerTask', 'orders', 6 / Math.max(1, running)],
      ['TasksDesired', 'worker', 2],
      ['TasksMissing', 'worker', 2 - running],
      ['DatabaseStorageLeft', 'shop-db', 25],
      ['NewestObjectComplete', 'shop-exports daily/', 1],
      ['NewestObjectComplete', 'shop-exports', 1],
      ['SecondsSinceSuccess', 'sync', 3600],
      ['NatGatewayBytes', 'nat-0a1b2c3d4e5f60718', 5_000],
      // The emulator knows no DescribeListenerCertificates: one of these two exists.
      ['PrefixBytes', 'shop-exports', 2],
      ['PrefixObjects', 'shop-exports', 3],
      ['PrefixObjects', 'shop-exports other/', 1],
      ['ReplicaLag', 'Shop-DB-Replica', 90],
      ['ReplicaReplicates', 'Shop-DB-Replica', 1],
      ['GroupHeadroom', 'shop-workers', 3],
      ['GroupHeadroomShare', 'shop-workers', 75],
      ['SMSBudgetLeftUSD', 'ap-northeast-2', 37.5],
      ['CollectorFailures', 'replica replica gone', 1],
      ['CollectorFailures', 'replica', 2],
      ['CollectorFailures', 'group group gone', 1],
      ['CollectorFailures', '', 8],
      ['CollectorFailures', 'load-balancer-certificate', 2],
    ]),
  )
  const named = new Set(samples.map(({ name, dimensions }) => `${name} ${Object.values(dimensions).join(' ')}`))
  expect(named).toContain(`NewestObjectAge shop-exports ${encodeURI('사진/')}`)
  expect(named).not.toContain('NewestObjectAge shop-exports daily/')
  expect(named).not.toContain('SecondsSinceSuccess never-seen')

  for (const { name, dimensions, value } of samples) expect(await readBack(name, dimensions, now)).toEqual([value])
}, 60_000)

test('a thousand samples of two hundred values arrive, every one', async () => {
  const { cloudWatchPush, toMetricData } = await load()
  const now = new Date()
  const samples = Array.from(
    { length: 1000 },
    (_, index): Sample => ({
      name: 'Took',
      value: index % 200,
      unit: 'Milliseconds',
      dimensions: { Job: 'sync' },
    }),
  )
  const push = cloudWatchPush()
  for (const request of toMetricData(toSeries(samples), { namespace: 'Shop/Night', timestamp: now }))
    await push(request)
  expect(await readBack('Took', { Job: 'sync' }, now, 'SampleCount')).toEqual([1000])
  expect(await readBack('Took', { Job: 'sync' }, now, 'Sum')).toEqual([99_500])
  expect(await readBack('Took', { Job: 'sync' }, now, 'Maximum')).toEqual([199])
}, 30_000)
