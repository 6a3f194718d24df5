import sharp from 'sharp'
import { walkJpeg } from '../../../functions/thumbnails/jpeg.ts'
import { bytesOf, eoi, frame, scan, segment, soi } from './jpeg-files.ts'

const honest = { width: 640, height: 480, scans: 1, arithmetic: false, exotic: false }
const baseline = frame(0xc0, 640, 480)

test('an honest picture has one scan', () => expect(walkJpeg(bytesOf(soi, baseline, scan(), eoi))).toEqual(honest))

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
])('%s does not mislead', (_, bytes) => expect(walkJpeg(bytes)).toEqual(honest))

test('every scan counts, however it is hidden', () => {
  const megabyte = Array.from({ length: 16 }, () => segment(0xe2, new Array(65_000).fill(0xff))).flat()
  const hidden = bytesOf(soi, megabyte, baseline, scan([]), [0xff, 0xff, 0xff], scan([0xff, 0x00]), [7, 7], scan(), eoi)
  expect(walkJpeg(hidden).scans).toBe(3)
})

test('a reserved marker cannot hide what follows behind a length of its own', () => {
  for (const reserved of [0x02, 0xbf, 0xc8, 0xf0, 0xfd])
    expect(walkJpeg(bytesOf(soi, baseline, scan([1, 0xff, reserved, 0xff, 0xf0]), scan(), scan(), eoi)).scans).toBe(3)
})

test('a length of zero does not stop the walk', () =>
  expect(walkJpeg(bytesOf(soi, [0xff, 0xe0, 0, 0], baseline, scan(), eoi))).toEqual(honest))

test('arithmetic coding is seen, sequential and progressive', () => {
  expect(walkJpeg(bytesOf(soi, frame(0xc9, 1, 1), scan(), eoi)).arithmetic).toBe(true)
  expect(walkJpeg(bytesOf(soi, frame(0xca, 1, 1), scan(), eoi)).arithmetic).toBe(true)
  expect(walkJpeg(bytesOf(soi, frame(0xc2, 1, 1), scan(), eoi)).arithmetic).toBe(false)
})

test('lossless and hierarchical coding is exotic', () => {
  for (const marker of [0xc3, 0xc5, 0xc7, 0xcb, 0xcf])
    expect(walkJpeg(bytesOf(soi, frame(marker, 1, 1), eoi)).exotic).toBe(true)
  for (const marker of [0xc0, 0xc1, 0xc2]) expect(walkJpeg(bytesOf(soi, frame(marker, 1, 1), eoi)).exotic).toBe(false)
})

test('tables are not frames', () => {
  const tables = [segment(0xc4, [1, 2, 3, 4, 5, 6]), segment(0xcc, [0, 0]), segment(0xdb, [0, 1, 2, 3, 4, 5, 6])]
  expect(walkJpeg(bytesOf(soi, ...tables, baseline, scan(), eoi))).toEqual(honest)
})

test('10 MB of data take no longer than a blink', () => {
  const bytes = new Uint8Array(10e6).fill(0xff)
  bytes.set(bytesOf(soi, baseline, scan()))
  const start = performance.now()
  walkJpeg(bytes)
  expect(performance.now() - start).toBeLessThan(1_000)
})

test.each([
  ['baseline', {}, 1],
  ['progressive', { progressive: true }, 10],
  ['progressive, as mozjpeg orders its scans', { mozjpeg: true }, 10],
])('a real picture is read as it is: %s', async (_, options, atMost) => {
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const
  const picture = sharp({ create: { width: 333, height: 222, channels: 3, background: '#888', noise } })
  const facts = walkJpeg(
    await picture
      .jpeg(options)
      .withExif({ IFD0: { Copyright: 'Mina' } })
      .toBuffer(),
  )
  expect(facts).toMatchObject({ width: 333, height: 222, arithmetic: false, exotic: false })
  expect(facts.scans).toBeGreaterThanOrEqual(atMost === 1 ? 1 : 4)
  expect(facts.scans).toBeLessThanOrEqual(atMost)
})
