import { inParallel } from '../../../shared/in-parallel.ts'
import type { BucketRecord } from '../../../shared/ledger/records.ts'
import { type Deleted, describeRule } from '../rules/describe.ts'
import { explainFailure } from '../rules/failure.ts'
import { isSamePending } from '../rules/hold.ts'
import type { BucketPlan, BucketState, RuleChange } from '../rules/plan.ts'
import type { WantedBucket } from '../rules/policies.ts'
import { checkRules } from '../rules/refused.ts'
import { isHarmless, type Shortening, shorteningText } from '../rules/shortening.ts'
import { describeTiering } from '../rules/tierings.ts'
import { planWarnings } from '../rules/warnings.ts'
import type { Buckets } from '../world/effects.ts'
import { lookAt } from '../world/look.ts'

/** What a reconcile would do to one bucket. */
export interface Preview extends Pick<BucketPlan, 'versioning' | 'minimumSize' | 'tierings'> {
  readonly bucket: string
  readonly action: BucketPlan['action'] | 'error'
  readonly rules: readonly RuleChange[]
  /** What the bucket does with what is deleted. */
  readonly deleted?: Deleted
  /** What it would delete of what is there now; absent where nothing. */
  readonly shortening?: Shortening
  /** ISO 8601: the shortening was agreed to, and is made from then on. */
  readonly heldUntil?: string
  /** What a person should know before it is written, one sentence each. */
  readonly warnings: readonly string[]
  /** How long something else than a bucket is kept, in words: what there is to do, or what nothing is said about. */
  readonly retention?: string
  /** Why the bucket cannot be looked at, for a person. */
  readonly reason?: string
}

const weekMs = 7 * 86_400_000

/** When it is, and how far ahead a deletion counts. */
export interface PreviewTime {
  readonly now?: Date
  readonly graceMs?: number
}

/** Whoever may not list a bucket is told the plan all the same: the function of lifecycle looks before it writes. */
const notLookedAt = (): Shortening => ({
  rules: [],
  objects: 0,
  bytes: 0,
  looked: 0,
  complete: false,
  source: 'a listing',
})

/** Once the plan is carried out: versioning that it switches on is on. */
const deletedThen = ({ versioned, suspended }: BucketState, { versioning }: Pick<BucketPlan, 'versioning'>): Deleted =>
  versioned || versioning === 'enable' ? 'kept' : suspended ? 'suspended' : 'gone'

/**
 * Looks at every bucket and says what a reconcile would do. It writes nothing, and one bucket's failure stops no other.
 * @param records what the ledger knows of the buckets; it says which rules with IDs of the older form are ours
 */
export const previewBuckets = (
  wanted: readonly WantedBucket[],
  buckets: Pick<Buckets, 'read' | 'sample' | 'inventory'>,
  records: readonly Pick<BucketRecord, 'bucket' | 'rules' | 'held'>[] = [],
  { now = new Date(), graceMs = weekMs }: PreviewTime = {},
): Promise<Preview[]> =>
  inParallel(wanted, 8, async (each): Promise<Preview> => {
    const { bucket } = each
    try {
      const state = await buckets.read(bucket, true, each.tierings !== undefined)
      checkRules(each)
      const record = records.find((one) => one.bucket === bucket)
      const known = record?.rules
      const looked = lookAt(buckets, { wanted: each, state, known, now, graceMs })
      const { put: _, ...plan } = looked.plan
      const deleted = deletedThen(state, plan)
      const rules = looked.shortened.map(({ after }) => after)
      const waits = record?.held && isSamePending({ rules, pending: record.held })
      const found =
        rules.length === 0
          ? undefined
          : waits && record.held
            ? { ...record.held, rules: rules.map(({ ID = '' }) => ID) }
            : await looked.shortening().catch(notLookedAt)
      const shortening = found && !isHarmless(found) ? found : undefined
      return {
        bucket,
        ...plan,
        ...(shortening ? { shortening } : {}),
        ...(record?.held?.until ? { heldUntil: record.held.until } : {}),
        deleted,
        warnings: planWarnings(plan, deleted),
      }
    } catch (error) {
      return { bucket, action: 'error', rules: [], warnings: [], reason: explainFailure(error).reason }
    }
  })

export interface PreviewRow {
  readonly bucket: string
  readonly change: string
  readonly id: string
  readonly words: string
}

const wordsOf = ({ change, before, after }: RuleChange, deleted: Deleted | undefined): string => {
  const now = before ? describeRule(before, deleted) : ''
  const then = after ? describeRule(after, deleted) : ''
  if (change === 'rename') return `${then} (now called ${before?.ID})`
  return change === 'change' ? `${then} (now ${now})` : then || now
}

/** One row for each rule, and for what is no rule, in words for people. */
export const previewRows = (plans: readonly Preview[]): PreviewRow[] =>
  plans.flatMap(
    ({
      bucket,
      action,
      versioning,
      minimumSize,
      tierings = [],
      rules,
      shortening,
      heldUntil,
      retention,
      deleted,
      warnings,
      reason,
    }) => [
      ...(action === 'error' ? [{ bucket, change: 'error', id: '', words: reason ?? '' }] : []),
      ...(retention
        ? [{ bucket, change: action === 'put' ? 'change' : 'same', id: 'retention', words: retention }]
        : []),
      ...(versioning ? [{ bucket, change: 'add', id: 'versioning', words: 'switched on' }] : []),
      ...(minimumSize ? [{ bucket, change: 'change', id: 'minimum size', words: `set to ${minimumSize}` }] : []),
      ...tierings.map(({ id, change, after }) => ({ bucket, change, id, words: after ? describeTiering(after) : '' })),
      ...rules.map((rule) => ({
        bucket,
        change: rule.change === 'unmanaged' ? 'left alone' : rule.change,
        id: rule.id,
        words: wordsOf(rule, deleted),
      })),
      ...(shortening
        ? [
            {
              bucket,
              change: 'held back',
              id: shortening.rules.join(', '),
              words: `${shorteningText(shortening, true)}. ${heldUntil ? `Agreed to: made from ${heldUntil} on` : 'It is made only once somebody agrees to it'}`,
            },
          ]
        : []),
      ...warnings.map((words) => ({ bucket, change: 'warning', id: '', words })),
    ],
  )
