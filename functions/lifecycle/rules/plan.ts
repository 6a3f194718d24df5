import type {
  IntelligentTieringConfiguration,
  LifecycleRule,
  TransitionDefaultMinimumObjectSize,
} from '@aws-sdk/client-s3'
import { PermanentError } from '../../../shared/errors.ts'
import { sameRule } from '../../../shared/lifecycle/canonical.ts'
import { olderName, ownerOf } from './owner.ts'
import type { WantedBucket } from './policies.ts'
import { sendable } from './sendable.ts'
import { planTierings, type TieringChange } from './tierings.ts'

/** A bucket as it was read. */
export interface BucketState {
  /** Undefined where the bucket has no lifecycle configuration. */
  readonly rules: readonly LifecycleRule[] | undefined
  /** From which size objects are moved; it is sent back as it was read. */
  readonly minimumSize?: TransitionDefaultMinimumObjectSize | undefined
  /** Whether versioning is on. Undefined where nobody asked. */
  readonly versioned?: boolean | undefined
  /** Versioning was on once and is no longer: versions of then are kept. */
  readonly suspended?: boolean | undefined
  /** Archive configurations of Intelligent-Tiering. Undefined where nobody asked. */
  readonly tierings?: readonly IntelligentTieringConfiguration[] | undefined
}

export interface RuleChange {
  readonly id: string
  /** `rename` where only the ID is not yet the one with the deployment's name. */
  readonly change: 'add' | 'change' | 'rename' | 'remove' | 'same' | 'unmanaged'
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
  /** Set where the size from which objects are moved changes. */
  readonly minimumSize?: TransitionDefaultMinimumObjectSize
  /** Archive configurations of Intelligent-Tiering that change. */
  readonly tierings?: readonly TieringChange[]
}

const mostRules = 1_000

const planRules = (
  wanted: readonly LifecycleRule[],
  found: readonly LifecycleRule[],
  isOurs: (rule: LifecycleRule) => boolean,
): RuleChange[] => {
  const taken = new Set<LifecycleRule>()
  const changes = wanted.map((after): RuleChange => {
    const id = after.ID ?? ''
    const before =
      found.find(({ ID }) => ID === id) ??
      found.find((rule) => isOurs(rule) && olderName(rule.ID) === id.slice(id.lastIndexOf(':') + 1))
    if (!before) return { id, change: 'add', after }
    taken.add(before)
    const same = sameRule(before, after)
    return { id, change: !same ? 'change' : before.ID === id ? 'same' : 'rename', before, after }
  })
  return [
    ...found
      .filter((rule) => !isOurs(rule))
      .map((before) => ({ id: before.ID ?? '', change: 'unmanaged' as const, before, after: before })),
    ...changes,
    ...found
      .filter((rule) => isOurs(rule) && !taken.has(rule))
      .map((before) => ({ id: before.ID ?? '', change: 'remove' as const, before })),
  ]
}

/**
 * What must be done so that a bucket has exactly the wanted rules under our IDs, and everybody else's as they were.
 * Nothing is to be done where the meaning is the same already. A rule with an ID of the older form, without the deployment's
 * name, gets its new one in the same write, so that it is there, once, at every moment.
 * @param known our rules as the ledger has them; they say which of the older IDs are ours
 * @throws PermanentError `too-many-rules` when ours and the others' are more than S3 takes
 */
export const planBucket = (
  { rules: wanted, versioned, deployment, minimumSize, tierings }: Omit<WantedBucket, 'bucket'>,
  state: BucketState,
  known: readonly LifecycleRule[] = [],
): BucketPlan => {
  const isOurs = ownerOf({ deployment, wanted, known })
  const rules = planRules(wanted, state.rules ?? [], isOurs)
  const versioning = versioned && state.versioned === false ? ({ versioning: 'enable' } as const) : {}
  const put = [...(state.rules ?? []).filter((rule) => !isOurs(rule)).map(sendable), ...wanted]
  // What has no configuration has no setting either; S3's own is the one that new configurations get.
  const isResized =
    minimumSize !== undefined && put.length > 0 && minimumSize !== (state.minimumSize ?? 'all_storage_classes_128K')
  const tieringChanges = state.tierings ? planTierings(tierings ?? [], state.tierings, deployment) : []
  const more = {
    ...versioning,
    ...(isResized ? { minimumSize } : {}),
    ...(tieringChanges.length > 0 ? { tierings: tieringChanges } : {}),
  }
  if (!isResized && rules.every(({ change }) => change === 'same' || change === 'unmanaged'))
    return { action: 'none', ...more, rules, put }
  if (put.length > mostRules)
    throw new PermanentError(
      'too-many-rules',
      `The bucket would have ${put.length} lifecycle rules; S3 takes ${mostRules}. Remove some of those that Nightshift did not write.`,
    )
  return { action: put.length === 0 ? 'delete' : 'put', ...more, rules, put }
}

/** Our rules as they were found, under whatever IDs. */
export const oursFound = ({ rules }: Pick<BucketPlan, 'rules'>): LifecycleRule[] =>
  rules.flatMap(({ change, before }) => (change === 'unmanaged' || !before ? [] : [before]))

const past = { add: 'added', change: 'changed', remove: 'removed', rename: 'renamed' } as const

/** One line for each thing that a plan changes. */
export const changesOf = ({
  rules,
  versioning,
  minimumSize,
  tierings = [],
}: Pick<BucketPlan, 'rules' | 'versioning' | 'minimumSize' | 'tierings'>): string[] => [
  ...(minimumSize ? [`minimum transition size set to ${minimumSize}`] : []),
  ...tierings.map(({ id, change }) => `Intelligent-Tiering ${id} ${past[change]}`),
  ...(versioning ? ['versioning switched on'] : []),
  ...rules.flatMap(({ id, change, before }) => {
    if (change === 'same' || change === 'unmanaged') return []
    const older = before?.ID !== undefined && before.ID !== id ? `, was ${before.ID}` : ''
    return [`${id} ${past[change]}${older}`]
  }),
]
