import { jest } from '@jest/globals'
import sharp, { type Colour } from 'sharp'
import { thumbHashToApproximateAspectRatio, thumbHashToAverageRGBA } from 'thumbhash'
import { render } from '../../../functions/thumbnails/engine/render.ts'
import { placeholderMetadata, readPlaceholder } from '../../../functions/thumbnails/rules/placeholder.ts'
import type { Recipe } from '../../../functions/thumbnails/rules/recipe.ts'
import { stopDecoder } from '../../../functions/thumbnails/world/decoder.ts'
import { plainRecipe } from '../../corpus/recipe.ts'

afterAll(stopDecoder)
jest.setTimeout(30_000)

const recipe: Recipe = {
  ...plainRecipe,
  placeholder: true,
  sizes: [{ name: 'large', width: 300, height: 300, fit: 'inside' }],
}

const madeOf = async (bytes: Uint8Array, changes: Partial<Recipe> = {}) => {
  const rendering = await render(bytes, { ...recipe, ...changes }, {})
  if (rendering.refusal) throw new Error(rendering.refusal.reason)
  return rendering.thumbnails
}

const placeholderOf = async (bytes: Uint8Array, changes: Partial<Recipe> = {}) => {
  const [thumbnail] = await madeOf(bytes, changes)
  const { thumbHash = '', dominantColour } = thumbnail?.placeholder ?? {}
  const hash = Buffer.from(thumbHash, 'base64')
  const { r, g, b, a } = thumbHashToAverageRGBA(hash)
  const average = [r, g, b].map((value) => Math.round(value * 255))
  return { thumbHash, dominantColour, average, alpha: a, shape: thumbHashToApproximateAspectRatio(hash) }
}

const plain = (width: number, height: number, background: Colour, channels: 3 | 4 = 3) =>
  sharp({ create: { width, height, channels, background } })

const near = (actual: readonly number[], expected: readonly number[], tolerance = 12): void => {
  for (const [index, value] of expected.entries())
    expect(Math.abs((actual[index] ?? 0) - value)).toBeLessThanOrEqual(tolerance)
}

test.each([
  ['one colour', 400, 300, '#c04020'],
  ['black', 400, 300, '#000000'],
  ['white', 400, 300, '#ffffff'],
  ['one pixel', 1, 1, '#2040c0'],
  ['extremely wide', 5_000, 1, '#20c040'],
  ['extremely high', 1, 5_000, '#20c040'],
  ['two pixels', 2, 1, '#808080'],
])('a picture of %s has exactly its colour', async (_, width, height, colour) => {
  const { dominantColour, average, alpha } = await placeholderOf(await plain(width, height, colour).png().toBuffer())
  expect(dominantColour).toBe(colour)
  near(
    average,
    [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16)),
  )
  expect(alpha).toBe(1)
})

test('the colour is the one that most pixels have, not the mean of all', async () => {
  const third = { create: { width: 130, height: 300, channels: 3, background: '#1020f0' } } as const
  const picture = plain(400, 300, '#f0c010').composite([{ input: third, left: 0, top: 0 }])
  const { dominantColour, average } = await placeholderOf(await picture.png().toBuffer())
  expect(dominantColour).toBe('#f0c010')
  expect(average[0]).toBeLessThan(0xe0)
})

test('a grey picture, one of 16 bits and one with alpha have three colours all the same', async () => {
  const grey = await plain(60, 40, '#808080').toColourspace('b-w').png().toBuffer()
  const greyAlpha = await plain(60, 40, { r: 128, g: 128, b: 128, alpha: 1 }, 4).toColourspace('b-w').png().toBuffer()
  const deep = await plain(60, 40, '#c04020').toColourspace('rgb16').png().toBuffer()
  expect((await placeholderOf(grey)).dominantColour).toBe('#808080')
  expect((await placeholderOf(greyAlpha)).dominantColour).toBe('#808080')
  expect((await placeholderOf(deep)).dominantColour).toBe('#c04020')
})

test('what is transparent has no colour, whatever is stored there', async () => {
  const hidden = plain(200, 100, { r: 255, g: 0, b: 0, alpha: 0 }, 4)
  const seen = {
    create: { width: 40, height: 40, channels: 4, background: { r: 16, g: 96, b: 48, alpha: 1 } },
  } as const
  const part = await placeholderOf(
    await hidden
      .clone()
      .composite([{ input: seen, left: 20, top: 20 }])
      .png()
      .toBuffer(),
  )
  expect(part.dominantColour).toBe('#106030')
  expect(part.alpha).toBeLessThan(0.3)
  const nothing = await placeholderOf(await hidden.png().toBuffer())
  expect(nothing.dominantColour).toBeUndefined()
  expect(nothing.alpha).toBe(0)
  const onWhite = await placeholderOf(await hidden.png().toBuffer(), { format: 'jpeg', background: '#ffffff' })
  expect(onWhite).toMatchObject({ dominantColour: '#ffffff', alpha: 1 })
})

test('each thumbnail has that of its own part and shape, upright', async () => {
  const right = { create: { width: 100, height: 200, channels: 3, background: '#1020f0' } } as const
  const wide = await plain(400, 200, '#f0c010')
    .composite([{ input: right, left: 300, top: 0 }])
    .png()
    .toBuffer()
  const colourOf = async (changes: Partial<Recipe>) => (await placeholderOf(wide, changes)).dominantColour
  const face = { name: 'face', width: 40, height: 100, fit: 'cover' } as const
  expect(await colourOf({ sizes: [face] })).toBe('#f0c010')
  expect(await colourOf({ sizes: [face], position: { x: 1, y: 0 } })).toBe('#1020f0')
  const bars = { name: 'card', width: 100, height: 300, fit: 'contain' } as const
  expect(await colourOf({ sizes: [bars], background: '#202020' })).toBe('#202020')
  expect((await placeholderOf(wide)).shape).toBeGreaterThan(1.5)
  expect((await placeholderOf(wide, { sizes: [bars] })).shape).toBeLessThan(0.7)
  const lying = await sharp(wide).withMetadata({ orientation: 6 }).jpeg().toBuffer()
  expect((await placeholderOf(lying)).shape).toBeLessThan(0.7)
})

test('it is the same each time, of the first frame of what moves, and the same in averaged light', async () => {
  const [red, blue] = await Promise.all(['#c04020', '#1020f0'].map((colour) => plain(60, 40, colour).png().toBuffer()))
  if (!(red && blue)) throw new Error('No pictures')
  const moves = await sharp([red, blue], { join: { animated: true } })
    .webp({ lossless: true })
    .toBuffer()
  const one = await placeholderOf(red)
  expect(await placeholderOf(red)).toEqual(one)
  expect(await placeholderOf(red, { resampling: 'linear' })).toEqual(one)
  expect(await placeholderOf(moves, { frames: 'animated' })).toEqual(one)
})

test('the thumbnails themselves are the same with it and without, and without nothing is made', async () => {
  const photo = await plain(400, 300, '#c04020').jpeg().toBuffer()
  const [with_, without] = [await madeOf(photo), await madeOf(photo, { placeholder: false })]
  expect(with_[0]?.bytes).toEqual(without[0]?.bytes)
  expect(without[0]).not.toHaveProperty('placeholder')
})

test('metadata holds it and gives it back; what is none is not taken', () => {
  const placeholder = { thumbHash: '3OcRJYB4d3h/iIeHeEh3eIhw+j2w', dominantColour: '#c04020' }
  expect(readPlaceholder(placeholderMetadata(placeholder))).toEqual(placeholder)
  expect(readPlaceholder(placeholderMetadata({ thumbHash: 'AAAAAAA=' }))).toEqual({ thumbHash: 'AAAAAAA=' })
  expect(placeholderMetadata(undefined)).toEqual({})
  for (const thumbhash of ['', '<script>', 'A'.repeat(80)]) expect(readPlaceholder({ thumbhash })).toBeUndefined()
  expect(readPlaceholder({ thumbhash: 'AAAAAAA=', 'dominant-colour': 'red' })).toEqual({ thumbHash: 'AAAAAAA=' })
  expect(readPlaceholder(undefined)).toBeUndefined()
})
