import { awaitAll } from '../../../shared/await-all.ts'
import type { Existing } from '../../../shared/config/thumbnails/existing.ts'
import type { ThumbnailsConfig } from '../../../shared/config/thumbnails/schema.ts'
import { ConflictError, TransientError } from '../../../shared/errors.ts'
import type { FunctionConfig } from '../../../shared/function-config.ts'
import type { Ledger } from '../../../shared/ledger/ledger.ts'
import { refuseBySize } from '../inspect/limits.ts'
import { focalText } from '../rules/focal-point.ts'
import { maxKeyBytes, thumbnailKeys } from '../rules/keys.ts'
import type { There } from '../rules/made.ts'
import type { Change } from '../rules/notification.ts'
import { isExisting, recipeOf } from '../rules/origin.ts'
import { cuts, type PrefixRecipe, storageClassFor } from '../rules/recipe.ts'
import type { ImageFacts, Refusal } from '../rules/refusal.ts'
import { rejectOf } from '../rules/reject.ts'
import type { Mark, Version } from '../rules/version.ts'
import type { ThumbnailEffects } from '../world/effects.ts'
import { openOriginal } from './original.ts'
import type { Pictures } from './pictures.ts'
import { recordReject, resolveRejects } from './rejects.ts'
import type { Thumbnail } from './render.ts'

/**
 * What became of a change: `made`; `kept`, because the thumbnails of the current version are there; `refused`; `removed`,
 * because the original is; `archived`, because it cannot be read before somebody restores it, which is no fault of it;
 * `passed-over`, because it is a folder's placeholder or no recipe is for it.
 */
export type Outcome = 'made' | 'kept' | 'refused' | 'removed' | 'archived' | 'passed-over'

export interface Answer {
  readonly outcome: Outcome
  /** The version that was found, whatever the event was about. */
  readonly version?: Version
  readonly refusal?: Refusal
  /** All thumbnails, largest first, where they are there: `made` or `kept`. */
  readonly thumbnails?: readonly There[]
  /** Hash of the recipe that they were made by. */
  readonly recipe?: string
  /** What is odd about an original whose thumbnails are there all the same, for a person. */
  readonly warnings?: readonly string[]
  /** The smallest thumbnail that was made. */
  readonly smallest?: { readonly key: string; readonly format: PrefixRecipe['format'] } | undefined
}

export interface Call {
  readonly now: Date
  /** Milliseconds until the call is ended. */
  readonly remainingMs: () => number
}

export interface Means {
  readonly config: Pick<FunctionConfig<ThumbnailsConfig>, 'maxMegabytes' | 'version'>
  /** The longest prefix first. */
  readonly recipes: readonly PrefixRecipe[]
  /** Buckets that are there already, from which is only read. */
  readonly existing?: readonly Existing[]
  /** Name of the bucket of uploads. What comes from any other bucket but those in `existing` is nobody's: its keys would be those of uploads. */
  readonly uploads: string
  readonly effects: ThumbnailEffects
  readonly pictures: Pictures
  readonly ledger: Ledger
  /** Called after each refusal that is written down: are there too many? */
  readonly afterRefusal: (now: Date) => Promise<void>
}

/** Looks at one object before a later try takes over. Each is begun only because something was changed meanwhile. */
const rounds = 4

/** What is at the keys of all thumbnails, in the order of the sizes. */
type Shelf = readonly { readonly key: string; readonly mark: Mark | undefined }[]

interface Task {
  readonly original: Change
  readonly recipe: PrefixRecipe
  readonly keys: readonly string[]
  readonly means: Means
  readonly call: Call
}

/** Around which the thumbnails of a version are cut, where its metadata says so. */
const focalOf = (version: Version | undefined): string | undefined => version?.focus && focalText(version.focus.point)

/** What thumbnails by this recipe carry of it: where nothing is cut, it changes nothing. */
const carriedFocal = (recipe: PrefixRecipe, version: Version): string | undefined =>
  cuts(recipe) ? focalOf(version) : undefined

const warningsOf = (recipe: PrefixRecipe, { focus }: Version): Pick<Answer, 'warnings'> =>
  focus?.fault !== undefined && cuts(recipe) ? { warnings: [focus.fault] } : {}

const sameVersion = (one: Version | undefined, other: Version | undefined): boolean =>
  one?.etag === other?.etag && one?.versionId === other?.versionId && focalOf(one) === focalOf(other)

/** @throws ConflictError when another version is the current one by now, or none */
const expectCurrent = async ({ original, means }: Task, version: Version | undefined): Promise<void> => {
  if (!sameVersion(await means.effects.currentVersion(original), version))
    throw new ConflictError('Another version came while one was worked on')
}

const thereOf = (
  size: string,
  key: string,
  { contentType, bytes, width, height, placeholder }: Omit<There, 'size' | 'key'>,
): There => ({ size, key, contentType, bytes, width, height, ...(placeholder && { placeholder }) })

const readShelf = ({ keys, means }: Task): Promise<Shelf> =>
  Promise.all(keys.map(async (key) => ({ key, mark: await means.effects.readMark(key) })))

const clear = async (shelf: Shelf, { means }: Task): Promise<void> => {
  await awaitAll(shelf.flatMap(({ key, mark }) => (mark ? [means.effects.remove(key, mark)] : [])))
}

const settle = ({ original, means, call }: Task, version: Version | undefined, made: boolean): Promise<void> =>
  resolveRejects(original, version, made, { ledger: means.ledger, effects: means.effects, now: call.now })

const remove = async (task: Task, shelf: Shelf): Promise<Answer> => {
  await clear(shelf, task)
  await expectCurrent(task, undefined)
  await settle(task, undefined, false)
  return { outcome: 'removed' }
}

/** The thumbnails of an older version go, if there are any; then the refusal is written down and the original tagged. */
const refuse = async (task: Task, version: Version, shelf: Shelf, refusal: Refusal, facts: ImageFacts) => {
  const { original, means, call } = task
  await expectCurrent(task, version)
  await clear(shelf, task)
  await recordReject(rejectOf(original, version, refusal, facts, means.config.version, call.now), means.ledger)
  await means.effects.tag(original, version, refusal.cause)
  await settle(task, version, false)
  await means.afterRefusal(call.now)
  return { outcome: 'refused', version, refusal } as const
}

const put = async (task: Task, version: Version, shelf: Shelf, thumbnails: readonly Thumbnail[]): Promise<void> => {
  const { recipe, means } = task
  const made = new Map(thumbnails.map((thumbnail) => [thumbnail.name, thumbnail]))
  // Decoding takes long enough for a new version to come.
  await expectCurrent(task, version)
  const writes = shelf.map(({ key, mark }, index) => {
    const thumbnail = made.get(recipe.sizes[index]?.name ?? '')
    if (!thumbnail) throw new TypeError(`No thumbnail was made for ${recipe.sizes[index]?.name}`)
    const { bytes, contentType, width, height, placeholder } = thumbnail
    const storageClass = storageClassFor(bytes.length, recipe.storage)
    const sides = { width, height }
    return {
      key,
      bytes,
      contentType,
      sourceEtag: version.etag,
      recipe: recipe.hash,
      focalPoint: carriedFocal(recipe, version),
      placeholder,
      ...sides,
      storageClass,
      mark,
    } as const
  })
  await awaitAll(writes.map(({ mark, ...thumbnail }) => means.effects.write(thumbnail, mark)))
  // Removed in this very moment, it would leave what was just written: who removed it has found nothing to remove.
  await expectCurrent(task, version)
}

/** The recipe for one version: what its metadata says of where to look comes before what the config says. */
const aimed = (recipe: PrefixRecipe, { focus }: Version): PrefixRecipe =>
  focus ? { ...recipe, position: focus.point } : recipe

const make = async (task: Task, version: Version, shelf: Shelf): Promise<Answer> => {
  const { original, recipe, means, call } = task
  const { pictures, effects } = means
  pictures.prepare()
  const { readPart, readAll } = openOriginal(effects, original, version)
  const { facts, refusal } = await pictures.inspect(readPart, version.bytes, recipe)
  if (refusal) return refuse(task, version, shelf, refusal, facts)
  if (call.remainingMs() < (pictures.deadlineSeconds + 5) * 1000)
    throw new TransientError('Too little time is left to decode')
  const rendering = await pictures.render(await readAll(), aimed(recipe, version), facts)
  if (rendering.refusal) return refuse(task, version, shelf, rendering.refusal, rendering.facts ?? facts)
  await put(task, version, shelf, rendering.thumbnails)
  await settle(task, version, true)
  const smallest = shelf.at(-1)
  const byName = new Map(rendering.thumbnails.map((thumbnail) => [thumbnail.name, thumbnail]))
  const thumbnails = recipe.sizes.flatMap(({ name }, index): There[] => {
    const { bytes, ...made } = byName.get(name) ?? {}
    return [thereOf(name, shelf[index]?.key ?? '', { ...made, bytes: bytes?.length })]
  })
  return {
    outcome: 'made',
    version,
    thumbnails,
    recipe: recipe.hash,
    ...warningsOf(recipe, version),
    smallest: smallest && { key: smallest.key, format: recipe.format },
  }
}

/** A "folder" that the S3 console made: an empty object whose name ends in a slash. */
const isFolder = (key: string, { bytes }: Version): boolean => bytes === 0 && key.endsWith('/')

/** What can be refused before anything is read. */
const refuseUnread = ({ keys, means }: Task, { bytes }: Version): Refusal | undefined => {
  if (keys.length === 0)
    return {
      cause: 'key-too-long',
      reason: `Its key is too long: with what the recipe adds to it, it would have over ${maxKeyBytes} bytes.`,
    }
  return refuseBySize(bytes, means.config.maxMegabytes)
}

/**
 * Its own thumbnails stay, by whatever recipe: they could not be made again before somebody restores the original. Those of
 * another version go.
 */
const keepArchived = async (task: Task, version: Version, shelf: Shelf): Promise<Answer> => {
  await clear(
    shelf.filter(({ mark }) => mark?.sourceEtag !== version.etag),
    task,
  )
  await settle(task, version, false)
  return { outcome: 'archived', version }
}

/** Brings the thumbnails in step with the version that is there now. @throws ConflictError when that changes meanwhile */
const reflect = async (task: Task): Promise<Answer> => {
  const { original, recipe, means } = task
  const [version, shelf] = await Promise.all([means.effects.currentVersion(original), readShelf(task)])
  if (!version) return remove(task, shelf)
  if (isFolder(original.key, version)) return { outcome: 'passed-over' }
  const focalPoint = carriedFocal(recipe, version)
  const isRight = ({ mark }: Shelf[number]) =>
    mark?.sourceEtag === version.etag && mark.recipe === recipe.hash && mark.focalPoint === focalPoint
  if (shelf.length > 0 && shelf.every(isRight)) {
    await settle(task, version, true)
    const thumbnails = shelf.map(({ key, mark }, index) => thereOf(recipe.sizes[index]?.name ?? '', key, mark ?? {}))
    return { outcome: 'kept', version, thumbnails, recipe: recipe.hash, ...warningsOf(recipe, version) }
  }
  if (version.archived) return keepArchived(task, version, shelf)
  const refusal = refuseUnread(task, version)
  return refusal ? refuse(task, version, shelf, refusal, { bytes: version.bytes }) : make(task, version, shelf)
}

/** Nothing is changed in a bucket that is there already, so that its refused originals get no tag. */
const untagging = (means: Means): Means => ({ ...means, effects: { ...means.effects, tag: async () => {} } })

/**
 * Answers a change of one object, of whatever kind: afterwards its thumbnails are those of its current version, or there are
 * none, because it is removed or refused. The event's own version does not matter, nor the order of events: what is there is
 * read, thumbnails are written and removed only where they are still as they were read, and the original is looked at once
 * more at the end.
 * @throws TransientError and AWS errors: a later try can mend those
 */
export const answerChange = async (original: Change, means: Means, call: Call): Promise<Answer> => {
  const existing = means.existing ?? []
  const recipe = recipeOf(original, means.recipes, existing)
  const isOurs = original.bucket === means.uploads || isExisting(original.bucket, existing)
  if (!recipe || !isOurs) return { outcome: 'passed-over' }
  const reading = isExisting(original.bucket, existing) ? untagging(means) : means
  const task: Task = { original, recipe, keys: thumbnailKeys(original.key, recipe) ?? [], means: reading, call }
  for (let round = 1; round <= rounds; round += 1)
    try {
      return await reflect(task)
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error
    }
  throw new TransientError('It was changed again and again meanwhile')
}
