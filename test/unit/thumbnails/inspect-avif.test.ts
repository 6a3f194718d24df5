import { boxesIn, boxOf } from '../../../functions/thumbnails/inspect/boxes.ts'
import { itemsOf } from '../../../functions/thumbnails/inspect/heif-items.ts'
import { box, fullBox } from '../../corpus/heif-file.ts'
import { ascii, big } from '../../corpus/item.ts'
import { look } from './look.ts'

interface Item {
  readonly id: number
  readonly type?: string
  /** From 1. */
  readonly properties?: readonly number[]
}

interface Reference {
  readonly type: string
  readonly from: number
  readonly to: readonly number[]
  /** How many there are, as it says itself. */
  readonly count?: number
}

interface Meta {
  readonly primary?: number
  readonly items?: readonly Item[]
  readonly properties?: readonly Buffer[]
  readonly references?: readonly Reference[]
  /** As newer versions of the boxes write it: IDs of 4 bytes, and indexes of 2. */
  readonly wide?: boolean
  readonly before?: readonly Buffer[]
}

const versioned = (type: string, version: number, flags: number, ...content: readonly Uint8Array[]): Buffer =>
  box(type, Buffer.from([version, 0, 0, flags]), ...content)

const extent = (width: number, height: number): Buffer => fullBox('ispe', big(4, width, height))

/** How a picture is coded: its flags stand in the third byte. https://aomediacodec.github.io/av1-isobmff/#av1codecconfigurationbox-syntax */
const coding = (flags: number): Buffer => box('av1C', Buffer.from([0x81, 0xff, flags, 0xff]))
const subsampled = coding(0x0c)

/** The content of the box `meta`. ISO 14496-12, 8.11; ISO 23008-12, 9.3. */
const metaOf = (meta: Meta): Buffer => {
  const { primary = 1, items = [{ id: 1 }], references = [], wide = false, before = [] } = meta
  const { properties = [extent(10, 20), subsampled] } = meta
  const idBytes = wide ? 4 : 2
  const entries = items.map(({ id, type = 'av01' }) =>
    versioned('infe', wide ? 3 : 2, 0, big(idBytes, id), big(2, 0), ascii(type), Buffer.from([0])),
  )
  const associations = items.map(({ id, properties: own = [1, 2] }) => {
    // The highest bit says that a reader must know the property.
    const indexes = own.map((index) => (wide ? big(2, 0x8000 | index) : Buffer.from([0x80 | index])))
    return Buffer.concat([big(idBytes, id), Buffer.from([own.length]), ...indexes])
  })
  return Buffer.concat([
    big(4, 0),
    ...before,
    versioned('pitm', wide ? 1 : 0, 0, big(idBytes, primary)),
    versioned('iinf', wide ? 1 : 0, 0, big(idBytes, items.length), ...entries),
    versioned(
      'iref',
      wide ? 1 : 0,
      0,
      ...references.map(({ type, from, to, count = to.length }) =>
        box(type, big(idBytes, from), big(2, count), big(idBytes, ...to)),
      ),
    ),
    box(
      'iprp',
      box('ipco', ...properties),
      versioned('ipma', wide ? 1 : 0, wide ? 1 : 0, big(4, items.length), ...associations),
    ),
  ])
}

const ftyp = box('ftyp', ascii('avif'), big(4, 0), ascii('avifmif1'))
const avif = (meta: Meta): Buffer => Buffer.concat([ftyp, box('meta', metaOf(meta)), box('mdat', Buffer.alloc(5))])

const corrupt = { cause: 'corrupt' }
const truncated = { cause: 'truncated' }
const taken = { cause: undefined }
const frames = { cause: 'unsupported-type' }

test('boxes are found one behind the other, empty ones too, up to one that is cut', () => {
  const found = boxesIn(Buffer.concat([box('free'), box('skip', ascii('ab')), box('free'), big(4, 9), ascii('skip')]))
  expect(found.map(({ type, data }) => [type, data.toString()])).toEqual([
    ['free', ''],
    ['skip', 'ab'],
    ['free', ''],
  ])
  expect(boxesIn(box('free'))).toHaveLength(1)
  expect([boxOf(found, 'skip').toString(), boxOf(found, 'mdat').length]).toEqual(['ab', 0])
})

describe('the items of an AVIF', () => {
  test.each([false, true])('are read with their types, sizes and references, in wide boxes: %s', (wide) => {
    const [one, two, alpha] = wide ? [70_000, 70_001, 80_000] : [1, 2, 300]
    const others = new Array<Buffer>(wide ? 300 : 100).fill(box('free'))
    const nth = (property: number) => others.length + property
    const found = itemsOf(
      metaOf({
        wide,
        primary: two,
        items: [
          { id: one, properties: [nth(2), nth(3)] },
          { id: two, type: 'grid', properties: [nth(4)] },
          { id: alpha, properties: [] },
        ],
        properties: [...others, coding(0), extent(70_000, 20), coding(0x40), extent(30, 70_000)],
        references: [
          { type: 'dimg', from: two, to: [one, one] },
          { type: 'auxl', from: alpha, to: [two] },
        ],
        before: [box('free')],
      }),
    )
    expect(found.primary).toBe(two)
    expect(found.references).toEqual([
      { type: 'dimg', from: two, to: [one, one] },
      { type: 'auxl', from: alpha, to: [two] },
    ])
    const item = (type: string, width: number, height: number, pixelBytes: number) => {
      return {
        type,
        width,
        height,
        isCut: false,
        shown: { width, height },
        pixels: width * height,
        pixelBytes,
        tileBytes: pixelBytes,
        role: '',
      }
    }
    expect([...found.items]).toEqual([
      [one, item('av01', 70_000, 20, 25)],
      [two, item('grid', 30, 70_000, 18.5)],
      [alpha, item('av01', 0, 0, 18.5)],
    ])
  })

  test('are none where nothing is said', () => {
    expect(itemsOf(Buffer.alloc(0))).toEqual({ primary: 0, items: new Map(), references: [], places: new Map() })
  })

  test('have no more references than there is room for', () => {
    const [found] = itemsOf(metaOf({ references: [{ type: 'dimg', from: 1, to: [2, 3], count: 0xffff }] })).references
    expect(found?.to.slice(0, 2)).toEqual([2, 3])
    expect(found?.to.length).toBeLessThanOrEqual(4)
  })

  test('have the references that are counted, whatever stands behind them', () => {
    const { references } = itemsOf(metaOf({ references: [{ type: 'dimg', from: 1, to: [2, 3, 4], count: 2 }] }))
    expect(references).toEqual([{ type: 'dimg', from: 1, to: [2, 3] }])
  })

  test('have the properties that are counted, and those that are whole', () => {
    const of = (count: number, ...associations: readonly number[]) => {
      const meta = Buffer.concat([
        big(4, 0),
        fullBox('iinf', big(2, 1), versioned('infe', 2, 0, big(2, 1, 0), ascii('av01\0'))),
        box('iprp', box('ipco', extent(10, 20)), fullBox('ipma', big(4, count), Buffer.from(associations))),
      ])
      return itemsOf(meta).items.get(1)?.width
    }
    expect(of(1, 0, 1, 1, 1)).toBe(10)
    expect(of(1, 0, 1, 1, 1, 0, 1, 0)).toBe(10)
    expect(of(2, 0, 1, 1, 1, 0, 1)).toBe(10)
    // What comes later for the same item is added, where it is counted.
    expect(of(2, 0, 1, 1, 1, 0, 1, 0)).toBe(10)
    expect(of(2, 0, 1, 0, 0, 1, 1, 1)).toBe(10)
    expect(of(1, 0, 1, 0, 0, 1, 1, 1)).toBe(0)
    expect(of(0, 0, 1, 1, 1)).toBe(0)
  })

  test('are those of the boxes that name items, up to one that is longer than what it stands in', () => {
    const meta = metaOf({ items: [{ id: 1 }, { id: 2 }] })
    const other = Buffer.from(meta)
    other.write('skip', other.indexOf('infe'), 'latin1')
    expect([...itemsOf(other).items.keys()]).toEqual([2])
    const long = Buffer.from(meta)
    long.writeUInt8(200, long.indexOf('infe', long.indexOf('infe') + 1) - 1)
    expect([...itemsOf(long).items.keys()]).toEqual([1])
    const short = Buffer.from(meta)
    short.writeUInt8(7, short.indexOf('infe') - 1)
    expect([...itemsOf(short).items.keys()]).toEqual([])
  })

  test.each([
    ['4:2:0', 0x0c, 15.5],
    ['4:2:0 with a place for its colours', 0x0d, 15.5],
    ['4:2:2', 0x08, 18.5],
    ['4:4:4', 0x00, 18.5],
    ['4:2:0 of 10 bits', 0x4c, 25],
    ['4:4:4 of 12 bits', 0x60, 25],
  ])('of %s take as many bytes a pixel as was measured', async (_, flags, pixel) => {
    const { over } = await look(avif({ properties: [extent(10, 20), coding(flags)] }))
    expect(over).toBe(200 * pixel)
  })
})

describe('an AVIF', () => {
  const meta = box('meta', metaOf({}))
  const free = box('free')
  const frees = (count: number) => new Array<Buffer>(count).fill(free)
  const moov = box('moov', Buffer.alloc(30))
  const unnamed = Buffer.from(meta)
  unnamed.write('skip', unnamed.indexOf('pitm'), 'latin1')

  test('is as large as its picture', async () => {
    expect(await look(avif({}))).toEqual({ width: 10, height: 20, frames: undefined, over: 200 * 15.5, ...taken })
  })

  test('takes more where a picture of its alpha is there', async () => {
    const over = async (type: string, to: number) =>
      (await look(avif({ items: [{ id: 1 }, { id: 2 }], references: [{ type, from: 2, to: [to] }] }))).over
    expect(await over('auxl', 1)).toBe(200 * 18)
    expect(await over('auxl', 3)).toBe(200 * 15.5)
    expect(await over('thmb', 1)).toBe(200 * 15.5)
  })

  test.each<readonly [string, object, readonly Buffer[]]>([
    ['with its list in the 20th box', taken, [ftyp, ...frees(18), meta]],
    ['with its list in the 21st', corrupt, [ftyp, ...frees(19), meta]],
    ['with more and none that moves', corrupt, [ftyp, ...frees(30)]],
    ['that ends in its list', truncated, [ftyp, meta.subarray(0, -1)]],
    ['that ends before its list', truncated, [ftyp, free]],
    ['that ends in a box', truncated, [ftyp, free, free.subarray(0, 7)]],
    ['with a box that is none', corrupt, [ftyp, big(4, 7), ascii('free'), meta]],
    ['that moves', frames, [ftyp, free, moov]],
    ['that moves and has a still picture before that', taken, [ftyp, meta, moov]],
    ['that moves and has a still picture behind that', taken, [ftyp, moov, meta]],
    ['that moves and is cut', truncated, [ftyp, moov, moov.subarray(0, -1)]],
    ['that moves behind what is no box', frames, [ftyp, moov, big(4, 7), ascii('free')]],
    ['that moves and has many boxes', frames, [ftyp, moov, ...frees(30)]],
    ['with a list of half a megabyte', taken, [ftyp, box('meta', metaOf({}), Buffer.alloc(500_000 - meta.length))]],
    [
      'with a longer one',
      { cause: 'too-many-parts' },
      [ftyp, box('meta', metaOf({}), Buffer.alloc(500_001 - meta.length))],
    ],
    ['of no picture', corrupt, [avif({ primary: 2 })]],
    ['whose picture is named behind its list', corrupt, [ftyp, unnamed, fullBox('pitm', big(2, 1))]],
    ['of no width', corrupt, [avif({ properties: [extent(0, 20), subsampled] })]],
    ['whose size is cut', corrupt, [avif({ properties: [box('ispe', big(4, 0, 10), big(2, 20)), subsampled] })]],
    ['of 51 MP', { cause: 'too-many-pixels' }, [avif({ properties: [extent(51_000, 1_000), subsampled] })]],
    ['of 20 MP', taken, [avif({ properties: [extent(19_999, 1_000), subsampled] })]],
    ['of more', { cause: 'too-much-memory' }, [avif({ properties: [extent(20_001, 1_000), subsampled] })]],
    ['put together in another way', frames, [avif({ items: [{ id: 1, type: 'iovl' }] })]],
  ])('%s', async (_, found, parts) => {
    expect(await look(Buffer.concat(parts))).toMatchObject(found)
  })

  test('has a thousand parts at most', async () => {
    const items = (count: number) => Array.from({ length: count }, (_, index) => ({ id: index + 1 }))
    expect(await look(avif({ items: items(1_000) }))).toMatchObject(taken)
    expect(await look(avif({ items: items(1_001) }))).toMatchObject({ cause: 'too-many-parts' })
  })

  test('is not looked at behind four reads, and nothing is said against what was not seen', async () => {
    const behind = (bytes: number) =>
      Buffer.concat([ftyp, ...new Array<Buffer>(4).fill(box('free', Buffer.alloc(bytes))), meta])
    expect(await look(behind(50_000), {}, true)).toMatchObject({ width: 10, ...taken })
    expect(await look(behind(70_000))).toMatchObject({ width: 10, ...taken })
    expect(await look(behind(70_000), {}, true)).toMatchObject({ width: undefined, ...taken })
    const long = Buffer.concat([ftyp, box('meta', metaOf({}), Buffer.alloc(70_000))])
    expect(await look(long)).toMatchObject({ width: 10, ...taken })
    expect(await look(long, {}, true)).toMatchObject({ width: undefined, ...taken })
  })
})

describe('an AVIF of tiles', () => {
  interface Grid {
    readonly tiles: readonly number[]
    readonly tile?: Partial<Item>
    readonly properties?: readonly Buffer[]
    readonly from?: number
  }
  /** A picture of 10 × 20, which is item 1; item 2 is the only tile. */
  const grid = ({ tiles, tile, properties = [], from = 1 }: Grid): Buffer =>
    avif({
      items: [
        { id: 1, type: 'grid', properties: [1] },
        { id: 2, properties: [2, 3], ...tile },
      ],
      properties: [extent(10, 20), ...(properties.length > 0 ? properties : [extent(5, 20), subsampled])],
      references: [{ type: 'dimg', from, to: tiles }],
    })

  test('takes as much as the picture or its tiles, whichever is more', async () => {
    expect(await look(grid({ tiles: [2, 2] }))).toMatchObject({ width: 10, height: 20, over: 200 * 18.5, ...taken })
    expect((await look(grid({ tiles: [2] }))).over).toBe(200 * 18.5)
    expect((await look(grid({ tiles: [2, 2, 2] }))).over).toBe(300 * 18.5)
    expect((await look(grid({ tiles: [2, 2], properties: [extent(5, 20), coding(0x40)] }))).over).toBe(200 * 25)
    expect((await look(grid({ tiles: [2, 2, 2, 3] }))).over).toBe(300 * 18.5)
  })

  test.each<readonly [string, string | undefined, Grid]>([
    ['that are there', undefined, { tiles: [2, 2] }],
    ['of which one is missing', 'corrupt', { tiles: [2, 3] }],
    ['of which there is none', 'corrupt', { tiles: [] }],
    ['that are those of another', 'corrupt', { tiles: [2, 2], from: 3 }],
    ['that are no pictures', 'corrupt', { tiles: [2], tile: { type: 'grid' } }],
    ['that are 256', undefined, { tiles: new Array<number>(256).fill(2) }],
    ['that are more', 'too-many-parts', { tiles: new Array<number>(257).fill(2) }],
    ['of 51 MP', 'too-many-pixels', { tiles: [2, 2, 2], properties: [extent(17_000, 1_000), subsampled] }],
    ['of 50 MP', 'too-much-memory', { tiles: [2, 2], properties: [extent(25_000, 1_000), subsampled] }],
  ])('%s', async (_, cause, of) => {
    expect((await look(grid(of))).cause).toBe(cause)
  })
})
