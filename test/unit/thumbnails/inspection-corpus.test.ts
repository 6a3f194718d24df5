import { jest } from '@jest/globals'
import sharp from 'sharp'
import { render } from '../../../functions/thumbnails/engine/render.ts'
import { inspect, inspectUpload } from '../../../functions/thumbnails/inspect/inspection.ts'
import type { Recipe } from '../../../functions/thumbnails/rules/recipe.ts'
import type { ImageFacts } from '../../../functions/thumbnails/rules/refusal.ts'
import { rejectOf } from '../../../functions/thumbnails/rules/reject.ts'
import { stopDecoder } from '../../../functions/thumbnails/world/decoder.ts'
import { makeCorpus } from '../../corpus/make.ts'
import { plainRecipe } from '../../corpus/recipe.ts'

const recipe: Recipe = {
  ...plainRecipe,
  sizes: [
    { name: 'large', width: 160, height: 160, fit: 'inside' },
    { name: 'small', width: 20, height: 20, fit: 'inside' },
  ],
  acceptTiff: true,
}

const corpus = await makeCorpus()
const item = (name: string) => {
  const found = corpus.find((one) => one.name === name)
  if (!found) throw new Error(`No ${name} in the corpus`)
  return found
}

const inspectFromAfar = async (bytes: Uint8Array, choices: Recipe) => {
  let reads = 0
  const read = async (from: number, length: number) => {
    reads += 1
    return bytes.subarray(from, from + length)
  }
  return { ...(await inspectUpload(read, bytes.length, choices)), reads }
}

const numbersOf = (facts: ImageFacts): readonly number[] =>
  Object.values(facts).filter((fact) => typeof fact === 'number')

afterAll(stopDecoder)
// Pictures are decoded in a process of their own, on machines that may have much else to do.
jest.setTimeout(30_000)

describe.each(['first', 'animated'] as const)('where the %s frames are wanted', (frames) => {
  test.each(corpus.map((one) => [one.name, one] as const))('%s', async (_, { bytes, verdict, by }) => {
    const choices: Recipe = { ...recipe, frames }
    const front = await inspectFromAfar(bytes, choices)
    const whole = await inspect(bytes, choices)
    expect(front.reads).toBeLessThanOrEqual(4)
    expect(
      [...numbersOf(front.facts), ...numbersOf(whole.facts)].filter((number) => !Number.isSafeInteger(number)),
    ).toEqual([])
    if (front.refusal) expect(whole.refusal?.cause).toBe(front.refusal.cause)
    if (verdict === 'accepted') expect([front.refusal, whole.refusal]).toEqual([undefined, undefined])
    else if (by === 'front') expect(verdict).toContain(front.refusal?.cause)
    else if (by === 'whole') expect(verdict).toContain(whole.refusal?.cause)

    const rendering = await render(bytes, choices, front.facts)
    if (verdict === 'accepted') expect(rendering).toMatchObject({ thumbnails: [{ name: 'large' }, { name: 'small' }] })
    else expect(verdict).toContain(rendering.refusal?.cause)
  })
})

test('no TIFF is taken where none is wanted', async () => {
  const { refusal } = await inspect(item('an honest tiff').bytes, { ...recipe, acceptTiff: false })
  expect(refusal?.cause).toBe('unsupported-type')
})

test('an animation that may be taken for its first frame is too much where all are wanted', async () => {
  const { bytes } = item('frame bomb: 10,000 frames of one pixel')
  const frames = Buffer.concat([bytes.subarray(0, 19), bytes.subarray(19, 19 + 15 * 1000)])
  frames.writeUInt16LE(2000, 6)
  frames.writeUInt16LE(2000, 8)
  expect((await inspect(frames, recipe)).refusal).toBeUndefined()
  expect((await inspect(frames, { ...recipe, frames: 'animated' })).refusal?.cause).toBe('too-many-pixels')
})

test('a JPEG with bytes before its first segment becomes the same picture as without them', async () => {
  const photo = item('an honest jpeg').bytes
  const stray = item('a photo with three bytes before its first segment').bytes
  const [plain, odd] = await Promise.all([photo, stray].map((bytes) => render(bytes, recipe, {})))
  if (!(plain && odd) || plain.refusal || odd.refusal) throw new Error('Refused')
  expect(odd.thumbnails.map(({ bytes }) => bytes)).toEqual(plain.thumbnails.map(({ bytes }) => bytes))
})

test('an animated AVIF becomes its first frame', async () => {
  const rendering = await render(item('an animated AVIF').bytes, { ...recipe, format: 'png' }, {})
  if (rendering.refusal) throw new Error(rendering.refusal.reason)
  const { dominant } = await sharp(rendering.thumbnails[0]?.bytes).stats()
  expect(dominant.r).toBeGreaterThan(dominant.b + 100)
})

test('the largest picture that a header can claim is refused, and the refusal can be written', async () => {
  const { bytes } = item('pixel bomb: an interlaced PNG as large as its header can say')
  const { facts, refusal } = await inspect(bytes, recipe)
  if (!refusal) throw new Error('Not refused')
  const version = { etag: 'e', versionId: 'v1', bytes: bytes.length }
  const record = rejectOf({ bucket: 'uploads', key: 'a.png' }, version, refusal, facts, 'c0ffee', new Date(0))
  expect(record.basis.state).toMatchObject({ width: 0x7fffffff, height: 0x7fffffff, memory: Number.MAX_SAFE_INTEGER })
})
