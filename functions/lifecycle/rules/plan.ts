import type { LifecycleRule, TransitionDefaultMinimumObjectSize } from '@aws-sdk/client-s3'
import { PermanentError } from '../../../shared/errors.ts'
import { isOurs, sameRule } from './canonical.ts'

/** A bucket as it was read. */
export interface BucketState {
  /** Undefined where the bucket has no lifecycle configuration. */
  readonly rules: readonly LifecycleRule[] | undefined
  /** From which size objects are moved; it is sent back as it was read. */
  readonly minimumSize?: TransitionDefaultMinimumObjectSize | undefined
  /** Undefined where nobody asked. */
  readonly versioned?: boolean | undefined
}

export interface RuleChange {
  readonly id: string
  readonly change: 'add' | 'change' | 'remove' | 'same' | 'unmanaged'
  readonly before?: LifecycleRule
  readonly after?: LifecycleRule
}

export interface BucketPlan {
  readonly action: 'none' | 'put' | 'delete'
  /** Set where versioning must be switched on. */
  readonly versioning?: 'enable'
  readonly rules: readonly RuleChange[]
  /** The whole configuration to send: S3 replaces everything. */
  readonly put: readonly LifecycleRule[]
}

const mostRules = 1_000

/**
 * A rule of somebody else, as it can be sent back. S3 refuses a configuration that mixes rules with its older, rule-level
 * prefix and rules with a filter ("Filter element can only be used in Lifecycle V2"), so the older spelling becomes the
 * newer one, which means the same.
 */
const sendable = ({ Prefix, ...rule }: LifecycleRule): LifecycleRule =>
  rule.Filter ? rule : { ...rule, Filter: { Prefix: Prefix ?? '' } }

const planRules = (wanted: readonly LifecycleRule[], found: readonly LifecycleRule[]): RuleChange[] => [
  ...found
    .filter((rule) => !isOurs(rule))
    .map((before) => ({ id: before.ID ?? '', change: 'unmanaged' as const, before, after: before })),
  ...wanted.map((after): RuleChange => {
    const id = after.ID ?? ''
    const before = found.find(({ ID }) => ID === id)
    if (!before) return { id, change: 'add', after }
    return { id, change: sameRule(before, after) ? 'same' : 'change', before, after }
  }),
  ...found
    .filter((rule) => isOurs(rule) && !wanted.some(({ ID }) => ID === rule.ID))
    .map((before) => ({ id: before.ID ?? '', change: 'remove' as const, before })),
]

/**
 * What must be done so that a bucket has exactly the wanted rules under our IDs, and everybody else's as they were.
 * Nothing is to be done where the meaning is the same already.
 * @throws PermanentError `too-many-rules` when ours and the others' are more than S3 takes
 */
export const planBucket = (
  { rules: wanted, versioned }: { readonly rules: readonly LifecycleRule[]; readonly versioned: boolean },
  state: BucketState,
): BucketPlan => {
  const rules = planRules(wanted, state.rules ?? [])
  const versioning = versioned && state.versioned === false ? ({ versioning: 'enable' } as const) : {}
  const put = [...(state.rules ?? []).filter((rule) => !isOurs(rule)).map(sendable), ...wanted]
  if (rules.every(({ change }) => change === 'same' || change === 'unmanaged'))
    return { action: 'none', ...versioning, rules, put }
  if (put.length > mostRules)
    throw new PermanentError(
      'too-many-rules',
      `The bucket would have ${put.length} lifecycle rules; S3 takes ${mostRules}. Remove some of those that Nightshift did not write.`,
    )
  return { action: put.length === 0 ? 'delete' : 'put', ...versioning, rules, put }
}

/** One line for each thing that a plan changes. */
export const changesOf = ({ rules, versioning }: Pick<BucketPlan, 'rules' | 'versioning'>): string[] => [
  ...(versioning ? ['versioning switched on'] : []),
  ...rules
    .filter(({ change }) => change === 'add' || change === 'change' || change === 'remove')
    .map(({ id, change }) => `${id} ${{ add: 'added', change: 'changed', remove: 'removed' }[change as 'add']}`),
]
