import type { LifecycleRule } from '@aws-sdk/client-s3'
import { canonical, type Move } from '../../../shared/lifecycle/canonical.ts'

export const days = (count: number | undefined): string => `${count} ${count === 1 ? 'day' : 'days'}`
const when = ({ days: count, date }: { readonly days?: number; readonly date?: string }): string =>
  date ? `on ${date.slice(0, 10)}` : count === 0 ? 'at once' : `after ${days(count)}`
const spared = (keep: number | undefined): string => (keep === undefined ? '' : `, the newest ${keep} spared`)
const move = (each: Move): string => `to ${each.to} ${when(each)}${spared(each.keep)}`

/**
 * What a bucket does with what is deleted: `kept` as old versions, with versioning; where it is `suspended`, versions with an
 * ID are kept. `gone` without versioning, and where nobody asked.
 */
export type Deleted = 'kept' | 'suspended' | 'gone'

/**
 * A deletion of current versions. With versioning S3 only adds a delete marker, and frees nothing.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-expire-general-considerations.html
 */
const deletion = (expires: { readonly days?: number; readonly date?: string }, deleted: Deleted): string => {
  if (deleted === 'gone') return `deleted ${when(expires)}`
  const added = `a delete marker added ${when(expires)}`
  return deleted === 'kept'
    ? `${added}, below which all versions stay and are charged for`
    : `${added}, in the place of a version without an ID; versions with one stay and are charged for`
}

/** A rule in words: `keys under logs/: deleted after 365 days`. */
export const describeRule = (rule: LifecycleRule, deleted: Deleted = 'gone'): string => {
  const { enabled, prefix, tags, over, under, moves, expires, removesMarkers, oldMoves, oldExpires, abortDays } =
    canonical(rule)
  const which = [
    prefix === '' ? 'every key' : `keys under ${prefix}`,
    ...(tags.length > 0 ? [`tagged ${tags.map((tag) => tag.join('=')).join(' and ')}`] : []),
    ...(over === undefined ? [] : [`over ${over} bytes`]),
    ...(under === undefined ? [] : [`under ${under} bytes`]),
  ]
  const what = [
    ...moves.map(move),
    ...(expires ? [deletion(expires, deleted)] : []),
    ...oldMoves.map((each) => `old versions ${move(each)}`),
    ...(oldExpires ? [`old versions deleted ${when(oldExpires)}${spared(oldExpires.keep)}`] : []),
    ...(removesMarkers ? ['left-over delete markers removed'] : []),
    ...(abortDays === undefined ? [] : [`unfinished uploads given up after ${days(abortDays)}`]),
  ]
  return `${enabled ? '' : '(disabled) '}${which.join(' ')}: ${what.join('; ') || 'nothing'}`
}
