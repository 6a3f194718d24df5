import { inspect, refuseBySize } from '../../../functions/thumbnails/inspection.ts'
import { bytesOf, eoi, frame, scan, soi } from './jpeg-files.ts'

const jpeg = (marker: number, width: number, height: number, scans: number) =>
  inspect(bytesOf(soi, frame(marker, width, height), ...Array.from({ length: scans }, () => scan([])), eoi))

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
])('%s', (_, marker, width, height, scans, cause) => {
  const { facts, refusal } = jpeg(marker, width, height, scans)
  expect(refusal?.cause).toBe(cause)
  expect(facts).toMatchObject({ type: 'jpeg', width, height, scans })
})

test('nothing at all is empty', () => expect(inspect(new Uint8Array()).refusal?.cause).toBe('empty'))

test.each([
  [undefined, undefined],
  [1, undefined],
  [40_000_000, undefined],
  [40_000_001, 'too-big'],
  [0, 'empty'],
])('%s bytes are %s where 40 MB are the most', (bytes, cause) => expect(refuseBySize(bytes, 40)?.cause).toBe(cause))
