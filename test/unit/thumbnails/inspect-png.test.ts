import { crc32, deflateSync } from 'node:zlib'
import { isCutPng } from '../../../functions/thumbnails/inspect/png.ts'
import { ascii, big } from '../../corpus/item.ts'
import { chunk, header, png, signature } from '../../corpus/png.ts'
import { look } from './look.ts'

const pixels = chunk('IDAT', Buffer.from([1, 2, 3]))
const small = (...before: readonly Uint8Array[]) => png(header(10, 20), ...before, pixels)

/** A header chunk of bytes of one's own, with a checksum that fits. */
const oddHeader = (length: number, name: string, bytes: readonly number[]): Buffer => {
  const body = Buffer.concat([ascii(name), big(4, 10, 20), Buffer.from(bytes)])
  return Buffer.concat([big(4, length), body, big(4, crc32(body))])
}

describe('the header of a PNG', () => {
  test.each([
    ['as it should be', undefined, 13, 'IHDR', [8, 2, 0, 0, 0]],
    ['interlaced', undefined, 13, 'IHDR', [8, 2, 0, 0, 1]],
    ['of another name', 'corrupt', 13, 'IHDX', [8, 2, 0, 0, 0]],
    ['of another length', 'corrupt', 12, 'IHDR', [8, 2, 0, 0, 0]],
    ['of a colour that is none', 'corrupt', 13, 'IHDR', [8, 5, 0, 0, 0]],
    ['of a compression that is none', 'corrupt', 13, 'IHDR', [8, 2, 1, 0, 0]],
    ['of a filter that is none', 'corrupt', 13, 'IHDR', [8, 2, 0, 1, 0]],
    ['of an interlace that is none', 'corrupt', 13, 'IHDR', [8, 2, 0, 0, 2]],
  ] as const)('%s is %s', async (_, cause, length, name, bytes) => {
    expect((await look(png(oddHeader(length, name, bytes), pixels))).cause).toBe(cause)
  })

  // ISO 15948, table 11.1.
  test.each([
    [0, [1, 2, 4, 8, 16]],
    [2, [8, 16]],
    [3, [1, 2, 4, 8]],
    [4, [8, 16]],
    [6, [8, 16]],
  ])('of the colour %s allows the depths %j', async (colour, depths) => {
    const allowed: number[] = []
    for (let depth = 0; depth <= 17; depth += 1)
      if (!(await look(png(header(10, 20, { depth, colour }), pixels))).cause) allowed.push(depth)
    expect(allowed).toEqual(depths)
  })

  test('has a checksum that fits', async () => {
    const changed = Buffer.from(header(10, 20))
    changed.writeUInt8(11, 11)
    expect((await look(png(changed, pixels))).cause).toBe('corrupt')
  })

  // Six rows are held of each row of the picture, up to two thousand; an interlaced picture is held whole besides.
  test.each([
    [{ colour: 0 }, 1],
    [{ colour: 0, depth: 1 }, 1],
    [{ colour: 0, depth: 16 }, 2],
    [{ colour: 2 }, 3],
    [{ colour: 3 }, 3],
    [{ colour: 4 }, 2],
    [{ colour: 6 }, 4],
    [{ colour: 6, depth: 16 }, 8],
  ])('%j takes %s bytes a pixel', async (kind, pixel) => {
    const { over } = await look(png(header(10, 20, kind), pixels))
    const interlaced = await look(png(header(10, 20, { ...kind, interlaced: true }), pixels))
    expect([over, interlaced.over]).toEqual([10 * 120 * pixel, 10 * 120 * pixel + 200 * pixel])
  })

  test('takes one sample more where a chunk makes a colour transparent', async () => {
    expect((await look(small(chunk('tRNS', Buffer.alloc(6))))).over).toBe(10 * 120 * 4)
    const deep = png(header(10, 20, { depth: 16 }), chunk('tRNS', Buffer.alloc(6)), pixels)
    expect((await look(deep)).over).toBe(10 * 120 * 8)
  })

  test.each([
    [35, undefined],
    [36, 'too-many-pixels'],
  ])('of %s MP of 64 bits is %s: what it unpacks to counts', async (millions, cause) => {
    const deep = header(1_000, millions * 1_000, { depth: 16, colour: 6 })
    expect((await look(png(deep, pixels))).cause).toBe(cause)
  })

  test('alone, cut or whole, is a picture cut short', async () => {
    const whole = Buffer.concat([signature, header(10, 20)])
    expect(await look(whole)).toMatchObject({ width: 10, height: 20, cause: 'truncated' })
    expect(await look(whole.subarray(0, -1))).toMatchObject({ width: undefined, cause: 'truncated' })
  })
})

describe('the chunks of a PNG', () => {
  test('are walked up to the first with pixels', async () => {
    const there = Buffer.concat([signature, header(10, 20), chunk('gAMA', big(4, 45_455)), pixels.subarray(0, 8)])
    expect((await look(there)).cause).toBeUndefined()
    expect((await look(there.subarray(0, -1))).cause).toBe('truncated')
    expect((await look(png(header(10, 20)))).cause).toBe('corrupt')
  })

  test.each([
    ['a name that is none', 'corrupt', Buffer.concat([big(4, 0), ascii('ab-d')])],
    ['a length that is none', 'corrupt', Buffer.concat([big(4, 0x80000000), ascii('abcd')])],
    ['the greatest length', 'truncated', Buffer.concat([big(4, 0x7fffffff), ascii('abcd')])],
  ])('with %s are %s', async (_, cause, odd) => {
    expect((await look(small(odd))).cause).toBe(cause)
  })

  test('are a thousand at most', async () => {
    const of = (count: number) => look(small(Buffer.concat(new Array<Buffer>(count).fill(chunk('gAMA', big(4, 1))))))
    expect((await of(1_000)).cause).toBeUndefined()
    expect((await of(1_001)).cause).toBe('too-many-parts')
  })

  test('say how many frames an animated one has', async () => {
    expect((await look(small(chunk('acTL', big(4, 7, 9))))).frames).toBe(7)
    expect((await look(small(chunk('acTL', big(4, 7))))).frames).toBe(7)
    expect((await look(small(chunk('acTL', Buffer.alloc(3))))).frames).toBeUndefined()
    expect((await look(small(chunk('fcTL', big(4, 7, 9))))).frames).toBeUndefined()
    const cut = Buffer.concat([signature, header(10, 20), big(4, 8), ascii('acTL'), big(4, 7)])
    expect(await look(cut)).toMatchObject({ frames: 7, cause: 'truncated' })
    expect(await look(cut.subarray(0, -1))).toMatchObject({ frames: undefined, cause: 'truncated' })
  })

  test('are not looked at behind four reads, and nothing is said against what was not seen', async () => {
    const far = small(...new Array<Buffer>(20).fill(chunk('eXIf', Buffer.alloc(100_000))))
    expect(await look(far, {}, true)).toMatchObject({ width: 10, cause: undefined })
    expect((await look(far.subarray(0, 90_000), {}, true)).cause).toBe('truncated')
  })
})

describe('the texts of a PNG unpack to 8 MB at most', () => {
  const spaces = (bytes: number) => Buffer.alloc(bytes, 0x20)
  const text = (front: string, bytes: number, name: string) =>
    chunk(name, Buffer.concat([ascii(front), deflateSync(spaces(bytes))]))
  const plain = (bytes: number) => chunk('iTXt', Buffer.concat([ascii('k\0\0\0\0\0'), spaces(bytes - 6)]))

  test.each([
    ['a text', 'zTXt', 'Comment\0\0'],
    ['a text without a name', 'zTXt', '\0\0'],
    ['a profile', 'iCCP', 'ICC\0\0'],
    ['an international text', 'iTXt', 'Comment\0\x01\0en\0Kommentar\0'],
    ['an international text of no language', 'iTXt', 'Comment\0\x01\0\0\0'],
  ])('%s', async (_, name, front) => {
    expect((await look(small(text(front, 8e6, name)))).cause).toBeUndefined()
    expect((await look(small(text(front, 8e6 + 1, name)))).cause).toBe('too-much-memory')
  })

  test('all together, with those that are not packed', async () => {
    const most = text('a\0\0', 8e6 - 100, 'zTXt')
    expect((await look(small(most, plain(100)))).cause).toBeUndefined()
    expect((await look(small(most, plain(101)))).cause).toBe('too-much-memory')
    expect((await look(small(most, text('a\0\0', 100, 'zTXt')))).cause).toBeUndefined()
    expect((await look(small(most, text('a\0\0', 101, 'zTXt')))).cause).toBe('too-much-memory')
  })

  test('but what cannot be unpacked, or is no text, takes nothing', async () => {
    const all = text('a\0\0', 8e6, 'zTXt')
    const broken = chunk('zTXt', ascii('a\0\0nonsense'))
    const picture = chunk('eXIf', deflateSync(spaces(9e6)))
    expect((await look(small(all, broken, picture))).cause).toBeUndefined()
  })

  test('and one that the file ends in is cut short', async () => {
    const whole = Buffer.concat([signature, header(10, 20), text('a\0\0', 9e6, 'zTXt')])
    expect((await look(whole.subarray(0, -4))).cause).toBe('too-much-memory')
    expect((await look(whole.subarray(0, -5))).cause).toBe('truncated')
  })
})

describe('a PNG is cut', () => {
  const whole = small(chunk('gAMA', big(4, 1)))

  test.each([
    ['whole', whole, false],
    ['with something behind its end', Buffer.concat([whole, Buffer.alloc(50, 1)]), false],
    ['without the last byte', whole.subarray(0, -1), true],
    ['without its end', whole.subarray(0, -12), true],
    ['within its pixels', whole.subarray(0, -13), true],
    ['that is only its header', whole.subarray(0, 33), true],
  ])('%s', (_, bytes, cut) => {
    expect(isCutPng(bytes)).toBe(cut)
    // A part of something larger is not read beyond its ends.
    expect(isCutPng(Buffer.concat([ascii('before'), bytes]).subarray(6))).toBe(cut)
  })
})
