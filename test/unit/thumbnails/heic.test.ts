import { jest } from '@jest/globals'
import sharp from 'sharp'
import { render } from '../../../functions/thumbnails/engine/render.ts'
import { inspect } from '../../../functions/thumbnails/inspect/inspection.ts'
import type { Recipe } from '../../../functions/thumbnails/rules/recipe.ts'
import { stopDecoder } from '../../../functions/thumbnails/world/decoder.ts'
import {
  cutTo,
  gridWith,
  heicSample,
  heicSamples,
  icc,
  mirrored,
  nclx,
  plainWith,
  quarters,
  roles,
  samplePixels,
  turned,
  withAuxiliary,
} from '../../corpus/heic.ts'
import { plainRecipe } from '../../corpus/recipe.ts'

const recipe: Recipe = {
  ...plainRecipe,
  sizes: [{ name: 'large', width: 400, height: 400, fit: 'inside' }],
  format: 'png',
}

/** What HEVC at this quality may change of a channel in the middle of one colour. */
const tolerance = 4

afterAll(stopDecoder)
// Pictures are decoded in a process of their own, on machines that may have much else to do.
jest.setTimeout(30_000)

const make = async (original: Uint8Array, changes: Partial<Recipe> = {}): Promise<Uint8Array> => {
  const rendering = await render(original, { ...recipe, ...changes }, {})
  if (rendering.refusal) throw new Error(rendering.refusal.reason)
  return rendering.thumbnails[0]?.bytes ?? new Uint8Array()
}

const pixelsOf = async (picture: Uint8Array) => {
  const { data, info } = await sharp(picture, { ignoreIcc: true }).raw().toBuffer({ resolveWithObject: true })
  const at = (x: number, y: number): number[] => {
    const from = (Math.floor(y * info.height) * info.width + Math.floor(x * info.width)) * info.channels
    return [...data.subarray(from, from + info.channels)]
  }
  return { width: info.width, height: info.height, channels: info.channels, at }
}

type Pixels = Awaited<ReturnType<typeof pixelsOf>>

/** The middles of the quarters, from the upper left one on. */
const middles = ({ at }: Pixels): number[][] => [at(0.35, 0.35), at(0.65, 0.35), at(0.35, 0.65), at(0.65, 0.65)]

const expectColours = (
  found: readonly (readonly number[])[],
  wanted: readonly (readonly number[])[],
  within: number,
) => {
  const furthest = Math.max(
    ...found.flatMap((colour, which) =>
      colour.map((value, channel) => Math.abs(value - (wanted[which]?.[channel] ?? -1e3))),
    ),
  )
  expect({ found, far: furthest > within }).toEqual({ found, far: false })
}

describe('the colours are those of the picture that was encoded', () => {
  test.each([
    ['8 bits, 4:2:0', 'plain', 96, 64],
    ['10 bits', 'deep', 96, 64],
    ['4:4:4', 'full', 96, 64],
    ['odd sides', 'odd', 95, 63],
    ['tiles', 'grid', 160, 120],
  ] as const)('%s', async (_, name, width, height) => {
    const pixels = await pixelsOf(await make(heicSample(name)))
    expect(pixels).toMatchObject({ width, height, channels: 3 })
    expectColours(middles(pixels), quarters, tolerance)
    expectColours([pixels.at(16 / width, 12 / height)], [[250, 250, 250]], tolerance)
  })

  test('grey stays grey', async () => {
    const grey = quarters.map(([r, g, b]) => new Array<number>(3).fill(0.299 * r + 0.587 * g + 0.114 * b))
    expectColours(middles(await pixelsOf(await make(heicSample('grey')))), grey, tolerance)
  })

  test('of a larger picture the average is taken', async () => {
    const sizes: Recipe['sizes'] = [{ name: 'small', width: 24, height: 24, fit: 'inside' }]
    for (const resampling of ['gamma', 'linear'] as const) {
      const pixels = await pixelsOf(await make(heicSample('plain'), { sizes, resampling }))
      expect(pixels).toMatchObject({ width: 24, height: 16 })
      expectColours(middles(pixels), quarters, 6)
    }
  })
})

describe('a picture stands as its header says', () => {
  const [one, two, three, four] = quarters
  test.each([
    ['as it is', [], false, [one, two, three, four]],
    ['turned by 90° against the clock', [turned(1)], true, [two, four, one, three]],
    ['turned by 180°', [turned(2)], false, [four, three, two, one]],
    ['turned by 270°', [turned(3)], true, [three, one, four, two]],
    ['mirrored left to right', [mirrored(1)], false, [two, one, four, three]],
    ['mirrored top to bottom', [mirrored(0)], false, [three, four, one, two]],
    ['turned, then mirrored', [turned(1), mirrored(1)], true, [four, two, three, one]],
  ] as const)('%s', async (_, properties, upright, wanted) => {
    const pixels = await pixelsOf(await make(plainWith(properties)))
    const { width, height } = samplePixels
    expect([pixels.width, pixels.height]).toEqual(upright ? [height, width] : [width, height])
    expectColours(middles(pixels), wanted, tolerance)
  })

  // 160 × 120 in tiles of 64: those at two of its sides stick out, and which sides that are changes as it is turned.
  test.each([0, 1, 2, 3])('in tiles, turned by %d quarters and mirrored or not', async (turns) => {
    const upright = await sharp(await make(heicSample('grid')))
      .raw()
      .toBuffer()
    for (const mirror of [undefined, 0, 1] as const) {
      const properties = [turned(turns), ...(mirror === undefined ? [] : [mirrored(mirror)])]
      const found = await sharp(await make(gridWith(properties)))
        .raw()
        .toBuffer({ resolveWithObject: true })
      const raw = { width: 160, height: 120, channels: 3 } as const
      const rotated = sharp(upright, { raw }).rotate((360 - turns * 90) % 360)
      const { data, info } = await rotated.raw().toBuffer({ resolveWithObject: true })
      const lying = sharp(data, { raw: { width: info.width, height: info.height, channels: 3 } })
      const wanted = mirror === undefined ? lying : mirror === 0 ? lying.flip() : lying.flop()
      expect([found.info.width, found.info.height]).toEqual([info.width, info.height])
      expect(found.data.equals(await wanted.raw().toBuffer())).toBe(true)
    }
  })

  test('cut to its middle', async () => {
    const pixels = await pixelsOf(await make(plainWith([cutTo(48, 32)])))
    expect(pixels).toMatchObject({ width: 48, height: 32 })
    expectColours(middles(pixels), quarters, tolerance)
  })

  // Of so small a part libheif would refuse the rest: it is cut out afterwards, wherever that stands after its turns.
  test.each([
    ['as it is', [cutTo(12, 8, 20, -10)], { left: 62, top: 18, width: 12, height: 8 }],
    ['turned once', [cutTo(12, 8, 20, -10), turned(1)], { left: 18, top: 22, width: 8, height: 12 }],
    ['turned twice', [cutTo(12, 8, 20, -10), turned(2)], { left: 22, top: 38, width: 12, height: 8 }],
    ['turned three times', [cutTo(12, 8, 20, -10), turned(3)], { left: 38, top: 62, width: 8, height: 12 }],
    ['mirrored left to right', [cutTo(12, 8, 20, -10), mirrored(1)], { left: 22, top: 18, width: 12, height: 8 }],
    ['mirrored top to bottom', [cutTo(12, 8, 20, -10), mirrored(0)], { left: 62, top: 38, width: 12, height: 8 }],
    ['mirrored before', [mirrored(0), cutTo(12, 8, 20, -10)], { left: 62, top: 18, width: 12, height: 8 }],
    [
      'turned and mirrored',
      [cutTo(12, 8, 20, -10), turned(1), mirrored(1)],
      { left: 38, top: 22, width: 8, height: 12 },
    ],
    ['turned before', [turned(1), cutTo(8, 12, 5, 20)], { left: 33, top: 62, width: 8, height: 12 }],
    ['cut twice', [cutTo(40, 30, 8, 4), cutTo(10, 6, -3, 2)], { left: 48, top: 35, width: 10, height: 6 }],
    ['at its edge', [cutTo(12, 8, 46, 30)], { left: 88, top: 58, width: 8, height: 6 }],
  ] as const)('cut to a small part, %s', async (_, properties, place) => {
    const others = properties.filter((each) => each.toString('latin1', 4, 8) !== 'clap')
    const wanted = await sharp(await make(plainWith(others)))
      .extract(place)
      .raw()
      .toBuffer()
    const { data, info } = await sharp(await make(plainWith(properties)))
      .raw()
      .toBuffer({ resolveWithObject: true })
    expect([info.width, info.height]).toEqual([place.width, place.height])
    expect(data.equals(wanted)).toBe(true)
  })

  test.each([
    ['by the same box', [cutTo(12, 8, 3, -2)]],
    ['by a box of its own', [cutTo(12, 8, 3, -2, 2)]],
    ['by none', []],
  ] as const)('cut to a small part, its alpha %s', async (_, itsProperties) => {
    const wanted = sharp(await make(withAuxiliary(roles.alpha))).extract({ left: 45, top: 26, width: 12, height: 8 })
    const found = sharp(await make(withAuxiliary(roles.alpha, [cutTo(12, 8, 3, -2)], itsProperties)))
    expect(await found.metadata()).toMatchObject({ width: 12, height: 8, hasAlpha: true })
    expect((await found.raw().toBuffer()).equals(await wanted.raw().toBuffer())).toBe(true)
  })

  test('cut to what lies outside of it: refused', async () => {
    await expect(make(plainWith([cutTo(12, 8, 200, 0)]))).rejects.toThrow('lies outside of it')
  })

  // Its EXIF says a turn, and so does its header, as those of iPhones do.
  test('once, whatever EXIF says of it too', async () => {
    const photo = heicSample('photo')
    const pixels = await pixelsOf(await make(photo))
    expect(pixels).toMatchObject({ width: 64, height: 96 })
    expectColours(middles(pixels), [three, one, four, two], tolerance)
    const upright = Buffer.from(photo)
    upright.writeUInt8(0, upright.indexOf('irot') + 4)
    const other = await pixelsOf(await make(upright))
    expect(other).toMatchObject(samplePixels)
    expectColours(middles(other), quarters, tolerance)
  })
})

describe('what is transparent', () => {
  test.each(['alpha', 'premultiplied'] as const)('shows as it was encoded: %s', async (name) => {
    const pixels = await pixelsOf(await make(heicSample(name)))
    expect(pixels.channels).toBe(4)
    const shares = [0.35, 0.65, 0.35, 0.65].map((share) => share * 255)
    // Where a colour was multiplied by a third, three times as much is lost of it.
    const within = name === 'alpha' ? 6 : 14
    expectColours(
      middles(pixels),
      quarters.map((colour, which) => [...colour, shares[which] ?? 0]),
      within,
    )
  })

  test('is not what a map of depths says', async () => {
    const pixels = await pixelsOf(await make(heicSamples()['depth heic'] ?? Buffer.alloc(0)))
    expect(pixels.channels).toBe(3)
    expectColours(middles(pixels), quarters, tolerance)
  })
})

describe('colours of more than sRGB are brought to it', () => {
  const light = (value: number): number => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
  const stored = (value: number): number => (value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055)
  /** From Display P3 to sRGB. https://www.w3.org/TR/css-color-4/#color-conversion-code */
  const rows = [
    [1.2249401763, -0.2249401763, 0],
    [-0.0420569547, 1.0420569547, 0],
    [-0.0196375546, -0.0786360456, 1.0982736001],
  ] as const
  const fromP3 = (colour: readonly number[]): number[] => {
    const linear = colour.map((value) => light(value / 255))
    return rows.map(
      (row) =>
        255 *
        Math.min(1, Math.max(0, stored(row.reduce<number>((sum, share, at) => sum + share * (linear[at] ?? 0), 0)))),
    )
  }

  test.each([
    ['by numbers', async () => nclx(12, 13)],
    [
      'by a profile',
      async () => {
        const create = { width: 8, height: 8, channels: 3, background: '#888' } as const
        const file = await sharp({ create }).withIccProfile('p3').png().toBuffer()
        return icc((await sharp(file).metadata()).icc ?? Buffer.alloc(0))
      },
    ],
  ] as const)('Display P3 %s', async (_, property) => {
    const pixels = await pixelsOf(await make(plainWith([await property()])))
    expectColours(middles(pixels), quarters.map(fromP3), tolerance + 2)
  })

  test('those of sRGB stay as they are, and so do those that say nothing sensible', async () => {
    for (const property of [nclx(1, 13), nclx(2, 2), nclx(1, 1), icc(Buffer.from('no profile'))])
      expectColours(middles(await pixelsOf(await make(plainWith([property])))), quarters, tolerance)
  })
})

describe('metadata', () => {
  test('go, also where the picture was', async () => {
    const { exif, xmp, icc: profile } = await sharp(await make(heicSample('photo'), { format: 'jpeg' })).metadata()
    expect([exif, xmp, profile]).toEqual([undefined, undefined, undefined])
  })

  test('of copyright are kept where that is wanted, and no others', async () => {
    const { exif, xmpAsString = '' } = await sharp(
      await make(heicSample('photo'), { format: 'jpeg', keepCopyright: true }),
    ).metadata()
    const text = exif?.toString('latin1') ?? ''
    expect(text).toContain('Mina Park')
    expect(text).toContain('(c) 2026 Corner Shop')
    expect(text).not.toContain('Corner Shop Phones')
    expect(xmpAsString).toContain('(c) 2026 Corner Shop')
  })
})

test('where no HEIC is wanted, none is taken, whatever it calls itself', async () => {
  const choices = { ...recipe, acceptHeic: false }
  const named = (brands: readonly string[]) => plainWith([], { brands })
  for (const bytes of [named(['heic']), named(['mif1']), named(['avif', 'mif1'])])
    expect(await inspect(bytes, choices)).toMatchObject({
      facts: { type: 'heic' },
      refusal: { cause: 'unsupported-type' },
    })
  expect((await inspect(named(['avif', 'mif1']), recipe)).facts.type).toBe('heic')
})

test('what it is decoded as, is what its pixels are coded in', async () => {
  const avif = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#c04020' } })
    .avif()
    .toBuffer()
  const renamed = Buffer.from(avif.toString('latin1').replaceAll('avif', 'mif1'), 'latin1')
  expect((await inspect(renamed, recipe)).facts).toMatchObject({ type: 'avif', width: 64, height: 48 })
  expectColours([(await pixelsOf(await make(renamed))).at(0.5, 0.5)], [[0xc0, 0x40, 0x20]], tolerance)
})
