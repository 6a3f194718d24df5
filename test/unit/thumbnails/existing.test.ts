import {
  GetBucketLocationCommand,
  GetBucketNotificationConfigurationCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3'
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs'
import { mockClient } from 'aws-sdk-client-mock'
import { readStatus } from '../../../api/status/index.ts'
import { existingFault, switchOn } from '../../../api/thumbnails/existing.ts'
import { seeBucket } from '../../../api/thumbnails/see-bucket.ts'
import { addressesOf, runBackfill } from '../../../api/thumbnails.ts'
import { answerChange, type Means } from '../../../functions/thumbnails/engine/answer.ts'
import { thumbnailKeys } from '../../../functions/thumbnails/rules/keys.ts'
import { recipeOf, recipesIn } from '../../../functions/thumbnails/rules/origin.ts'
import { recipeFor } from '../../../functions/thumbnails/rules/recipe.ts'
import { config as written } from '../../../nightshift.config.ts'
import { parseConfig } from '../../../shared/config/define-config.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import { keys, type RejectRecord } from '../../../shared/ledger/records.ts'
import { fakeDeployment } from '../api/deployment.ts'
import { fakePictures, fakeStore, recipesFor } from './fake-store.ts'

const existing = [
  { bucket: 'shop-photos', prefix: '' },
  { bucket: 'shop-scans', prefix: 'a/' },
]
const now = new Date('2026-11-30T00:00:00Z')

test('the same key of two buckets never has one thumbnail, whatever the template', () => {
  for (const key of ['{key}/{size}.{format}', '{size}/{key}', '{path}{size}/{name}', '{size}.{key}']) {
    const recipes = recipesFor({ key })
    const all = ['uploads', 'shop-photos', 'shop-scans'].flatMap((bucket) =>
      ['a/x.jpg', '@shop-photos/a/x.jpg', '@shop-scans/a/x.jpg'].flatMap((original) => {
        const recipe = recipeFor(original, recipesIn(bucket, recipes, existing))
        return (recipe && thumbnailKeys(original, recipe)) ?? []
      }),
    )
    expect(all.length).toBe(2 * (1 + 3 + 1))
    expect(new Set(all).size).toBe(all.length)
  }
})

test('an original has one recipe, found among all or by itself', () => {
  const recipes = recipesFor({ prefix: 'a/', recipes: [{ prefix: 'a/b/' }, { prefix: 'c/' }] })
  for (const bucket of ['uploads', 'shop-photos', 'shop-scans'])
    for (const key of ['a/x', 'a/b/x', 'c/x', 'x', '@shop-photos/a/x', ''])
      for (const places of [existing, []])
        expect(recipeOf({ bucket, key }, recipes, places)).toEqual(recipeFor(key, recipesIn(bucket, recipes, places)))
})

const setUp = () => {
  const store = fakeStore()
  const ledger = memoryLedger()
  const means: Means = {
    config: { maxMegabytes: 1, version: 'v1' },
    recipes: recipesFor(),
    existing,
    uploads: 'uploads',
    effects: store.effects,
    pictures: fakePictures,
    ledger,
    afterRefusal: async () => {},
  }
  const answer = (bucket: string, key: string) =>
    answerChange({ bucket, key }, means, { now, remainingMs: () => 60_000 })
  return { ...store, ledger, answer }
}

test('an original of a bucket that is there already gets thumbnails in its folder, and loses them with it', async () => {
  const { put, remove, answer, thumbnails } = setUp()
  put('x.jpg', 'cat')
  expect(await answer('shop-photos', 'x.jpg')).toMatchObject({ outcome: 'made' })
  expect([...thumbnails.keys()].sort()).toEqual(['@shop-photos/x.jpg/large.webp', '@shop-photos/x.jpg/small.webp'])
  remove('x.jpg')
  expect(await answer('shop-photos', 'x.jpg')).toEqual({ outcome: 'removed' })
  expect(thumbnails.size).toBe(0)
})

test('one that is refused is written down and not tagged: nothing in that bucket is changed', async () => {
  const { put, answer, ledger, versionsOf } = setUp()
  put('x.jpg', 'bad')
  expect(await answer('shop-photos', 'x.jpg')).toMatchObject({ outcome: 'refused' })
  expect(await ledger.children<RejectRecord>(keys.reject('shop-photos', 'x.jpg', '').pk)).toMatchObject([
    { open: 'reject', bucket: 'shop-photos' },
  ])
  expect(versionsOf('x.jpg')[0]?.tags).toEqual([])
  put('x.jpg', 'cat')
  expect(await answer('shop-photos', 'x.jpg')).toMatchObject({ outcome: 'made' })
})

test.each([
  ['outside the prefix that is watched', 'shop-scans', 'b/x.jpg'],
  ['of the bucket of uploads under the folder of another bucket', 'uploads', '@shop-photos/x.jpg'],
  ['of the bucket of thumbnails', 'thumbnails', 'x.jpg'],
  ['of a bucket that nobody named', 'foreign', 'x.jpg'],
])('one %s is passed over', async (_, bucket, key) => {
  const { put, answer } = setUp()
  put(key, 'cat')
  expect(await answer(bucket, key)).toEqual({ outcome: 'passed-over' })
})

test('a bucket that is named no more, or gone, takes nothing from an upload with the same key', async () => {
  const { put, remove, answer, thumbnails } = setUp()
  put('x.jpg', 'cat')
  expect(await answer('uploads', 'x.jpg')).toMatchObject({ outcome: 'made' })
  remove('x.jpg')
  expect(await answer('named-once', 'x.jpg')).toEqual({ outcome: 'passed-over' })
  expect(thumbnails.size).toBe(2)
})

const client = new S3Client({ region: 'ap-northeast-2' })
const s3 = mockClient(S3Client)
const sqs = mockClient(SQSClient)
beforeEach(() => {
  s3.reset()
  sqs.reset()
})
const config = parseConfig({ ...written, thumbnails: { view: {}, existing } }, now)
const outputs = {
  UploadsBucket: 'uploads',
  ThumbnailsBucket: 'thumbnails',
  UploadsQueueUrl: 'https://queue.example/q',
  ThumbnailsAddress: 'https://d111.cloudfront.example',
}

describe('whether a bucket is watched', () => {
  const seen = { bucket: 'shop-photos', region: config.region, notifies: { EventBridgeConfiguration: {} } }

  test('it is, where EventBridge gets its events', () => expect(existingFault(seen, config, [])).toBeUndefined())

  test.each([
    ['EventBridge gets none', { notifies: {} }, /does not send its events to EventBridge/],
    ['it is in another region', { region: 'us-east-1' }, /is in us-east-1/],
    ['there is none', { region: undefined, notifies: undefined }, /There is no bucket shop-photos/],
    ['it is our own by its name', { bucket: `${written.name}-operations-thumbnails1-x` }, /of this deployment/],
    ['it is our own by the outputs', { bucket: 'thumbnails' }, /of this deployment/],
  ])('it is not where %s', (_, changes, found) =>
    expect(existingFault({ ...seen, ...changes }, config, ['thumbnails'])?.found).toMatch(found),
  )

  test('the command that switches it on keeps all that the bucket notifies, quotes and all', () => {
    const QueueConfigurations = [{ Id: "it's", QueueArn: 'arn:aws:sqs:r:1:q', Events: ['s3:ObjectCreated:*' as const] }]
    const command = switchOn('shop-photos', 'eu-west-1', { QueueConfigurations, TopicConfigurations: [] })
    expect(command).toContain('--region eu-west-1 --bucket shop-photos')
    const word = /--notification-configuration '(.*)'$/.exec(command)?.[1]?.replaceAll(`'\\''`, "'")
    expect(JSON.parse(word ?? '')).toEqual({ QueueConfigurations, EventBridgeConfiguration: {} })
  })

  test('S3 is asked, and a bucket that is not there is no error', async () => {
    s3.on(GetBucketLocationCommand).resolves({})
    s3.on(GetBucketNotificationConfigurationCommand).resolves({ EventBridgeConfiguration: {} })
    expect(await seeBucket('b', client)).toMatchObject({
      region: 'us-east-1',
      notifies: { EventBridgeConfiguration: {} },
    })
    const gone = Object.assign(new Error('gone'), { name: 'NoSuchBucket' })
    s3.on(GetBucketLocationCommand).rejects(gone)
    s3.on(GetBucketNotificationConfigurationCommand).rejects(gone)
    expect(await seeBucket('b', client)).toEqual({ bucket: 'b', region: undefined, notifies: undefined })
    s3.on(GetBucketLocationCommand).rejects(Object.assign(new Error('no'), { name: 'AccessDenied' }))
    await expect(seeBucket('b', client)).rejects.toThrow('no')
  })

  test('status says where it is off, and how to switch it on', async () => {
    s3.on(GetBucketLocationCommand).resolves({ LocationConstraint: 'ap-northeast-2' })
    s3.on(GetBucketNotificationConfigurationCommand, { Bucket: 'shop-photos' }).resolves({})
    s3.on(GetBucketNotificationConfigurationCommand, { Bucket: 'shop-scans' }).resolves({
      EventBridgeConfiguration: {},
    })
    const rows = (await readStatus(fakeDeployment({ config, outputs, now }))).filter(({ what }) =>
      what.startsWith('thumbnails of'),
    )
    expect(rows).toEqual([
      {
        what: 'thumbnails of shop-photos',
        state: 'wrong',
        detail: expect.stringContaining('aws s3api put-bucket-notification-configuration'),
      },
      { what: 'thumbnails of shop-scans', state: 'ok', detail: 'it sends its events to EventBridge' },
    ])
  })
})

describe('a backfill', () => {
  const watermarks = {}
  const asked = { prefix: '', watermarks, rate: 1000, restart: false, dry: false, say: () => {} }

  test('walks over every bucket, and sends each original from where it is', async () => {
    s3.on(ListObjectsV2Command).resolves({})
    for (const Bucket of ['uploads', 'shop-photos'])
      s3.on(ListObjectsV2Command, { Bucket }).resolves({
        Contents: [{ Key: `of-${Bucket}.jpg`, ETag: '"e"', Size: 9 }],
      })
    sqs.on(SendMessageBatchCommand).resolves({})
    const { rows, sent } = await runBackfill(fakeDeployment({ config, outputs, now }), asked)
    expect(sent).toBe(2)
    expect(rows.map(({ bucket, toMake }) => [bucket, toMake])).toEqual([
      ['uploads', 1],
      ['shop-photos', 1],
    ])
    const bodies = sqs.commandCalls(SendMessageBatchCommand).flatMap(({ args: [{ input }] }) => input.Entries ?? [])
    expect(bodies.map(({ MessageBody = '' }) => JSON.parse(MessageBody).Records[0].s3)).toEqual([
      { bucket: { name: 'uploads' }, object: { key: 'of-uploads.jpg' } },
      { bucket: { name: 'shop-photos' }, object: { key: 'of-shop-photos.jpg' } },
    ])
    const listed = s3.commandCalls(ListObjectsV2Command).map(({ args: [{ input }] }) => [input.Bucket, input.Prefix])
    expect(listed).toContainEqual(['shop-scans', 'a/'])
  })

  test('is of one bucket where that is asked for, which has to be known', async () => {
    s3.on(ListObjectsV2Command).resolves({})
    await runBackfill(fakeDeployment({ config, outputs, now }), { ...asked, bucket: 'shop-scans', prefix: 'a/b/' })
    const listed = s3.commandCalls(ListObjectsV2Command).map(({ args: [{ input }] }) => [input.Bucket, input.Prefix])
    expect(listed).toEqual([['shop-scans', 'a/b/']])
    const other = runBackfill(fakeDeployment({ config, outputs, now }), { ...asked, bucket: 'other' })
    await expect(other).rejects.toThrow('"other" is not a bucket whose originals get thumbnails')
  })
})

test('an address is that of the folder', () => {
  const of = (bucket: string) => {
    const options = { expires: 1, size: 'small', bucket, privateKey: () => ({ file: '', pem: '' }) }
    return addressesOf(fakeDeployment({ config, outputs, now }), 'x.jpg', options).map(({ url }) => url)
  }
  expect(of('shop-photos')).toEqual(['https://d111.cloudfront.example/%40shop-photos/x.jpg/small.webp'])
  expect(() => of('other')).toThrow('other is not in thumbnails.existing')
})
