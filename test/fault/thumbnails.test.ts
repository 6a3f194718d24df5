import sharp from 'sharp'
import { answerUpload } from '../../functions/thumbnails/answer.ts'
import { awsEffects, type Mark, type ThumbnailEffects } from '../../functions/thumbnails/effects.ts'
import type { Upload } from '../../functions/thumbnails/notification.ts'
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts'
import type { RejectRecord } from '../../shared/ledger/records.ts'

const config = {
  sizes: { large: 160, small: 20 },
  quality: 80,
  maxMegabytes: 1,
  prefix: '',
  version: 'c0ffee',
}
const call = { now: new Date('2026-11-21T00:00:00Z'), remainingMs: () => 60_000 }
const photo = await sharp({ create: { width: 200, height: 100, channels: 3, background: '#c04020' } })
  .jpeg()
  .toBuffer()

/** A small S3 and ledger in memory, with the faults that a test asks for. */
const makeWorld = (faults: Partial<ThumbnailEffects> = {}, ledger = memoryLedger()) => {
  const originals = new Map<string, { readonly etag: string; readonly bytes: Uint8Array }>()
  const written = new Map<string, Mark>()
  const log: string[] = []
  const honest: ThumbnailEffects = {
    readOriginal: async ({ key, etag }, maxBytes) => {
      log.push('read')
      const original = originals.get(key)
      if (!original) return { state: 'gone' }
      if (original.etag !== etag) return { state: 'replaced' }
      if (original.bytes.length > maxBytes) return { state: 'too-big', size: original.bytes.length }
      return { state: 'read', bytes: original.bytes }
    },
    isCurrent: async ({ key, etag }) => originals.get(key)?.etag === etag,
    readMark: async (key) => written.get(key),
    writeThumbnail: async ({ key, mark }) => {
      log.push(`write ${key}`)
      written.set(key, mark)
    },
    recordReject: awsEffects('unused', ledger).recordReject,
  }
  const effects = { ...honest, ...faults }
  const answer = (upload: Upload, changes: Partial<typeof config> = {}) =>
    answerUpload(upload, { config: { ...config, ...changes }, thumbnailsBucket: 'shop-thumbnails', effects }, call)
  return { originals, written, log, honest, effects, ledger, answer }
}

const upload = (changes: Partial<Upload> = {}): Upload => ({
  bucket: 'shop-uploads',
  key: 'a+b 사진.jpg',
  etag: 'one',
  size: photo.length,
  versionId: 'v1',
  ...changes,
})
const put = (world: ReturnType<typeof makeWorld>, bytes: Uint8Array = photo, { key, etag } = upload()) =>
  world.originals.set(key, { etag, bytes })
const throttled = () => Promise.reject(Object.assign(new Error('slow down'), { name: 'SlowDown' }))

test('an upload becomes thumbnails that say where they came from; the same event again writes nothing', async () => {
  const world = makeWorld()
  put(world)
  expect(await world.answer(upload())).toEqual({ outcome: 'made' })
  expect(world.log).toEqual(['read', 'write a+b 사진.jpg/large.webp', 'write a+b 사진.jpg/small.webp'])
  expect(await world.answer(upload())).toEqual({ outcome: 'kept' })
  expect(world.log).toHaveLength(3)
})

test('another recipe makes them again', async () => {
  const world = makeWorld()
  put(world)
  await world.answer(upload())
  expect(await world.answer(upload(), { quality: 60 })).toEqual({ outcome: 'made' })
})

describe('each effect, throttled: the event is thrown back, and a later try makes everything', () => {
  test.each(['readMark', 'readOriginal', 'isCurrent', 'writeThumbnail'] as const)('%s', async (name) => {
    const world = makeWorld()
    put(world)
    const honest = world.effects[name]
    Object.assign(world.effects, { [name]: throttled })
    await expect(world.answer(upload())).rejects.toThrow('slow down')
    expect(await world.ledger.list('reject')).toEqual([])
    Object.assign(world.effects, { [name]: honest })
    expect(await world.answer(upload())).toEqual({ outcome: 'made' })
    expect([...world.written.keys()]).toEqual(['a+b 사진.jpg/large.webp', 'a+b 사진.jpg/small.webp'])
  })

  test('recordReject', async () => {
    const world = makeWorld()
    put(world, Buffer.from('no photo'))
    const honest = world.effects.recordReject
    Object.assign(world.effects, { recordReject: throttled })
    await expect(world.answer(upload())).rejects.toThrow('slow down')
    Object.assign(world.effects, { recordReject: honest })
    expect(await world.answer(upload())).toMatchObject({ outcome: 'refused' })
    expect(await world.ledger.list('reject')).toHaveLength(1)
  })
})

describe('a crash', () => {
  test.each(['before', 'after'])('%s the first write leaves nothing that passes for finished', async (when) => {
    const world = makeWorld()
    put(world)
    const honest = world.effects.writeThumbnail
    Object.assign(world.effects, {
      writeThumbnail: async (thumbnail: Parameters<ThumbnailEffects['writeThumbnail']>[0]) => {
        if (when === 'after') await honest(thumbnail)
        throw new Error('crash')
      },
    })
    await expect(world.answer(upload())).rejects.toThrow('crash')
    Object.assign(world.effects, { writeThumbnail: honest })
    expect(await world.answer(upload())).toEqual({ outcome: 'made' })
    expect(world.written.size).toBe(2)
  })
})

test('an original that is gone needs no thumbnails', async () => {
  const world = makeWorld()
  expect(await world.answer(upload())).toEqual({ outcome: 'gone' })
  expect(world.written.size).toBe(0)
})

test('an original that was replaced before it was read is left to its own event', async () => {
  const world = makeWorld()
  put(world, photo, upload({ etag: 'two' }))
  expect(await world.answer(upload())).toEqual({ outcome: 'replaced' })
  expect(await world.answer(upload({ etag: 'two' }))).toEqual({ outcome: 'made' })
})

test('an original that is replaced while it is decoded is not written over the newer one', async () => {
  const world = makeWorld({ isCurrent: async () => false })
  put(world)
  expect(await world.answer(upload())).toEqual({ outcome: 'replaced' })
  expect(world.written.size).toBe(0)
})

describe('a refusal', () => {
  test('is recorded once, however often the event comes, and nothing is thrown', async () => {
    const world = makeWorld()
    put(world, Buffer.from('I am no photo'))
    for (let time = 0; time < 3; time += 1)
      expect(await world.answer(upload())).toMatchObject({ outcome: 'refused', refusal: { cause: 'not-an-image' } })
    const rejects = await world.ledger.list<RejectRecord>('reject')
    expect(rejects).toHaveLength(1)
    expect(rejects[0]).toMatchObject({
      bucket: 'shop-uploads',
      key: 'a+b 사진.jpg',
      versionId: 'v1',
      etag: 'one',
      cause: 'not-an-image',
      basis: { state: { type: 'text', bytes: 13 }, config: 'c0ffee' },
    })
  })

  test.each([
    ['too-big', upload({ size: 1_000_001 })],
    ['empty', upload({ size: 0 })],
    ['key-too-long', upload({ key: 'k'.repeat(1024) })],
  ])('%s is decided before anything is fetched', async (cause, event) => {
    const world = makeWorld()
    expect(await world.answer(event)).toMatchObject({ outcome: 'refused', refusal: { cause } })
    expect(world.log).toEqual([])
  })

  test('too-big is found where the event says nothing of the size', async () => {
    const world = makeWorld()
    put(world, new Uint8Array(1_000_001))
    expect(await world.answer(upload({ size: undefined }))).toMatchObject({ refusal: { cause: 'too-big' } })
  })
})

test.each([
  ['a folder of the S3 console', upload({ key: 'photos/', size: 0 }), {}],
  ['what lies outside the prefix', upload(), { prefix: 'photos/' }],
  ['our own work', upload({ bucket: 'shop-thumbnails' }), {}],
])('%s is passed over', async (_, event, changes) => {
  const world = makeWorld()
  expect(await world.answer(event, changes)).toEqual({ outcome: 'passed-over' })
  expect(await world.ledger.list('reject')).toEqual([])
})

test('with too little time left to decode, the event goes back instead of being refused', async () => {
  const world = makeWorld()
  put(world)
  const means = { config, thumbnailsBucket: 'shop-thumbnails', effects: world.effects }
  const late = answerUpload(upload(), means, { ...call, remainingMs: () => 10_000 })
  await expect(late).rejects.toThrow(expect.objectContaining({ name: 'TransientError' }))
})
