import type { LifecycleRule } from '@aws-sdk/client-s3'
import { canonical, sameRule } from '../../../shared/lifecycle/canonical.ts'
import { type Step, simulate } from '../../../shared/lifecycle/simulate.ts'
import type { BucketState, RuleChange } from './plan.ts'

/** A version as a listing, or an inventory, has it. */
export interface Listed {
  readonly key: string
  /** Bytes. */
  readonly size: number
  readonly modified: Date
  readonly storageClass?: string
  /** Since when another version is above it; undefined for a current one. */
  readonly replaced?: Date
  /** Noncurrent versions above it. */
  readonly newer?: number
}

/** What was looked at of a bucket. */
export interface Sample {
  readonly objects: readonly Listed[]
  /** Whether that is all that the rules in question are for. */
  readonly complete: boolean
  readonly source: 'a listing' | 'S3 Inventory'
}

/** Objects that are there now and that a plan would delete soon, and that would not have been deleted by then without it. */
export interface Shortening {
  /** IDs of the rules that do it. */
  readonly rules: readonly string[]
  readonly objects: number
  readonly bytes: number
  /** When the newest of them was written, ISO 8601. */
  readonly newest?: string | undefined
  /** Its key, for a person; it is written down nowhere. */
  readonly newestKey?: string | undefined
  /** How many were looked at, and whether these are all. */
  readonly looked: number
  readonly complete: boolean
  readonly source: Sample['source']
  /** What is lost of something else than a bucket, which no count says. */
  readonly words?: string
}

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

interface Question {
  readonly shortened: readonly { readonly id: string; readonly after: LifecycleRule }[]
  /** All rules of the bucket before and after, everybody's. */
  readonly before: readonly LifecycleRule[]
  readonly after: readonly LifecycleRule[]
  readonly state: Pick<BucketState, 'versioned' | 'suspended' | 'minimumSize'>
  readonly now: Date
  /** Milliseconds from now within which a deletion counts. */
  readonly within: number
}

const endOf = (steps: readonly Step[]): Step | undefined =>
  steps.find(({ what, rule }) => rule !== undefined && (what === 'deleted' || what === 'marker-added'))

/**
 * What a plan would delete of what is there now. Each object is simulated under the rules of before and of after; of tags, which
 * no listing has, the ones that the rules ask for are taken for granted.
 */
export const shorteningOf = (sample: Sample, question: Question): Shortening => {
  const { shortened, before, after, state, now, within } = question
  const tags = Object.fromEntries(shortened.flatMap(({ after: rule }) => canonical(rule).tags))
  const until = new Date(now.getTime() + within)
  const doomed = sample.objects.flatMap((each) => {
    const object = {
      key: each.key,
      size: each.size,
      created: each.modified,
      tags,
      versioning: state.versioned ? ('enabled' as const) : state.suspended ? ('suspended' as const) : ('off' as const),
      ...(state.suspended ? { hasVersionId: true } : {}),
      ...(each.storageClass ? { storageClass: each.storageClass } : {}),
      ...(each.replaced ? { replaced: each.replaced, newerOldVersions: each.newer ?? 0 } : {}),
    }
    const minimumSize = state.minimumSize
    const end = endOf(simulate(object, { rules: after, minimumSize, until, rulesSince: now }))
    if (!end?.rule || !shortened.some(({ id }) => id === end.rule)) return []
    const without = endOf(simulate(object, { rules: before, minimumSize, until }))
    return without && without.at <= end.at ? [] : [{ each, rule: end.rule }]
  })
  const newest = doomed.reduce<Listed | undefined>(
    (found, { each }) => (found && found.modified >= each.modified ? found : each),
    undefined,
  )
  return {
    rules: [...new Set(doomed.map(({ rule }) => rule))],
    objects: doomed.length,
    bytes: doomed.reduce((sum, { each }) => sum + each.size, 0),
    newest: newest?.modified.toISOString(),
    newestKey: newest?.key,
    looked: sample.objects.length,
    complete: sample.complete,
    source: sample.source,
  }
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
  { objects, bytes, newest, newestKey, looked, complete, source, words }: Shortening,
  withKey = false,
): string => {
  if (words !== undefined) return words
  const all = complete
    ? `all ${looked} looked at, by ${source}`
    : `of the ${looked} looked at, by ${source}; there are more`
  if (looked === 0 && !complete) return 'may delete objects that are there now; they could not be looked at'
  if (objects === 0) return `deletes none ${all}`
  const name = withKey && newestKey ? `${newestKey}, ` : ''
  return `deletes ${complete ? '' : 'at least '}${objects} ${objects === 1 ? 'object' : 'objects'} that ${objects === 1 ? 'is' : 'are'} there now, ${bytesText(bytes)}, the newest (${name}written ${newest?.slice(0, 10)}); ${all}`
}
