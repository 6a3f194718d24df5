import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { CreateEventBusCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge'
import {
  CreateBucketCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketVersioningCommand,
  type LifecycleRule,
  PutBucketLifecycleConfigurationCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import type { Reconcile } from '../../functions/lifecycle/reconcile.ts'
import { type Emulator, installEmulator, startEmulator } from '../../local/emulator.ts'
import { lifecycleSchema } from '../../shared/config/lifecycle.ts'
import type { ChangeRecord } from '../../shared/ledger/records.ts'

const region = 'ap-northeast-2'
const logs = mkdtempSync(join(tmpdir(), 'nightshift-lifecycle-'))
let emulator: Emulator
let s3: S3Client

const load = async () => ({
  ...(await import('../../functions/lifecycle/effects.ts')),
  ...(await import('../../functions/lifecycle/policies.ts')),
  ...(await import('../../functions/lifecycle/preview.ts')),
  ...(await import('../../functions/lifecycle/reconcile.ts')),
  ...(await import('../../shared/ledger/dynamo-ledger.ts')),
  ...(await import('../../shared/signals.ts')),
})

const createLedger = () => {
  const string = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' }) as const
  const schema = (hash: string, range: string) => [
    { AttributeName: hash, KeyType: 'HASH' as const },
    { AttributeName: range, KeyType: 'RANGE' as const },
  ]
  const index = (IndexName: string, hash: string) => ({
    IndexName,
    KeySchema: schema(hash, 'at'),
    Projection: { ProjectionType: 'ALL' as const },
  })
  return new DynamoDBClient({}).send(
    new CreateTableCommand({
      TableName: 'ledger',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk', 'kind', 'at', 'open'].map(string),
      KeySchema: schema('pk', 'sk'),
      GlobalSecondaryIndexes: [index('byKind', 'kind'), index('open', 'open')],
    }),
  )
}

beforeAll(async () => {
  const installed = await installEmulator(() => {})
  emulator = await startEmulator({ installed, region, logFile: join(logs, 'emulator.log') })
  // Read when the clients are made, so before the modules that make them are loaded.
  process.env.AWS_ENDPOINT_URL = emulator.endpoint
  process.env.AWS_REGION = region
  process.env.AWS_ACCESS_KEY_ID = 'test'
  process.env.AWS_SECRET_ACCESS_KEY = 'test'
  s3 = new S3Client({ forcePathStyle: true })
  await createLedger()
  await new EventBridgeClient({}).send(new CreateEventBusCommand({ Name: 'signals' }))
}, 120_000)

afterAll(async () => {
  await emulator?.stop()
  rmSync(logs, { recursive: true, force: true })
})

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
  const wanted = wantedBuckets(policies, () => 'shop-photos')
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
    'nightshift:photo-originals',
    'nightshift:recoverable-deletes',
    'nightshift:incomplete-uploads',
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
