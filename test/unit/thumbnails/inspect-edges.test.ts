import { inspect, inspectUpload } from '../../../functions/thumbnails/inspect/inspection.ts'
import { walkJpeg } from '../../../functions/thumbnails/inspect/jpeg.ts'
import {
  refuseByMemory,
  refuseByPixels,
  refuseByUnpacked,
  rowMemory,
} from '../../../functions/thumbnails/inspect/limits.ts'
import { distantSource, sourceOf } from '../../../functions/thumbnails/inspect/source.ts'
import { bytesOf, eoi, frame, scan, segment, soi } from './jpeg-files.ts'

const choices = { frames: 'first', acceptTiff: false, resampling: 'gamma', maxPixels: 50e6 } as const

describe('a picture is refused', () => {
  test.each([
    [1, 1, 1, undefined],
    [0, 1, 1, 'corrupt'],
    [1, 0, 1, 'corrupt'],
    [10_000, 5_000, 1, undefined],
    [10_001, 5_000, 1, 'too-many-pixels'],
    [5_000, 5_000, 2, undefined],
    [5_000, 5_001, 2, 'too-many-pixels'],
    [16_666_667, 3, 1, 'too-many-pixels'],
  ])('by its pixels: %s × %s in %s frames is %s', (width, height, frames, cause) => {
    expect(refuseByPixels(width, height, 50e6, frames)?.cause).toBe(cause)
  })

  test('with the frames in the reason where there are several', () => {
    expect(refuseByPixels(10_001, 5_000, 50e6)?.reason).toMatch(/^It has 10001 × 5000 = 50\.0 million pixels/)
    expect(refuseByPixels(5_000, 5_001, 50e6, 2)?.reason).toMatch(/^It has 2 frames of 5000 × 5001 = /)
  })

  test('by what its pixels unpack to, and by memory', () => {
    expect(refuseByUnpacked(35_000_000, 1, 8)).toBeUndefined()
    expect(refuseByUnpacked(35_000_001, 1, 8)?.reason).toBe(
      'It has 35.0 million pixels of 64 bits; at most 35.0 million of these are decoded.',
    )
    expect(refuseByMemory(310e6)).toBeUndefined()
    expect(refuseByMemory(310e6 + 1)?.cause).toBe('too-much-memory')
  })

  test('and holds at most two thousand rows', () => {
    expect(rowMemory(10, 100, 3)).toBe(18_000)
    expect(rowMemory(10, 1_000, 3)).toBe(60_000)
  })
})

describe('a JPEG', () => {
  test.each([
    [0xc0, false, false, false],
    [0xc1, false, false, false],
    [0xc2, true, false, false],
    [0xc3, false, false, true],
    [0xc5, false, false, true],
    [0xc7, false, false, true],
    [0xc9, false, true, false],
    [0xca, false, true, false],
    [0xcb, false, true, true],
    [0xcd, false, true, true],
    [0xcf, false, true, true],
  ])(
    'of the frame %s is in parts: %s, of arithmetic coding: %s, of no camera: %s',
    async (marker, inParts, arithmetic, exotic) => {
      const found = await walkJpeg(sourceOf(bytesOf(soi, frame(marker, 8, 8), scan(), eoi)))
      expect(found).toMatchObject({ inParts, arithmetic, exotic, deep: false, width: 8, height: 8, scans: 1 })
    },
  )

  test.each([
    ['without a scan', 'truncated', bytesOf(soi, frame(0xc0, 8, 8), eoi)],
    ['without a frame', 'corrupt', bytesOf(soi, scan(), eoi)],
    ['without either', 'truncated', bytesOf(soi, [0xff, 0xfe, 0, 2], eoi)],
    ['with both', undefined, bytesOf(soi, frame(0xc0, 8, 8), scan(), eoi)],
  ])('%s is %s', async (_, cause, bytes) => {
    expect((await inspect(bytes, choices)).refusal?.cause).toBe(cause)
  })
})

test.each([
  [8, 8, 500, undefined],
  [8, 8, 501, 'too-many-scans'],
  [5_000, 5_000, 100, undefined],
  [5_000, 5_001, 100, 'too-many-scans'],
])('a JPEG of %s × %s pixels in %s scans is %s', async (width, height, scans, cause) => {
  const parts = new Array<number[]>(scans).fill(scan([]))
  const { refusal } = await inspect(bytesOf(soi, frame(0xc2, width, height), ...parts, eoi), choices)
  expect(refusal?.cause).toBe(cause)
  if (cause)
    expect(refusal?.reason).toBe(
      `It is a JPEG that goes over its ${width === 8 ? '0.0' : '25.0'} million pixels ${scans} times; photos do so a dozen times at most.`,
    )
})

test('a JPEG in several scans keeps two bytes of each sample, and rows where light is averaged', async () => {
  const bytes = bytesOf(soi, frame(0xc2, 10, 20), scan(), eoi)
  expect((await inspect(bytes, choices)).facts.memory).toBe(bytes.length + 400)
  expect((await inspect(bytes, { ...choices, resampling: 'linear' })).facts.memory).toBe(bytes.length + 400 + 10 * 120)
})

describe('a source', () => {
  const bytes = Uint8Array.from([1, 2, 3, 4])

  test('has what lies within the file, near and afar, and reads nothing for the rest', async () => {
    let reads = 0
    const read = async (from: number, length: number) => {
      reads += 1
      return bytes.subarray(from, from + length)
    }
    for (const source of [sourceOf(bytes), distantSource(read, 4)]) {
      for (const [at, length] of [
        [-1, 1],
        [-1, 9],
        [4, 1],
        [0, 5],
        [3, 2],
      ] as const)
        expect(await source.need(at, length)).toBe(false)
      expect([reads, source.spent()]).toEqual([0, false])
    }
    for (const source of [sourceOf(bytes), distantSource(read, 4)])
      for (const [at, length] of [
        [3, 1],
        [0, 4],
        [1, 2],
        [4, 0],
      ] as const)
        expect(await source.need(at, length)).toBe(true)
    expect(reads).toBe(2)
  })

  test('of one byte is read as it is', async () => {
    const read = async () => Buffer.from('a')
    expect((await inspectUpload(read, 1, choices)).facts).toEqual((await inspect(Buffer.from('a'), choices)).facts)
  })
})

describe('the walk over a JPEG', () => {
  const walk = (...parts: number[][]) => walkJpeg(sourceOf(bytesOf(soi, ...parts)))

  test('finds the next part behind any number of other bytes', async () => {
    for (let stray = 0; stray < 20; stray += 1)
      expect(await walk(frame(0xc0, 8, 8), new Array<number>(stray).fill(1), scan(), eoi)).toMatchObject({ scans: 1 })
  })

  test('counts what is there where the file ends in a part', async () => {
    expect(await walk(frame(0xc0, 8, 8), [0xff, 0xda, 0, 8])).toMatchObject({ width: 8, scans: 1 })
    expect(await walk(frame(0xc0, 8, 8), [0xff, 0xe0, 0])).toMatchObject({ width: 8, scans: 0 })
    expect(await walk(frame(0xc0, 8, 8), [0xff, 0xda])).toMatchObject({ width: 8, scans: 1 })
    expect(await walk([0xff, 0xc9, 0, 2])).toMatchObject({ arithmetic: true, components: 0 })
  })

  // ITU-T T.81, A.1.1: each component has its share of the largest, on either side.
  test.each([
    [3, [0x11, 0x11, 0x11]],
    [1.5, [0x22, 0x11, 0x11]],
    [2, [0x21, 0x11, 0x11]],
    [2, [0x11, 0x11]],
    [0.5, [0x41, 0x14]],
    [2, [0x00, 0x11]],
  ])('keeps %s samples of a pixel where its components are sampled as %j', async (samples, factors) => {
    const components = factors.flatMap((factor, index) => [index, factor, 0])
    const header = segment(0xc2, [8, 0, 8, 0, 8, factors.length, ...components])
    expect(await walk(header, scan(), eoi)).toMatchObject({ samples, components: factors.length })
  })

  test('is the same from afar, wherever a piece of it ends', async () => {
    const filler = [0xff, 0xe1, 0xff, 0xd0, ...new Array<number>(0xffd0 - 2).fill(0)]
    // A frame that says to be longer than the file.
    const longFrame = [0xff, 0xc2, 0x40, 0, 8, 0, 9, 0, 7, 1, 1, 0x11, 0]
    for (let stray = 0; stray < 60; stray += 1) {
      const parts = [soi, filler, new Array<number>(stray).fill(1)]
      for (const bytes of [bytesOf(...parts, frame(0xc2, 7, 9), scan(), scan(), eoi), bytesOf(...parts, longFrame)]) {
        const read = async (from: number, length: number) => bytes.subarray(from, from + length)
        const [near, afar] = await Promise.all([inspect(bytes, choices), inspectUpload(read, bytes.length, choices)])
        expect(near).toMatchObject({ facts: { width: 7, height: 9 } })
        expect(afar).toEqual(near)
      }
    }
  })
})

describe('a GIF', () => {
  const u16 = (value: number) => [value & 255, value >> 8]
  const header = (width: number, height: number, flags = 0) => [
    ...Buffer.from('GIF89a'),
    ...u16(width),
    ...u16(height),
    flags,
    0,
    0,
    ...(flags & 0x80 ? new Array(3 * 2 ** ((flags & 7) + 1)).fill(0x2c) : []),
  ]
  const data = (...lengths: number[]) => [...lengths.flatMap((length) => [length, ...new Array(length).fill(0x21)]), 0]
  const image = (left: number, top: number, width: number, height: number, flags = 0, blocks = [4]) => [
    0x2c,
    ...[left, top, width, height].flatMap(u16),
    flags,
    ...(flags & 0x80 ? new Array(3 * 2 ** ((flags & 7) + 1)).fill(0x2c) : []),
    2,
    ...data(...blocks),
  ]
  const extension = [0x21, 0xf9, ...data(4)]
  const end = [0x3b]
  const look = async (parts: number[][], frames: 'first' | 'animated' = 'animated') => {
    const bytes = Buffer.from(parts.flat())
    const { facts, refusal } = await inspect(bytes, { frames, acceptTiff: false, resampling: 'gamma', maxPixels: 50e6 })
    return { ...facts, cause: refusal?.cause, over: (facts.memory ?? 0) - bytes.length }
  }

  test('is as large as its header says, or as its frames reach', async () => {
    expect(await look([header(10, 20), image(0, 0, 10, 20), end])).toMatchObject({ width: 10, height: 20, frames: 1 })
    expect(await look([header(10, 20), image(3, 5, 10, 20), end])).toMatchObject({ width: 13, height: 25 })
    expect(await look([header(300, 20), image(0, 0, 1, 600), end])).toMatchObject({ width: 300, height: 600 })
  })

  test('takes 5.5 bytes a pixel, and 4 more where frames are drawn over each other', async () => {
    const two = [header(10, 20), extension, image(0, 0, 10, 20), extension, image(0, 0, 10, 20), end]
    expect(await look(two)).toMatchObject({ frames: 2, over: 200 * 9.5, cause: undefined })
    expect(await look(two, 'first')).toMatchObject({ frames: 2, over: 200 * 5.5, cause: undefined })
    expect(await look([header(10, 20), image(0, 0, 10, 20), end])).toMatchObject({ frames: 1, over: 200 * 5.5 })
  })

  test('is walked over its tables and its data, however they are cut', async () => {
    const tables = [header(10, 20, 0x81), image(0, 0, 10, 20, 0x82, [255, 255, 1]), image(3, 5, 10, 20), end]
    expect(await look(tables)).toMatchObject({ width: 13, height: 25, frames: 2, cause: undefined })
    // How large a table would be says nothing where there is none.
    expect(await look([header(10, 20, 7), image(0, 0, 10, 20, 7), image(0, 0, 10, 20), end])).toMatchObject({
      frames: 2,
      cause: undefined,
    })
    expect(await look([header(10, 20)])).toMatchObject({ width: 10, height: 20 })
    expect(await look([header(10, 20).slice(0, -1)])).not.toHaveProperty('width')
  })

  test('is the same from afar, wherever a piece of it ends', async () => {
    const causes = new Set<unknown>()
    // With a first part of 240 bytes the piece ends where a part does.
    for (let size = 236; size < 245; size += 1) {
      const comment = [0x21, 0xfe, ...data(size, ...new Array<number>(256).fill(255))]
      const bytes = Buffer.from([header(10, 20), comment, image(3, 5, 10, 20), image(0, 0, 10, 20), end].flat())
      const read = async (from: number, length: number) => bytes.subarray(from, from + length)
      const { facts, refusal } = await inspectUpload(read, bytes.length, choices)
      causes.add(refusal?.cause)
      expect(facts).toMatchObject({ width: 13, height: 25, frames: 2 })
    }
    expect([...causes]).toEqual([undefined])
  })

  test.each([
    ['that ends in its data', 'truncated', [header(10, 20), image(0, 0, 10, 20).slice(0, -2)]],
    [
      'that ends in its second frame',
      'truncated',
      [header(10, 20), image(0, 0, 10, 20), image(0, 0, 10, 20).slice(0, -1)],
    ],
    ['that ends in the front of its second frame', 'truncated', [header(10, 20), image(0, 0, 10, 20), [0x2c, 0, 0]]],
    [
      'that ends behind the front of its second frame',
      'truncated',
      [header(10, 20), image(0, 0, 10, 20), image(0, 0, 10, 20).slice(0, 11)],
    ],
    ['that ends with a frame of no data', undefined, [header(10, 20), image(0, 0, 10, 20, 0, [])]],
    ['that is only its header', 'truncated', [header(10, 20)]],
    ['that is less', 'truncated', [header(10, 20).slice(0, -1)]],
    ['of no height', 'corrupt', [header(10, 0), image(0, 0, 10, 0), end]],
    ['that ends in its first extension', 'truncated', [header(10, 20), extension.slice(0, -1)]],
    ['that ends before its first frame', 'truncated', [header(10, 20), extension]],
    ['without a frame', 'corrupt', [header(10, 20), extension, end]],
    ['without its end', undefined, [header(10, 20), image(0, 0, 10, 20)]],
    ['of no width', 'corrupt', [header(0, 20), image(0, 0, 0, 20), end]],
  ])('%s is %s', async (_, cause, parts) => {
    expect((await look(parts)).cause).toBe(cause)
  })

  test('has two thousand frames at most, and three parts to each', async () => {
    const small = image(0, 0, 1, 1)
    expect(await look([header(1, 1), ...new Array(2_000).fill(small), end])).toMatchObject({ cause: undefined })
    expect(await look([header(1, 1), ...new Array(2_001).fill(small), end])).toMatchObject({ cause: 'too-many-frames' })
    const parts = (count: number) => [header(1, 1), ...new Array(count - 2).fill(extension), small, end]
    expect(await look(parts(7_000))).toMatchObject({ cause: undefined })
    expect(await look(parts(7_001))).toMatchObject({ cause: 'too-many-parts' })
  })
})
