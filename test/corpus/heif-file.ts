import { boxesIn, boxOf } from '../../functions/thumbnails/inspect/boxes.ts'
import { ascii, big } from './item.ts'

export const box = (type: string, ...content: readonly Uint8Array[]): Buffer => {
  const data = Buffer.concat(content)
  return Buffer.concat([big(4, data.length + 8), ascii(type), data])
}

export const fullBox = (type: string, ...content: readonly Uint8Array[]): Buffer => box(type, big(4, 0), ...content)

export const extent = (width: number, height: number): Buffer => fullBox('ispe', big(4, width, height))

/** One thing of a file: a picture, a tile, or what belongs to one. */
export interface Part {
  readonly id: number
  /** Such as `hvc1`. */
  readonly type: string
  /** Boxes that describe it. */
  readonly properties: readonly Buffer[]
  readonly data: Uint8Array
  /** Where its data stands: default in the file. */
  readonly inside?: 'file' | 'idat' | 'other'
  /** Where it says that its data begins, in the file or in `idat`; and its pieces, instead of one. */
  readonly at?: number
  readonly pieces?: readonly (readonly [from: number, length: number])[]
  /** Of metadata: what it is. */
  readonly content?: string
}

export interface Reference {
  readonly type: string
  readonly from: number
  readonly to: readonly number[]
}

export interface HeifFile {
  /** The first is the main one. */
  readonly brands: readonly string[]
  readonly primary?: number
  readonly parts: readonly Part[]
  readonly references?: readonly Reference[]
  /** Of the box that says where data stand: 0 to 2, and bytes of each number in it. */
  readonly placesVersion?: 0 | 1 | 2
  readonly placeBytes?: 4 | 8
}

const entry = ({ id, type, content }: Part): Buffer =>
  box(
    'infe',
    Buffer.from([2, 0, 0, 0]),
    big(2, id, 0),
    ascii(`${type}\0`),
    content === undefined ? Buffer.alloc(0) : ascii(`${content}\0`),
  )

const wide = (bytes: 4 | 8, value: number): Buffer => (bytes === 4 ? big(4, value) : big(4, 0, value))

/** Builds a file of HEIF from its parts. ISO 23008-12, 6; ISO 14496-12, 8.11. */
export const heifOf = (file: HeifFile): Buffer => {
  const { brands, primary = 1, parts, references = [], placesVersion = 1, placeBytes = 4 } = file
  const properties = new Map<string, number>()
  const numberOf = (property: Buffer): number => {
    const key = property.toString('latin1')
    properties.set(key, properties.get(key) ?? properties.size + 1)
    return properties.get(key) ?? 0
  }
  const associations = parts.map(({ id, properties: own }) =>
    Buffer.concat([
      big(2, id),
      Buffer.from([own.length]),
      ...own.map((property) => {
        const isTransform = /^(irot|imir|clap|hvcC|av1C)/.test(property.toString('latin1', 4, 8))
        return Buffer.from([(isTransform ? 0x80 : 0) | numberOf(property)])
      }),
    ]),
  )
  const [main = 'mif1'] = brands
  const ftyp = box('ftyp', ascii(main), big(4, 0), ascii(brands.join('')))
  const inIdat = parts.filter(({ inside }) => inside === 'idat')
  const idBytes = placesVersion === 2 ? 4 : 2
  const methods = { file: 0, idat: 1, other: 2 } as const
  const makeMeta = (dataAt: number): Buffer => {
    const ends = { file: dataAt, idat: 0, other: 0 }
    const known = new Map<Uint8Array, number>()
    const places = parts.map(({ id, data, inside = 'file', at, pieces }) => {
      const begins = at ?? known.get(data) ?? ends[inside]
      if (at === undefined && !known.has(data)) {
        ends[inside] += data.length
        known.set(data, begins)
      }
      const all = pieces ?? [[begins, data.length] as const]
      return Buffer.concat([
        big(idBytes, id),
        placesVersion > 0 ? big(2, methods[inside]) : Buffer.alloc(0),
        big(2, 0, all.length),
        ...all.map(([from, length]) => Buffer.concat([wide(placeBytes, from), wide(placeBytes, length)])),
      ])
    })
    return fullBox(
      'meta',
      fullBox('hdlr', big(4, 0), ascii('pict'), Buffer.alloc(13)),
      fullBox('pitm', big(2, primary)),
      box('iloc', Buffer.from([placesVersion, 0, 0, 0, placeBytes * 17, 0]), big(idBytes, parts.length), ...places),
      fullBox('iinf', big(2, parts.length), ...parts.map(entry)),
      fullBox('iref', ...references.map(({ type, from, to }) => box(type, big(2, from, to.length, ...to)))),
      box(
        'iprp',
        box('ipco', ...[...properties.keys()].map(ascii)),
        fullBox('ipma', big(4, parts.length), ...associations),
      ),
      box('idat', ...new Set(inIdat.map(({ data }) => data))),
    )
  }
  const dataAt = ftyp.length + makeMeta(0).length + 8
  const inFile = new Set(
    parts.filter(({ inside = 'file', at }) => inside === 'file' && at === undefined).map(({ data }) => data),
  )
  return Buffer.concat([ftyp, makeMeta(dataAt), box('mdat', ...inFile)])
}

/** A picture of one tile, as an encoder writes it: how it is coded, and its data. */
export interface Tile {
  readonly type: 'av01' | 'hvc1'
  readonly coding: Buffer
  readonly data: Buffer
  readonly side: number
}

const codings = { av01: 'av1C', hvc1: 'hvcC' } as const

/** The picture of a file that has only one. */
export const tileOf = (file: Uint8Array, type: Tile['type'], side: number): Tile => {
  const boxes = boxesIn(Buffer.from(file))
  const meta = boxesIn(boxOf(boxes, 'meta'), 4)
  const properties = boxesIn(boxOf(boxesIn(boxOf(meta, 'iprp')), 'ipco'))
  return { type, coding: box(codings[type], boxOf(properties, codings[type])), data: boxOf(boxes, 'mdat'), side }
}

export interface Grid {
  readonly columns: number
  readonly rows: number
  /** Which tile stands in each place; tiles are numbered from 2. */
  readonly places: readonly number[]
  /** What the picture says of itself, instead of what its tiles come to. */
  readonly width?: number
  readonly height?: number
  /** What a tile says of itself. */
  readonly tileSide?: number
  readonly type?: string
  /** Boxes that describe the whole picture. */
  readonly properties?: readonly Buffer[]
}

const pixi = fullBox('pixi', Buffer.from([3, 8, 8, 8]))

/** How a picture is put together from tiles. ISO 23008-12, 6.6.2.3. */
export const gridData = (columns: number, rows: number, width: number, height: number): Buffer =>
  Buffer.concat([Buffer.from([0, 1, rows - 1, columns - 1]), big(4, width, height)])

/** A picture that is put together from tiles. */
export const gridOf = (
  { type: coded, coding, data, side }: Tile,
  { columns, rows, places, type = 'grid', properties = [], ...says }: Grid,
): Buffer => {
  const { width = columns * side, height = rows * side, tileSide = side } = says
  const whole: Part = {
    id: 1,
    type,
    properties: [extent(width, height), pixi, ...properties],
    data: gridData(columns, rows, width, height),
    inside: 'idat',
  }
  const tiles = [...new Set(places)].map(
    (id): Part => ({ id, type: coded, properties: [extent(tileSide, tileSide), coding, pixi], data }),
  )
  return heifOf({
    brands: coded === 'av01' ? ['avif', 'mif1', 'miaf'] : ['heic', 'mif1'],
    parts: [whole, ...tiles],
    references: [{ type: 'dimg', from: 1, to: places }],
  })
}
