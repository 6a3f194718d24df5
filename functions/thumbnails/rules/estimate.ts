import { dollars } from '../../../shared/prices.ts'
import { type Decision, isToMake, type Need } from './backfill.ts'

/** Of the function's memory. */
const gigabytes = 1769 / 1024

/** Seconds for one original: so much for any, and so much for a megabyte; a 12 MP photo of 2.4 MB takes about 0.4. */
const seconds = (bytes: number): number => 0.15 + 0.1 * (bytes / 1e6)

/** HEAD of the original, before and after and between; two reads of it. Each thumbnail is looked at and written once. */
const readsOfOriginal = 5

/** Sent, received, deleted. */
const messageRequests = 3

/** US dollars for the thumbnails of one original. */
export const dollarsFor = (bytes: number, sizes: number): number =>
  seconds(bytes) * gigabytes * dollars.lambdaGigabyteSecond +
  dollars.lambdaCall +
  messageRequests * dollars.queueRequest +
  (readsOfOriginal + sizes) * dollars.bucketRead +
  sizes * dollars.bucketWrite

/** What a backfill found for the originals of one recipe, by its prefix. */
export interface Tally {
  readonly prefix: string
  readonly originals: number
  readonly needs: Readonly<Record<Need, number>>
  readonly toMake: number
  /** Of the originals that are to be read. */
  readonly bytes: number
  readonly dollars: number
}

const none: Tally['needs'] = {
  right: 0,
  missing: 0,
  'other-recipe': 0,
  'other-version': 0,
  refused: 0,
  archived: 0,
}

/** Adds a page's decisions to what was found before. */
export const tally = (sums: readonly Tally[], decisions: readonly Decision[]): readonly Tally[] => {
  const byPrefix = new Map(sums.map((sum) => [sum.prefix, sum]))
  for (const decision of decisions) {
    const { original, recipe, need } = decision
    const sum = byPrefix.get(recipe.prefix)
    const more = isToMake(decision)
    byPrefix.set(recipe.prefix, {
      prefix: recipe.prefix,
      originals: (sum?.originals ?? 0) + 1,
      needs: { ...none, ...sum?.needs, [need]: (sum?.needs[need] ?? 0) + 1 },
      toMake: (sum?.toMake ?? 0) + (more ? 1 : 0),
      bytes: (sum?.bytes ?? 0) + (more ? original.bytes : 0),
      dollars: (sum?.dollars ?? 0) + (more ? dollarsFor(original.bytes, recipe.sizes.length) : 0),
    })
  }
  return [...byPrefix.values()]
}
