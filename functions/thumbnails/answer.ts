import type { ThumbnailsConfig } from '../../shared/config/thumbnails.ts'
import { TransientError } from '../../shared/errors.ts'
import type { FunctionConfig } from '../../shared/function-config.ts'
import { loadDecoder } from './decoder.ts'
import type { ThumbnailEffects } from './effects.ts'
import { inspect, refuseBySize } from './inspection.ts'
import { maxKeyBytes, thumbnailKey } from './keys.ts'
import type { Upload } from './notification.ts'
import { type Recipe, recipeOf, storageClassFor } from './recipe.ts'
import type { ImageFacts, Refusal } from './refusal.ts'
import { rejectOf } from './reject.ts'
import { decodeSeconds, render, type Thumbnail } from './render.ts'

/**
 * What became of an upload: `made`; `kept`, because the thumbnails of this version are there; `refused`; `gone` or
 * `replaced` meanwhile; `passed-over`, because it is a folder's placeholder or outside the prefix.
 */
export type Outcome = 'made' | 'kept' | 'refused' | 'gone' | 'replaced' | 'passed-over'

export interface Answer {
  readonly outcome: Outcome
  readonly refusal?: Refusal
}

export interface Call {
  readonly now: Date
  /** Milliseconds until the call is ended. */
  readonly remainingMs: () => number
}

export interface Means {
  readonly config: FunctionConfig<ThumbnailsConfig>
  /** Name of the bucket that is written to: what comes from there is our own work. */
  readonly thumbnailsBucket: string
  readonly effects: ThumbnailEffects
}

/** A "folder" that the S3 console made: an empty object whose name ends in a slash. */
const isFolder = ({ key, size }: Upload): boolean => size === 0 && key.endsWith('/')

const isForUs = (upload: Upload, { config, thumbnailsBucket }: Means): boolean =>
  !isFolder(upload) && upload.bucket !== thumbnailsBucket && upload.key.startsWith(config.prefix)

const refuse = async (
  upload: Upload,
  refusal: Refusal,
  facts: ImageFacts,
  { config, effects }: Means,
  now: Date,
): Promise<Answer> => {
  await effects.recordReject(rejectOf(upload, refusal, facts, config.version, now), now)
  return { outcome: 'refused', refusal }
}

/** The keys of all thumbnails, in the order of the sizes; undefined when one would be too long for S3. */
const keysFor = (key: string, { sizes }: Recipe): readonly string[] | undefined => {
  const keys = sizes.map(({ name }) => thumbnailKey(key, name))
  return keys.every((name) => name !== undefined) ? keys : undefined
}

const write = async (
  thumbnails: readonly Thumbnail[],
  keys: readonly string[],
  { etag }: Upload,
  recipe: Recipe,
  { effects }: Means,
): Promise<void> => {
  // In order: when the last one is there, all are.
  for (const [index, { bytes }] of thumbnails.entries())
    await effects.writeThumbnail({
      key: keys[index] ?? '',
      bytes,
      mark: { sourceEtag: etag, recipe: recipe.hash },
      storageClass: storageClassFor(bytes.length),
    })
}

/**
 * Makes the thumbnails of one upload, or refuses it for good. What can be decided without the bytes is decided first,
 * what can be decided without decoding next.
 * @throws TransientError and AWS errors: a later try can mend those
 */
export const answerUpload = async (upload: Upload, means: Means, call: Call): Promise<Answer> => {
  const { config, effects } = means
  if (!isForUs(upload, means)) return { outcome: 'passed-over' }
  const told: ImageFacts = { bytes: upload.size }
  const tooBig = refuseBySize(upload.size, config.maxMegabytes)
  if (tooBig) return refuse(upload, tooBig, told, means, call.now)

  const recipe = recipeOf(config)
  const keys = keysFor(upload.key, recipe)
  const last = keys?.at(-1)
  if (!keys || last === undefined) {
    const reason = `Its key is too long: with the size's name behind it, it would have over ${maxKeyBytes} bytes.`
    return refuse(upload, { cause: 'key-too-long', reason }, told, means, call.now)
  }

  const mark = await effects.readMark(last)
  if (mark?.sourceEtag === upload.etag && mark.recipe === recipe.hash) return { outcome: 'kept' }

  const [original] = await Promise.all([effects.readOriginal(upload, config.maxMegabytes * 1e6), loadDecoder()])
  if (original.state === 'gone' || original.state === 'replaced') return { outcome: original.state }
  if (original.state === 'too-big') {
    const refusal = refuseBySize(original.size, config.maxMegabytes)
    if (refusal) return refuse(upload, refusal, { bytes: original.size }, means, call.now)
    throw new TransientError('An original was too big and is not')
  }

  const inspection = inspect(original.bytes)
  if (inspection.refusal) return refuse(upload, inspection.refusal, inspection.facts, means, call.now)
  if (call.remainingMs() < (decodeSeconds + 5) * 1000) throw new TransientError('Too little time is left to decode')
  const rendering = await render(original.bytes, recipe, inspection.facts)
  if (rendering.refusal) return refuse(upload, rendering.refusal, rendering.facts, means, call.now)

  // Decoding takes long enough for a new version to arrive; its own event makes its thumbnails.
  if (!(await effects.isCurrent(upload))) return { outcome: 'replaced' }
  await write(rendering.thumbnails, keys, upload, recipe, means)
  return { outcome: 'made' }
}
