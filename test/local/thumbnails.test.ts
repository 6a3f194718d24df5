import { createHmac } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge'
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketNotificationConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import sharp from 'sharp'
import { readQueues, replay } from '../../api/queues.ts'
import type { Answer } from '../../functions/thumbnails/engine/answer.ts'
import type { ServeMeans } from '../../functions/thumbnails/engine/serve-request.ts'
import type { Message } from '../../functions/thumbnails/rules/notification.ts'
import { shelfOf } from '../../functions/thumbnails/rules/requested.ts'
import { localDeployment } from '../../local/deployment.ts'
import { makeLedgerTable } from '../../local/ledger-table.ts'
import { eventually } from '../../local/tour/guide.ts'
import { askView } from '../../local/tour/requests.ts'
import { keys, type RejectRecord } from '../../shared/ledger/records.ts'
import { type AskedAddress, signAddress } from '../../shared/thumbnails/signed-address.ts'
import { signatureHeaders } from '../../shared/webhook/sign.ts'
import { startService, status } from '../unit/alerts/webhook-server.ts'
import { recipesFor } from '../unit/thumbnails/fake-store.ts'
import { oddKeys } from '../unit/thumbnails/odd-keys.ts'
import { useEmulator } from './emulator.ts'
import { deployThumbnails } from './thumbnails-stack.ts'

const emulator = useEmulator({ enforceIam: true })
const uploads = 'shop-uploads'
const thumbnails = 'shop-thumbnails'
const call = { now: new Date('2026-11-21T00:00:00Z'), remainingMs: () => 60_000 }
const picture = sharp({ create: { width: 300, height: 200, channels: 3, background: '#c04020' } })
const photo = picture.clone().jpeg().toBuffer()
const other = picture.clone().negate().jpeg().toBuffer()

const load = async () => ({
  ...(await import('../../functions/thumbnails/engine/answer.ts')),
  ...(await import('../../functions/thumbnails/world/effects.ts')),
  ...(await import('../../functions/thumbnails/rules/notification.ts')),
  ...(await import('../../functions/thumbnails/engine/pictures.ts')),
  ...(await import('../../functions/thumbnails/world/decoder.ts')),
  ...(await import('../../functions/thumbnails/rules/backfill.ts')),
  ...(await import('../../functions/thumbnails/backfill/store.ts')),
  ...(await import('../../shared/ledger/dynamo-ledger.ts')),
})

let world: Awaited<ReturnType<typeof makeWorld>>

const makeWorld = async () => {
  const { answerChange, awsEffects, parseMessage, dynamoLedger, pictures, stopDecoder, backfillStore, decidePage } =
    await load()
  const s3 = new S3Client(emulator.client)
  const sqs = new SQSClient(emulator.client)
  for (const Bucket of [uploads, thumbnails]) await s3.send(new CreateBucketCommand({ Bucket }))
  await s3.send(new PutBucketVersioningCommand({ Bucket: uploads, VersioningConfiguration: { Status: 'Enabled' } }))
  const notifies = {
    Effect: 'Allow',
    Principal: { Service: 's3.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: '*',
  }
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [notifies] })
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'uploads', Attributes: { Policy } }))
  const attributes = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }))
  const QueueArn = attributes.Attributes?.QueueArn
  await s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket: uploads,
      NotificationConfiguration: {
        QueueConfigurations: [
          { QueueArn, Events: ['s3:ObjectCreated:*', 's3:ObjectRemoved:*', 's3:LifecycleExpiration:*'] },
        ],
      },
    }),
  )
  await makeLedgerTable(new DynamoDBClient(emulator.client))
  const ledger = dynamoLedger('ledger')
  const recipes = recipesFor()
  const means = {
    config: { maxMegabytes: 40, version: 'c0ffee' },
    recipes,
    uploads,
    effects: awsEffects(thumbnails, s3),
    pictures,
    ledger,
    afterRefusal: async () => {},
  }

  /** The next message of the queue, as a function would get it; at most 10 s. */
  const next = async (): Promise<Message> => {
    for (const until = performance.now() + 10_000; performance.now() < until; await sleep(100)) {
      const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 1 }))
      const [message] = Messages ?? []
      if (!message) continue
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }))
      return parseMessage(JSON.parse(message.Body ?? ''))
    }
    throw new Error('No message came')
  }
  const answer = (key: string): Promise<Answer> => answerChange({ bucket: uploads, key }, means, call)

  return {
    s3,
    ledger,
    next,
    stopDecoder,
    answer,
    /** Answers the next message, which must be about this key. */
    answerNext: async (key: string): Promise<Answer> => {
      expect(await next()).toEqual({ changes: [{ bucket: uploads, key }] })
      return answer(key)
    },
    put: async (Key: string, Body: Uint8Array | string): Promise<string | undefined> =>
      (await s3.send(new PutObjectCommand({ Bucket: uploads, Key, Body, ContentLength: Body.length }))).VersionId,
    remove: (Key: string, VersionId?: string) =>
      s3.send(new DeleteObjectCommand({ Bucket: uploads, Key, ...(VersionId ? { VersionId } : {}) })),
    head: (Key: string) => s3.send(new HeadObjectCommand({ Bucket: thumbnails, Key })),
    tags: async (Key: string) => (await s3.send(new GetObjectTaggingCommand({ Bucket: uploads, Key }))).TagSet,
    /** What a backfill would say of every original. */
    needs: async () => {
      const store = backfillStore({ uploads, thumbnails }, ledger, s3)
      const needs: Record<string, string> = {}
      for await (const page of store.originals('', undefined))
        for (const { original, need } of await decidePage(page, recipes, store)) needs[original.key] = need
      return needs
    },
  }
}

beforeAll(async () => {
  world = await makeWorld()
  expect(await world.next()).toEqual({ changes: [] })
}, 30_000)

afterAll(() => world.stopDecoder())

const names = [
  'a+b 사진.jpg',
  'a//b%2B.jpg',
  '📷/👩‍👩‍👧.jpg',
  'line\nbreak.jpg',
  '/leading.jpg',
  'a/../b.jpg',
  'q?x=1&y#z.jpg',
  "it's (1)!*~.jpg",
  'k'.repeat(1024 - '/large.webp'.length),
]

test.each(names)('the thumbnails of %j are found under its key', async (key) => {
  const versionId = await world.put(key, await photo)
  expect(await world.answerNext(key)).toMatchObject({ outcome: 'made', version: { versionId } })
  const { version } = await world.answer(key)
  for (const size of ['large', 'small'])
    expect(await world.head(`${key}/${size}.webp`)).toMatchObject({
      ContentType: 'image/webp',
      CacheControl: 'max-age=86400',
      Metadata: { 'source-etag': version?.etag, recipe: expect.stringMatching(/^[0-9a-f]{16}$/) },
    })
})

test('of a large file only parts are read until it is decided on', async () => {
  const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const
  const large = await sharp({ create: { width: 1500, height: 1000, channels: 3, background: '#888888', noise } })
    .jpeg({ quality: 90 })
    .toBuffer()
  expect(large.length).toBeGreaterThan(500_000)
  await world.put('large.jpg', large)
  expect(await world.answerNext('large.jpg')).toMatchObject({ outcome: 'made' })
  await world.remove('large.jpg')
  expect(await world.answerNext('large.jpg')).toEqual({ outcome: 'removed' })
})

test('a backfill finds them all, whatever their keys', async () => {
  await world.put('lonely.jpg', await photo)
  await world.next()
  expect(await world.needs()).toEqual({
    ...Object.fromEntries(names.map((name) => [name, 'right'])),
    'lonely.jpg': 'missing',
  })
})

test('the same event again writes nothing', async () => {
  await world.put('twice.jpg', await photo)
  expect(await world.answerNext('twice.jpg')).toMatchObject({ outcome: 'made' })
  const { LastModified } = await world.head('twice.jpg/large.webp')
  expect(await world.answer('twice.jpg')).toMatchObject({ outcome: 'kept' })
  expect((await world.head('twice.jpg/large.webp')).LastModified).toEqual(LastModified)
})

test('a text that calls itself a photo is in the ledger once, and tagged beside what others tagged; mended, it is neither', async () => {
  const Key = 'text.jpg'
  const VersionId = await world.put(Key, 'I am no photo')
  const own = { Key: 'owner', Value: 'Mina' }
  await world.s3.send(new PutObjectTaggingCommand({ Bucket: uploads, Key, Tagging: { TagSet: [own] } }))
  expect(await world.answerNext(Key)).toMatchObject({ outcome: 'refused', refusal: { cause: 'not-an-image' } })
  const { version } = await world.answer(Key)
  const read = () => world.ledger.get<RejectRecord>(keys.reject(uploads, Key, version?.etag ?? ''))
  expect(await read()).toMatchObject({
    version: 1,
    open: 'reject',
    key: Key,
    versionId: VersionId,
    reason: expect.stringContaining('a text'),
  })
  expect(await world.tags(Key)).toEqual([own, { Key: 'nightshift-thumbnail', Value: 'rejected:not-an-image' }])
  await expect(world.head('text.jpg/small.webp')).rejects.toMatchObject({ name: 'NotFound' })

  await world.put(Key, await photo)
  expect(await world.answerNext(Key)).toMatchObject({ outcome: 'made' })
  expect(await read()).toMatchObject({ version: 2, resolution: 'replaced' })
  expect((await read())?.open).toBeUndefined()
})

test('an original that is replaced, removed, and brought back', async () => {
  const Key = 'replaced.jpg'
  const sourceEtag = async () => (await world.head(`${Key}/large.webp`)).Metadata?.['source-etag']
  const first = await world.put(Key, await photo)
  const second = await world.put(Key, await other)
  const made = await world.answerNext(Key)
  expect(made).toMatchObject({ outcome: 'made', version: { versionId: second } })
  expect(await world.answerNext(Key)).toMatchObject({ outcome: 'kept' })
  expect(await sourceEtag()).toBe(made.version?.etag)

  await world.remove(Key, first)
  expect(await world.answerNext(Key)).toMatchObject({ outcome: 'kept' })
  const { VersionId: marker } = await world.remove(Key)
  expect(await world.answerNext(Key)).toEqual({ outcome: 'removed' })
  await expect(world.head(`${Key}/large.webp`)).rejects.toMatchObject({ name: 'NotFound' })
  await world.remove(Key, marker)
  expect(await world.answerNext(Key)).toMatchObject({ outcome: 'made', version: { versionId: second } })
  await world.remove(Key, second)
  expect(await world.answerNext(Key)).toEqual({ outcome: 'removed' })
})

test('a thumbnail is written and removed only where it is still as it was read', async () => {
  const { awsEffects } = await load()
  const { write, remove, readMark } = awsEffects(thumbnails, world.s3)
  const thumbnail = (text: string) => ({
    key: 'condition/large.webp',
    bytes: Buffer.from(text),
    contentType: 'image/webp',
    sourceEtag: 'e',
    recipe: 'r',
    storageClass: 'STANDARD' as const,
  })
  const conflict = expect.objectContaining({ name: 'ConflictError' })
  await write(thumbnail('one'), undefined)
  await expect(write(thumbnail('two'), undefined)).rejects.toThrow(conflict)
  const one = await readMark('condition/large.webp')
  await write(thumbnail('two'), one)
  await expect(write(thumbnail('three'), one)).rejects.toThrow(conflict)
  if (!one) throw new Error('It was not written')
  await expect(remove('condition/large.webp', one)).rejects.toThrow(conflict)
  const two = await readMark('condition/large.webp')
  if (two) await remove('condition/large.webp', two)
  await expect(remove('condition/large.webp', one)).rejects.toThrow(conflict)
  expect(await readMark('condition/large.webp')).toBeUndefined()
})

test('a focal point and a placeholder of an upload are kept as metadata', async () => {
  const Key = 'focus.jpg'
  const { awsEffects } = await load()
  const { currentVersion, write, readMark } = awsEffects(thumbnails, world.s3)
  const upload = { Bucket: uploads, Key, Body: await photo, Metadata: { 'focal-point': '0.3,0.7' } }
  await world.s3.send(new PutObjectCommand(upload))
  expect(await currentVersion({ bucket: uploads, key: Key })).toMatchObject({ focus: { point: { x: 0.3, y: 0.7 } } })
  const carried = { focalPoint: '0.3,0.7', placeholder: { thumbHash: 'AAAAAAA=', dominantColour: '#c04020' } }
  const bytes = Buffer.from('webp')
  const thumbnail = { key: `${Key}/x.webp`, bytes, contentType: 'image/webp', sourceEtag: 'e', recipe: 'r', ...carried }
  await write({ ...thumbnail, storageClass: 'STANDARD' }, undefined)
  expect(await readMark(`${Key}/x.webp`)).toMatchObject(carried)
  expect(await world.answerNext(Key)).toMatchObject({ outcome: 'made' })
})

test('a bus and a queue hear of thumbnails in one shape, with one id, each time that an upload is reported', async () => {
  const { madeEffects } = await import('../../functions/thumbnails/world/made-effects.ts')
  const { madeTeller } = await import('../../functions/thumbnails/engine/tell-made.ts')
  const [sqs, events] = [new SQSClient(emulator.client), new EventBridgeClient(emulator.client)]
  const all = { Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sqs:*', Resource: '*' }
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [all] })
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'team', Attributes: { Policy } }))
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }))
  const EventPattern = JSON.stringify({ source: ['nightshift.thumbnails'], 'detail-type': ['thumbnails.made'] })
  await events.send(new PutRuleCommand({ Name: 'made', EventPattern }))
  await events.send(new PutTargetsCommand({ Rule: 'made', Targets: [{ Id: 'team', Arn: Attributes?.QueueArn }] }))
  const key = 'told/a b+사진.jpg'
  await world.put(key, await photo)
  await world.next()
  const place = { bucket: thumbnails, view: 'https://pictures.example' }
  const heard: Record<string, unknown>[] = []
  for (const [config, to] of [
    [{ bus: 'default' }, 'default'],
    [{ queue: 'team' }, QueueUrl],
  ] as const) {
    // Made by the first, found by the second.
    const answer = await world.answer(key)
    await madeTeller(madeEffects(config, to), place)({ bucket: uploads, key }, answer, call.now)
    const asked = { QueueUrl, WaitTimeSeconds: 5 }
    const { Messages: [message] = [] } = await sqs.send(new ReceiveMessageCommand(asked))
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }))
    heard.push(JSON.parse(message?.Body ?? '{}'))
  }
  const [bus, queue] = heard
  expect(bus).toMatchObject({ source: queue?.source, 'detail-type': queue?.['detail-type'], detail: queue?.detail })
  expect(queue).toMatchObject({
    detail: {
      original: { bucket: uploads, key },
      thumbnails: [
        {
          size: 'large',
          width: 160,
          height: 107,
          address: 'https://pictures.example/told/a%20b%2B%EC%82%AC%EC%A7%84.jpg/large.webp',
        },
        { size: 'small', width: 20 },
      ],
    },
  })
})

test('an event for a webhook comes again, with the same id, until it is taken', async () => {
  const [{ deliver, parseLetter }, { webhookEffects }] = [
    await import('../../functions/thumbnails/engine/deliver.ts'),
    await import('../../functions/thumbnails/world/webhook-effects.ts'),
  ]
  const service = await startService()
  const [sqs, ssm] = [new SQSClient(emulator.client), new SSMClient(emulator.client)]
  const secret = 'a secret of thirty-two bytes ....'
  for (const [Name, Value] of Object.entries({ '/shop/hook': `${service.url}/hook`, '/shop/secret': secret }))
    await ssm.send(new PutParameterCommand({ Name, Value, Type: 'SecureString' }))
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'made' }))
  const event = { 'detail-type': 'thumbnails.made', detail: { id: 'f00d' } }
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(event) }))
  const real = webhookEffects({ address: { ssm: '/shop/hook' }, secret: { ssm: '/shop/secret' } }, QueueUrl)
  const asked: number[] = []
  // The real queue, sooner: nobody waits for ten seconds.
  const holdBack = async (receiptHandle: string, seconds: number) => {
    asked.push(seconds)
    await real.holdBack(receiptHandle, 0)
  }
  const come = async () => {
    const { Messages: [message] = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        WaitTimeSeconds: 5,
        VisibilityTimeout: 600,
        MessageSystemAttributeNames: ['ApproximateReceiveCount'],
      }),
    )
    const { Body = '', ReceiptHandle: receiptHandle = '', Attributes } = message ?? {}
    const delivery = { receiptHandle, receives: Number(Attributes?.ApproximateReceiveCount) }
    await deliver(parseLetter(JSON.parse(Body)), delivery, { ...real, holdBack }, new Date())
  }
  service.answers.push(status(302, '', { location: '/elsewhere' }), status(503))
  await expect(come()).rejects.toThrow('a redirect, which is not followed (try 1 of 8)')
  await expect(come()).rejects.toThrow('the webhook answered 503 (try 2 of 8); it is tried again in 60 seconds')
  await come()
  expect(asked).toEqual([10, 60])
  expect(service.received.map(({ path }) => path)).toEqual(['/hook', '/hook', '/hook'])
  for (const { headers, body } of service.received) {
    const at = new Date(Number(headers['webhook-timestamp']) * 1000)
    expect(headers).toMatchObject(signatureHeaders('f00d', body, secret, at))
  }
  await service.stop()
})

test('a picture on request is made once by ten calls, kept, and gone with its original', async () => {
  const { requestEffects } = await import('../../functions/thumbnails/world/request-effects.ts')
  const { requestSecrets } = await import('../../functions/thumbnails/world/request-secrets.ts')
  const { requestedStore } = await import('../../functions/thumbnails/world/requested-store.ts')
  const { serveRequest } = await import('../../functions/thumbnails/engine/serve-request.ts')
  const { makeRequested } = await import('../../functions/thumbnails/engine/make-requested.ts')
  const { tidyRequested } = await import('../../functions/thumbnails/engine/tidy-requested.ts')
  const { pictures } = await import('../../functions/thumbnails/engine/pictures.ts')
  const Name = 'pictures'
  const client = new SecretsManagerClient(emulator.client)
  await client.send(new CreateSecretCommand({ Name, SecretString: 'the first secret of the shop' }))
  const effects = requestEffects(thumbnails, world.s3)
  const made: string[] = []
  const config = { maxMegabytes: 40, version: 'c0ffee' }
  const { ledger } = world
  const means = {
    config,
    requests: { largest: 4000, maxPerOriginal: 100 },
    recipes: recipesFor(),
    existing: [],
    uploads,
    secrets: requestSecrets(Name, client),
    effects,
    ledger,
    maker:
      async () =>
      async (...[wanted, call]: Parameters<Awaited<ReturnType<ServeMeans['maker']>>>) => {
        made.push(wanted.slot)
        await makeRequested(wanted, { config, effects, ledger, pictures }, call)
      },
    wait: sleep,
  } satisfies ServeMeans
  const ask = (path: string, seconds = 0) =>
    serveRequest({ method: 'GET', path }, means, { ...call, now: new Date(call.now.getTime() + seconds * 1000) })
  const asked = { key: 'on request+ 사진.jpg', width: 40, height: 30, fit: 'cover', format: 'png' } as const
  const path = signAddress(asked, 'the first secret of the shop')

  await world.put(asked.key, await photo)
  const replies = await Promise.all(Array.from({ length: 10 }, () => ask(path)))
  expect(replies.map(({ status }) => status)).toEqual(Array(10).fill(200))
  expect(made).toHaveLength(1)
  const [slot = ''] = made
  expect(await sharp(Buffer.from(replies[0]?.body ?? [])).metadata()).toMatchObject({
    format: 'png',
    width: 40,
    height: 30,
  })
  expect(replies[9]?.headers.etag).toBe(`"${(await effects.readMark(slot))?.etag}"`)
  expect(await effects.count(slot.slice(0, -10), 5)).toBe(1)

  const link = await effects.linkTo(slot, 60)
  expect(Buffer.from(await (await fetch(link)).arrayBuffer())).toEqual(replies[0]?.body)
  expect((await fetch(link.replace('Expires=60', 'Expires=61'))).status).toBe(403)

  const second = 'the second secret of the shop'
  await client.send(new PutSecretValueCommand({ SecretId: Name, SecretString: second }))
  expect(await ask(signAddress(asked, second), 20)).toMatchObject({ status: 200, outcome: 'served' })
  expect(await ask(path, 20)).toMatchObject({ status: 200 })
  expect(await ask(path.replace('w=40', 'w=41'), 20)).toMatchObject({ status: 403, outcome: 'wrong-signature' })

  await world.remove(asked.key)
  await tidyRequested(
    { bucket: uploads, key: asked.key },
    await world.answer(asked.key),
    requestedStore(thumbnails, effects, world.s3),
    means.requests,
  )
  expect(await effects.readKept(slot)).toBeUndefined()
  expect(await ask(path, 20)).toMatchObject({ status: 404 })
})

describe('deployed, and asked from outside', () => {
  const existing = 'corner-shop-photos'
  const key = 'shop/a b+사진.jpg'
  const secretOfHook = 'a secret of thirty-two bytes ....'
  let service: Awaited<ReturnType<typeof startService>>
  let deployed: Awaited<ReturnType<typeof deployThumbnails>>
  let secret = ''
  let sqs: SQSClient
  const output = (name: string): string => deployed.outputs[name] ?? ''
  const arnOf = async (queue: string): Promise<string> => {
    const asked = { QueueUrl: output(`${queue}QueueUrl`), AttributeNames: ['QueueArn' as const] }
    return (await sqs.send(new GetQueueAttributesCommand(asked))).Attributes?.QueueArn ?? ''
  }

  beforeAll(async () => {
    service = await startService()
    sqs = new SQSClient(emulator.client)
    const ssm = new SSMClient(emulator.client)
    for (const [Name, Value] of Object.entries({ '/made/hook': `${service.url}/made`, '/made/secret': secretOfHook }))
      await ssm.send(new PutParameterCommand({ Name, Value, Type: 'SecureString' }))
    await world.s3.send(new CreateBucketCommand({ Bucket: existing }))
    deployed = await deployThumbnails(emulator, {
      sizes: { small: 20 },
      view: {},
      requests: { largest: 400, maxPerOriginal: 4 },
      existing: [{ bucket: existing }],
      made: { webhook: { address: { ssm: '/made/hook' }, secret: { ssm: '/made/secret' } } },
    })
    const client = new SecretsManagerClient(emulator.client)
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: output('RequestsSecret') }))
    secret = SecretString ?? ''
    // Sooner than after eight tries, of which the last is hours later.
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: await arnOf('MadeDeadLetters'), maxReceiveCount: 1 })
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl: output('MadeQueueUrl'), Attributes: { RedrivePolicy } }))
    service.answers.push(status(410))
    await upload(key, await photo)
  }, 120_000)

  afterAll(() => service.stop())

  const upload = (Key: string, Body: Uint8Array | string, Bucket = output('UploadsBucket')) =>
    world.s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentLength: Body.length }))
  const ask = (path: string, more: Parameters<typeof askView>[2] = {}) =>
    askView(emulator, `${output('RequestsAddress')}${path}`, more)
  const signed = (asked: Partial<AskedAddress> = {}) => signAddress({ key, width: 40, ...asked }, secret)
  const get = (asked: Partial<AskedAddress> = {}, more: Parameters<typeof askView>[2] = {}) => ask(signed(asked), more)
  const kept = async (of = key): Promise<number> => {
    const Prefix = shelfOf({ bucket: output('UploadsBucket'), key: of })
    const { KeyCount = 0 } = await world.s3.send(
      new ListObjectsV2Command({ Bucket: output('ThumbnailsBucket'), Prefix }),
    )
    return KeyCount
  }
  const seconds = (from = 0): number => Math.floor(Date.now() / 1000) + from

  test('a picture is made once, whoever asks at once, and given from the store after that', async () => {
    const asked = { height: 30, fit: 'cover', format: 'png' } as const
    const answers = await Promise.all(Array.from({ length: 3 }, () => get(asked)))
    answers.push(await get({ ...asked, expires: seconds(60) }))
    expect(answers.map(({ status }) => status)).toEqual(Array(4).fill(200))
    expect(new Set(answers.map(({ headers }) => headers.etag)).size).toBe(1)
    expect(await kept()).toBe(1)
    const [{ headers, body } = { headers: {}, body: Buffer.of() }] = answers
    expect(await sharp(body).metadata()).toMatchObject({ format: 'png', width: 40, height: 30 })
    expect(headers).toMatchObject({
      'content-type': 'image/png',
      'cache-control': 'public, max-age=86400',
      'x-content-type-options': 'nosniff',
      'strict-transport-security': expect.stringContaining('max-age='),
      vary: 'Accept',
    })
  })

  test('a browser gets nothing again, a head alone, and the whole where it asks for a part; a query changes nothing', async () => {
    const { headers, body } = await get()
    expect(await get({}, { headers: { 'if-none-match': headers.etag } })).toMatchObject({
      status: 304,
      body: Buffer.of(),
    })
    const head = await get({}, { method: 'HEAD' })
    expect(head).toMatchObject({ status: 200, headers: { etag: headers.etag }, body: Buffer.of() })
    expect(await ask(`${signed()}?utm_source=x&s=1`)).toMatchObject({ status: 200, body })
    const part = await get({}, { headers: { range: 'bytes=0-9' } })
    // CloudFront cuts it on AWS; the emulator's does not.
    expect(part.body.subarray(0, 10)).toEqual(body.subarray(0, 10))
    expect(await get({}, { method: 'POST' })).toMatchObject({ status: 403 })
  })

  test('the best format that the browser takes comes by one address, as three pictures at most', async () => {
    const auto = { width: 33, format: 'auto' } as const
    const types = ['image/avif,image/webp,*/*', 'image/webp,*/*;q=0.8', '*/*', 'image/webp;q=0.9,image/avif']
    const answers = await Promise.all(types.map((accept) => get(auto, { headers: { accept } })))
    expect(answers.map(({ headers }) => headers['content-type'])).toEqual([
      'image/avif',
      'image/webp',
      'image/jpeg',
      'image/avif',
    ])
    for (const { body } of answers) expect(await sharp(body).metadata()).toMatchObject({ width: 33, height: 22 })
  })

  // The emulator's path patterns stop at the end of a line; CloudFront's match any letters.
  test.each(oddKeys.filter((name) => !name.includes('\n')))('the original %j is found by its address', async (name) => {
    const foreign = name.startsWith('@')
    await (foreign ? upload(name.slice(existing.length + 2), await photo, existing) : upload(name, await photo))
    const answer = await get({ key: name })
    expect([answer.status, foreign ? 1 : await kept(name)]).toEqual([200, 1])
    expect(await sharp(answer.body).metadata()).toMatchObject({ format: 'webp', width: 40, height: 27 })
  })

  test('what is not signed for is refused, whatever there is, and the answer says nothing of it', async () => {
    const path = signed({ expires: seconds(60) })
    const byHand = (options: string, of = 'shop/a.jpg') =>
      `/${options},s=${createHmac('sha256', secret).update(`/${options}/${of}`).digest('base64url')}/${of}`
    const refused: readonly (readonly [string, number, RegExp])[] = [
      [path.replace(/,s=[^/]*/, ''), 403, /no signature/],
      [path.replace('w=40', 'w=41'), 403, /does not fit/],
      [path.replace('.jpg', '.png'), 403, /does not fit/],
      [path.replace(/exp=\d/, 'exp=2'), 403, /does not fit/],
      [path.replace(/,s=./, ',s=_'), 403, /does not fit/],
      [path.replace('%20', '+'), 400, /percent-encoded/],
      [path.replace('%2B', '%2b'), 400, /percent-encoded/],
      [signed({ expires: seconds() }), 403, /expired/],
      [signed({ width: 401 }), 403, /At most 400 pixels/],
      [byHand('w=40,blur=5'), 400, /an option is one of/],
      [byHand('w=40,dpr=2'), 400, /an option is one of/],
      [byHand('w=40,w=40'), 400, /stands once/],
      [byHand('w=0'), 400, /from 1 to 16383/],
      [byHand('w=99999'), 400, /from 1 to 16383/],
      [byHand('h=20,w=40'), 400, /one order and spelling: w=40,h=20/],
      [byHand('w=40', 'shop/../a.jpg'), 400, /no part \. or \.\./],
      [byHand('w=40', 'shop/%2E%2E/a.jpg'), 400, /percent-encoded/],
      [byHand('w=40', 'a%00.jpg'), 400, /zero byte/],
      [byHand('w=40', 'k'.repeat(1025)), 400, /at most 1024 bytes/],
      ['/', 400, /options/],
    ]
    const before = await kept()
    for (const [each, status, text] of refused) {
      const answer = await ask(each)
      expect([each.slice(0, 80), answer.status]).toEqual([each.slice(0, 80), status])
      expect(answer.body.toString()).toMatch(text)
      expect(answer.body.toString()).not.toMatch(/shop|jpg/)
      expect(answer.headers['content-type']).toMatch(/^text\/plain/)
    }
    expect(await kept()).toBe(before)
    // Nor is what the edge carries a path in, and nor is what is kept.
    const outside = output('ThumbnailsAddress')
    const carried = `/~${Buffer.from(signed()).toString('base64url')}~`
    for (const each of [carried, `/~avif${carried}`, '/~YQ~'])
      expect(await askView(emulator, `${outside}${each}`)).toMatchObject({ status: 403 })
    const { Contents: [slot] = [] } = await world.s3.send(
      new ListObjectsV2Command({ Bucket: output('ThumbnailsBucket'), Prefix: '@/' }),
    )
    expect(slot?.Key).toMatch(/^@\//)
    expect(await askView(emulator, `${outside}/${slot?.Key}`)).toMatchObject({ status: 400 })
  })

  test('an original that is not there, one that is refused, and one that changes', async () => {
    expect(await get({ key: 'nowhere.jpg' })).toMatchObject({ status: 404 })
    expect(await get({ key: `@${existing}/nowhere.jpg` })).toMatchObject({ status: 404 })
    await upload('secret-of-mina.jpg', 'I am no photo')
    const rejected = await get({ key: 'secret-of-mina.jpg' })
    expect(rejected).toMatchObject({ status: 422, headers: { 'cache-control': 'max-age=60' } })
    expect(rejected.body.toString()).toMatch(/^There is no picture of this original: .*text/)
    expect(rejected.body.toString()).not.toContain('mina')
    await upload('secret-of-mina.jpg', await photo)
    const first = await get({ key: 'secret-of-mina.jpg', format: 'png' })
    await upload('secret-of-mina.jpg', await other)
    const second = await get({ key: 'secret-of-mina.jpg', format: 'png' })
    const redOf = async ({ body }: typeof first) => (await sharp(body).raw().toBuffer())[0] ?? 0
    expect([first.status, second.status]).toEqual([200, 200])
    expect(await redOf(first)).toBeGreaterThan(150)
    expect(await redOf(second)).toBeLessThan(100)
    expect(second.headers.etag).not.toBe(first.headers.etag)
  })

  test('more pictures of one original than the config has room for are refused, and those that are there are given', async () => {
    await upload('many.jpg', await photo)
    for (const width of [1, 2, 3, 4]) expect(await get({ key: 'many.jpg', width })).toMatchObject({ status: 200 })
    expect(await get({ key: 'many.jpg', width: 5 })).toMatchObject({ status: 403 })
    expect(await get({ key: 'many.jpg', width: 4 })).toMatchObject({ status: 200 })
  })

  /** The events that the webhook got about an original. */
  const toldOf = (of: string) => service.received.filter(({ body }) => JSON.parse(body).detail.original.key === of)

  test('the webhook hears of thumbnails, signed, with their sizes and addresses', async () => {
    await eventually('the event', async () => toldOf('many.jpg').length > 0)
    const [told] = toldOf('many.jpg')
    const { detail, ...event } = JSON.parse(told?.body ?? '')
    expect(event).toMatchObject({ source: 'nightshift.thumbnails', 'detail-type': 'thumbnails.made' })
    const small = `${output('ThumbnailsAddress')}/many.jpg/small.webp`
    expect(detail).toMatchObject({
      original: { bucket: output('UploadsBucket'), key: 'many.jpg' },
      bucket: output('ThumbnailsBucket'),
      thumbnails: [{ size: 'small', address: small, contentType: 'image/webp', width: 20, height: 13 }],
    })
    const at = new Date(Number(told?.headers['webhook-timestamp']) * 1000)
    expect(told?.headers).toMatchObject(signatureHeaders(detail.id, told?.body ?? '', secretOfHook, at))
    const thumbnail = await askView(emulator, small)
    expect(await sharp(thumbnail.body).metadata()).toMatchObject({ width: 20, height: 13 })
  })

  test('an event that the webhook never took waits among the dead letters, and comes when it is replayed', async () => {
    expect(toldOf(key)).toHaveLength(1)
    const deployment = localDeployment(deployed.config, deployed.outputs)
    const waiting = async () => (await readQueues(deployment)).find(({ queue }) => queue === 'MadeDeadLetters')?.waiting
    await eventually('the dead letter', async () => (await waiting()) === 1)
    expect(await replay(deployment, 'MadeDeadLetters')).toEqual({ replayed: 1, kept: 0 })
    await eventually('the second try', async () => toldOf(key).length > 1)
    const [first, second] = toldOf(key)
    expect(second?.body).toBe(first?.body)
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id'])
    await eventually('no dead letter', async () => (await waiting()) === 0)
  }, 30_000)
})
