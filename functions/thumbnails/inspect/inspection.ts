import type { AcceptedType } from '../rules/file-signatures.ts'
import { fileType, frontBytes } from '../rules/file-type.ts'
import type { ImageFacts, Refusal } from '../rules/refusal.ts'
import { inspectGif } from './gif.ts'
import { inspectAvif, inspectHeic } from './heif.ts'
import { inspectJpeg } from './jpeg.ts'
import { empty } from './limits.ts'
import { inspectPng } from './png.ts'
import { bytesAt, distantSource, type Read, type Source, sourceOf } from './source.ts'
import { inspectTiff } from './tiff.ts'
import type { Choices, Walker } from './walk.ts'
import { inspectWebp } from './webp.ts'

export interface Inspection {
  readonly facts: ImageFacts
  readonly refusal?: Refusal | undefined
}

const walkers: Readonly<Record<AcceptedType, Walker>> = {
  jpeg: inspectJpeg,
  png: inspectPng,
  webp: inspectWebp,
  gif: inspectGif,
  avif: inspectAvif,
  heic: inspectHeic,
  tiff: inspectTiff,
}

/**
 * The same facts, each number one that any store and any program takes: headers can say numbers whose product is none. One
 * that is above is at least as much as it says.
 */
const bounded = (facts: ImageFacts): ImageFacts =>
  Object.fromEntries(
    Object.entries(facts).map(([name, fact]) => [
      name,
      typeof fact === 'number' ? Math.min(Math.ceil(fact), Number.MAX_SAFE_INTEGER) : fact,
    ]),
  )

const inspectSource = async (source: Source, choices: Choices): Promise<Inspection> => {
  const bytes = source.size
  if (bytes === 0) return { facts: { bytes }, refusal: empty }
  await source.need(0, Math.min(frontBytes, bytes))
  const { type, accepted, refusal } = fileType(bytesAt(source, 0, frontBytes), choices.acceptTiff, choices.acceptHeic)
  if (!accepted) return { facts: { type, bytes }, refusal }
  const walk = await walkers[accepted](source, choices)
  return { facts: bounded({ type, bytes, ...walk.facts }), refusal: walk.refusal }
}

/**
 * Decides without decoding whether a file may be decoded: by what its first bytes say that it is, its pixels, frames, scans
 * and parts, and the memory that it would take. In some milliseconds for 10 MB.
 */
export const inspect = (bytes: Uint8Array, choices: Choices): Promise<Inspection> =>
  inspectSource(sourceOf(bytes), choices)

/**
 * The same before the file is fetched, from at most four reads of 64 KB: enough for nearly every file, good or bad. What
 * lies further back says nothing against it yet; `render` inspects it whole.
 * @param size bytes of the whole file
 * @throws what `read` throws
 */
export const inspectUpload = (read: Read, size: number, choices: Choices): Promise<Inspection> =>
  inspectSource(distantSource(read, size), choices)
