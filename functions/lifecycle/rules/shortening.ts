import type { LifecycleRule } from '@aws-sdk/client-s3'
import { canonical, sameRule } from '../../../shared/lifecycle/canonical.ts'
import type { RuleChange } from './plan.ts'
import { type Question, type Sample, type Shortening, tallyOf } from './tally.ts'

export type { Listed, Sample, Shortening } from './tally.ts'

const isSooner = (before: number | undefined, after: number | undefined): boolean =>
  after !== undefined && (before === undefined || after < before)

/**
 * The rules of ours that delete more, or sooner, than what is in the bucket. A rule that somebody else changed and that is put
 * back is none of them: it was agreed to before.
 * @param known our rules as the ledger has them
 */
export const shortenedRules = (
  rules: readonly RuleChange[],
  known: readonly LifecycleRule[] = [],
): { readonly id: string; readonly before?: LifecycleRule; readonly after: LifecycleRule }[] =>
  rules.flatMap(({ id, change, before, after }) => {
    if (after?.Status !== 'Enabled' || (change !== 'add' && change !== 'change')) return []
    if (known.some((each) => each.ID === id && sameRule(each, after))) return []
    const then = canonical(after)
    if (!then.expires && !then.oldExpires) return []
    const now = before?.Status === 'Enabled' ? canonical(before) : undefined
    const scope = ({ prefix, tags, over, under }: typeof then) => JSON.stringify([prefix, tags, over, under])
    const isWidened = now === undefined || scope(now) !== scope(then)
    const isShorter =
      isSooner(now?.expires?.days, then.expires?.days) ||
      (then.expires?.date !== undefined &&
        (now?.expires?.date === undefined || then.expires.date < now.expires.date)) ||
      isSooner(now?.oldExpires?.days, then.oldExpires?.days) ||
      (then.oldExpires !== undefined && (now?.oldExpires?.keep ?? 0) > (then.oldExpires.keep ?? 0))
    return isWidened || isShorter ? [{ id, after, ...(before ? { before } : {}) }] : []
  })

/** What a plan would delete of what was looked at. */
export const shorteningOf = (sample: Sample, question: Question): Shortening => {
  const tally = tallyOf(question)
  for (const each of sample.objects) tally.add(each)
  return tally.result(sample)
}

/** Whether nobody needs to be asked: all was looked at, and nothing of it goes. */
export const isHarmless = ({ objects, complete }: Shortening): boolean => complete && objects === 0

const units = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB']

/** Bytes for a person: `12.3 GB`. */
export const bytesText = (bytes: number): string => {
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)))
  return `${power === 0 ? bytes : (bytes / 1000 ** power).toFixed(1)} ${units[power]}`
}

/** What a shortening would do, in words. @param withKey whether the newest object may be named */
export const shorteningText = (
  { objects, bytes, newest, newestKey, looked, complete, source, asOf, instead, words }: Shortening,
  withKey = false,
): string => {
  if (words !== undefined) return words
  const by = `by ${source}${asOf ? ` of ${asOf.slice(0, 10)}` : ''}${instead ? ` (not by S3 Inventory: ${instead})` : ''}`
  const all = complete
    ? `all ${looked} looked at, ${by}`
    : `of the ${looked} looked at, ${by}; there ${asOf ? 'may be more, also written since' : 'are more'}`
  if (looked === 0 && !complete) return 'may delete objects that are there now; they could not be looked at'
  if (objects === 0) return `deletes none ${all}`
  const name = withKey && newestKey ? `${newestKey}, ` : ''
  return `deletes ${complete ? '' : 'at least '}${objects} ${objects === 1 ? 'object' : 'objects'} that ${objects === 1 ? 'is' : 'are'} there now, ${bytesText(bytes)}, the newest (${name}written ${newest?.slice(0, 10)}); ${all}`
}
