import { jest } from '@jest/globals'
import sharp, { type Colour } from 'sharp'
import { render } from '../../../functions/thumbnails/engine/render.ts'
import type { Recipe } from '../../../functions/thumbnails/rules/recipe.ts'
import { stopDecoder } from '../../../functions/thumbnails/world/decoder.ts'
import { scanBomb } from '../../../local/tour/scan-bomb.ts'
import { flatPhoto } from '../../corpus/flat-photo.ts'
import { plainRecipe } from '../../corpus/recipe.ts'

const recipe: Recipe = {
  ...plainRecipe,
  sizes: [
    { name: 'large', width: 160, height: 160, fit: 'inside' },
    { name: 'small', width: 20, height: 20, fit: 'inside' },
  ],
}

afterAll(stopDecoder)
// Pictures are decoded in a process of their own, on machines that may have much else to do.
jest.setTimeout(30_000)

const canvas = (width: number, height: number, background: Colour = '#c04020') =>
  sharp({ create: { width, height, channels: 3, background } })

const made = async (bytes: Uint8Array, changes: Partial<Recipe> = {}) => {
  const rendering = await render(bytes, { ...recipe, ...changes }, {})
  if (rendering.refusal) throw new Error(rendering.refusal.reason)
  return Promise.all(
    rendering.thumbnails.map(async ({ bytes: webp, ...says }) => ({
      ...(await sharp(webp).metadata()),
      ...says,
      webp,
    })),
  )
}

/** The colour of the middle, as red, green, blue (and alpha). */
const middle = async (webp: Uint8Array): Promise<number[]> => {
  const { data, info } = await sharp(webp).raw().toBuffer({ resolveWithObject: true })
  const at = (Math.floor(info.height / 2) * info.width + Math.floor(info.width / 2)) * info.channels
  return [...data.subarray(at, at + info.channels)]
}

const expectColour = (actual: readonly number[], expected: readonly number[], tolerance = 8): void => {
  expect(actual).toHaveLength(expected.length)
  for (const [index, value] of expected.entries())
    expect(Math.abs((actual[index] ?? 0) - value)).toBeLessThanOrEqual(tolerance)
}

test('every size is a WebP whose longest side is as asked', async () => {
  const thumbnails = await made(await canvas(400, 300).jpeg().toBuffer())
  expect(thumbnails.map(({ name, format, width, height }) => [name, format, width, height])).toEqual([
    ['large', 'webp', 160, 120],
    ['small', 'webp', 20, 15],
  ])
})

describe('photos of telephones with many pixels', () => {
  const sizes = { '108 MP': [12_000, 9_000], '200 MP': [16_320, 12_240] } as const

  test.each(Object.entries(sizes))('of %s are refused by the usual cap', async (_, [width, height]) => {
    const { refusal } = await render(flatPhoto(width, height), recipe, {})
    expect(refusal).toMatchObject({ cause: 'too-many-pixels', reason: expect.stringContaining('at most 50.0 million') })
  })

  test('and made by a higher one, in a decoder with as much memory as any other', async () => {
    const thumbnails = await made(flatPhoto(...sizes['200 MP']), { maxPixels: 205e6 })
    expect(thumbnails.map(({ width, height }) => [width, height])).toEqual([
      [160, 120],
      [20, 15],
    ])
    for (const { webp } of thumbnails) expectColour(await middle(webp), [255, 169, 78])
  })

  test('but a progressive one, of which all must be kept, is refused for its memory', async () => {
    const photo = flatPhoto(...sizes['200 MP'])
    photo[photo.indexOf(Buffer.from([0xff, 0xc0])) + 1] = 0xc2
    expect((await render(photo, { ...recipe, maxPixels: 205e6 }, {})).refusal?.cause).toBe('too-much-memory')
  })
})

test.each(['jpeg', 'png', 'webp', 'gif', 'avif'] as const)('%s is decoded', async (format) => {
  const thumbnails = await made(await canvas(200, 100)[format]().toBuffer())
  expect(thumbnails).toHaveLength(2)
  expectColour(await middle(thumbnails[0]?.webp ?? new Uint8Array()), [0xc0, 0x40, 0x20], 12)
})

test.each([
  [1, 1, 1, 1],
  [10, 5, 10, 5],
  [10, 20_000, 1, 160],
  [20_000, 10, 160, 1],
  [161, 160, 160, 159],
])('%s × %s becomes %s × %s: inside, never larger, never nothing', async (width, height, thenWidth, thenHeight) => {
  const [large] = await made(await canvas(width, height).png().toBuffer())
  expect([large?.width, large?.height]).toEqual([thenWidth, thenHeight])
})

test('what the answer says of a thumbnail is so', async () => {
  for (const format of ['webp', 'jpeg', 'avif', 'png'] as const) {
    const rendering = await render(await canvas(400, 300).jpeg().toBuffer(), { ...recipe, format }, {})
    if (rendering.refusal) throw new Error(rendering.refusal.reason)
    for (const { bytes, width, height, contentType } of rendering.thumbnails) {
      const metadata = await sharp(bytes).metadata()
      expect([metadata.width, metadata.height, contentType]).toEqual([width, height, `image/${format}`])
      expect(metadata.format).toBe(format === 'avif' ? 'heif' : format)
    }
    expect(rendering.thumbnails).toHaveLength(2)
  }
})

test('what lies on its side stands up, and says so no more', async () => {
  const lying = await canvas(400, 200).jpeg().withMetadata({ orientation: 6 }).toBuffer()
  const [large] = await made(lying)
  expect([large?.width, large?.height, large?.orientation]).toEqual([80, 160, undefined])
})

test('metadata is gone: camera, place, copyright, profile', async () => {
  const exif = { IFD0: { Copyright: 'Mina', Model: 'Cam' }, IFD3: { GPSLatitude: '37/1 33/1 0/1' } }
  const tagged = await canvas(100, 100).withExif(exif).withIccProfile('p3').jpeg().toBuffer()
  for (const { exif: left, icc, xmp } of await made(tagged))
    expect([left, icc, xmp]).toEqual([undefined, undefined, undefined])
})

test('transparency stays', async () => {
  const clear = await sharp({
    create: { width: 100, height: 100, channels: 4, background: { r: 10, g: 200, b: 30, alpha: 0.5 } },
  })
    .png()
    .toBuffer()
  for (const { webp } of await made(clear)) expectColour(await middle(webp), [10, 200, 30, 128])
})

test.each([
  ['CMYK', () => canvas(100, 100).toColourspace('cmyk').jpeg()],
  ['16 bits', () => canvas(100, 100).toColourspace('rgb16').png()],
  ['grey', () => canvas(100, 100, '#777777').toColourspace('b-w').png()],
  ['a palette', () => canvas(100, 100).png({ palette: true })],
])('%s becomes 8-bit sRGB', async (name, image) => {
  const [large] = await made(await image().toBuffer())
  expect([large?.space, large?.depth, large?.channels]).toEqual(['srgb', 'uchar', 3])
  expectColour(
    await middle(large?.webp ?? new Uint8Array()),
    name === 'grey' ? [0x77, 0x77, 0x77] : [0xc0, 0x40, 0x20],
    // CMYK cannot show this red.
    name === 'CMYK' ? 40 : 12,
  )
})

test('of an animation the first frame is taken', async () => {
  const frames = await Promise.all(
    [canvas(50, 50, '#ff0000'), canvas(50, 50, '#0000ff')].map((one) => one.png().toBuffer()),
  )
  const animated = await sharp(frames, { join: { animated: true } })
    .gif()
    .toBuffer()
  expect((await sharp(animated).metadata()).pages).toBe(2)
  const [large] = await made(animated)
  expect(large?.pages ?? 1).toBe(1)
  expectColour(await middle(large?.webp ?? new Uint8Array()), [255, 0, 0], 12)
})

describe('what cannot be decoded is refused, not thrown', () => {
  const photo = sharp({
    create: {
      width: 120,
      height: 90,
      channels: 3,
      background: '#888',
      noise: { type: 'gaussian', mean: 128, sigma: 30 },
    },
  })
    .png()
    .toBuffer()

  test.each(['jpeg', 'png', 'webp', 'gif', 'avif'] as const)('%s cut short anywhere', async (format) => {
    const whole = await sharp(await photo)
      [format]()
      .toBuffer()
    for (let tenth = 1; tenth < 10; tenth += 1) {
      const { refusal } = await render(whole.subarray(0, Math.floor((whole.length * tenth) / 10)), recipe, {})
      expect(['truncated', 'corrupt']).toContain(refusal?.cause)
    }
  })

  test('a PNG, cut before, in and behind its pixels', async () => {
    const whole = await photo
    for (const bytes of [60, 1000, whole.length / 2, whole.length - 100])
      expect((await render(whole.subarray(0, bytes), recipe, {})).refusal?.cause).toBe('truncated')
  })

  test('by a reason that does not end in a colon', async () => {
    const whole = await photo
    const stranger = Buffer.concat([
      whole.subarray(0, 33),
      Buffer.from([0, 0, 0, 0]),
      Buffer.from('ABCD\xde\xad\xbe\xef', 'latin1'),
      whole.subarray(33),
    ])
    const { refusal } = await render(stranger, recipe, {})
    expect(refusal?.cause).toBe('corrupt')
    expect(refusal?.reason).toMatch(/[^:\s]$/)
  })

  test('more pixels than are allowed, before they are decoded', async () => {
    const bomb = await canvas(9000, 6000).png().toBuffer()
    expect((await render(bomb, recipe, {}, { milliseconds: 0, bytes: 0 })).refusal?.cause).toBe('too-many-pixels')
  })

  test('a scan bomb, without a decoder', async () => {
    stopDecoder()
    const { refusal, facts } = await render(scanBomb(7000, 7000, 2647), recipe, {}, { milliseconds: 0, bytes: 0 })
    expect([refusal?.cause, facts?.scans]).toEqual(['too-many-scans', 2647])
  })

  const onLinux = process.platform === 'linux' ? test : test.skip

  onLinux('what takes too long or too much, by a reason with the limit', async () => {
    const large = await canvas(7000, 7000).png({ progressive: true, compressionLevel: 1 }).toBuffer()
    const slow = await render(large, recipe, {}, { milliseconds: 100, bytes: 1e9 })
    expect(slow.refusal).toEqual({ cause: 'too-slow', reason: 'Decoding it takes over 0.1 seconds.' })
    const big = await render(large, recipe, {}, { milliseconds: 20_000, bytes: 130e6 })
    expect(big.refusal).toEqual({ cause: 'too-much-memory', reason: 'Decoding it takes over 130.0 MB of memory.' })
  })
})
