import fc from 'fast-check'
import { cropAround } from '../../functions/thumbnails/decode/crop.ts'
import { inspect, inspectUpload } from '../../functions/thumbnails/inspect/inspection.ts'
import { walkJpeg } from '../../functions/thumbnails/inspect/jpeg.ts'
import { sourceOf } from '../../functions/thumbnails/inspect/source.ts'
import { fileType } from '../../functions/thumbnails/rules/file-type.ts'
import { bytesOf, eoi, frame, scan, segment, soi } from '../unit/thumbnails/jpeg-files.ts'

const choices = { frames: 'animated', acceptTiff: true, resampling: 'gamma', maxPixels: 50e6 } as const

const nasty = fc.array(fc.constantFrom(0xff, 0xd8, 0xda, 0xd9, 0xc0, 0xc2, 0xc9, 0, 1, 2, 8, 0xe1), { maxLength: 400 })
const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 400 }),
  nasty.map((bytes) => Uint8Array.from(bytes)),
)

/** What makes each type be taken for itself. */
const starts = [
  'ÿØÿ',
  '\x89PNG\r\n\x1a\n\0\0\0\rIHDR',
  'RIFF\xff\0\0\0WEBPVP8X\n\0\0\0\x02',
  'RIFF\xff\0\0\0WEBPVP8 ',
  'GIF89a',
  '\0\0\0\x14ftypavif\0\0\0\0mif1\0\0\x01\0meta',
  'II*\0\x08\0\0\0',
  'MM\0*\0\0\0\x08',
].map((start) => Buffer.from(start, 'latin1'))

test('any bytes get a verdict and nothing is thrown, whatever type they start like', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...starts, Buffer.alloc(0)), anyBytes, async (start, bytes) => {
      const whole = Buffer.concat([start, bytes])
      fileType(whole)
      await inspect(whole, choices)
    }),
    { numRuns: 3000 },
  )
})

test('what is cut lies within the picture, is as large as the box where it can be, and has the point in it', () => {
  const side = fc.integer({ min: 1, max: 20_000 })
  const share = fc.double({ min: 0, max: 1, noNaN: true })
  fc.assert(
    fc.property(
      side,
      side,
      fc.integer({ min: 16, max: 16_383 }),
      fc.integer({ min: 16, max: 16_383 }),
      share,
      share,
      (wide, high, width, height, x, y) => {
        const { part, ...whole } = cropAround({ x, y }, { name: 'face', width, height, fit: 'cover' }, wide, high)
        expect([whole.width <= wide, whole.height <= high]).toEqual([true, true])
        expect([part.width, part.height]).toEqual([Math.min(width, whole.width), Math.min(height, whole.height)])
        for (const number of Object.values(part)) expect(Number.isSafeInteger(number)).toBe(true)
        expect(Math.min(part.left, part.top)).toBeGreaterThanOrEqual(0)
        expect([part.left + part.width <= whole.width, part.top + part.height <= whole.height]).toEqual([true, true])
        expect(Math.abs(x * whole.width - part.left - part.width / 2)).toBeLessThanOrEqual(part.width / 2 + 1)
        // One side fills the box: nothing is cut of it, unless the picture is too small to fill any.
        expect(whole.width <= width || whole.height <= height || wide < width || high < height).toBe(true)
      },
    ),
    { numRuns: 200 },
  )
})

test('what a few reads decide is what the whole file says', async () => {
  const pieces = fc.constantFrom(1, 7, 40_000, 66_000, 200_000)
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...starts), anyBytes, anyBytes, pieces, async (start, one, other, gap) => {
      const bytes = Buffer.concat([start, one, Buffer.alloc(gap, 0x2c), other])
      let reads = 0
      const read = async (from: number, length: number) => {
        reads += 1
        expect(from).toBeGreaterThanOrEqual(0)
        expect(from + length).toBeLessThanOrEqual(bytes.length)
        return bytes.subarray(from, from + length)
      }
      const front = await inspectUpload(read, bytes.length, choices)
      const whole = await inspect(bytes, choices)
      expect(reads).toBeLessThanOrEqual(4)
      if (front.refusal) expect(whole.refusal?.cause).toBe(front.refusal.cause)
    }),
    { numRuns: 500 },
  )
})

test('scans are counted exactly, whatever stands between them', async () => {
  const innocent = fc.oneof(
    fc.array(fc.integer({ min: 0, max: 0xfe }), { maxLength: 20 }),
    fc.constant([0xff, 0x00]),
    fc.constant([0xff, 0xd3]),
    fc
      .integer({ min: 0xe0, max: 0xef })
      .chain((marker) =>
        fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 50 }).map((content) => segment(marker, content)),
      ),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(innocent, { minLength: 1, maxLength: 20 }), async (between) => {
      const bytes = bytesOf(soi, frame(0xc2, 8, 8), ...between.flatMap((part) => [scan(), part]), eoi, scan())
      expect((await walkJpeg(sourceOf(bytes))).scans).toBe(between.length)
    }),
  )
})
