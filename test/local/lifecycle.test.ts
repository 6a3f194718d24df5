import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { CreateEventBusCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge'
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
import type { Reconcile } from '../../functions/lifecycle/engine/reconcile.ts'
import { makeLedgerTable } from '../../local/ledger-table.ts'
import { lifecycleSchema } from '../../shared/config/lifecycle/schema.ts'
import type { ChangeRecord } from '../../shared/ledger/records.ts'
import { useEmulator } from './emulator.ts'

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
  const { buckets: policies } = lifecycleSchema.parse({
    buckets: [
      { bucket: 'shop-full', rules: { short: { prefix: 'logs/', expireAfterDays: 1 } } },
      { bucket: 'shop-versions', rules: { short: { prefix: 'logs/', expireOldVersionsAfterDays: 1 } } },
    ],
  })
  const now = Date.now()
  const run = (day: number, confirm?: true) =>
    reconcile(
      wantedBuckets(policies, 'shop', () => ''),
      {
        buckets: awsBuckets(),
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
  expect((await run(0)).map(({ bucket, outcome, held }) => [bucket, outcome, held?.objects, held?.bytes])).toEqual([
    ['shop-full', 'unchanged', 1, 6],
    ['shop-versions', 'unchanged', 1, 5],
  ])
  await expect(rulesOf('shop-full')).rejects.toMatchObject({ name: 'NoSuchLifecycleConfiguration' })
  await run(1, true)
  expect((await run(3)).map(({ outcome }) => outcome)).toEqual(['unchanged', 'unchanged'])
  expect((await run(4)).map(({ outcome }) => outcome)).toEqual(['changed', 'changed'])
  expect((await run(5)).map(({ outcome, held }) => [outcome, held])).toEqual([
    ['unchanged', undefined],
    ['unchanged', undefined],
  ])
}, 60_000)
