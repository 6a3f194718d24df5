import { jest } from '@jest/globals'
import sharp, { type Sharp } from 'sharp'
import { render } from '../../../functions/thumbnails/engine/render.ts'
import type { Recipe, Size } from '../../../functions/thumbnails/rules/recipe.ts'
import { stopDecoder } from '../../../functions/thumbnails/world/decoder.ts'
import { plainRecipe } from '../../corpus/recipe.ts'
import { difference, makeScene, type Pixels, shrink } from './perception.ts'

const recipe: Recipe = {
  ...plainRecipe,
  sizes: [{ name: 'large', width: 80, height: 80, fit: 'inside' }],
  format: 'png',
  quality: 90,
  background: '#00ff00',
  acceptTiff: true,
}

const scene = makeScene(320, 240)
const expected = shrink(scene, 4, 'gamma')

const imageOf = ({ data, width, height }: Pixels): Sharp => sharp(data, { raw: { width, height, channels: 3 } })

const make = async (original: Uint8Array, changes: Partial<Recipe> = {}): Promise<Uint8Array[]> => {
  const rendering = await render(original, { ...recipe, ...changes }, {})
  if (rendering.refusal) throw new Error(rendering.refusal.reason)
  return rendering.thumbnails.map(({ bytes }) => bytes)
}

const makeOne = async (original: Uint8Array, changes: Partial<Recipe> = {}): Promise<Uint8Array> =>
  (await make(original, changes))[0] ?? new Uint8Array()

/** Pixels as they are stored: nothing is converted. */
const pixelsOf = async (picture: Uint8Array): Promise<Pixels> => {
  const { data, info } = await sharp(picture, { ignoreIcc: true })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  if (info.channels !== 3) throw new TypeError(`${info.channels} channels`)
  return { width: info.width, height: info.height, data }
}

const colourAt = ({ width, data }: Pixels, x: number, y: number): number[] => [
  ...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3),
]

const sized = (...sizes: readonly Omit<Size, 'name'>[]): Pick<Recipe, 'sizes'> => {
  const [first, ...rest] = sizes.map((size, index) => ({ name: `size-${index}`, ...size }))
  if (!first) throw new RangeError('No size')
  return { sizes: [first, ...rest] }
}

afterAll(stopDecoder)
// Pictures are decoded in a process of their own, on machines that may have much else to do.
jest.setTimeout(30_000)

describe('colours are those that the original shows, whatever it keeps them in', () => {
  test.each([
    ['PNG', 0.6, () => imageOf(scene).png()],
    ['PNG of 16 bits', 0.6, () => imageOf(scene).toColourspace('rgb16').png()],
    ['PNG in Display P3', 1, () => imageOf(scene).withIccProfile('p3').png()],
    ['PNG of 16 bits in Display P3', 1, () => imageOf(scene).toColourspace('rgb16').withIccProfile('p3').png()],
    ['JPEG', 1.2, () => imageOf(scene).jpeg({ quality: 95, chromaSubsampling: '4:4:4' })],
    [
      'JPEG in Display P3',
      1.5,
      () => imageOf(scene).withIccProfile('p3').jpeg({ quality: 95, chromaSubsampling: '4:4:4' }),
    ],
    ['WebP', 2, () => imageOf(scene).webp({ quality: 95 })],
    ['AVIF', 2, () => imageOf(scene).avif({ quality: 85, chromaSubsampling: '4:4:4' })],
    ['GIF', 3, () => imageOf(scene).gif({ dither: 0 })],
    ['PNG with a palette', 3, () => imageOf(scene).png({ palette: true, dither: 0 })],
  ])('%s: ΔE is less than %s', async (_, most, image) => {
    const thumbnail = await makeOne(await image().toBuffer())
    expect(difference(await pixelsOf(thumbnail), expected)).toBeLessThan(most)
    expect(await sharp(thumbnail).metadata()).toMatchObject({ space: 'srgb', depth: 'uchar', hasProfile: false })
  })

  test.each(['jpeg', 'tiff'] as const)('CMYK in a %s, as far as ink can show them', async (format) => {
    const muted = await imageOf(scene).modulate({ saturation: 0.4 }).raw().toBuffer()
    const original = await imageOf({ ...scene, data: muted })
      .toColourspace('cmyk')
      [format]({ quality: 95 })
      .toBuffer()
    expect((await sharp(original).metadata()).space).toBe('cmyk')
    const thumbnail = await pixelsOf(await makeOne(original))
    expect(difference(thumbnail, shrink({ ...scene, data: muted }, 4, 'gamma'))).toBeLessThan(2.5)
  })

  test('the measure sees a profile that is ignored', async () => {
    const stored = await pixelsOf(await imageOf(scene).withIccProfile('p3').png().toBuffer())
    expect(difference(stored, scene)).toBeGreaterThan(3)
  })

  test('grey', async () => {
    const grey = await imageOf(scene).toColourspace('b-w').png().toBuffer()
    const reference = await pixelsOf(await sharp(grey).toColourspace('srgb').png().toBuffer())
    expect(difference(await pixelsOf(await makeOne(grey)), shrink(reference, 4, 'gamma'))).toBeLessThan(0.6)
  })
})

/** In two pipelines: in one, sharp has an order of its own. */
const twice = async (image: Sharp, then: (image: Sharp) => Sharp): Promise<Sharp> =>
  then(sharp(await image.png().toBuffer()))

test.each([1, 2, 3, 4, 5, 6, 7, 8])('orientation %i is undone', async (orientation) => {
  // What a camera that is held so would have stored: the inverse of what is to be done.
  const stored = {
    1: async (image: Sharp) => image,
    2: async (image: Sharp) => image.flop(),
    3: async (image: Sharp) => image.rotate(180),
    4: async (image: Sharp) => image.flip(),
    5: (image: Sharp) => twice(image.rotate(90), (turned) => turned.flop()),
    6: async (image: Sharp) => image.rotate(270),
    7: (image: Sharp) => twice(image.rotate(270), (turned) => turned.flop()),
    8: async (image: Sharp) => image.rotate(90),
  }[orientation]
  if (!stored) throw new RangeError('No such orientation')
  const turned = await (await stored(imageOf(scene))).png().toBuffer()
  const original = await sharp(turned).withMetadata({ orientation }).jpeg({ quality: 95 }).toBuffer()
  const thumbnail = await makeOne(original)
  expect(difference(await pixelsOf(thumbnail), expected)).toBeLessThan(2)
  expect((await sharp(thumbnail).metadata()).orientation).toBeUndefined()
})

describe('resampling', () => {
  const board: Pixels = {
    width: 160,
    height: 160,
    data: new Uint8Array(160 * 160 * 3).map((_, at) => ((Math.floor(at / 3) + Math.floor(at / 480)) % 2 ? 255 : 0)),
  }

  test.each([
    ['gamma', 'png', 128],
    ['linear', 'png', 188],
    ['linear', 'jpeg', 188],
    ['linear', 'webp', 188],
  ] as const)('black and white points, averaged as %s from a %s, give %i', async (resampling, format, grey) => {
    const original = await imageOf(board)[format]({ quality: 100, lossless: true }).toBuffer()
    const { data } = await pixelsOf(
      await makeOne(original, { resampling, ...sized({ width: 20, height: 20, fit: 'inside' }) }),
    )
    const mean = data.reduce((sum, value) => sum + value, 0) / data.length
    expect(Math.abs(mean - grey)).toBeLessThan(4)
  })

  test('averaging light does not change what needs no averaging', async () => {
    const thumbnail = await makeOne(await imageOf(scene).png().toBuffer(), { resampling: 'linear' })
    expect(difference(await pixelsOf(thumbnail), shrink(scene, 4, 'linear'))).toBeLessThan(0.8)
  })

  test('an edge stays an edge in every size: one pixel wide, with little ringing', async () => {
    const edge = {
      width: 800,
      height: 80,
      data: new Uint8Array(800 * 80 * 3).map((_, at) => (at % 2400 < 1200 ? 30 : 220)),
    }
    const thumbnails = await make(
      await imageOf(edge).png().toBuffer(),
      sized({ width: 400, height: 400, fit: 'inside' }, { width: 80, height: 80, fit: 'inside' }),
    )
    for (const thumbnail of thumbnails) {
      const pixels = await pixelsOf(thumbnail)
      const row = Array.from({ length: pixels.width }, (_, x) => colourAt(pixels, x, 2)[0] ?? 0)
      const middle = pixels.width / 2
      expect((row[middle] ?? 0) - (row[middle - 1] ?? 0)).toBeGreaterThan(150)
      for (const [x, value] of row.entries()) {
        if (Math.abs(x - middle + 0.5) > 1) expect(Math.abs(value - (x < middle ? 30 : 220))).toBeLessThan(20)
      }
    }
  })
})

describe('fit', () => {
  test.each([
    ['inside', 100, 100, 100, 75],
    ['cover', 100, 100, 100, 100],
    ['contain', 100, 100, 100, 100],
    ['cover', 60, 120, 60, 120],
    ['inside', 1000, 1000, 320, 240],
    ['cover', 300, 100, 300, 100],
  ] as const)('%s of %i × %i gives %i × %i', async (fit, width, height, thenWidth, thenHeight) => {
    const pixels = await pixelsOf(await makeOne(await imageOf(scene).png().toBuffer(), sized({ width, height, fit })))
    expect([pixels.width, pixels.height]).toEqual([thenWidth, thenHeight])
  })

  test('cover cuts off on both sides alike, contain fills up with the background', async () => {
    const original = await imageOf(scene).png().toBuffer()
    const [cut, filled] = await make(
      original,
      sized({ width: 80, height: 80, fit: 'cover' }, { width: 80, height: 80, fit: 'contain' }),
    )
    const middle = await imageOf(scene).extract({ left: 40, top: 0, width: 240, height: 240 }).raw().toBuffer()
    const reference = shrink({ width: 240, height: 240, data: middle }, 3, 'gamma')
    expect(difference(await pixelsOf(cut ?? original), reference)).toBeLessThan(1)
    const framed = await pixelsOf(filled ?? original)
    expect([colourAt(framed, 40, 2), colourAt(framed, 40, 77)]).toEqual([
      [0, 255, 0],
      [0, 255, 0],
    ])
    expect(colourAt(framed, 40, 40)).not.toEqual([0, 255, 0])
  })

  test('the same picture comes out of every place in a row of sizes', async () => {
    const original = await imageOf(scene).png().toBuffer()
    const [, small] = await make(
      original,
      sized({ width: 160, height: 160, fit: 'inside' }, { width: 80, height: 80, fit: 'inside' }),
    )
    expect(difference(await pixelsOf(small ?? original), expected)).toBeLessThan(0.8)
  })
})

test('what is transparent gets the background where the format cannot be, and stays so elsewhere', async () => {
  const clear = sharp({
    create: { width: 100, height: 100, channels: 4, background: { r: 255, g: 0, b: 0, alpha: 0 } },
  })
  const original = await clear.png().toBuffer()
  const flat = await pixelsOf(await makeOne(original, { format: 'jpeg' }))
  for (const [index, value] of colourAt(flat, 40, 40).entries())
    expect(Math.abs(value - ([0, 255, 0][index] ?? 0))).toBeLessThan(8)
  for (const format of ['webp', 'png', 'avif'] as const) {
    const { channels, info } = await sharp(await makeOne(original, { format }))
      .raw()
      .toBuffer({ resolveWithObject: true })
      .then(({ data, info }) => ({ channels: data[3], info }))
    expect([channels, info.channels]).toEqual([0, 4])
  }
})

describe('of an animation', () => {
  const frames = ['#ff0000', '#00ff00', '#0000ff'].map((background) =>
    sharp({ create: { width: 60, height: 40, channels: 3, background } })
      .png()
      .toBuffer(),
  )
  const animate = async () => sharp(await Promise.all(frames), { join: { animated: true } })

  test.each(['gif', 'webp'] as const)('a %s: all frames, where the recipe wants them', async (format) => {
    const original = await (await animate())[format]({ loop: 3, delay: [100, 200, 300] }).toBuffer()
    const changes = { format: 'webp', frames: 'animated', ...sized({ width: 30, height: 30, fit: 'cover' }) } as const
    const rendering = await render(original, { ...recipe, ...changes }, {})
    if (rendering.refusal) throw new Error(rendering.refusal.reason)
    expect(rendering.thumbnails).toMatchObject([{ width: 30, height: 30 }])
    const metadata = await sharp(rendering.thumbnails[0]?.bytes, { animated: true }).metadata()
    expect(metadata).toMatchObject({ pages: 3, pageHeight: 30, width: 30, loop: 3, delay: [100, 200, 300] })
  })

  test('the first frame only, where the format has no more', async () => {
    const original = await (await animate()).gif().toBuffer()
    const pixels = await pixelsOf(await makeOne(original, { format: 'jpeg', frames: 'animated' }))
    expect([pixels.width, pixels.height]).toEqual([60, 40])
    expect(colourAt(pixels, 30, 20)[0]).toBeGreaterThan(240)
  })

  test('a damaged one is refused', async () => {
    const original = await (await animate()).gif().toBuffer()
    const { refusal } = await render(original.subarray(0, -20), { ...recipe, format: 'webp', frames: 'animated' }, {})
    expect(['truncated', 'corrupt']).toContain(refusal?.cause)
  })
})

test.each([
  ['north-west', 4, 4],
  ['north-east', 76, 4],
  ['south-west', 4, 56],
  ['south-east', 76, 56],
  ['centre', 40, 30],
] as const)('a watermark lies in the %s, as wide as it should', async (place, x, y) => {
  const bytes = await sharp({ create: { width: 50, height: 50, channels: 4, background: '#ff00ff' } })
    .png()
    .toBuffer()
  const watermark = { bytes, place, share: 0.2 } as const
  const pixels = await pixelsOf(await makeOne(await imageOf(scene).png().toBuffer(), { watermark }))
  expect(colourAt(pixels, x, y)).toEqual([255, 0, 255])
  const marked = Array.from({ length: 80 * 60 }, (_, at) => colourAt(pixels, at % 80, Math.floor(at / 80)))
  expect(marked.filter(([red, green, blue]) => red === 255 && green === 0 && blue === 255)).toHaveLength(16 * 16)
})

describe('metadata', () => {
  const exif = {
    IFD0: { Copyright: '© Mina Müller', Artist: 'Mina', Model: 'Camera 3000', Software: 'Editor' },
    IFD3: { GPSLatitude: '37/1 33/1 0/1', GPSLongitude: '126/1 58/1 0/1' },
  }
  const xmp =
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:rights><rdf:Alt><rdf:li xml:lang="x-default">© Ada &amp; Co</rdf:li></rdf:Alt></dc:rights></rdf:Description></rdf:RDF></x:xmpmeta>'

  test.each(['webp', 'jpeg', 'avif', 'png'] as const)('of a %s is gone', async (format) => {
    const original = await imageOf(scene).withExif(exif).withXmp(xmp).withIccProfile('p3').jpeg().toBuffer()
    const { exif: left, icc, iptc, xmp: packet } = await sharp(await makeOne(original, { format })).metadata()
    expect([left, icc, iptc, packet]).toEqual([undefined, undefined, undefined, undefined])
  })

  test.each(['webp', 'jpeg', 'avif', 'png'] as const)(
    'of a %s keeps the copyright by choice, and nothing else',
    async (format) => {
      const original = await imageOf(scene).withExif(exif).withXmp(xmp).jpeg().toBuffer()
      const thumbnail = await makeOne(original, { format, keepCopyright: true })
      const { exif: left, xmpAsString: packet } = await sharp(thumbnail).metadata()
      for (const text of [left?.toString('latin1'), packet]) {
        // libexif writes ASCII.
        expect(text).toContain('(C) Mina Muller')
        expect(text).not.toMatch(/Camera|Editor|GPS|Ada/)
      }
      // The place's own directory is pointed to by the tag 8825.
      expect(left?.includes(Buffer.from([0x88, 0x25]))).toBe(false)
      expect(left?.includes(Buffer.from([0x25, 0x88]))).toBe(false)
    },
  )

  test('without EXIF the copyright is taken from XMP', async () => {
    const original = await imageOf(scene).withXmp(xmp).jpeg().toBuffer()
    const { exif: left, xmpAsString: packet } = await sharp(await makeOne(original, { keepCopyright: true })).metadata()
    expect(left?.toString('latin1')).toContain('Ada & Co')
    expect(packet).toContain('© Ada &#38; Co')
  })
})
