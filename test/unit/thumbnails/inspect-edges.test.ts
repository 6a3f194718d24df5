import { inspect } from '../../../functions/thumbnails/inspect/inspection.ts'
import { walkJpeg } from '../../../functions/thumbnails/inspect/jpeg.ts'
import {
  refuseByMemory,
  refuseByPixels,
  refuseByUnpacked,
  rowMemory,
} from '../../../functions/thumbnails/inspect/limits.ts'
import { sourceOf } from '../../../functions/thumbnails/inspect/source.ts'
import { bytesOf, eoi, frame, scan, soi } from './jpeg-files.ts'

describe('a picture is refused', () => {
  test.each([
    [1, 1, 1, undefined],
    [0, 1, 1, 'corrupt'],
    [1, 0, 1, 'corrupt'],
    [10_000, 5_000, 1, undefined],
    [10_001, 5_000, 1, 'too-many-pixels'],
    [5_000, 5_000, 2, undefined],
    [5_000, 5_001, 2, 'too-many-pixels'],
  ])('by its pixels: %s × %s in %s frames is %s', (width, height, frames, cause) => {
    expect(refuseByPixels(width, height, frames)?.cause).toBe(cause)
  })

  test('with the frames in the reason where there are several', () => {
    expect(refuseByPixels(10_001, 5_000)?.reason).toMatch(/^It has 10001 × 5000 = 50\.0 million pixels/)
    expect(refuseByPixels(5_000, 5_001, 2)?.reason).toMatch(/^It has 2 frames of 5000 × 5001 = /)
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

  const choices = { frames: 'first', acceptTiff: false, resampling: 'gamma' } as const
  test.each([
    ['without a scan', 'truncated', bytesOf(soi, frame(0xc0, 8, 8), eoi)],
    ['without a frame', 'corrupt', bytesOf(soi, scan(), eoi)],
    ['without either', 'truncated', bytesOf(soi, [0xff, 0xfe, 0, 2], eoi)],
    ['with both', undefined, bytesOf(soi, frame(0xc0, 8, 8), scan(), eoi)],
  ])('%s is %s', async (_, cause, bytes) => {
    expect((await inspect(bytes, choices)).refusal?.cause).toBe(cause)
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
    const { facts, refusal } = await inspect(bytes, { frames, acceptTiff: false, resampling: 'gamma' })
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
    const tables = [header(10, 20, 0x81), image(0, 0, 10, 20, 0x82, [255, 255, 1]), image(0, 0, 10, 20), end]
    expect(await look(tables)).toMatchObject({ frames: 2, cause: undefined })
  })

  test.each([
    ['that ends in its data', 'truncated', [header(10, 20), image(0, 0, 10, 20).slice(0, -2)]],
    [
      'that ends in its second frame',
      'truncated',
      [header(10, 20), image(0, 0, 10, 20), image(0, 0, 10, 20).slice(0, -1)],
    ],
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
