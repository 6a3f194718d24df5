import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { boxesIn, boxOf } from '../../functions/thumbnails/inspect/boxes.ts'
import { itemsOf } from '../../functions/thumbnails/inspect/heif-items.ts'
import {
  box,
  extent,
  fullBox,
  gridData,
  gridOf,
  type HeifFile,
  heifOf,
  type Part,
  type Tile,
  tileOf,
} from './heif-file.ts'
import { accepted, ascii, big, type CorpusItem, refused } from './item.ts'

/** What test/corpus/heic/make.py has made: there is no encoder of HEVC here. */
export const heicSample = (
  name: 'plain' | 'deep' | 'full' | 'grey' | 'odd' | 'alpha' | 'premultiplied' | 'grid' | 'photo' | 'tile',
): Buffer => readFileSync(join(import.meta.dirname, 'heic', `${name}.heic`))

/** How large `plain` and most others are, and the colours of their quarters, from the upper left one on. */
export const samplePixels = { width: 96, height: 64 } as const
export const quarters = [
  [200, 60, 40],
  [40, 160, 70],
  [50, 80, 190],
  [220, 200, 60],
] as const

/** The coded picture of `plain`, for files that are put together here. */
const plainTile = (): Tile => tileOf(heicSample('plain'), 'hvc1', 0)

/** A 16-bit number for a colour profile by numbers: primaries, transfer, matrix. ISO 14496-12, 12.1.5. */
export const nclx = (primaries: number, transfer: number, matrix = 6): Buffer =>
  box('colr', ascii('nclx'), big(2, primaries, transfer, matrix), Buffer.from([0x80]))

export const icc = (profile: Uint8Array): Buffer => box('colr', ascii('prof'), profile)

/** Turned by so many quarters against the clock, and mirrored at an upright (0) or level (1) axis. ISO 23008-12, 6.5.10 and 6.5.12. */
export const turned = (quarterTurns: number): Buffer => box('irot', Buffer.from([quarterTurns]))
export const mirrored = (axis: 0 | 1): Buffer => box('imir', Buffer.from([axis]))

/** Cut to so many pixels around the middle, or so far to the right of it and below it, in fractions of these parts. ISO 14496-12, 12.1.4. */
export const cutTo = (width: number, height: number, right = 0, down = 0, parts = 1): Buffer =>
  box(
    'clap',
    big(4, width * parts, parts, height * parts, parts),
    Buffer.from(Int32Array.of(right * parts, parts, down * parts, parts).buffer).swap32(),
  )

const auxiliary = (role: string): Buffer => fullBox('auxC', ascii(`${role}\0`))

export const roles = {
  alpha: 'urn:mpeg:hevc:2015:auxid:1',
  depth: 'urn:mpeg:hevc:2015:auxid:2',
  gain: 'urn:com:apple:photo:2020:aux:hdrgainmap',
} as const

const { width, height } = samplePixels

const part = (id: number, properties: readonly Buffer[] = [], more: Partial<Part> = {}): Part => {
  const { coding, data } = plainTile()
  return { id, type: 'hvc1', properties: [extent(width, height), coding, ...properties], data, ...more }
}

/** A file with the picture of `plain` in it, described by these boxes too. */
export const plainWith = (properties: readonly Buffer[], more: Partial<HeifFile> = {}): Buffer =>
  heifOf({ brands: ['heic', 'mif1'], parts: [part(1, properties)], ...more })

/** The picture of `grid`, described by these boxes too: 160 × 120 in six tiles of 64 × 64. */
export const gridWith = (properties: readonly Buffer[]): Buffer => {
  const file = heicSample('grid')
  const meta = boxOf(boxesIn(file), 'meta')
  const { primary, items, references, places } = itemsOf(meta)
  const all = boxesIn(boxOf(boxesIn(boxOf(boxesIn(meta, 4), 'iprp')), 'ipco'))
  const coding = box('hvcC', boxOf(all, 'hvcC'))
  const parts = [...items].map(([id, item]): Part => {
    const [{ from, to, inside } = { from: 0, to: 0, inside: 'file' as const }] = places.get(id) ?? []
    const data = (inside === 'idat' ? boxOf(boxesIn(meta, 4), 'idat') : file).subarray(from, to)
    const own = id === primary ? properties : [coding]
    return { id, type: item.type, properties: [extent(item.width, item.height), ...own], data, inside }
  })
  return heifOf({ brands: ['heic', 'mif1'], primary, parts, references })
}

/** The same with another picture that belongs to it, each described by these boxes too. */
export const withAuxiliary = (
  role: string,
  properties: readonly Buffer[] = [],
  itsProperties: readonly Buffer[] = [],
): Buffer =>
  plainWith([], {
    parts: [part(1, properties), part(2, [auxiliary(role), ...itsProperties])],
    references: [{ type: 'auxl', from: 2, to: [1] }],
  })

const count = (length: number): number[] => Array.from({ length }, (_, index) => index + 2)

/** A photo of 12 MP as an iPhone writes it: 8 × 6 tiles of 512 × 512, each with data of its own. */
export const phonePhoto = (columns = 8, rows = 6): Buffer => {
  const tile = tileOf(heicSample('tile'), 'hvc1', 512)
  const parts = count(columns * rows).map(
    (id): Part => ({ id, type: 'hvc1', properties: [extent(512, 512), tile.coding], data: Buffer.from(tile.data) }),
  )
  const [wide, high] = [columns * 512 - 64, rows * 512 - 48]
  return heifOf({
    brands: ['heic', 'mif1'],
    parts: [
      {
        id: 1,
        type: 'grid',
        properties: [extent(wide, high)],
        data: gridData(columns, rows, wide, high),
        inside: 'idat',
      },
      ...parts,
    ],
    references: [{ type: 'dimg', from: 1, to: count(columns * rows) }],
  })
}

/** Honest samples that differ in how they are decoded, by their names: for fuzzing, too. */
export const heicSamples = (): Readonly<Record<string, Buffer>> => ({
  'plain heic': heicSample('plain'),
  'deep heic': heicSample('deep'),
  'full heic': heicSample('full'),
  'grey heic': heicSample('grey'),
  'odd heic': heicSample('odd'),
  'alpha heic': heicSample('alpha'),
  'premultiplied heic': heicSample('premultiplied'),
  'grid heic': heicSample('grid'),
  'photo heic': heicSample('photo'),
  'turned heic': plainWith([turned(1), mirrored(0)]),
  'cut heic': plainWith([cutTo(48, 32)]),
  'wide heic': plainWith([nclx(12, 13)]),
  'depth heic': withAuxiliary(roles.depth),
})

/** The same bytes with another text in the first place where there is this one. */
const renamed = (bytes: Uint8Array, from: string, to: string): Buffer => {
  const copy = Buffer.from(bytes)
  copy.write(to, copy.indexOf(from), 'latin1')
  return copy
}

/** The unit of `hvcC` that says how large the coded picture is, with another size in it. */
const codedAs = (side: number): Buffer => {
  const bits: number[] = []
  const put = (value: number, length: number): void => {
    for (let bit = length - 1; bit >= 0; bit -= 1) bits.push(Math.floor(value / 2 ** bit) % 2)
  }
  const putNumber = (value: number): void => {
    const length = Math.floor(Math.log2(value + 1))
    put(0, length)
    put(value + 1, length + 1)
  }
  put(0x4201, 16)
  put(1, 8)
  put(0x01600000, 32)
  put(0x03000000, 32)
  put(0x000000, 24)
  put(0x5d, 8)
  putNumber(0)
  putNumber(1)
  putNumber(side)
  putNumber(side)
  const bytes = Array.from({ length: Math.ceil(bits.length / 8) }, (_, at) =>
    bits.slice(at * 8, at * 8 + 8).reduce((sum, bit, index) => sum + bit * 2 ** (7 - index), 0),
  )
  const unit: number[] = []
  for (const byte of bytes) {
    // A three keeps what follows two zeros from looking like the start of another unit.
    if (byte <= 3 && unit.length >= 2 && unit.at(-1) === 0 && unit.at(-2) === 0) unit.push(3)
    unit.push(byte)
  }
  const head = boxOf([{ type: 'hvcC', data: plainTile().coding.subarray(8) }], 'hvcC').subarray(0, 22)
  return box('hvcC', head, Buffer.from([1, 0xa1]), big(2, 1, unit.length), Buffer.from(unit))
}

/** Pictures of two tiles each, by what they are put together from; where that is nothing, it is a tile itself. */
const tiled = (of: readonly (readonly [id: number, tiles: readonly number[]])[]): Buffer =>
  plainWith([], {
    parts: of.map(([id, tiles]): Part => {
      const data = gridData(2, 1, 2 * width, height)
      return tiles.length === 0
        ? part(id)
        : { id, type: 'grid', properties: [extent(2 * width, height)], data, inside: 'idat' }
    }),
    references: of.map(([from, to]) => ({ type: 'dimg', from, to })),
  })

export const heicItems = (): CorpusItem[] => {
  const tile = tileOf(heicSample('tile'), 'hvc1', 512)
  const plain = heicSample('plain')
  const { coding, data } = plainTile()
  const pieces = new Array<readonly [number, number]>(30).fill([0, 1_000_000])
  const grid = (of: Parameters<typeof gridOf>[1]) => gridOf(tile, of)
  return [
    ...Object.entries(heicSamples()).map(([name, bytes]) => accepted(`an honest ${name}`, bytes)),
    ...[0, 1, 2, 3].map((turns) => accepted(`a HEIC turned by ${turns * 90}°`, plainWith([turned(turns)]))),
    accepted('a HEIC of tiles of which a part is shown', gridWith([cutTo(100, 80)])),
    accepted('a HEIC of tiles that is turned', gridWith([turned(1), mirrored(0)])),
    accepted('a HEIC with a map of gains', withAuxiliary(roles.gain)),
    accepted('a HEIC with alpha from the same data', withAuxiliary(roles.alpha)),
    accepted('a HEIC that calls itself any HEIF', plainWith([], { brands: ['mif1', 'heic'] })),
    accepted('a HEIC that names no coding', plainWith([], { brands: ['mif1'] })),
    accepted(
      'a HEIC with sound beside it, which calls itself a film too',
      Buffer.concat([
        plainWith([], { brands: ['heic', 'mif1', 'mp42', 'isom', 'M4A ', 'miaf'] }),
        box('moov', Buffer.alloc(40)),
      ]),
    ),
    accepted('a HEIC of which a small part is shown', plainWith([cutTo(12, 8)])),
    ...([0, 1, 2] as const).map((placesVersion) =>
      accepted(`a HEIC with its places in version ${placesVersion}`, plainWith([], { placesVersion })),
    ),
    accepted('a HEIC with places of 8 bytes', plainWith([], { placeBytes: 8 })),
    accepted(
      'a HEIC whose picture stands beside its headers',
      plainWith([], { parts: [part(1, [], { inside: 'idat' })] }),
    ),
    accepted(
      'a burst of HEVC with a still picture',
      Buffer.concat([plainWith([], { brands: ['msf1', 'hevc', 'mif1', 'heic'] }), box('moov', Buffer.alloc(40))]),
    ),
    accepted('a HEIC with frames behind its picture', Buffer.concat([plain, box('moov', Buffer.alloc(40))])),
    accepted('a HEIC with an archive behind it', Buffer.concat([plain, ascii('PK\x03\x04'), Buffer.alloc(5000, 3)])),
    accepted('a HEIC of four tiles', phonePhoto(2, 2)),
    refused('a HEIC of one tile four times', grid({ columns: 2, rows: 2, places: [2, 2, 2, 2] }), 'decoder', 'corrupt'),
    refused(
      'a HEIC that moves and has no still picture',
      Buffer.concat([renamed(plain, 'meta', 'free'), box('moov', Buffer.alloc(40))]),
      'front',
      'unsupported-type',
    ),
    refused(
      'a HEIC sequence',
      Buffer.concat([box('ftyp', ascii('hevc'), big(4, 0), ascii('msf1hevc')), box('moov', Buffer.alloc(40))]),
      'front',
      'unsupported-type',
    ),
    refused(
      'pixel bomb: a HEIC of 60,000 × 60,000',
      plainWith([], { parts: [{ ...part(1), properties: [extent(60_000, 60_000), coding] }] }),
      'front',
      'too-many-pixels',
    ),
    refused(
      'pixel bomb: a HEIC as large as its header can say',
      plainWith([], { parts: [{ ...part(1), properties: [extent(0xffffffff, 0xffffffff), coding] }] }),
      'front',
      'too-many-pixels',
    ),
    refused(
      'pixel bomb: a HEIC whose data say that they are 16,000 × 16,000',
      plainWith([], { parts: [{ ...part(1), properties: [extent(width, height), codedAs(16_000)] }] }),
      'front',
      'too-many-pixels',
    ),
    refused(
      'a HEIC of 46 MP in one piece',
      plainWith([], { parts: [{ ...part(1), properties: [extent(width, height), codedAs(6800)] }] }),
      'front',
      'too-much-memory',
    ),
    refused(
      'a HEIC that is larger than its data',
      plainWith([], { parts: [{ ...part(1), properties: [extent(4000, 3000), coding] }] }),
      'decoder',
      'corrupt',
    ),
    refused(
      'pixel bomb: a HEIC of tiles of 60 MP each',
      grid({ columns: 2, rows: 2, places: count(4), tileSide: 7800 }),
      'front',
      'too-many-pixels',
    ),
    refused(
      'a HEIC of one tile 5,000 times',
      grid({ columns: 100, rows: 50, places: new Array<number>(5000).fill(2) }),
      'front',
      'too-many-pixels',
      'too-many-parts',
    ),
    refused(
      'a HEIC of 1,001 small tiles',
      gridOf(tile, {
        columns: 77,
        rows: 13,
        places: new Array<number>(1001).fill(2),
        tileSide: 64,
        width: 77 * 64,
        height: 13 * 64,
      }),
      'front',
      'too-many-pixels',
      'too-many-parts',
    ),
    refused('a HEIC of 9,000 parts', grid({ columns: 1, rows: 1, places: count(9000) }), 'whole', 'too-many-parts'),
    refused(
      'a HEIC in the short form',
      Buffer.concat([box('ftyp', ascii('mif3'), big(4, 0), ascii('heicmif3')), box('mini', Buffer.alloc(100))]),
      'front',
      'unsupported-type',
    ),
    refused(
      'a HEIC that is larger than its tiles',
      grid({ columns: 2, rows: 1, places: [2, 3], width: 7000, height: 7000 }),
      'decoder',
      'corrupt',
    ),
    refused(
      'a HEIC whose first tile is not there',
      tiled([
        [1, [77, 2]],
        [2, []],
      ]),
      'front',
      'corrupt',
    ),
    refused(
      'a HEIC of tiles that are put together from it',
      tiled([
        [1, [3, 3]],
        [3, [1, 1]],
      ]),
      'front',
      'corrupt',
    ),
    refused(
      'a HEIC with an alpha whose alpha it is',
      plainWith([], {
        parts: [part(1, [auxiliary(roles.alpha)]), part(2, [auxiliary(roles.alpha)])],
        references: [
          { type: 'auxl', from: 2, to: [1] },
          { type: 'auxl', from: 1, to: [2] },
        ],
      }),
      'decoder',
      'corrupt',
    ),
    refused(
      'a HEIC that is cut by nothing',
      plainWith([box('clap', big(4, 48, 0, 32, 0, 0, 0, 0, 0))]),
      'decoder',
      'corrupt',
    ),
    refused('a HEIC that says two sizes', plainWith([extent(60_000, 60_000)]), 'decoder', 'corrupt'),
    accepted('a HEIC that is mirrored, turned and then cut', gridWith([mirrored(0), turned(1), cutTo(20, 40)])),
    accepted('a HEIC that is turned 200 times', plainWith(new Array<Buffer>(200).fill(turned(1)))),
    accepted('a HEIC that is cut in fractions', plainWith([box('clap', big(4, 95, 2, 63, 2, 1, 3, 1, 7))])),
    refused('a HEIC without its tiles', grid({ columns: 2, rows: 2, places: [] }), 'front', 'corrupt'),
    refused(
      'a HEIC that is laid over others',
      grid({ columns: 2, rows: 2, places: count(4), type: 'iovl' }),
      'front',
      'unsupported-type',
    ),
    refused(
      'a HEIC with too few tiles',
      grid({ columns: 8, rows: 6, places: new Array<number>(5).fill(2) }),
      'decoder',
      'corrupt',
    ),
    refused(
      'a HEIC that is a tile of itself',
      heifOf({
        brands: ['heic', 'mif1'],
        parts: [
          {
            id: 1,
            type: 'grid',
            properties: [extent(width, height)],
            data: gridData(1, 1, width, height),
            inside: 'idat',
          },
        ],
        references: [{ type: 'dimg', from: 1, to: [1] }],
      }),
      'front',
      'corrupt',
    ),
    refused(
      'a HEIC that stands for itself',
      heifOf({
        brands: ['heic', 'mif1'],
        parts: [{ id: 1, type: 'iden', properties: [extent(width, height)], data: Buffer.alloc(0) }],
        references: [{ type: 'dimg', from: 1, to: [1] }],
      }),
      'front',
      'unsupported-type',
    ),
    refused(
      'a HEIC whose picture begins behind its end',
      plainWith([], { parts: [part(1, [], { at: 0x7fffffff })] }),
      'front',
      'truncated',
    ),
    refused(
      'a HEIC whose picture stands outside of its box',
      plainWith([], { parts: [part(1, [], { inside: 'idat', at: 5000 })] }),
      'front',
      'corrupt',
    ),
    refused(
      'a HEIC whose picture stands in another one',
      plainWith([], { parts: [part(1, [], { inside: 'other', at: 0 })] }),
      'decoder',
      'corrupt',
      'unsupported-type',
    ),
    refused(
      'a HEIC that reads itself 30 times',
      Buffer.concat([plainWith([], { parts: [part(1, [], { pieces })] }), Buffer.alloc(1_000_000)]),
      'front',
      'too-many-parts',
    ),
    refused(
      'a HEIC with its alpha of 60 MP',
      plainWith([], {
        parts: [part(1), { ...part(2), properties: [extent(8000, 7500), coding, auxiliary(roles.alpha)] }],
        references: [{ type: 'auxl', from: 2, to: [1] }],
      }),
      'front',
      'too-many-pixels',
      'too-much-memory',
    ),
    refused(
      'a JPEG in a HEIF',
      plainWith([], { parts: [{ id: 1, type: 'jpeg', properties: [extent(width, height)], data }] }),
      'front',
      'unsupported-type',
    ),
    refused(
      'a HEIC that does not say what is in it',
      Buffer.concat([plain.subarray(0, plain.readUInt32BE(0)), box('free', Buffer.alloc(100)), box('mdat', data)]),
      'front',
      'corrupt',
      'truncated',
    ),
    refused(
      'a HEIC whose pictures turn out to be noise',
      plainWith([], { parts: [part(1, [], { data: Buffer.alloc(data.length, 0xa5) })] }),
      'decoder',
      'corrupt',
    ),
  ]
}
