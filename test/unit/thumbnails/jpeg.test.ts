import sharp from 'sharp'
import { walkJpeg } from '../../../functions/thumbnails/inspect/jpeg.ts'
import { distantSource, sourceOf } from '../../../functions/thumbnails/inspect/source.ts'
import { bytesOf, eoi, frame, scan, segment, soi } from './jpeg-files.ts'

const honest = {
  width: 640,
  height: 480,
  components: 1,
  samples: 1,
  scans: 1,
  segments: expect.any(Number),
  inParts: false,
  arithmetic: false,
  exotic: false,
  deep: false,
}
const baseline = frame(0xc0, 640, 480)
const progressive = frame(0xc2, 640, 480)

const walk = (bytes: Uint8Array) => walkJpeg(sourceOf(bytes))

/** The same, as it looks from afar: piece by piece, as many as there are. */
const walkPieces = async (bytes: Uint8Array, pieceBytes: number) => {
  const source = sourceOf(bytes)
  let piece = { bytes: Buffer.alloc(0), from: 0 }
  return walkJpeg({
    ...source,
    need: async (at, length) => {
      if (at + length > bytes.length) return false
      if (at >= piece.from && at + length <= piece.from + piece.bytes.length) return true
      piece = { bytes: Buffer.from(bytes.subarray(at, at + Math.max(length, pieceBytes))), from: at }
      return true
    },
    piece: () => piece,
  })
}

test('an honest picture has one scan', async () =>
  expect(await walk(bytesOf(soi, baseline, scan(), eoi))).toEqual(honest))

test.each([
  ['fill bytes before a marker', bytesOf(soi, baseline, [0xff, 0xff, 0xff], scan(), eoi)],
  ['stray bytes between segments', bytesOf(soi, [1, 2, 0xff, 0x00, 3], baseline, [9, 9], scan(), eoi)],
  ['stuffed FF in the data of a scan', bytesOf(soi, baseline, scan([0xff, 0x00, 0xda, 0xff, 0x00]), eoi)],
  ['restart markers in the data', bytesOf(soi, baseline, scan([1, 0xff, 0xd0, 2, 0xff, 0xd7, 3]), eoi)],
  [
    'FFDA inside an application segment',
    bytesOf(soi, segment(0xe1, [0xff, 0xda, 0, 8, 0xff, 0xda]), baseline, scan(), eoi),
  ],
  ['FFDA inside a comment', bytesOf(soi, segment(0xfe, scan()), baseline, scan(), eoi)],
  [
    'a whole preview in an application segment',
    bytesOf(soi, segment(0xe1, [...soi, ...frame(0xc9, 9, 9), ...scan(), ...eoi]), baseline, scan(), eoi),
  ],
  [
    'a second picture behind the end',
    bytesOf(soi, baseline, scan(), eoi, soi, frame(0xc9, 9999, 9999), scan(), scan(), eoi),
  ],
  ['no end marker', bytesOf(soi, baseline, scan())],
  ['scans behind the one that has everything', bytesOf(soi, baseline, scan(), scan(), scan(), eoi)],
])('%s does not mislead', async (_, bytes) => {
  expect(await walk(bytes)).toEqual(honest)
  for (const pieceBytes of [1, 2, 3, 7]) expect(await walkPieces(bytes, pieceBytes)).toEqual(honest)
})

test('every scan counts, however it is hidden', async () => {
  const megabyte = Array.from({ length: 16 }, () => segment(0xe2, new Array(65_000).fill(0xff))).flat()
  const hidden = bytesOf(
    soi,
    megabyte,
    progressive,
    scan([]),
    [0xff, 0xff, 0xff],
    scan([0xff, 0x00]),
    [7, 7],
    scan(),
    eoi,
  )
  expect((await walk(hidden)).scans).toBe(3)
  expect((await walkPieces(hidden, 5)).scans).toBe(3)
})

test('a reserved marker cannot hide what follows behind a length of its own', async () => {
  for (const reserved of [0x02, 0xbf, 0xc8, 0xf0, 0xfd]) {
    const bytes = bytesOf(soi, progressive, scan([1, 0xff, reserved, 0xff, 0xf0]), scan(), scan(), eoi)
    expect((await walk(bytes)).scans).toBe(3)
  }
})

test('a length of zero does not stop the walk', async () =>
  expect(await walk(bytesOf(soi, [0xff, 0xe0, 0, 0], baseline, scan(), eoi))).toEqual(honest))

test.each([
  [0xc0, false, false],
  [0xc1, false, false],
  [0xc2, false, false],
  [0xc3, false, true],
  [0xc5, false, true],
  [0xc7, false, true],
  [0xc9, true, false],
  [0xca, true, false],
  [0xcb, true, true],
  [0xcf, true, true],
])('the coding %i is arithmetic: %s, lossless or hierarchical: %s', async (marker, arithmetic, exotic) =>
  expect(await walk(bytesOf(soi, frame(marker, 1, 1), scan(), eoi))).toMatchObject({ arithmetic, exotic }),
)

test('tables are not frames', async () => {
  const tables = [segment(0xc4, [1, 2, 3, 4, 5, 6]), segment(0xcc, [0, 0]), segment(0xdb, [0, 1, 2, 3, 4, 5, 6])]
  expect(await walk(bytesOf(soi, ...tables, baseline, scan(), eoi))).toEqual(honest)
})

test('from afar a walk ends after four reads, and says so', async () => {
  const bytes = Buffer.concat([bytesOf(soi, progressive, scan()), Buffer.alloc(2e6, 0x12), bytesOf(scan(), eoi)])
  let reads = 0
  const read = async (from: number, length: number) => {
    reads += 1
    return bytes.subarray(from, from + length)
  }
  const source = distantSource(read, bytes.length)
  expect((await walkJpeg(source)).scans).toBe(1)
  expect([source.spent(), reads]).toEqual([true, 4])
})

test.each([
  ['baseline', {}, 1],
  ['progressive', { progressive: true }, 10],
  ['progressive, as mozjpeg orders its scans', { mozjpeg: true }, 10],
])('a real picture is read as it is: %s', async (_, options, atMost) => {
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const
  const picture = sharp({ create: { width: 333, height: 222, channels: 3, background: '#888', noise } })
  const facts = await walk(
    await picture
      .jpeg(options)
      .withExif({ IFD0: { Copyright: 'Mina' } })
      .toBuffer(),
  )
  expect(facts).toMatchObject({ width: 333, height: 222, arithmetic: false, exotic: false })
  expect(facts.scans).toBeGreaterThanOrEqual(atMost === 1 ? 1 : 4)
  expect(facts.scans).toBeLessThanOrEqual(atMost)
})

test.each([
  [7, 640, 480, 0],
  [6, 0, 0, 0],
])('a frame of %i bytes tells as much as it holds', async (length, width, height, components) => {
  const whole = Buffer.from([0x00, length, 8, 480 >> 8, 480 & 255, 640 >> 8, 640 & 255])
  const facts = await walk(
    Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xc0]), whole.subarray(0, length), Buffer.from([0xff, 0xd9])]),
  )
  expect(facts).toMatchObject({ width, height, components })
})
