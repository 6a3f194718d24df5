import { setTimeout as sleep } from 'node:timers/promises'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  HeadObjectCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import sharp from 'sharp'
import type { Answer } from '../../functions/thumbnails/answer.ts'
import type { Upload } from '../../functions/thumbnails/notification.ts'
import { makeLedgerTable } from '../../local/ledger-table.ts'
import { keys, type RejectRecord } from '../../shared/ledger/records.ts'
import { useEmulator } from './emulator.ts'

const emulator = useEmulator()
const uploads = 'shop-uploads'
const thumbnails = 'shop-thumbnails'
const config = { sizes: { large: 160, small: 20 }, quality: 80, maxMegabytes: 40, prefix: '', version: 'c0ffee' }
const call = { now: new Date('2026-11-21T00:00:00Z'), remainingMs: () => 60_000 }
const photo = sharp({ create: { width: 300, height: 200, channels: 3, background: '#c04020' } })
  .jpeg()
  .toBuffer()

const load = async () => ({
  ...(await import('../../functions/thumbnails/answer.ts')),
  ...(await import('../../functions/thumbnails/effects.ts')),
  ...(await import('../../functions/thumbnails/notification.ts')),
  ...(await import('../../shared/ledger/dynamo-ledger.ts')),
})

let world: Awaited<ReturnType<typeof makeWorld>>

const makeWorld = async () => {
  const { answerUpload, awsEffects, parseNotification, dynamoLedger } = await load()
  const s3 = new S3Client(emulator.client)
  const sqs = new SQSClient(emulator.client)
  for (const Bucket of [uploads, thumbnails]) await s3.send(new CreateBucketCommand({ Bucket }))
  await s3.send(new PutBucketVersioningCommand({ Bucket: uploads, VersioningConfiguration: { Status: 'Enabled' } }))
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'uploads' }))
  const attributes = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }))
  const QueueArn = attributes.Attributes?.QueueArn
  await s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket: uploads,
      NotificationConfiguration: { QueueConfigurations: [{ QueueArn, Events: ['s3:ObjectCreated:*'] }] },
    }),
  )
  await makeLedgerTable(new DynamoDBClient(emulator.client))
  const ledger = dynamoLedger('ledger')
  const means = { config, thumbnailsBucket: thumbnails, effects: awsEffects(thumbnails, ledger) }

  /** The next message of the queue, as a function would get it; at most 10 s. */
  const next = async (): Promise<readonly Upload[]> => {
    for (const until = performance.now() + 10_000; performance.now() < until; await sleep(100)) {
      const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 1 }))
      const [message] = Messages ?? []
      if (!message) continue
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }))
      return parseNotification(JSON.parse(message.Body ?? ''))
    }
    throw new Error('No message came')
  }

  return {
    s3,
    ledger,
    next,
    put: async (Key: string, Body: Uint8Array | string): Promise<Upload> => {
      await s3.send(new PutObjectCommand({ Bucket: uploads, Key, Body, ContentLength: Body.length }))
      const [upload, ...more] = await next()
      if (!upload || more.length > 0) throw new Error('Not one upload')
      return upload
    },
    answer: (upload: Upload): Promise<Answer> => answerUpload(upload, means, call),
    head: (Key: string) => s3.send(new HeadObjectCommand({ Bucket: thumbnails, Key })),
  }
}

beforeAll(async () => {
  world = await makeWorld()
  expect(await world.next()).toEqual([])
}, 30_000)

test.each([
  'a+b 사진.jpg',
  'a//b%2B.jpg',
  '📷/👩‍👩‍👧.jpg',
  'line\nbreak.jpg',
  '/leading.jpg',
  'a/../b.jpg',
  'q?x=1&y#z.jpg',
  "it's (1)!*~.jpg",
  'k'.repeat(1024 - '/large.webp'.length),
])('the thumbnails of %j are found under its key', async (key) => {
  const upload = await world.put(key, await photo)
  expect(upload).toMatchObject({ bucket: uploads, key, size: (await photo).length, versionId: expect.any(String) })
  expect(await world.answer(upload)).toEqual({ outcome: 'made' })
  for (const size of ['large', 'small'])
    expect(await world.head(`${key}/${size}.webp`)).toMatchObject({
      ContentType: 'image/webp',
      CacheControl: 'max-age=86400',
      Metadata: { 'source-etag': upload.etag, recipe: expect.stringMatching(/^[0-9a-f]{16}$/) },
    })
})

test('the same event again writes nothing', async () => {
  const upload = await world.put('twice.jpg', await photo)
  expect(await world.answer(upload)).toEqual({ outcome: 'made' })
  const { LastModified } = await world.head('twice.jpg/large.webp')
  expect(await world.answer(upload)).toEqual({ outcome: 'kept' })
  expect((await world.head('twice.jpg/large.webp')).LastModified).toEqual(LastModified)
})

test('a text that calls itself a photo is in the ledger once', async () => {
  const upload = await world.put('text.jpg', 'I am no photo')
  for (let time = 0; time < 2; time += 1)
    expect(await world.answer(upload)).toMatchObject({ outcome: 'refused', refusal: { cause: 'not-an-image' } })
  expect(await world.ledger.get<RejectRecord>(keys.reject(uploads, 'text.jpg', upload.etag))).toMatchObject({
    version: 1,
    key: 'text.jpg',
    versionId: upload.versionId,
    reason: expect.stringContaining('a text'),
  })
  await expect(world.head('text.jpg/small.webp')).rejects.toMatchObject({ name: 'NotFound' })
})

test('of two versions the newer one wins, in whatever order the events come', async () => {
  const old = await world.put('replaced.jpg', await photo)
  const other = await sharp(await photo)
    .negate()
    .jpeg()
    .toBuffer()
  const newer = await world.put('replaced.jpg', other)
  expect(await world.answer(newer)).toEqual({ outcome: 'made' })
  expect(await world.answer(old)).toEqual({ outcome: 'replaced' })
  expect((await world.head('replaced.jpg/large.webp')).Metadata).toMatchObject({ 'source-etag': newer.etag })
})

test('an original that was deleted meanwhile needs none', async () => {
  const upload = await world.put('deleted.jpg', await photo)
  await world.s3.send(new DeleteObjectCommand({ Bucket: uploads, Key: 'deleted.jpg' }))
  expect(await world.answer(upload)).toEqual({ outcome: 'gone' })
})
