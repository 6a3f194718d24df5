import { profileFor } from '../../../functions/thumbnails/decode/colours.ts'
import { boxesIn, boxOf } from '../../../functions/thumbnails/inspect/boxes.ts'
import { itemsOf } from '../../../functions/thumbnails/inspect/heif-items.ts'
import { placesOf } from '../../../functions/thumbnails/inspect/heif-places.ts'
import { hevcCodingOf } from '../../../functions/thumbnails/inspect/hevc.ts'
import { heicSample, phonePhoto } from '../../corpus/heic.ts'
import { look } from './look.ts'

const metaOf = (file: Buffer): Buffer => boxOf(boxesIn(file), 'meta')

const codingOf = (name: Parameters<typeof heicSample>[0]) => {
  const properties = boxesIn(boxOf(boxesIn(boxOf(boxesIn(metaOf(heicSample(name)), 4), 'iprp')), 'ipco'))
  return hevcCodingOf(boxOf(properties, 'hvcC'))
}

describe('the configuration of an HEVC picture', () => {
  test.each([
    ['plain', { width: 96, height: 64, chroma: 1, bits: 8 }],
    ['deep', { width: 96, height: 64, chroma: 1, bits: 10 }],
    ['full', { width: 96, height: 64, chroma: 3, bits: 8 }],
    ['grey', { width: 96, height: 64, chroma: 0, bits: 8 }],
    // Coded in blocks, of which a part is cut.
    ['odd', { width: 96, height: 64, chroma: 1, bits: 8 }],
    ['tile', { width: 512, height: 512, chroma: 1, bits: 8 }],
  ] as const)('says how large %s is coded, and how', (name, coding) => {
    expect(codingOf(name)).toEqual(coding)
  })

  test('says nothing where it is cut or empty', () => {
    expect(hevcCodingOf(Buffer.alloc(0))).toEqual({ width: 0, height: 0, chroma: 0, bits: 8 })
    expect(hevcCodingOf(Buffer.alloc(23, 0xff))).toMatchObject({ width: 0, height: 0 })
    const endless = Buffer.alloc(5000, 0xff)
    endless.writeUInt16BE(4000, 26)
    endless.writeUInt8(33, 23)
    expect(hevcCodingOf(endless).width).toBeLessThan(2 ** 33)
  })
})

/** A box of ISO 14496-12, with its length in 32 bits, or in 64. */
const box = (type: string, data: Buffer, long = false): Buffer => {
  const front = Buffer.alloc(long ? 16 : 8)
  front.writeUInt32BE(long ? 1 : 8 + data.length)
  front.write(type, 4, 'latin1')
  if (long) front.writeBigUInt64BE(BigInt(16 + data.length), 8)
  return Buffer.concat([front, data])
}

test('properties are read from each box that gives them to items, also twice for one item', () => {
  const said = (...indexes: number[]) => [0, 1, indexes.length, ...indexes]
  const ipma = (...entries: number[][]) =>
    box('ipma', Buffer.from([0, 0, 0, 0, 0, 0, 0, entries.length, ...entries.flat()]))
  const ispe = box('ispe', Buffer.from([0, 0, 0, 0, 0, 0, 0, 40, 0, 0, 0, 30]))
  const irot = box('irot', Buffer.from([1]))
  const iinf = box(
    'iinf',
    Buffer.concat([Buffer.from([0, 0, 0, 0, 0, 1]), box('infe', Buffer.from('\x02\0\0\0\0\x01\0\0av01\0', 'latin1'))]),
  )
  const shownBy = (...boxes: Buffer[]) => {
    const iprp = box('iprp', Buffer.concat([box('ipco', Buffer.concat([ispe, irot])), ...boxes]))
    return itemsOf(Buffer.concat([Buffer.alloc(4), iinf, iprp])).items.get(1)?.shown
  }
  const turned = { width: 30, height: 40 }
  expect(shownBy(ipma(said(1, 2)))).toEqual(turned)
  expect(shownBy(ipma(said(1)), ipma(said(2)))).toEqual(turned)
  expect(shownBy(ipma(said(1), said(2)))).toEqual(turned)
  expect(shownBy(ipma(said(1)))).toEqual({ width: 40, height: 30 })
})

describe('a length of 64 bits', () => {
  const [ftyp, ...rest] = boxesIn(heicSample('plain'))
  const first = box('ftyp', ftyp?.data ?? Buffer.alloc(0))

  test('is read in front of what says what is in the file, and of that itself', async () => {
    const free = box('free', Buffer.alloc(100), true)
    const well = { width: 96, height: 64, cause: undefined }
    expect(await look(Buffer.concat([first, free, ...rest.map(({ type, data }) => box(type, data))]))).toMatchObject(
      well,
    )
    const long = rest.map(({ type, data }) => box(type, data, type === 'meta'))
    expect(await look(Buffer.concat([first, ...long]))).toMatchObject(well)
  })

  test.each([0n, 15n, 2n ** 64n - 1n])('of %s bytes is no box, or more than there is', async (length) => {
    const free = box('free', Buffer.alloc(100), true)
    free.writeBigUInt64BE(length, 8)
    const { cause } = await look(Buffer.concat([first, free, ...rest.map(({ type, data }) => box(type, data))]))
    expect(cause).toMatch(/corrupt|truncated/)
  })
})

describe('where data stand', () => {
  const places = (...bytes: readonly (readonly number[])[]) => placesOf(Buffer.from(bytes.flat()), 100)
  test('is read in each version, with numbers of 0, 4 and 8 bytes', () => {
    const at = (from: number, to: number, inside = 'file', fits = true) => [{ from, to, inside, fits }]
    expect([...places([0, 0, 0, 0, 0x44, 0], [0, 1], [0, 7, 0, 0, 0, 1], [0, 0, 1, 0, 0, 0, 0, 5])]).toEqual([
      [7, at(256, 261)],
    ])
    expect([
      ...places(
        [1, 0, 0, 0, 0x44, 0x44],
        [0, 1],
        [0, 7, 0, 1, 0, 0, 0, 0, 0, 9, 0, 1],
        [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 90],
      ),
    ]).toEqual([[7, at(10, 100, 'idat')]])
    expect([...places([1, 0, 0, 0, 0x44, 0], [0, 1], [0, 7, 0, 1, 0, 0, 0, 1], [0, 0, 0, 1, 0, 0, 0, 100])]).toEqual([
      [7, at(1, 101, 'idat', false)],
    ])
    expect([
      ...places(
        [2, 0, 0, 0, 0x88, 0],
        [0, 0, 0, 1],
        [0, 1, 0, 0, 0, 2, 0, 0, 0, 1],
        [0, 0, 0, 0, 0, 0, 0, 3],
        [0, 0, 0, 0, 0, 0, 0, 4],
      ),
    ]).toEqual([[65_536, at(3, 7, 'other')]])
    expect([...places([0, 0, 0, 0, 0x04, 0x40], [0, 1], [0, 7, 0, 0, 0, 0, 0, 6, 0, 1], [0, 0, 0, 5])]).toEqual([
      [7, at(6, 11)],
    ])
  })

  test('of no more pieces than are read, and in no time where very many are said', () => {
    const begun = performance.now()
    const found = placesOf(Buffer.concat([Buffer.from([1, 0, 0, 0, 0, 0, 0xff, 0xff]), Buffer.alloc(500_000, 0xff)]), 0)
    expect([...found.values()].every(({ length }) => length <= 32)).toBe(true)
    expect(performance.now() - begun).toBeLessThan(500)
    expect(placesOf(Buffer.from([1, 0, 0, 0, 0x33, 0, 0, 1, 0, 1]), 0).size).toBe(0)
    expect(placesOf(Buffer.alloc(0), 0).size).toBe(0)
  })

  test('is known of each tile', () => {
    const file = phonePhoto(2, 2)
    const { places: found, items } = itemsOf(metaOf(file))
    expect([...items.keys()]).toEqual([1, 2, 3, 4, 5])
    expect(found.get(5)?.[0]?.to).toBe(file.length)
  })
})

describe('what decoding takes', () => {
  test('a photo of 12 MP in tiles takes 90 MB: measured as 77 to 94', async () => {
    const photo = phonePhoto()
    const { over, width, height, cause } = await look(photo)
    expect([width, height, cause]).toEqual([4032, 3024, undefined])
    expect(over).toBe(Math.round(photo.length + 45e6 + 4032 * 3024 * 3.3 + 512 * 512 * 6.9))
  })

  test('one of 48 MP, whose tiles have a little more than 50, is taken', async () => {
    expect(await look(phonePhoto(16, 12))).toMatchObject({ width: 8128, height: 6096, cause: undefined })
  })

  test('more pixels than the config says are refused', async () => {
    expect((await look(phonePhoto(), { maxPixels: 10e6 })).cause).toBe('too-many-pixels')
  })
})

describe('colours by numbers', () => {
  /** Light of a stored value, both from 0 to 1, by the curve of a profile. */
  const curveOf = (primaries: number, transfer: number) => {
    const profile = profileFor({ primaries, transfer }) ?? Buffer.alloc(0)
    const at = profile.indexOf('curv') + 12
    return (value: number): number => profile.readUInt16BE(at + Math.round(value * 4095) * 2) / 65_535
  }

  test('are those of sRGB where they say so, or nothing', () => {
    for (const [primaries, transfer] of [
      [1, 13],
      [1, 1],
      [2, 2],
      [1, 6],
      [99, 99],
    ] as const)
      expect(profileFor({ primaries, transfer })).toBeUndefined()
    expect(profileFor(undefined)).toBeUndefined()
    expect(profileFor({ primaries: 12, transfer: 13 })?.length).toBeGreaterThan(8000)
  })

  test('of a screen of more light are drawn in, and rise all the way', () => {
    // 58 % of BT.2100 PQ and 75 % of HLG are the white of a page. ITU-R BT.2408, table 1.
    expect(curveOf(9, 16)(0.58)).toBeCloseTo(0.816, 2)
    expect(curveOf(9, 18)(0.75)).toBeCloseTo(0.816, 1)
    for (const transfer of [4, 5, 8, 13, 16, 18]) {
      const curve = curveOf(9, transfer)
      const points = Array.from({ length: 101 }, (_, step) => curve(step / 100))
      expect(points).toEqual([...points].sort((one, other) => one - other))
      expect([points[0], points.at(-1)]).toEqual([0, expect.closeTo(1, 1)])
    }
  })

  test('sum up to white', () => {
    const profile = profileFor({ primaries: 12, transfer: 13 }) ?? Buffer.alloc(0)
    const colorants = [...profile.toString('latin1').matchAll(/XYZ \0\0\0\0/g)].slice(2).map(({ index }) => index + 8)
    const sum = (offset: number) => colorants.reduce((all, at) => all + profile.readInt32BE(at + offset) / 65_536, 0)
    expect([sum(0), sum(4), sum(8)]).toEqual([
      expect.closeTo(0.9642, 3),
      expect.closeTo(1, 3),
      expect.closeTo(0.8249, 3),
    ])
  })
})
