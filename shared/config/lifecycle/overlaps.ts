import type { LifecycleRuleConfig, StorageClass } from './schema.ts'
import { below } from './transitions.ts'

/** One thing that a rule does to one sort of versions, so many days after they were made or replaced. */
export interface Action {
  readonly versions: 'current' | 'old'
  readonly days: number
  /** Undefined where the action is a deletion. */
  readonly to?: StorageClass
  /** Newest old versions that are spared. */
  readonly keep?: number | undefined
  /** Where it is written in the rule. */
  readonly path: readonly PropertyKey[]
}

/** What a rule does to objects by their age, deletions last. Nothing where it is disabled. */
export const actionsOf = (rule: LifecycleRuleConfig): readonly Action[] => (rule.disabled ? [] : allActions(rule))

const allActions = (rule: LifecycleRuleConfig): readonly Action[] => [
  ...(rule.transitions ?? []).flatMap((move, index) =>
    'days' in move
      ? [{ versions: 'current' as const, days: move.days, to: move.to, path: ['transitions', index, 'days'] }]
      : [],
  ),
  ...(rule.oldVersionTransitions ?? []).map(({ days, to, keepNewest }, index) => ({
    versions: 'old' as const,
    days,
    to,
    keep: keepNewest,
    path: ['oldVersionTransitions', index, 'days'],
  })),
  ...(rule.expireAfterDays === undefined
    ? []
    : [{ versions: 'current' as const, days: rule.expireAfterDays, path: ['expireAfterDays'] }]),
  ...(rule.expireOldVersionsAfterDays === undefined
    ? []
    : [
        {
          versions: 'old' as const,
          days: rule.expireOldVersionsAfterDays,
          keep: rule.keepNewestOldVersions,
          path: ['expireOldVersionsAfterDays'],
        },
      ]),
]

type Scope = Pick<LifecycleRuleConfig, 'prefix' | 'tags' | 'largerThan' | 'smallerThan'>

const most = Number.POSITIVE_INFINITY

/** Whether a rule is for every object that another one is for. */
export const covers = (wide: Scope, narrow: Scope): boolean =>
  (narrow.prefix ?? '').startsWith(wide.prefix ?? '') &&
  Object.entries(wide.tags ?? {}).every(([key, value]) => narrow.tags?.[key] === value) &&
  (wide.largerThan ?? -1) <= (narrow.largerThan ?? -1) &&
  (wide.smallerThan ?? most) >= (narrow.smallerThan ?? most)

/** Whether one object can be under both rules. */
export const meet = (one: Scope, other: Scope): boolean => {
  const [a = '', b = ''] = [one.prefix, other.prefix]
  return (
    (a.startsWith(b) || b.startsWith(a)) &&
    Object.entries(one.tags ?? {}).every(([key, value]) => (other.tags?.[key] ?? value) === value) &&
    Math.max(one.largerThan ?? -1, other.largerThan ?? -1) + 1 <
      Math.min(one.smallerThan ?? most, other.smallerThan ?? most)
  )
}

/** Of several moves on one day S3 makes the one to the class that comes first here. */
const winners: readonly StorageClass[] = [
  'DEEP_ARCHIVE',
  'GLACIER',
  'INTELLIGENT_TIERING',
  'GLACIER_IR',
  'ONEZONE_IA',
  'STANDARD_IA',
]

/**
 * Whether one action leaves nothing to do for another on the same object. The shorter deletion wins whatever the length of
 * the prefixes; a deletion comes before a move on the same day; and nothing moves up, or to where it is.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-conflicts.html
 */
export const preempts = (first: Action, late: Action): boolean => {
  if (first.versions !== late.versions || (first.keep ?? 0) > (late.keep ?? 0)) return false
  if (first.to === undefined) return first.days < late.days || (late.to !== undefined && first.days === late.days)
  if (late.to === undefined) return false
  if (first.days === late.days) return winners.indexOf(first.to) < winners.indexOf(late.to)
  return first.days < late.days && !below[first.to].includes(late.to)
}
