import { log } from '../../../shared/log.ts'
import type { Message } from '../decode/message.ts'
import { type Done, tellingLine, type Work } from '../decode/work.ts'
import { inspect } from '../inspect/inspection.ts'
import { truncated } from '../inspect/limits.ts'
import { isCutPng } from '../inspect/png.ts'
import type { Placeholder } from '../rules/placeholder.ts'
import type { Recipe } from '../rules/recipe.ts'
import { type ImageFacts, megabytes, type Refusal } from '../rules/refusal.ts'
import { decode, type Ending, type Limits } from '../world/decoder.ts'

/** A thumbnail that was made, in memory. */
export interface Thumbnail {
  /** Of its size. */
  readonly name: string
  readonly bytes: Uint8Array
  readonly width: number
  readonly height: number
  readonly contentType: string
  readonly placeholder?: Placeholder
}

export type Rendering =
  | { readonly thumbnails: readonly Thumbnail[]; readonly facts?: ImageFacts; readonly refusal?: undefined }
  | { readonly refusal: Refusal; readonly facts?: ImageFacts }

/** Longest that a picture may take, in seconds. Then the decoder is killed, and the picture is refused. */
export const decodeSeconds = 20

/**
 * Most that the decoder's process may take, of which 87 MB are its own. What the inspection lets through takes 400 MB at
 * most; this is for what it has misjudged.
 */
const limits: Limits = { milliseconds: decodeSeconds * 1000, bytes: 450e6 }

/** Pictures that take more bytes than these get a new process, which costs 0.1 s, and for a HEIC twice as much, where theirs costs one. */
const heavy = 130e6

/**
 * Whether libvips says that it got no memory. A system that is short of it kills the decoder instead, so this is mostly said
 * of nonsense that a file asks for.
 */
const isMemoryFault = (fault: string | undefined): boolean =>
  /out of memory|cannot allocate|bad_alloc|insufficient memory|aborted\(oom/i.test(fault ?? '')

/** Why libvips gave a picture up. Of a PNG it says the same whether data is wrong or missing. */
const refusalOfFault = (fault: string, bytes: Uint8Array, type: string): Refusal => {
  if (isMemoryFault(fault))
    return { cause: 'too-much-memory', reason: 'Its decoder gets no memory for what it asks for.' }
  if (/exceeds pixel limit/.test(fault)) return { cause: 'too-many-pixels', reason: 'It has too many pixels.' }
  // Whether the data of a HEIC are there has been looked at before.
  if (type !== 'heic' && /premature end|unexpected end|truncated|outside of file bounds/i.test(fault)) return truncated
  if (type === 'png' && isCutPng(bytes)) return truncated
  return { cause: 'corrupt', reason: `It cannot be decoded: ${tellingLine(fault)}` }
}

const refusalOfEnding = (state: Exclude<Ending['state'], 'answered'>, { milliseconds, bytes }: Limits): Refusal => {
  if (state === 'crashed') return { cause: 'corrupt', reason: 'It makes the decoder crash.' }
  if (state === 'too-slow')
    return { cause: 'too-slow', reason: `Decoding it takes over ${milliseconds / 1000} seconds.` }
  return { cause: 'too-much-memory', reason: `Decoding it takes over ${megabytes(bytes)} of memory.` }
}

const workOf = (bytes: Uint8Array, type: string, { watermark, ...recipe }: Recipe): Message<Work> => ({
  head: { type, recipe, watermark: watermark && { place: watermark.place, share: watermark.share } },
  parts: watermark ? [bytes, watermark.bytes] : [bytes],
})

/** @throws Error when the fault is an encoder's, and thus not the picture's */
const thumbnailsOf = (
  { head: done, parts }: Message<Done>,
  { head: { type, recipe }, parts: [original = new Uint8Array()] }: Message<Work>,
): readonly Thumbnail[] | Refusal => {
  if (done.fault !== undefined) {
    if (done.decoded) throw new Error(`A decoded picture cannot be encoded: ${tellingLine(done.fault)}`)
    return refusalOfFault(done.fault, original, type)
  }
  if (done.warning) log.warn('decoded in spite of warnings', { warning: done.warning })
  return done.thumbnails.map((made, index) => ({
    ...made,
    bytes: parts[index] ?? new Uint8Array(),
    contentType: `image/${recipe.format}`,
  }))
}

/**
 * Makes every size of a recipe from the bytes of one original: upright, sRGB, never enlarged, without metadata but for the
 * copyright where that is kept. It is inspected once more, whole, before it is decoded.
 * @param known what an inspection has found already
 * @param decodeBy another decoder, for tests
 * @throws TransientError when the decoder was killed from outside, and what an encoder throws: neither is the file's fault
 */
export const render = async (
  bytes: Uint8Array,
  recipe: Recipe,
  known: ImageFacts,
  within: Limits = limits,
  decodeBy = decode,
): Promise<Rendering> => {
  const inspection = await inspect(bytes, recipe)
  const facts = { ...known, ...inspection.facts }
  if (inspection.refusal) return { facts, refusal: inspection.refusal }
  const work = workOf(bytes, facts.type ?? '', recipe)
  const begun = performance.now()
  const fresh = (facts.memory ?? 0) > heavy
  const first = await decodeBy(work, { ...within, fresh })
  const hungry =
    first.state === 'answered' ? isMemoryFault(first.answer.head.fault) : first.state === 'too-much-memory' && !fresh
  // A process of its own shows whether it was the picture, or what others had left behind.
  const left = Math.max(0, within.milliseconds - (performance.now() - begun))
  const ending = hungry ? await decodeBy(work, { ...within, milliseconds: left, fresh: true }) : first
  if (ending.state !== 'answered') return { facts, refusal: refusalOfEnding(ending.state, within) }
  const made = thumbnailsOf(ending.answer, work)
  return 'cause' in made ? { facts, refusal: made } : { facts, thumbnails: made }
}
