import { inspect, inspectUpload } from '../../../functions/thumbnails/inspect/inspection.ts'
import { refuseBySize } from '../../../functions/thumbnails/inspect/limits.ts'
import { scanBomb } from '../../../local/tour/scan-bomb.ts'
import { bytesOf, eoi, frame, scan, segment, soi } from './jpeg-files.ts'

const choices = { frames: 'first', acceptTiff: false, resampling: 'gamma', maxPixels: 50e6 } as const

const jpeg = (marker: number, width: number, height: number, scans: number) =>
  bytesOf(soi, frame(marker, width, height), ...Array.from({ length: scans }, () => scan([])), eoi)

test.each([
  ['a progressive photo of 48 MP', 0xc2, 8000, 6000, 12, undefined],
  ['a small picture in very many scans', 0xc2, 100, 100, 499, undefined],
  ['a scan bomb of 49 MP', 0xc2, 7000, 7000, 2647, 'too-many-scans'],
  ['49 MP in 100 scans', 0xc2, 7000, 7000, 100, 'too-many-scans'],
  ['a small picture in more', 0xc2, 8, 8, 501, 'too-many-scans'],
  ['arithmetic coding', 0xca, 8, 8, 1, 'arithmetic-coding'],
  ['arithmetic coding, sequential', 0xc9, 8, 8, 1, 'arithmetic-coding'],
  ['lossless coding', 0xc3, 8, 8, 1, 'unsupported-type'],
  ['51 MP', 0xc0, 8500, 6000, 1, 'too-many-pixels'],
  ['the largest picture that a header can claim', 0xc0, 65_500, 65_500, 1, 'too-many-pixels'],
])('%s', async (_, marker, width, height, scans, cause) => {
  const { facts, refusal } = await inspect(jpeg(marker, width, height, scans), choices)
  expect(refusal?.cause).toBe(cause)
  expect(facts).toMatchObject({ type: 'jpeg', width, height, scans })
})

test('nothing at all is empty', async () =>
  expect((await inspect(new Uint8Array(), choices)).refusal?.cause).toBe('empty'))

test.each([
  [1, undefined],
  [40_000_000, undefined],
  [40_000_001, 'too-big'],
  [0, 'empty'],
])('%s bytes are %s where 40 MB are the most', (bytes, cause) => expect(refuseBySize(bytes, 40)?.cause).toBe(cause))

/** A JPEG of three components. */
const colour = (marker: number, width: number, height: number, first: number): number[] =>
  segment(marker, [8, height >> 8, height & 255, width >> 8, width & 255, 3, 1, first, 0, 2, 0x11, 0, 3, 0x11, 0])

test.each([
  ['progressive 4:4:4 of 48 MP', 0xc2, 0x11, 288e6, undefined],
  ['progressive 4:2:0 of 48 MP', 0xc2, 0x22, 144e6, undefined],
  ['baseline in three scans', 0xc0, 0x11, 288e6, undefined],
])('%s keeps its coefficients in memory', async (_, marker, first, memory, cause) => {
  const bytes = bytesOf(soi, colour(marker, 8000, 6000, first), scan(), scan(), scan(), eoi)
  const { facts, refusal } = await inspect(bytes, choices)
  expect([facts.memory, refusal?.cause]).toEqual([memory + bytes.length, cause])
})

test('four components of 50 MP in several scans do not fit', async () => {
  const four = segment(0xc2, [8, 0x17, 0x70, 0x20, 0x8d, 4, ...[1, 2, 3, 4].flatMap((id) => [id, 0x11, 0])])
  expect((await inspect(bytesOf(soi, four, scan(), eoi), choices)).refusal?.cause).toBe('too-much-memory')
})

test('a scan bomb’s reason says how often it goes over its pixels, or at least how often as far as it was read', async () => {
  const bomb = scanBomb(7000, 7000, 2647)
  expect((await inspect(bomb, choices)).refusal?.reason).toContain(' pixels 2647 times;')
  const read = async (from: number, length: number) => bomb.subarray(from, from + length)
  const { facts, refusal } = await inspectUpload(read, bomb.length, choices)
  expect(refusal?.reason).toContain(` pixels at least ${facts.scans} times;`)
  expect(facts.scans).toBeLessThan(2647)
})

test('an ordinary photo is decided by one read, and no more is read than there is', async () => {
  const bytes = Buffer.concat([jpeg(0xc0, 4000, 3000, 1), Buffer.alloc(3e6)])
  const reads: (readonly [number, number])[] = []
  const read = async (from: number, length: number) => {
    reads.push([from, length])
    return bytes.subarray(from, from + length)
  }
  const { facts, refusal } = await inspectUpload(read, bytes.length, choices)
  expect([facts.width, facts.height, refusal]).toEqual([4000, 3000, undefined])
  expect(reads).toEqual([[0, 65_536]])
})

test('what reading throws is thrown: it is not the file that is wrong', async () => {
  const read = () => Promise.reject(new Error('slow down'))
  await expect(inspectUpload(read, 100, choices)).rejects.toThrow('slow down')
})
