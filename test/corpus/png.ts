import { crc32, deflateSync } from 'node:zlib'
import { accepted, ascii, big, type CorpusItem, refused } from './item.ts'

export const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

export const chunk = (name: string, data: Uint8Array = new Uint8Array()): Buffer => {
  const body = Buffer.concat([ascii(name), data])
  return Buffer.concat([big(4, data.length), body, big(4, crc32(body))])
}

interface Look {
  readonly depth?: number
  readonly colour?: number
  readonly interlaced?: boolean
}

export const header = (
  width: number,
  height: number,
  { depth = 8, colour = 2, interlaced = false }: Look = {},
): Buffer =>
  chunk('IHDR', Buffer.concat([big(4, width, height), Buffer.from([depth, colour, 0, 0, interlaced ? 1 : 0])]))

export const png = (...chunks: readonly Uint8Array[]): Buffer => Buffer.concat([signature, ...chunks, chunk('IEND')])

/** Zeros, packed as a PNG's rows are. */
const zeros = (bytes: number): Buffer => chunk('IDAT', deflateSync(Buffer.alloc(bytes)))

/** Rows of zeros, each of which says that it was filtered so. ISO 15948, 9.2. */
const rows = (count: number, bytes: number, filter: number): Buffer => {
  const plain = Buffer.alloc(count * (bytes + 1))
  for (let at = 0; at < plain.length; at += bytes + 1) plain[at] = filter
  return chunk('IDAT', deflateSync(plain, { level: 1 }))
}

/** A red picture of 64 × 64 between chunks of one's own. */
const small = (...before: readonly Uint8Array[]): Buffer => png(header(64, 64), ...before, zeros(64 * (64 * 3 + 1)))

const packedText = (kind: 'zTXt' | 'iCCP', bytes: number): Buffer =>
  chunk(kind, Buffer.concat([ascii('Comment\0\0'), deflateSync(Buffer.alloc(bytes, 0x20))]))

export const pngItems = (): CorpusItem[] => [
  refused(
    'pixel bomb: a PNG of 256 MP',
    png(header(16_000, 16_000, { colour: 0, depth: 1 }), zeros(16_000 * 2001)),
    'front',
    'too-many-pixels',
  ),
  refused(
    'pixel bomb: a PNG as large as its header can say',
    png(header(0x7fffffff, 0x7fffffff), zeros(9)),
    'front',
    'too-many-pixels',
  ),
  refused(
    'pixel bomb: an interlaced PNG as large as its header can say',
    png(header(0x7fffffff, 0x7fffffff, { depth: 16, colour: 6, interlaced: true }), zeros(9)),
    'front',
    'too-many-pixels',
  ),
  refused(
    'pixel bomb: an interlaced PNG of a header and nothing',
    Buffer.concat([signature, header(0x7fffffff, 0x7fffffff, { interlaced: true }), zeros(1), chunk('IEND')]),
    'front',
    'too-many-pixels',
  ),
  refused(
    'interlaced bomb of 16 bits',
    png(header(7000, 7000, { depth: 16, colour: 6, interlaced: true }), zeros(9)),
    'front',
    'too-much-memory',
  ),
  refused(
    'a PNG of 49 MP of 64 bits, each row with the slowest filter',
    png(header(7000, 7000, { depth: 16, colour: 6 }), rows(7000, 7000 * 8, 4)),
    'front',
    'too-many-pixels',
  ),
  accepted(
    'a PNG of 46 MP of 48 bits, each row with the slowest filter',
    png(header(6780, 6780, { depth: 16, colour: 2 }), rows(6780, 6780 * 6, 4)),
  ),
  accepted(
    'a PNG of 34 MP of 64 bits, each row with the slowest filter',
    png(header(5900, 5900, { depth: 16, colour: 6 }), rows(5900, 5900 * 8, 4)),
  ),
  refused('one row of 49 MP', png(header(49_000_000, 1), zeros(147_000_001)), 'front', 'too-much-memory'),
  accepted('interlaced picture of 12 MP', png(header(4000, 3000, { colour: 0, interlaced: true }), zeros(12_020_000))),
  refused('a PNG of no width', png(header(0, 10), zeros(10)), 'front', 'corrupt'),
  refused('a PNG of a depth that is none', png(header(10, 10, { depth: 7 }), zeros(310)), 'front', 'corrupt'),
  refused('a PNG without its header', Buffer.concat([signature, zeros(10), chunk('IEND')]), 'front', 'corrupt'),
  refused('a PNG without pixels', png(header(10, 10)), 'front', 'corrupt'),
  refused(
    'a PNG whose header was changed',
    Buffer.concat([signature, Buffer.from(header(10, 10)).fill(9, 19, 20), zeros(310)]),
    'front',
    'corrupt',
  ),
  refused(
    'a PNG whose packed pixels are nonsense',
    png(header(64, 64), chunk('IDAT', Buffer.alloc(5000, 7))),
    'decoder',
    'corrupt',
  ),
  refused('a PNG with a part that nobody knows', small(chunk('ABCD', ascii('x'))), 'decoder', 'corrupt'),
  refused(
    'a PNG with a chunk longer than the file',
    Buffer.concat([signature, header(10, 10), big(4, 0x7ffffff0), ascii('tEXt')]),
    'front',
    'truncated',
  ),
  refused(
    'a PNG of 100,000 chunks',
    small(Buffer.concat(new Array<Buffer>(100_000).fill(chunk('tEXt', ascii('a\0b'))))),
    'front',
    'too-many-parts',
  ),
  refused('a PNG with 50 MB of text in 50 KB', small(packedText('zTXt', 50_000_000)), 'front', 'too-much-memory'),
  refused(
    'a PNG with texts of 500 MB in 500 KB',
    small(...new Array<Buffer>(10).fill(packedText('zTXt', 50_000_000))),
    'front',
    'too-much-memory',
  ),
  refused('a PNG with a profile of 50 MB in 50 KB', small(packedText('iCCP', 50_000_000)), 'front', 'too-much-memory'),
  accepted('a PNG with 5 MB of text in 5 KB', small(packedText('zTXt', 5_000_000))),
  accepted('an animated PNG of 10,000 frames', small(chunk('acTL', big(4, 10_000, 0)))),
  accepted('a PNG with an archive behind it', Buffer.concat([small(), ascii('PK\x03\x04'), Buffer.alloc(5000, 3)])),
]
