import { megabytes, type Refusal } from '../rules/refusal.ts'

/** Pixels of the largest picture that is decoded. */
export const maxPixels = 50e6

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

/** Refuses by width × height × frames. */
export const refuseByPixels = (width: number, height: number, frames = 1): Refusal | undefined => {
  if (width === 0 || height === 0)
    return { cause: 'corrupt', reason: `It says that it is ${width} × ${height} pixels large.` }
  const pixels = width * height * frames
  if (pixels <= maxPixels) return undefined
  const sum = frames === 1 ? `${width} × ${height}` : `${frames} frames of ${width} × ${height}`
  const reason = `It has ${sum} = ${millions(pixels)} pixels; at most ${millions(maxPixels)} are decoded.`
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
