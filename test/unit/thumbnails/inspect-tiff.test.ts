import { look } from './look.ts'

/** A tag, its kind (3: 2 bytes, 4: 4 bytes), how many values it has, and the first. */
type Entry = readonly [tag: number, kind: 3 | 4, count: number, value: number]

const number = (order: 'II' | 'MM', bytes: 2 | 4, value: number): Buffer => {
  const buffer = Buffer.alloc(bytes)
  if (order === 'II') buffer.writeUIntLE(value, 0, bytes)
  else buffer.writeUIntBE(value, 0, bytes)
  return buffer
}

const page = (order: 'II' | 'MM', entries: readonly Entry[], next: number): Buffer =>
  Buffer.concat([
    number(order, 2, entries.length),
    ...entries.flatMap(([tag, kind, count, value]) => [
      number(order, 2, tag),
      number(order, 2, kind),
      number(order, 4, count),
      ...(kind === 3 ? [number(order, 2, value), Buffer.from([0xee, 0xee])] : [number(order, 4, value)]),
    ]),
    number(order, 4, next),
  ])

const start = (order: 'II' | 'MM', first = 8): Buffer =>
  Buffer.concat([Buffer.from(order), number(order, 2, 42), number(order, 4, first)])

const wide: Entry = [256, 3, 1, 10]
const high: Entry = [257, 4, 1, 20]
const tiff = (order: 'II' | 'MM', ...entries: readonly Entry[]) =>
  Buffer.concat([start(order), page(order, entries, 0)])

describe.each(['II', 'MM'] as const)('a TIFF in the order %s', (order) => {
  // Six rows of each row are held, up to two thousand, and a strip or a row of tiles twice.
  test.each<readonly [string, number, readonly Entry[]]>([
    ['of nothing but its size', 3 * 10 * (120 + 40), []],
    ['of one bit', 3 * 10 * (120 + 40), [[258, 3, 1, 1]]],
    ['of 16 bits', 6 * 10 * (120 + 40), [[258, 3, 1, 16]]],
    ['of 32 bits', 12 * 10 * (120 + 40), [[258, 4, 1, 32]]],
    ['of two samples of 8 bits', 3 * 10 * (120 + 40), [[258, 3, 2, 8]]],
    ['whose bits stand elsewhere', 6 * 10 * (120 + 40), [[258, 3, 3, 900]]],
    ['of four samples', 4 * 10 * (120 + 40), [[277, 3, 1, 4]]],
    ['in strips of five rows', 3 * 10 * (120 + 10), [[278, 3, 1, 5]]],
    ['in strips of more rows than it has', 3 * 10 * (120 + 40), [[278, 4, 1, 0xffffffff]]],
    ['in tiles of 16 rows', 3 * 10 * (120 + 32), [[323, 3, 1, 16]]],
  ])('%s takes %s bytes', async (_, over, entries) => {
    expect(await look(tiff(order, wide, high, ...entries))).toEqual({ width: 10, height: 20, frames: 1, over })
  })

  test('may start anywhere, and have several pages', async () => {
    const one = page(order, [wide, high], 8)
    const last = page(order, [high], 0)
    const two = [start(order, 8 + last.length), last, one]
    expect(await look(Buffer.concat(two))).toMatchObject({ width: 10, height: 20, frames: 2, cause: undefined })
  })
})

describe('a TIFF', () => {
  test.each<readonly [string, string | undefined, Buffer]>([
    ['without a width', 'corrupt', tiff('II', high)],
    ['without a height', 'corrupt', tiff('II', wide)],
    ['of 501 entries', 'too-many-parts', tiff('II', wide, high, ...new Array<Entry>(499).fill([999, 4, 1, 1]))],
    ['of 500', undefined, tiff('II', wide, high, ...new Array<Entry>(498).fill([999, 4, 1, 1]))],
    ['cut in its first directory', 'truncated', tiff('II', wide, high).subarray(0, -1)],
    ['cut before it', 'truncated', tiff('II', wide, high).subarray(0, 9)],
    ['cut in its start', 'truncated', start('II').subarray(0, 7)],
    ['whose first page lies behind its end', 'truncated', start('II')],
    ['of 51 MP', 'too-many-pixels', tiff('II', [256, 4, 1, 51_000], [257, 4, 1, 1_000], [278, 4, 1, 1])],
    [
      'whose pixels unpack to too much',
      'too-many-pixels',
      tiff('II', [256, 4, 1, 1_000], [257, 4, 1, 48_000], [258, 3, 3, 900], [278, 4, 1, 1]),
    ],
    ['whose strip takes too much', 'too-much-memory', tiff('II', [256, 4, 1, 7_000], [257, 4, 1, 7_000])],
  ])('%s is %s', async (_, cause, bytes) => {
    expect((await look(bytes)).cause).toBe(cause)
  })

  const empty = page('II', [], 0).length
  /** A picture, and then so many pages of nothing; the last says where the next one is. */
  const pages = (more: number, lastNext = 0): Buffer => {
    const first = page('II', [wide, high], more > 0 ? 8 + page('II', [wide, high], 0).length : lastNext)
    const at = (index: number) => 8 + first.length + index * empty
    const others = Array.from({ length: more }, (_, index) =>
      page('II', [], index === more - 1 ? lastNext : at(index + 1)),
    )
    return Buffer.concat([start('II'), first, ...others])
  }

  test('has 200 pages at most', async () => {
    expect(await look(pages(199))).toMatchObject({ frames: 200, cause: undefined })
    expect(await look(pages(200))).toMatchObject({ frames: 201, cause: 'too-many-frames' })
  })

  test('has each page once', async () => {
    expect(await look(pages(0, 8))).toMatchObject({ frames: 1, cause: 'corrupt' })
    expect(await look(pages(3, 8))).toMatchObject({ frames: 4, cause: 'corrupt' })
  })

  test('has all its pages', async () => {
    expect(await look(pages(3).subarray(0, -1))).toMatchObject({ width: 10, frames: 4, cause: 'truncated' })
    expect(await look(pages(3).subarray(0, -empty))).toMatchObject({ width: 10, frames: 4, cause: 'truncated' })
    expect(await look(pages(3, 1_000_000))).toMatchObject({ width: 10, frames: 5, cause: 'truncated' })
  })

  test('is not looked at behind four reads, and nothing is said against what was not seen', async () => {
    const far = (first: number, steps: number): Buffer => {
      const bytes = Buffer.alloc(first + steps * 70_000 + 200)
      start('II', first).copy(bytes)
      for (let step = 0; step < steps; step += 1) {
        const at = first + step * 70_000
        page('II', [wide, high], step === steps - 1 ? 0 : at + 70_000).copy(bytes, at)
      }
      return bytes
    }
    // The first of the four has the front.
    expect(await look(far(70_000, 3), {}, true)).toMatchObject({ width: 10, frames: 3, cause: undefined })
    expect(await look(far(70_000, 9))).toMatchObject({ width: 10, frames: 9, cause: undefined })
    expect(await look(far(70_000, 9), {}, true)).toMatchObject({ width: 10, frames: 4, cause: undefined })
  })
})
