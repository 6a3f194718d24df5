import { setTimeout } from 'node:timers/promises'
import { CloudFormationClient, CreateStackCommand } from '@aws-sdk/client-cloudformation'
import { CloudWatchClient, ListDashboardsCommand, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch'
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DescribeLogGroupsCommand,
  PutLogEventsCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { CreateRepositoryCommand, DescribeImagesCommand, ECRClient, PutImageCommand } from '@aws-sdk/client-ecr'
import { ECSClient, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs'
import { CreateEventBusCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { CreateStreamCommand, DescribeStreamSummaryCommand, KinesisClient } from '@aws-sdk/client-kinesis'
import {
  CreateBucketCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketVersioningCommand,
  type LifecycleRule,
  PutBucketLifecycleConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { CreateQueueCommand, GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { Reconcile } from '../../functions/lifecycle/engine/reconcile.ts'
import { emulatorAccount } from '../../local/emulator.ts'
import { makeLedgerTable } from '../../local/ledger-table.ts'
import { retentionSchema } from '../../shared/config/lifecycle/retention.ts'
import { lifecycleSchema } from '../../shared/config/lifecycle/schema.ts'
import type { ChangeRecord } from '../../shared/ledger/records.ts'
import { region, useEmulator } from './emulator.ts'

const emulator = useEmulator()
let s3: S3Client

const load = async () => ({
  ...(await import('../../functions/lifecycle/world/effects.ts')),
  ...(await import('../../functions/lifecycle/rules/policies.ts')),
  ...(await import('../../functions/lifecycle/preview/preview.ts')),
  ...(await import('../../functions/lifecycle/engine/reconcile.ts')),
  ...(await import('../../shared/ledger/dynamo-ledger.ts')),
  ...(await import('../../shared/signals.ts')),
})

beforeAll(async () => {
  s3 = new S3Client(emulator.client)
  await makeLedgerTable(new DynamoDBClient(emulator.client))
  await new EventBridgeClient(emulator.client).send(new CreateEventBusCommand({ Name: 'signals' }))
}, 30_000)

const rulesOf = async (Bucket: string): Promise<LifecycleRule[]> =>
  (await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).Rules ?? []

const byHand: LifecycleRule = {
  ID: 'finance, by hand',
  Status: 'Enabled',
  Filter: { And: { Prefix: 'books/', Tags: [{ Key: 'Department', Value: 'Finance' }] } },
  Expiration: { Days: 3_650 },
}

test('buckets are brought to their policies beside rules made by hand, once, and without them again', async () => {
  const { awsBuckets, wantedBuckets, previewBuckets, reconcile, dynamoLedger, signalPublisher } = await load()
  for (const Bucket of ['shop-photos', 'shop-logs']) await s3.send(new CreateBucketCommand({ Bucket }))
  await s3.send(
    new PutBucketLifecycleConfigurationCommand({
      Bucket: 'shop-photos',
      LifecycleConfiguration: { Rules: [byHand] },
    }),
  )
  const before = await rulesOf('shop-photos')
  const { buckets: policies } = lifecycleSchema.parse({
    buckets: [
      { bucket: { own: 'uploads' }, presets: ['photo-originals', 'recoverable-deletes', 'incomplete-uploads'] },
      {
        bucket: 'shop-logs',
        presets: ['access-logs'],
        rules: {
          cheap: {
            prefix: 'a b/é&<',
            tags: { Department: 'Finance', Team: 'Books' },
            transitions: [
              { days: 30, to: 'STANDARD_IA' },
              { days: 60, to: 'GLACIER' },
            ],
          },
        },
      },
      { bucket: 'shop-typo', presets: ['access-logs'] },
    ],
  })
  const wanted = wantedBuckets(policies, 'shop', () => 'shop-photos')
  const ledger = dynamoLedger('ledger')
  const world = (minute: number): Reconcile => ({
    buckets: awsBuckets(),
    ledger,
    publish: signalPublisher('signals'),
    now: new Date(Date.UTC(2026, 10, 21, 0, minute)),
    config: 'c1',
    event: { reason: 'schedule' },
    remainingMs: () => 60_000,
  })

  const plans = await previewBuckets(wanted, awsBuckets())
  expect(plans.map(({ action, versioning }) => [action, versioning])).toEqual([
    ['put', 'enable'],
    ['put', undefined],
    ['error', undefined],
  ])

  const outcomes = await reconcile(wanted, world(0))
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(['changed', 'changed', 'failed'])
  expect(outcomes[2]?.reason).toContain('no such bucket')
  const after = await rulesOf('shop-photos')
  expect(after.filter(({ ID }) => ID === byHand.ID)).toEqual(before)
  expect(after.map(({ ID }) => ID)).toEqual([
    byHand.ID,
    'nightshift:shop:photo-originals',
    'nightshift:shop:recoverable-deletes',
    'nightshift:shop:incomplete-uploads',
  ])
  expect(await s3.send(new GetBucketVersioningCommand({ Bucket: 'shop-photos' }))).toMatchObject({ Status: 'Enabled' })

  expect((await reconcile(wanted, world(1))).map(({ outcome }) => outcome)).toEqual([
    'unchanged',
    'unchanged',
    'failed',
  ])
  expect(await ledger.list<ChangeRecord>('change')).toHaveLength(2)
  expect((await previewBuckets(wanted, awsBuckets())).map(({ action }) => action)).toEqual(['none', 'none', 'error'])

  const without = wanted.slice(0, 2).map((each) => ({ ...each, rules: [] }))
  await reconcile(without, world(2))
  expect(await rulesOf('shop-photos')).toEqual(before)
  await expect(rulesOf('shop-logs')).rejects.toMatchObject({ name: 'NoSuchLifecycleConfiguration' })
}, 60_000)

test('a rule that deletes what is there is held back after a look at the bucket, its old versions too', async () => {
  const { awsBuckets, wantedBuckets, reconcile, dynamoLedger } = await load()
  for (const Bucket of ['shop-full', 'shop-versions']) await s3.send(new CreateBucketCommand({ Bucket }))
  await s3.send(
    new PutBucketVersioningCommand({ Bucket: 'shop-versions', VersioningConfiguration: { Status: 'Enabled' } }),
  )
  for (const Bucket of ['shop-full', 'shop-versions'])
    for (const [Key, Body] of [
      ['logs/a', 'first'],
      ['logs/a', 'second'],
      ['other/b', 'not for the rule'],
    ] as const)
      await s3.send(new PutObjectCommand({ Bucket, Key, Body }))
  // A report of what is in a third bucket, which is empty: what is counted is the report's.
  const { gzipSync } = await import('node:zlib')
  const asOf = new Date(Date.now() - 86_400_000)
  const report = 'daily/shop-listed/all'
  for (const Bucket of ['shop-listed', 'shop-reports']) await s3.send(new CreateBucketCommand({ Bucket }))
  for (const [Key, Body] of [
    [
      `${report}/${asOf.toISOString().slice(0, 16).replace(':', '-')}Z/manifest.json`,
      JSON.stringify({
        sourceBucket: 'shop-listed',
        creationTimestamp: String(asOf.getTime()),
        fileFormat: 'CSV',
        fileSchema: 'Bucket, Key, Size, LastModifiedDate',
        files: [{ key: `${report}/data/1.csv.gz`, size: 1 }],
      }),
    ],
    [`${report}/2020-01-01T00-00Z/manifest.json`, '{}'],
    [`${report}/data/1.csv.gz`, gzipSync('"shop-listed","logs/a","7","2026-01-01T00:00:00.000Z"\n'.repeat(3))],
  ] as const)
    await s3.send(new PutObjectCommand({ Bucket: 'shop-reports', Key, Body }))
  const { buckets: policies } = lifecycleSchema.parse({
    buckets: [
      {
        bucket: 'shop-listed',
        rules: { short: { prefix: 'logs/', expireAfterDays: 30 } },
        inventory: `s3://shop-reports/${report}`,
      },
      { bucket: 'shop-full', rules: { short: { prefix: 'logs/', expireAfterDays: 1 } } },
      { bucket: 'shop-versions', rules: { short: { prefix: 'logs/', expireOldVersionsAfterDays: 1 } } },
    ],
  })
  const now = Date.now()
  const run = (day: number, confirm?: true) =>
    reconcile(
      wantedBuckets(policies, 'shop', () => ''),
      {
        buckets: awsBuckets(undefined, { from: [], maxAgeMs: 8 * 86_400_000 }),
        ledger: dynamoLedger('ledger'),
        publish: async () => undefined,
        now: new Date(now + day * 86_400_000),
        config: 'c1',
        event: { reason: 'command' },
        remainingMs: () => 60_000,
        consent: confirm ? { confirm } : {},
        graceMs: 3 * 86_400_000,
      },
    )
  const first = await run(0)
  expect(first[0]?.held?.source).toBe('S3 Inventory')
  expect(first.map(({ bucket, outcome, held }) => [bucket, outcome, held?.objects, held?.bytes])).toEqual([
    ['shop-listed', 'unchanged', 3, 21],
    ['shop-full', 'unchanged', 1, 6],
    ['shop-versions', 'unchanged', 1, 5],
  ])
  await expect(rulesOf('shop-full')).rejects.toMatchObject({ name: 'NoSuchLifecycleConfiguration' })
  await run(1, true)
  expect((await run(3)).map(({ outcome }) => outcome)).toEqual(['unchanged', 'unchanged', 'unchanged'])
  expect((await run(4)).map(({ outcome }) => outcome)).toEqual(['changed', 'changed', 'changed'])
  expect((await run(5)).map(({ outcome, held }) => [outcome, held])).toEqual([
    ['unchanged', undefined],
    ['unchanged', undefined],
    ['unchanged', undefined],
  ])
}, 60_000)

test('log groups, queues, streams and images are kept as long as the config says, and what no stack made is named', async () => {
  const [{ dynamoLedger }, { retain }, { awsThings }, { previewUnowned }] = await Promise.all([
    load(),
    import('../../functions/lifecycle/engine/retain.ts'),
    import('../../functions/lifecycle/world/retention.ts'),
    import('../../functions/lifecycle/preview/retention.ts'),
  ])
  const [logs, sqs, kinesis] = [
    new CloudWatchLogsClient(emulator.client),
    new SQSClient(emulator.client),
    new KinesisClient(emulator.client),
  ]
  const [ecr, ecs, cloudWatch, cloudFormation] = [
    new ECRClient(emulator.client),
    new ECSClient(emulator.client),
    new CloudWatchClient(emulator.client),
    new CloudFormationClient(emulator.client),
  ]
  await ecr.send(new CreateRepositoryCommand({ repositoryName: 'kept' }))
  const push = (imageTag: string) =>
    ecr.send(
      new PutImageCommand({
        repositoryName: 'kept',
        imageTag,
        imageManifest: JSON.stringify({ schemaVersion: 2, config: { digest: `sha256:${imageTag}` }, layers: [] }),
      }),
    )
  for (const tag of ['dev-1', 'dev-2', 'live']) await push(tag)
  const pushedAt = Date.now()
  for (const logGroupName of ['kept/full', 'kept/empty', 'kept/audit', 'nobody'])
    await logs.send(new CreateLogGroupCommand({ logGroupName }))
  await logs.send(new CreateLogStreamCommand({ logGroupName: 'kept/full', logStreamName: 'a' }))
  await logs.send(
    new PutLogEventsCommand({
      logGroupName: 'kept/full',
      logStreamName: 'a',
      logEvents: [{ timestamp: Date.now(), message: 'hello' }],
    }),
  )
  await logs.send(new PutRetentionPolicyCommand({ logGroupName: 'kept/audit', retentionInDays: 7 }))
  const { QueueUrl } = await sqs.send(
    new CreateQueueCommand({ QueueName: 'kept-full', Attributes: { MessageRetentionPeriod: '1209600' } }),
  )
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'waits' }))
  const empty = await sqs.send(
    new CreateQueueCommand({ QueueName: 'kept-empty', Attributes: { MessageRetentionPeriod: '1209600' } }),
  )
  for (const StreamName of ['kept-short', 'other'])
    await kinesis.send(new CreateStreamCommand({ StreamName, ShardCount: 1 }))
  await ecs.send(
    new RegisterTaskDefinitionCommand({
      family: 'kept',
      containerDefinitions: [{ name: 'a', image: `${emulatorAccount}.dkr.ecr.${region}.amazonaws.com/kept:dev-1` }],
    }),
  )
  await cloudWatch.send(
    new PutMetricAlarmCommand({
      AlarmName: 'by-hand',
      Namespace: 'A',
      MetricName: 'b',
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanThreshold',
    }),
  )
  // ECR's times are whole seconds.
  await setTimeout(Math.max(0, 1_000 - (Date.now() - pushedAt)))
  await push('dev-3')
  await cloudFormation.send(
    new CreateStackCommand({
      StackName: 'made',
      TemplateBody: JSON.stringify({
        Resources: {
          Alarm: {
            Type: 'AWS::CloudWatch::Alarm',
            Properties: {
              AlarmName: 'of-a-stack',
              Namespace: 'A',
              MetricName: 'b',
              Statistic: 'Sum',
              Period: 60,
              EvaluationPeriods: 1,
              Threshold: 1,
              ComparisonOperator: 'GreaterThanThreshold',
            },
          },
        },
      }),
    }),
  )
  const config = retentionSchema.parse({
    logGroups: [
      { groups: 'kept/audit', days: 'never' },
      { groups: 'kept/*', days: 30 },
    ],
    queues: [{ queues: 'kept-*', keep: '4 days' }],
    streams: [{ streams: 'kept-*', keep: '2 days' }],
    repositories: [{ repositories: 'kept', keepNewest: { 'dev-': 1 } }],
  })
  const start = Date.now()
  const run = (day: number, confirm?: true, wanted = config) =>
    retain(wanted, awsThings(), {
      ledger: dynamoLedger('ledger'),
      publish: async () => undefined,
      now: new Date(start + day * 86_400_000),
      config: 'c1',
      event: { reason: 'command' },
      remainingMs: () => 60_000,
      consent: confirm ? { confirm } : {},
      graceMs: 3 * 86_400_000,
    })
  const short = (outcomes: Awaited<ReturnType<typeof run>>) =>
    outcomes.map(
      ({ bucket, outcome, held, reason }) => `${bucket} ${outcome}${held ? ' held' : ''}${reason ? ` ${reason}` : ''}`,
    )
  // Forty days later: what is there is old enough to be lost.
  expect(short(await run(40))).toEqual([
    'log group kept/audit changed',
    'log group kept/empty changed',
    'log group kept/full unchanged held',
    'queue kept-full unchanged held',
    'queue kept-empty changed',
    'stream kept-short changed',
    'repository kept unchanged held',
  ])
  await run(41, true)
  expect(short(await run(44)).filter((each) => each.endsWith('changed') && !each.endsWith('unchanged'))).toEqual([
    'log group kept/full changed',
    'queue kept-full changed',
    'repository kept changed',
  ])
  const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: 'kept/' }))
  expect(
    Object.fromEntries(logGroups.map(({ logGroupName = '', retentionInDays }) => [logGroupName, retentionInDays])),
  ).toEqual({ 'kept/audit': undefined, 'kept/empty': 30, 'kept/full': 30 })
  for (const url of [QueueUrl, empty.QueueUrl])
    expect(
      await sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['MessageRetentionPeriod'] })),
    ).toMatchObject({ Attributes: { MessageRetentionPeriod: '345600' } })
  const hours = async () =>
    (await kinesis.send(new DescribeStreamSummaryCommand({ StreamName: 'kept-short' }))).StreamDescriptionSummary
      ?.RetentionPeriodHours
  expect(await hours()).toBe(48)
  const { imageDetails = [] } = await ecr.send(new DescribeImagesCommand({ repositoryName: 'kept' }))
  expect(imageDetails.flatMap(({ imageTags = [] }) => imageTags).toSorted()).toEqual(['dev-1', 'dev-3', 'live'])

  const shorter = retentionSchema.parse({ streams: [{ streams: 'kept-*', keep: '24 hours' }] })
  expect(short(await run(50, undefined, shorter))).toEqual(['stream kept-short unchanged held'])
  await run(51, true, shorter)
  expect(short(await run(54, undefined, shorter))).toEqual(['stream kept-short changed'])
  expect(await hours()).toBe(24)
  // The emulator writes a dashboard's time as text, which no SDK reads: that answer alone is made up.
  const send = cloudWatch.send.bind(cloudWatch) as (command: object) => Promise<object>
  Object.assign(cloudWatch, {
    send: async (command: object) =>
      command instanceof ListDashboardsCommand ? { DashboardEntries: [{ DashboardName: 'by-hand' }] } : send(command),
  })
  const connect: Parameters<typeof previewUnowned>[0] = (Client, options) => {
    const client = new Client({ ...emulator.client, ...options })
    return client instanceof CloudWatchClient ? (cloudWatch as typeof client) : client
  }
  const unowned = await previewUnowned(connect)
  expect(unowned.map(({ bucket, reason }) => reason ?? bucket).toSorted()).toEqual([
    'alarm by-hand',
    'dashboard by-hand',
  ])
}, 60_000)
