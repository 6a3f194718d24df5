import { inspect, inspectUpload } from '../../../functions/thumbnails/inspect/inspection.ts'
import type { Choices } from '../../../functions/thumbnails/inspect/walk.ts'

/**
 * What inspection says of a file: its facts, why it is refused, and the memory that decoding it takes above its own bytes.
 * It is looked at whole, and from afar too where `afar` is true.
 */
export const look = async (bytes: Uint8Array, choices: Partial<Choices> = {}, afar = false) => {
  const all: Choices = { frames: 'animated', acceptTiff: true, resampling: 'gamma', maxPixels: 50e6, ...choices }
  const read = async (from: number, length: number) => bytes.subarray(from, from + length)
  const { facts, refusal } = await (afar ? inspectUpload(read, bytes.length, all) : inspect(bytes, all))
  const { width, height, frames, memory } = facts
  const over = memory === undefined ? undefined : memory - bytes.length
  return { width, height, frames, over, cause: refusal?.cause }
}
