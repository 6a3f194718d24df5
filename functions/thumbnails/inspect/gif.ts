import type { Refusal } from '../rules/refusal.ts'
import { corrupt, refuseByMemory, refuseByPixels, truncated } from './limits.ts'
import { bytesAt, type Source } from './source.ts'
import type { Walker } from './walk.ts'

/** Frames of a GIF, however small; decoders look at all of them even where only the first is wanted. */
const maxFrames = 2000

/** Frames, and what stands between them: two blocks for each frame, and some for the whole. */
const maxBlocks = 3 * maxFrames + 1000

/** Bytes for a pixel of the canvas: it is composed in RGBA, and libvips copies it row by row. */
const canvasPixel = 5.5

/** And where frames are drawn over each other, the one before is kept. */
const framesPixel = 4

const tableBytes = (flags: number): number => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0)

interface Frames {
  readonly frames: number
  /** What all frames reach over, which decoders make the canvas as large as: it may be more than the header says. */
  readonly width: number
  readonly height: number
  readonly refusal?: Refusal
}

/** The place behind a row of sub-blocks, or -1. */
const skipBlocks = async (source: Source, start: number): Promise<number> => {
  let at = start
  for (;;) {
    const there = source.need(at, 1)
    // Without a promise where none is needed: there are as many blocks as a file has bytes.
    if (there !== true && !(await there)) return -1
    const { bytes, from } = source.piece()
    let index = at - from
    while (index < bytes.length && bytes[index] !== 0) index += (bytes[index] ?? 0) + 1
    if (index < bytes.length) return from + index + 1
    at = from + index
  }
}

const walkFrames = async (source: Source, start: number): Promise<Frames> => {
  let found: Frames = { frames: 0, width: 0, height: 0 }
  let ended = false
  let cut = false
  let at = start
  for (let blocks = 1; await source.need(at, 1); blocks += 1) {
    if (blocks > maxBlocks) {
      const reason = `It is a GIF of over ${maxBlocks} blocks.`
      return { ...found, refusal: { cause: 'too-many-parts', reason } }
    }
    const block = bytesAt(source, at, 1)[0]
    // The end, or what decoders take for it.
    ended = block !== 0x21 && block !== 0x2c
    if (ended) break
    if (block === 0x21) {
      at = await skipBlocks(source, at + 2)
    } else {
      if (!(await source.need(at, 11))) {
        cut = !source.spent()
        break
      }
      const frame = bytesAt(source, at, 11)
      found = {
        frames: found.frames + 1,
        width: Math.max(found.width, frame.readUInt16LE(1) + frame.readUInt16LE(5)),
        height: Math.max(found.height, frame.readUInt16LE(3) + frame.readUInt16LE(7)),
      }
      if (found.frames > maxFrames) {
        const reason = `It is a GIF with over ${maxFrames} frames.`
        return { ...found, refusal: { cause: 'too-many-frames', reason } }
      }
      at = await skipBlocks(source, at + 11 + tableBytes(frame.readUInt8(9)))
    }
    cut = at < 0 && !source.spent()
    if (at < 0) break
  }
  if (!cut && (found.frames > 0 || source.spent())) return found
  return { ...found, refusal: ended ? corrupt('It is a GIF without a frame.') : truncated }
}

/** Refuses by the canvas that header and frames span, by how many frames there are, and by what they come to together. */
export const inspectGif: Walker = async (source, { frames: wanted, maxPixels }) => {
  if (!(await source.need(0, 13))) return { facts: {}, refusal: truncated }
  const header = bytesAt(source, 0, 13)
  const animated = wanted === 'animated'
  const walked = await walkFrames(source, 13 + tableBytes(header.readUInt8(10)))
  const width = Math.max(header.readUInt16LE(6), walked.width)
  const height = Math.max(header.readUInt16LE(8), walked.height)
  const frames = Math.max(1, walked.frames)
  const drawn = animated ? frames : 1
  const memory = Math.round(source.size + width * height * (canvasPixel + (drawn > 1 ? framesPixel : 0)))
  const facts = { width, height, frames, memory }
  return { facts, refusal: walked.refusal ?? refuseByPixels(width, height, maxPixels, drawn) ?? refuseByMemory(memory) }
}
