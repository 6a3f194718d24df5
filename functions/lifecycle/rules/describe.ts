import type { LifecycleRule } from '@aws-sdk/client-s3'
import { canonical, type Move } from './canonical.ts'

const days = (count: number | undefined): string => `${count} ${count === 1 ? 'day' : 'days'}`
const when = ({ days: count, date }: { readonly days?: number; readonly date?: string }): string =>
  date ? `on ${date.slice(0, 10)}` : count === 0 ? 'at once' : `after ${days(count)}`
const spared = (keep: number | undefined): string => (keep === undefined ? '' : `, the newest ${keep} spared`)
const move = (each: Move): string => `to ${each.to} ${when(each)}${spared(each.keep)}`

/** A rule in words: `keys under logs/: deleted after 365 days`. */
export const describeRule = (rule: LifecycleRule): string => {
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
    ...(expires ? [`deleted ${when(expires)}`] : []),
    ...oldMoves.map((each) => `old versions ${move(each)}`),
    ...(oldExpires ? [`old versions deleted ${when(oldExpires)}${spared(oldExpires.keep)}`] : []),
    ...(removesMarkers ? ['left-over delete markers removed'] : []),
    ...(abortDays === undefined ? [] : [`unfinished uploads given up after ${days(abortDays)}`]),
  ]
  return `${enabled ? '' : '(disabled) '}${which.join(' ')}: ${what.join('; ') || 'nothing'}`
}
