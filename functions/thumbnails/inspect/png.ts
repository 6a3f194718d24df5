import { crc32, inflateSync } from 'node:zlib'
import { megabytes, type Refusal } from '../rules/refusal.ts'
import { corrupt, refuseByMemory, refuseByPixels, refuseByUnpacked, rowMemory, truncated } from './limits.ts'
import { bytesAt, type Source } from './source.ts'
import type { Walker } from './walk.ts'

/** Parts of a PNG before its pixels; honest ones have some twenty. */
const maxChunks = 1000

/** Colour types: the samples of a pixel, and the bits that a sample may have. ISO 15948, 11.2.2. */
const colours: Readonly<Record<number, { readonly samples: number; readonly depths: readonly number[] }>> = {
  0: { samples: 1, depths: [1, 2, 4, 8, 16] },
  2: { samples: 3, depths: [8, 16] },
  3: { samples: 3, depths: [1, 2, 4, 8] },
  4: { samples: 2, depths: [8, 16] },
  6: { samples: 4, depths: [8, 16] },
}

interface Header {
  readonly width: number
  readonly height: number
  /** As it is decoded: a palette is spread out, 1 to 4 bits become 8. Transparency by a chunk of its own comes on top. */
  readonly samples: number
  readonly bytesPerSample: number
  readonly interlaced: boolean
}

const headerAt = 8

/** The name `IEND`. */
const endOfPng = 0x49454e44

/** The header chunk, or what is wrong with it. */
const readHeader = (chunk: Buffer): Header | Refusal => {
  if (chunk.toString('latin1', 4, 8) !== 'IHDR' || chunk.readUInt32BE(0) !== 13)
    return corrupt('It is a PNG that does not start with its header.')
  if (crc32(chunk.subarray(4, 21)) !== chunk.readUInt32BE(21))
    return corrupt('It is a PNG whose header does not fit its checksum.')
  const depth = chunk.readUInt8(16)
  const colour = colours[chunk.readUInt8(17)]
  const compressionAndFilter = chunk.readUInt16BE(18)
  const interlace = chunk.readUInt8(20)
  if (!colour?.depths.includes(depth) || compressionAndFilter !== 0 || interlace > 1)
    return corrupt('It is a PNG whose header says what no PNG has.')
  return {
    width: chunk.readUInt32BE(8),
    height: chunk.readUInt32BE(12),
    samples: colour.samples,
    bytesPerSample: depth === 16 ? 2 : 1,
    interlaced: interlace === 1,
  }
}

/** Bytes that texts and profile may unpack to: libpng holds them all, and reads texts of 50 MB for more than a second. */
const maxUnpacked = 8e6

/** Where the packed part of a chunk starts, if it has one: behind its keyword, its method, and for `iTXt` two more texts. */
const packedAt = (name: string, data: Buffer): number | undefined => {
  const keyword = data.indexOf(0)
  if (name !== 'iTXt') return keyword + 2
  if (data[keyword + 1] !== 1) return undefined
  const language = data.indexOf(0, keyword + 3)
  return data.indexOf(0, language + 1) + 1
}

/** How many bytes a chunk unpacks to; more than `most` is not counted. What cannot be unpacked harms nobody. */
const unpackedBytes = (name: string, data: Buffer, most: number): number => {
  const at = packedAt(name, data)
  if (at === undefined) return data.length
  try {
    return inflateSync(data.subarray(at), { maxOutputLength: Math.max(1, most) }).length
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? most + 1 : 0
  }
}

interface Chunks {
  readonly transparent: boolean
  readonly frames: number | undefined
  readonly refusal?: Refusal
}

/** Walks the chunks up to the first that has pixels. */
const walkChunks = async (source: Source): Promise<Chunks> => {
  let transparent = false
  let frames: number | undefined
  let unpacked = 0
  let at = headerAt + 25
  for (let chunks = 1; ; chunks += 1) {
    if (!(await source.need(at, 8)))
      return source.spent() ? { transparent, frames } : { transparent, frames, refusal: truncated }
    const front = bytesAt(source, at, 8)
    const length = front.readUInt32BE(0)
    const name = front.toString('latin1', 4)
    if (!/^[A-Za-z]{4}$/.test(name) || length > 0x7fffffff)
      return { transparent, frames, refusal: corrupt('It is a PNG with something between its chunks.') }
    if (name === 'IDAT') return { transparent, frames }
    if (name === 'IEND') return { transparent, frames, refusal: corrupt('It is a PNG without pixels.') }
    if (chunks > maxChunks) {
      const reason = `It is a PNG with over ${maxChunks} chunks before its pixels.`
      return { transparent, frames, refusal: { cause: 'too-many-parts', reason } }
    }
    if (name === 'tRNS') transparent = true
    if (name === 'acTL' && length >= 4 && (await source.need(at + 8, 4)))
      frames = bytesAt(source, at + 8, 4).readUInt32BE(0)
    if (/^(zTXt|iTXt|iCCP)$/.test(name) && (await source.need(at + 8, length)))
      unpacked += unpackedBytes(name, bytesAt(source, at + 8, length), maxUnpacked - unpacked)
    if (unpacked > maxUnpacked) {
      const reason = `It is a PNG whose texts unpack to over ${megabytes(maxUnpacked)}.`
      return { transparent, frames, refusal: { cause: 'too-much-memory', reason } }
    }
    at += length + 12
  }
}

/** Whether a PNG ends within one of its chunks, or before the last one: `IEND`. */
export const isCutPng = (bytes: Uint8Array): boolean => {
  const { buffer, byteOffset, length: size } = bytes
  const view = new DataView(buffer, byteOffset, size)
  for (let at = headerAt; at + 12 <= size; at += view.getUint32(at) + 12)
    if (view.getUint32(at + 4) === endOfPng) return false
  return true
}

/** Refuses by header, pixels, chunks, and the memory that an interlaced picture takes, because it is decoded whole. */
export const inspectPng: Walker = async (source, { maxPixels }) => {
  if (!(await source.need(headerAt, 25))) return { facts: {}, refusal: truncated }
  const header = readHeader(bytesAt(source, headerAt, 25))
  if ('cause' in header) return { facts: {}, refusal: header }
  const { width, height, interlaced } = header
  const chunks = await walkChunks(source)
  const pixel = (header.samples + (chunks.transparent ? 1 : 0)) * header.bytesPerSample
  const memory = source.size + rowMemory(width, height, pixel) + (interlaced ? width * height * pixel : 0)
  const refusal =
    refuseByPixels(width, height, maxPixels) ??
    chunks.refusal ??
    refuseByMemory(memory) ??
    refuseByUnpacked(width, height, header.samples * header.bytesPerSample)
  return { facts: { width, height, frames: chunks.frames, memory }, refusal }
}
