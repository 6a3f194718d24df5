import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { mockClient } from 'aws-sdk-client-mock'
import { answerChange, type Means } from '../../../functions/thumbnails/engine/answer.ts'
import { madeTeller } from '../../../functions/thumbnails/engine/tell-made.ts'
import type { Made } from '../../../functions/thumbnails/rules/made.ts'
import { awsEffects } from '../../../functions/thumbnails/world/effects.ts'
import { madeEffects } from '../../../functions/thumbnails/world/made-effects.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import { fakePictures, fakeStore, recipesFor } from './fake-store.ts'

const now = new Date('2026-11-30T00:00:00Z')
const key = 'a b.jpg'

const setUp = (view?: string) => {
  const store = fakeStore()
  const heard: Made[] = []
  const faults: Error[] = []
  const means: { -readonly [Name in keyof Means]: Means[Name] } = {
    config: { maxMegabytes: 1, version: 'v1' },
    recipes: recipesFor(),
    uploads: 'uploads',
    effects: store.effects,
    pictures: fakePictures,
    ledger: memoryLedger(),
    afterRefusal: async () => {},
  }
  const tell = madeTeller(
    async (made) => {
      const fault = faults.pop()
      if (fault) throw fault
      heard.push(made)
    },
    { bucket: 'thumbnails', view },
  )
  const upload = async (original = key): Promise<void> => {
    const change = { bucket: 'uploads', key: original }
    await tell(change, await answerChange(change, means, { now, remainingMs: () => 60_000 }), now)
  }
  return { ...store, means, heard, faults, upload }
}

test('it names the original, and each thumbnail with its place, type and pixels', async () => {
  const { put, upload, heard } = setUp('https://pictures.example')
  put(key, 'cat')
  await upload()
  expect(heard).toEqual([
    {
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      at: now.toISOString(),
      original: { bucket: 'uploads', key, etag: 'e-cat', versionId: 'v1', bytes: 3 },
      bucket: 'thumbnails',
      thumbnails: [
        {
          size: 'large',
          key: `${key}/large.webp`,
          address: 'https://pictures.example/a%20b.jpg/large.webp',
          contentType: 'image/webp',
          bytes: 'large of cat'.length,
          width: 160,
          height: 160,
        },
        {
          size: 'small',
          key: `${key}/small.webp`,
          address: 'https://pictures.example/a%20b.jpg/small.webp',
          contentType: 'image/webp',
          bytes: 'small of cat'.length,
          width: 20,
          height: 20,
        },
      ],
    },
  ])
})

test('what is shown until a thumbnail is there stands beside it, when it was made and when it is found', async () => {
  const placeholder = { thumbHash: 'AAAAAAA=', dominantColour: '#c04020' }
  const { means, upload, put, heard } = setUp()
  means.pictures = {
    ...fakePictures,
    render: async (...asked) => {
      const rendering = await fakePictures.render(...asked)
      return rendering.refusal
        ? rendering
        : { thumbnails: rendering.thumbnails.map((each) => ({ ...each, placeholder })) }
    },
  }
  put(key, 'cat')
  await upload()
  await upload()
  expect(heard.map(({ thumbnails }) => thumbnails.map((each) => each.placeholder))).toEqual([
    [placeholder, placeholder],
    [placeholder, placeholder],
  ])
})

test('there is no address without a view, nor for a key that browsers would change', async () => {
  const { put, upload, heard } = setUp()
  put(key, 'cat')
  await upload()
  expect(heard[0]?.thumbnails[0]).not.toHaveProperty('address')
  const other = setUp('https://pictures.example')
  other.put('a/../b.jpg', 'cat')
  await other.upload('a/../b.jpg')
  expect(other.heard[0]?.thumbnails[0]).not.toHaveProperty('address')
})

test('where it was not taken, the next try of the same upload says it, with the same id', async () => {
  const { put, upload, heard, faults } = setUp()
  put(key, 'cat')
  faults.push(new Error('throttled'))
  await expect(upload()).rejects.toThrow('throttled')
  expect(heard).toEqual([])
  await upload()
  await upload()
  expect(heard.map(({ id }) => id)).toEqual([heard[0]?.id, heard[0]?.id])
  put(key, 'dog')
  await upload()
  expect(heard[2]?.id).not.toBe(heard[0]?.id)
})

test('what is refused, removed or not ours says nothing', async () => {
  const { put, remove, upload, heard } = setUp()
  put(key, 'bad')
  await upload()
  remove(key)
  await upload()
  expect(heard).toEqual([])
})

const made = {
  id: 'i',
  at: now.toISOString(),
  original: { bucket: 'uploads', key, etag: 'e', bytes: 3 },
  bucket: 'thumbnails',
  thumbnails: [],
}
const bus = mockClient(EventBridgeClient)
const sqs = mockClient(SQSClient)
const s3 = mockClient(S3Client)
beforeEach(() => {
  for (const each of [bus, sqs, s3]) each.reset()
})

test('on a bus it is an event of its own source, and one that the bus refuses is an error', async () => {
  const tell = madeEffects({ bus: 'default' }, 'default')
  bus.on(PutEventsCommand).resolvesOnce({ FailedEntryCount: 0 })
  await tell(made)
  const [entry] = bus.commandCalls(PutEventsCommand)[0]?.args[0].input.Entries ?? []
  expect(entry).toMatchObject({
    EventBusName: 'default',
    Source: 'nightshift.thumbnails',
    DetailType: 'thumbnails.made',
  })
  expect(JSON.parse(entry?.Detail ?? '')).toEqual(made)
  bus.on(PutEventsCommand).resolves({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'ThrottlingException' }] })
  await expect(tell(made)).rejects.toThrow('The bus refused thumbnails.made: ThrottlingException')
})

test('in a queue it has the same shape', async () => {
  sqs.on(SendMessageCommand).resolves({})
  await madeEffects({ queue: 'shop-pictures' }, 'https://sqs.example/1/shop-pictures')(made)
  const { QueueUrl, MessageBody } = sqs.commandCalls(SendMessageCommand)[0]?.args[0].input ?? {}
  expect(QueueUrl).toBe('https://sqs.example/1/shop-pictures')
  expect(JSON.parse(MessageBody ?? '')).toEqual({
    source: 'nightshift.thumbnails',
    'detail-type': 'thumbnails.made',
    time: made.at,
    detail: made,
  })
})

test('a thumbnail says how large it is, so that it can be said of one that was made before', async () => {
  const effects = awsEffects('thumbnails')
  s3.on(PutObjectCommand).resolves({})
  const thumbnail = { key, bytes: new Uint8Array(3), contentType: 'image/webp', sourceEtag: 'e', recipe: 'r' }
  await effects.write({ ...thumbnail, width: 160, height: 90, storageClass: 'STANDARD' }, undefined)
  const { Metadata = {} } = s3.commandCalls(PutObjectCommand)[0]?.args[0].input ?? {}
  expect(Metadata).toEqual({
    'source-etag': 'e',
    recipe: 'r',
    'key-hash': expect.stringMatching(/^[0-9a-f]{16}$/),
    width: '160',
    height: '90',
  })
  const placeholder = { thumbHash: 'AAAAAAA=', dominantColour: '#c04020' }
  await effects.write({ ...thumbnail, focalPoint: '0.3,0.7', placeholder, storageClass: 'STANDARD' }, undefined)
  const more = s3.commandCalls(PutObjectCommand)[1]?.args[0].input.Metadata ?? {}
  expect(more).toMatchObject({ 'focal-point': '0.3,0.7', thumbhash: 'AAAAAAA=', 'dominant-colour': '#c04020' })
  s3.on(HeadObjectCommand).resolves({ ETag: '"t"', Metadata: more })
  expect(await effects.readMark(key)).toMatchObject({ focalPoint: '0.3,0.7', placeholder })
  expect(await effects.readMark(key)).not.toHaveProperty('isCopy')
  expect(await effects.readMark('copied/elsewhere.webp')).toMatchObject({ sourceEtag: 'e', isCopy: true })
  s3.on(HeadObjectCommand).resolves({ ETag: '"t"', Metadata, ContentType: 'image/webp', ContentLength: 3 })
  const mark = { etag: 't', sourceEtag: 'e', recipe: 'r', contentType: 'image/webp', bytes: 3 }
  expect(await effects.readMark(key)).toEqual({ ...mark, width: 160, height: 90 })
  s3.on(HeadObjectCommand).resolves({ ETag: '"t"', Metadata: { width: 'wide' } })
  expect(await effects.readMark(key)).toMatchObject({ width: undefined, height: undefined })
})
