import { type AcceptedType, fileType } from './file-type.ts'
import { walkJpeg } from './jpeg.ts'
import { type ImageFacts, megabytes, type Refusal } from './refusal.ts'

/** Pixels of the largest picture that is decoded. */
export const maxPixels = 50e6

/** Scans of a JPEG at any size; photos have a dozen at most. */
const maxScans = 500

/**
 * Scans × pixels of a JPEG. An empty scan over 49 MP costs about 12 ms: this is 0.6 s of them, and five times what a
 * progressive photo of 48 MP has.
 */
const maxScannedPixels = 2.5e9

export type Inspection =
  | { readonly facts: ImageFacts; readonly type: AcceptedType; readonly refusal?: undefined }
  | { readonly facts: ImageFacts; readonly refusal: Refusal }

const millions = (pixels: number): string => `${(pixels / 1e6).toFixed(1)} million`

/** Refuses by size in bytes, before anything is fetched. `undefined` where it is not known, or is fine. */
export const refuseBySize = (bytes: number | undefined, maxMegabytes: number): Refusal | undefined => {
  if (bytes === 0) return { cause: 'empty', reason: 'It has no content: zero bytes.' }
  if (bytes === undefined || bytes <= maxMegabytes * 1e6) return undefined
  return { cause: 'too-big', reason: `It has ${megabytes(bytes)}; at most ${maxMegabytes} MB are taken.` }
}

/** Refuses by width × height. */
export const refuseByPixels = (width: number, height: number): Refusal | undefined =>
  width * height <= maxPixels
    ? undefined
    : {
        cause: 'too-many-pixels',
        reason: `It has ${width} × ${height} = ${millions(width * height)} pixels; at most ${millions(maxPixels)} are decoded.`,
      }

const refuseJpeg = (jpeg: ReturnType<typeof walkJpeg>): Refusal | undefined => {
  const { width, height, scans, arithmetic, exotic } = jpeg
  if (arithmetic)
    return {
      cause: 'arithmetic-coding',
      reason: 'It is a JPEG with arithmetic coding, which no camera writes and which takes minutes to decode.',
    }
  if (exotic)
    return { cause: 'unsupported-type', reason: 'It is a lossless or hierarchical JPEG, which no camera writes.' }
  const tooLarge = refuseByPixels(width, height)
  if (tooLarge || (scans <= maxScans && scans * width * height <= maxScannedPixels)) return tooLarge
  return {
    cause: 'too-many-scans',
    reason: `It is a JPEG that goes over its ${millions(width * height)} pixels ${scans} times; photos do so a dozen times at most.`,
  }
}

/**
 * Decides from the bytes alone, without decoding, whether a file may be decoded: by its size, by what it is, and for a
 * JPEG by its pixels and scans. In about a millisecond for 10 MB.
 */
export const inspect = (bytes: Uint8Array): Inspection => {
  const facts: ImageFacts = { bytes: bytes.length }
  const bySize = refuseBySize(bytes.length, Number.POSITIVE_INFINITY)
  if (bySize) return { facts, refusal: bySize }
  const { type, refusal } = fileType(bytes)
  if (refusal) return { facts: { ...facts, type }, refusal }
  if (type !== 'jpeg') return { facts: { ...facts, type }, type }
  const jpeg = walkJpeg(bytes)
  const known = { ...facts, type, width: jpeg.width, height: jpeg.height, scans: jpeg.scans }
  const wrong = refuseJpeg(jpeg)
  return wrong ? { facts: known, refusal: wrong } : { facts: known, type }
}
