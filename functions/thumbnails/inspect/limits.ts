import { megabytes, type Refusal } from '../rules/refusal.ts'

/**
 * Bytes that decoding may take above what the decoder has without a picture, which is 87 MB: 400 MB in all. A progressive
 * photo of 48 MP without chroma subsampling takes 300.
 */
export const maxMemory = 310e6

/**
 * Rows of a picture that libvips holds while it shrinks what it reads row by row; measured with PNGs from 8,000 to
 * 1,000,000 pixels wide.
 */
const heldRows = 2000

/** Bytes that are held of a picture that is read row by row. */
export const rowMemory = (width: number, height: number, bytesPerPixel: number): number =>
  width * bytesPerPixel * Math.min(heldRows, height * 6)

/** Pixels as people read them: `12.3 million`. */
export const millions = (pixels: number): string => `${(pixels / 1e6).toFixed(1)} million`

export const empty: Refusal = { cause: 'empty', reason: 'It has no content: zero bytes.' }

/** Refuses by size in bytes, before anything is fetched. */
export const refuseBySize = (bytes: number, maxMegabytes: number): Refusal | undefined => {
  if (bytes === 0) return empty
  if (bytes <= maxMegabytes * 1e6) return undefined
  return { cause: 'too-big', reason: `It has ${megabytes(bytes)}; at most ${maxMegabytes} MB are taken.` }
}

/** Refuses by width × height × frames. @param most pixels that are decoded, by the config */
export const refuseByPixels = (width: number, height: number, most: number, frames = 1): Refusal | undefined => {
  if (width === 0 || height === 0)
    return { cause: 'corrupt', reason: `It says that it is ${width} × ${height} pixels large.` }
  const pixels = width * height * frames
  if (pixels <= most) return undefined
  const sum = frames === 1 ? `${width} × ${height}` : `${frames} frames of ${width} × ${height}`
  const reason = `It has ${sum} = ${millions(pixels)} pixels; at most ${millions(most)} are decoded.`
  return { cause: 'too-many-pixels', reason }
}

/**
 * Bytes that the pixels of a PNG or TIFF unpack to. The slowest filter takes 3 ns for each, with what comes after: 0.85 s. A
 * photo of 46 megapixels in 16-bit colour has no more.
 */
const maxUnpacked = 280e6

/** Refuses by what the pixels unpack to. @param pixelBytes bytes of one pixel */
export const refuseByUnpacked = (width: number, height: number, pixelBytes: number): Refusal | undefined => {
  const pixels = width * height
  if (pixels * pixelBytes <= maxUnpacked) return undefined
  const most = millions(Math.floor(maxUnpacked / pixelBytes))
  const reason = `It has ${millions(pixels)} pixels of ${pixelBytes * 8} bits; at most ${most} of these are decoded.`
  return { cause: 'too-many-pixels', reason }
}

/** Refuses by the memory that decoding would take, in bytes. */
export const refuseByMemory = (bytes: number): Refusal | undefined =>
  bytes <= maxMemory
    ? undefined
    : {
        cause: 'too-much-memory',
        reason: `Decoding it takes ${megabytes(bytes)} of memory; at most ${megabytes(maxMemory)} are given.`,
      }

/** A file whose parts contradict each other or its end. */
export const corrupt = (reason: string): Refusal => ({ cause: 'corrupt', reason })

/** A file that ends before it should. */
export const truncated: Refusal = {
  cause: 'truncated',
  reason: 'It is cut short: the end of the picture is missing.',
}
