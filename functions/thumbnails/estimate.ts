import { type Decision, isToMake, type Need } from './backfill.ts'

/**
 * What AWS asks, in US dollars: us-east-1, arm64, November 2026. Elsewhere S3 costs up to a third more.
 * https://aws.amazon.com/lambda/pricing/ https://aws.amazon.com/s3/pricing/ https://aws.amazon.com/sqs/pricing/
 */
const prices = { gigabyteSecond: 0.000_013_333_4, call: 0.2e-6, write: 5e-6, read: 0.4e-6, message: 0.4e-6 }

const gigabytes = 1.769

/** Seconds for one original: so much for any, and so much for a megabyte; a 12 MP photo of 2.4 MB takes about 0.4. */
const seconds = (bytes: number): number => 0.15 + 0.1 * (bytes / 1e6)

/** HEAD of the original, before and after and between; two reads of it. Each thumbnail is looked at and written once. */
const readsOfOriginal = 5

/** Sent, received, deleted. */
const messageRequests = 3

/** US dollars for the thumbnails of one original. */
export const dollarsFor = (bytes: number, sizes: number): number =>
  seconds(bytes) * gigabytes * prices.gigabyteSecond +
  prices.call +
  messageRequests * prices.message +
  (readsOfOriginal + sizes) * prices.read +
  sizes * prices.write

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
