import fc from 'fast-check'
import { fileType } from '../../functions/thumbnails/file-type.ts'
import { inspect } from '../../functions/thumbnails/inspection.ts'
import { walkJpeg } from '../../functions/thumbnails/jpeg.ts'
import { decodeKey, thumbnailKey } from '../../functions/thumbnails/keys.ts'
import { bytesOf, eoi, frame, scan, segment, soi } from '../unit/thumbnails/jpeg-files.ts'

const key = fc.string({ unit: 'binary', minLength: 1, maxLength: 300 })
const size = fc.stringMatching(/^[a-z][a-z0-9-]{0,10}[a-z0-9]$/)

/** Java's URLEncoder, with which S3 writes keys; it leaves slashes. */
const formEncode = (text: string): string =>
  encodeURIComponent(text)
    .replaceAll('%20', '+')
    .replaceAll('%2F', '/')
    .replace(/[!'()~]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)

test('any key comes back from the encoding as it was', () => {
  fc.assert(fc.property(key, (text) => decodeKey(formEncode(text)) === text))
})

test('two thumbnails never share a key', () => {
  fc.assert(
    fc.property(key, key, size, size, (one, other, oneSize, otherSize) => {
      fc.pre(one !== other || oneSize !== otherSize)
      const made = thumbnailKey(one, oneSize)
      return made === undefined || made !== thumbnailKey(other, otherSize)
    }),
  )
})

const nasty = fc.array(fc.constantFrom(0xff, 0xd8, 0xda, 0xd9, 0xc0, 0xc2, 0xc9, 0, 1, 2, 8, 0xe1), { maxLength: 400 })
const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 400 }),
  nasty.map((bytes) => Uint8Array.from(bytes)),
)

test('any bytes get a verdict and nothing is thrown', () => {
  fc.assert(
    fc.property(anyBytes, (bytes) => {
      const { scans } = walkJpeg(bytes)
      expect(scans).toBeLessThanOrEqual(bytes.length)
      fileType(bytes)
      inspect(bytes)
      inspect(bytesOf(soi, [0xff], [...bytes]))
    }),
    { numRuns: 1000 },
  )
})

test('scans are counted exactly, whatever stands between them', () => {
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
  fc.assert(
    fc.property(fc.array(innocent, { minLength: 1, maxLength: 20 }), (between) => {
      const bytes = bytesOf(soi, frame(0xc2, 8, 8), ...between.flatMap((part) => [scan(), part]), eoi, scan())
      expect(walkJpeg(bytes).scans).toBe(between.length)
    }),
  )
})
