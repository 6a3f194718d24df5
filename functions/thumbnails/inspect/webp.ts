import type { Refusal } from '../rules/refusal.ts'
import { corrupt, refuseByMemory, refuseByPixels, truncated } from './limits.ts'
import { bytesAt, type Source } from './source.ts'
import type { Walker } from './walk.ts'

/** Chunks of a WebP that are walked. An animation has one for each frame. */
const maxChunks = 2100

/** Chunks before a bitstream: profile, alpha and the like. */
const maxBefore = 50

/** Bytes for a pixel of a still picture at most: lossless ones are decoded whole. */
const stillPixel = 4.5

/** An animation's canvas is kept, and the frame that goes over it. */
const animatedPixel = 9

interface Area {
  readonly width: number
  readonly height: number
}

/** Width and height in the front of a lossy or lossless bitstream. RFC 9649, 2.5 and 2.6; RFC 6386, 9.1. */
const bitstreamArea = (name: string, data: Buffer): Area | Refusal => {
  if (name === 'VP8 ') {
    if (data.length < 10 || data.readUIntBE(3, 3) !== 0x9d012a) return corrupt('It is a WebP without a key frame.')
    return { width: data.readUInt16LE(6) & 0x3fff, height: data.readUInt16LE(8) & 0x3fff }
  }
  if (data.length < 5 || data[0] !== 0x2f) return corrupt('It is a WebP without its signature.')
  const bits = data.readUInt32LE(1)
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
}

interface Extended extends Area {
  readonly animated: boolean
}

/** The canvas of an extended file, whose sides may each have 24 bits. RFC 9649, 2.7.1. */
const readExtended = (data: Buffer): Extended => ({
  animated: (data.readUInt8(0) & 2) !== 0,
  width: data.readUIntLE(4, 3) + 1,
  height: data.readUIntLE(7, 3) + 1,
})

/** The width and height that the first bitstream between two places has, whatever is said of it elsewhere. */
const findBitstream = async (source: Source, start: number, end: number): Promise<Area | Refusal | undefined> => {
  let at = start
  for (let chunks = 0; chunks < maxBefore && at + 8 <= end && (await source.need(at, 8)); chunks += 1) {
    const front = bytesAt(source, at, 8)
    const name = front.toString('latin1', 0, 4)
    const length = front.readUInt32LE(4)
    if (name === 'VP8 ' || name === 'VP8L') {
      if (!(await source.need(at + 8, Math.min(10, source.size - at - 8))))
        return source.spent() ? undefined : truncated
      return bitstreamArea(name, bytesAt(source, at + 8, 10))
    }
    at += 8 + length + (length & 1)
  }
  if (source.spent()) return undefined
  return at + 8 <= end ? corrupt('It is a WebP with too much before its picture.') : truncated
}

/** Refuses a bitstream that is not as large as the canvas or frame that it is for. */
const refuseMisfit = (found: Area | Refusal | undefined, { width, height }: Area): Refusal | undefined => {
  if (found === undefined || 'cause' in found) return found
  return found.width === width && found.height === height
    ? undefined
    : corrupt('It is a WebP whose picture is not as large as it says.')
}

const refuseFrame = async (source: Source, at: number, length: number, canvas: Area): Promise<Refusal | undefined> => {
  if (!(await source.need(at, 16))) return source.spent() ? undefined : truncated
  const front = bytesAt(source, at, 16)
  const frame = { width: front.readUIntLE(6, 3) + 1, height: front.readUIntLE(9, 3) + 1 }
  const right = front.readUIntLE(0, 3) * 2 + frame.width
  const below = front.readUIntLE(3, 3) * 2 + frame.height
  if (right > canvas.width || below > canvas.height) return corrupt('It is a WebP with a frame outside of its canvas.')
  return refuseMisfit(await findBitstream(source, at + 16, at + length), frame)
}

/** Counts the frames of an animation, and looks whether each lies inside its canvas and is as large as it says. */
const walkFrames = async (source: Source, canvas: Area): Promise<{ frames: number; refusal?: Refusal | undefined }> => {
  let frames = 0
  let at = 12
  for (let chunks = 0; await source.need(at, 8); chunks += 1) {
    const front = bytesAt(source, at, 8)
    const length = front.readUInt32LE(4)
    if (chunks > maxChunks)
      return { frames, refusal: { cause: 'too-many-frames', reason: `It is a WebP with over ${maxChunks} chunks.` } }
    if (front.toString('latin1', 0, 4) === 'ANMF') {
      const refusal = await refuseFrame(source, at + 8, length, canvas)
      if (refusal) return { frames, refusal }
      frames += 1
    }
    at += 8 + length + (length & 1)
  }
  return frames > 0 || source.spent() ? { frames } : { frames, refusal: truncated }
}

const verdict = (area: Area, frames: number, bytes: number, pixelBytes: number, maxPixels: number, wrong?: Refusal) => {
  const { width, height } = area
  const memory = Math.round(bytes + width * height * pixelBytes)
  const facts = { width, height, frames, memory }
  return { facts, refusal: wrong ?? refuseByPixels(width, height, maxPixels, frames) ?? refuseByMemory(memory) }
}

/** Refuses by canvas, frames and memory. */
export const inspectWebp: Walker = async (source, { frames: wanted, maxPixels }) => {
  // The smallest there is has 26 bytes; of the others 30 tell.
  if (!(await source.need(0, 26))) return { facts: {}, refusal: truncated }
  const front = bytesAt(source, 12, 18)
  // The last chunk may lack the byte that makes its length even.
  if (bytesAt(source, 0, 8).readUInt32LE(4) + 7 > source.size) return { facts: {}, refusal: truncated }
  const name = front.toString('latin1', 0, 4)
  const data = front.subarray(8)
  if (name === 'VP8X' && data.length >= 10) {
    const canvas = readExtended(data)
    if (!canvas.animated) {
      const misfit = refuseMisfit(await findBitstream(source, 12, source.size), canvas)
      return verdict(canvas, 1, source.size, stillPixel, maxPixels, misfit)
    }
    const { frames, refusal } = await walkFrames(source, canvas)
    const drawn = wanted === 'animated' ? Math.max(1, frames) : 1
    const walked = verdict(canvas, drawn, source.size, animatedPixel, maxPixels, refusal)
    return { ...walked, facts: { ...walked.facts, frames } }
  }
  if (name !== 'VP8 ' && name !== 'VP8L') return { facts: {}, refusal: corrupt('It is a WebP without a picture.') }
  const area = bitstreamArea(name, data)
  return 'cause' in area ? { facts: {}, refusal: area } : verdict(area, 1, source.size, stillPixel, maxPixels)
}
