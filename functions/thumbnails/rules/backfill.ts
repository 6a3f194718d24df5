import { compareBytes } from '../../../shared/compare-bytes.ts'
import { inParallel } from '../../../shared/in-parallel.ts'
import { thumbnailKeys } from './keys.ts'
import { type PrefixRecipe, recipeFor } from './recipe.ts'
import type { Archive, Mark } from './version.ts'

/** An original as S3 lists it. */
export interface Listed {
  readonly key: string
  /** Without quotes. */
  readonly etag: string
  readonly bytes: number
  readonly archived: boolean
  /** Where it lies, if it is archived. */
  readonly archive?: Archive | undefined
  /** Whether somebody has asked S3 to restore it, and it is not there yet. */
  readonly restoring?: boolean | undefined
}

/** What a backfill reads. Nothing here grows with the number of objects. */
export interface BackfillStore {
  /** Pages of originals, in the order of S3. */
  readonly originals: (prefix: string, after: string | undefined) => AsyncIterable<readonly Listed[]>
  /** The first 1,000 thumbnails' keys after one; fewer when there are no more. */
  readonly thumbnailsAfter: (key: string) => Promise<readonly string[]>
  readonly readMark: (key: string) => Promise<Mark | undefined>
  /** Whether that very original was refused, and nothing has changed that since. */
  readonly isRefused: (original: Listed) => Promise<boolean>
}

/**
 * What is to be done about an original: its thumbnails are `right`; some are `missing`, or were made by another recipe or from
 * another version; it is `refused`, or cannot be read because it is `archived`.
 */
export type Need = 'right' | 'missing' | 'other-recipe' | 'other-version' | 'refused' | 'archived'

export interface Decision {
  readonly original: Listed
  readonly recipe: PrefixRecipe
  readonly need: Need
}

export const isToMake = ({ need }: Decision): boolean =>
  need === 'missing' || need === 'other-recipe' || need === 'other-version'

const pageSize = 1000

/**
 * Which of some keys there are. It goes over the list of thumbnails from the first to the last of them, and jumps over what
 * lies between, so that it reads the list once for any template.
 */
const presentKeys = async (wanted: readonly string[], store: BackfillStore): Promise<ReadonlySet<string>> => {
  const sorted = [...wanted].sort(compareBytes)
  const present = new Set<string>()
  let last = ''
  for (let next = 0; next < sorted.length; ) {
    // A list begins after a key, so it is asked for what comes after a slightly shorter one.
    const before = [...(sorted[next] ?? '')].slice(0, -1).join('')
    const page = await store.thumbnailsAfter(compareBytes(before, last) > 0 ? before : last)
    for (const key of page) present.add(key)
    last = page.at(-1) ?? last
    if (page.length < pageSize) break
    while (next < sorted.length && compareBytes(sorted[next] ?? '', last) <= 0) next += 1
  }
  return present
}

/** How many objects are looked at at once. */
const atOnce = 32

/** By what one thumbnail says of itself. All of an original are written together, so one speaks for all. */
const needByMark = (mark: Mark | undefined, { etag }: Listed, { hash }: PrefixRecipe): Need => {
  if (!mark) return 'missing'
  if (mark.sourceEtag !== etag) return 'other-version'
  return mark.recipe === hash ? 'right' : 'other-recipe'
}

/** Decides on one page of originals. What no recipe is for, folders, and keys that are too long are left out. */
export const decidePage = async (
  page: readonly Listed[],
  recipes: readonly PrefixRecipe[],
  store: BackfillStore,
): Promise<readonly Decision[]> => {
  const candidates = page.flatMap((original) => {
    const recipe = recipeFor(original.key, recipes)
    const keys = recipe && thumbnailKeys(original.key, recipe)
    return recipe && keys && original.bytes > 0 ? [{ original, recipe, keys }] : []
  })
  const present = await presentKeys(
    candidates.flatMap(({ keys }) => keys),
    store,
  )
  return inParallel(candidates, atOnce, async ({ original, recipe, keys }) => {
    const areThere = keys.every((key) => present.has(key))
    const need = areThere ? needByMark(await store.readMark(keys.at(-1) ?? ''), original, recipe) : 'missing'
    if (need === 'right') return { original, recipe, need }
    if (original.archived) return { original, recipe, need: 'archived' }
    return { original, recipe, need: (await store.isRefused(original)) ? 'refused' : need }
  })
}

/** What a few originals of the list came to. */
export interface Portion {
  readonly decisions: readonly Decision[]
  /** Those of them that are to be made: no more than were allowed. */
  readonly taken: readonly Listed[]
  /** How many entries of the list were looked at, folders and all. */
  readonly looked: number
  /** Key of the last that was looked at; undefined where there was none. */
  readonly last: string | undefined
  /** Whether more are to be made than were allowed: those behind `last` were not looked at. */
  readonly isCut: boolean
}

/**
 * Decides on entries of the list, one after the other, until so many are to be made.
 * @param most originals that may be taken
 */
export const portionOf = async (
  listed: readonly Listed[],
  recipes: readonly PrefixRecipe[],
  store: BackfillStore,
  most: number,
): Promise<Portion> => {
  const all = await decidePage(listed, recipes, store)
  const wanted = all.filter(isToMake)
  const taken = wanted.slice(0, most).map(({ original }) => original)
  const isCut = taken.length < wanted.length
  if (!isCut) return { decisions: all, taken, looked: listed.length, last: listed.at(-1)?.key, isCut }
  const last = taken.at(-1)?.key ?? ''
  const countUntil = (keys: readonly string[]): number => keys.indexOf(last) + 1
  const decisions = all.slice(0, countUntil(all.map(({ original }) => original.key)))
  return { decisions, taken, looked: countUntil(listed.map(({ key }) => key)), last: last || undefined, isCut }
}
