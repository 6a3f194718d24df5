import { jest } from '@jest/globals'
import sharp from 'sharp'
import { render } from '../../../functions/thumbnails/engine/render.ts'
import type { Recipe, Watermark } from '../../../functions/thumbnails/rules/recipe.ts'
import { stopDecoder } from '../../../functions/thumbnails/world/decoder.ts'
import { partialGif } from '../../corpus/gif.ts'
import { plainRecipe } from '../../corpus/recipe.ts'

const recipe: Recipe = {
  ...plainRecipe,
  sizes: [
    { name: 'huge', width: 4000, height: 4000, fit: 'inside' },
    { name: 'large', width: 1600, height: 1600, fit: 'inside' },
    { name: 'small', width: 30, height: 30, fit: 'inside' },
  ],
  quality: 90,
  frames: 'animated',
}

const make = async (original: Uint8Array, changes: Partial<Recipe> = {}) => {
  const rendering = await render(original, { ...recipe, ...changes }, {})
  if (rendering.refusal) throw new Error(rendering.refusal.reason)
  return rendering.thumbnails
}

const flat = (width: number, height: number, background: string) =>
  sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toBuffer()

const colours = ['#c80000', '#00c800', '#0000c8']

const animation = async (width: number, height: number, format: 'webp' | 'gif' = 'webp'): Promise<Buffer> => {
  const frames = await Promise.all(colours.map((colour) => flat(width, height, colour)))
  return sharp(frames, { join: { animated: true } })
    [format]({ loop: 2, delay: [100, 200, 300] })
    .toBuffer()
}

const mark = async (place: Watermark['place'], share: number): Promise<Watermark> => ({
  bytes: await flat(10, 10, '#ffffff'),
  place,
  share,
})

/** The pixels of each frame, as red, green, blue and alpha. */
const framesOf = async (bytes: Uint8Array) => {
  const { data, info } = await sharp(bytes, { animated: true })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const { width, height, pageHeight = height } = info
  const at = (frame: number, x: number, y: number) => {
    const from = ((frame * pageHeight + y) * width + x) * 4
    return [...data.subarray(from, from + 4)]
  }
  return { width, height: pageHeight, count: height / pageHeight, at }
}

const isNear = (one: readonly number[], other: readonly number[]): boolean =>
  one.every((value, index) => Math.abs(value - (other[index] ?? 0)) < 16)

const white = [255, 255, 255, 255]
const plain = [
  [200, 0, 0, 255],
  [0, 200, 0, 255],
  [0, 0, 200, 255],
]

afterAll(stopDecoder)
jest.setTimeout(60_000)

describe.each(['webp', 'gif'] as const)('a watermark lies on each frame of a %s, in every size', (format) => {
  test.each([
    ['north-west', 1, 1, 28, 18],
    ['south-east', 28, 18, 1, 1],
    ['centre', 15, 10, 1, 1],
  ] as const)('in the %s', async (place, x, y, freeX, freeY) => {
    const made = await make(await animation(60, 40, format), { watermark: await mark(place, 0.4) })
    expect(made.map(({ width, height }) => [width, height])).toEqual([
      [60, 40],
      [60, 40],
      [30, 20],
    ])
    for (const { bytes, width } of made) {
      const { count, at } = await framesOf(bytes)
      const scale = width / 30
      expect(count).toBe(3)
      for (const [frame, colour] of plain.entries()) {
        expect(isNear(at(frame, x * scale, y * scale), white)).toBe(true)
        expect(isNear(at(frame, freeX * scale, freeY * scale), colour)).toBe(true)
      }
      expect(await sharp(bytes).metadata()).toMatchObject({ pages: 3, loop: 2, delay: [100, 200, 300] })
    }
  })
})

test('frames that are too large together to be kept are made one by one, with the same outcome', async () => {
  const watermark = await mark('south-east', 0.5)
  const [huge, , small] = recipe.sizes
  const made = await make(await animation(3000, 2000), { watermark, sizes: [huge, small ?? huge] })
  expect(made.map(({ width, height }) => [width, height])).toEqual([
    [3000, 2000],
    [30, 20],
  ])
  for (const { bytes, width, height } of made) {
    const { count, at } = await framesOf(bytes)
    expect(count).toBe(3)
    for (const [frame, colour] of plain.entries()) {
      expect(isNear(at(frame, width - 2, height - 2), white)).toBe(true)
      expect(isNear(at(frame, 1, 1), colour)).toBe(true)
    }
  }
})

test('sizes that come out alike are the same picture', async () => {
  const [huge, large, small] = await make(await animation(60, 40))
  expect(huge?.name).toBe('huge')
  expect(large?.name).toBe('large')
  expect(huge?.bytes).toEqual(large?.bytes)
  expect(small?.bytes).not.toEqual(large?.bytes)
})

test('what plays for ever, or each frame for longer than a minute, still does', async () => {
  const original = await sharp(await Promise.all(colours.map((colour) => flat(60, 40, colour))), {
    join: { animated: true },
  })
    .webp({ loop: 0, delay: [65_535, 30, 40] })
    .toBuffer()
  for (const { bytes } of await make(original))
    expect(await sharp(bytes).metadata()).toMatchObject({ pages: 3, loop: 0, delay: [65_535, 30, 40] })
})

describe('what the first frame leaves open is transparent', () => {
  test.each(['webp', 'png', 'avif'] as const)('as %s', async (format) => {
    for (const { bytes, width } of await make(partialGif, { format, frames: 'first' })) {
      const { count, at } = await framesOf(bytes)
      expect(count).toBe(1)
      expect(at(0, 0, 0)[3]).toBe(0)
      expect(at(0, width - 1, width - 1)[3]).toBe(0)
      expect(isNear(at(0, width / 2, width / 2), [255, 0, 0, 255])).toBe(true)
    }
  })

  test('and gets the background where the format cannot be', async () => {
    for (const { bytes, width } of await make(partialGif, { format: 'jpeg', frames: 'first', background: '#0000ff' })) {
      const { at } = await framesOf(bytes)
      expect(isNear(at(0, 1, 1), [0, 0, 255, 255])).toBe(true)
      expect(isNear(at(0, width / 2, width / 2), [255, 0, 0, 255])).toBe(true)
    }
  })

  test('and stays so until another frame fills it', async () => {
    for (const { bytes, width } of await make(partialGif)) {
      const { count, at } = await framesOf(bytes)
      expect(count).toBe(2)
      expect([at(0, 0, 0)[3], at(1, width - 1, width - 1)[3]]).toEqual([0, 0])
      expect(isNear(at(1, 2, 2), [0, 0, 0, 255])).toBe(true)
    }
  })
})
