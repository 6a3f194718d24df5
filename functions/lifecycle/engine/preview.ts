import { inParallel } from '../../../shared/in-parallel.ts'
import { describeRule } from '../rules/describe.ts'
import { explainFailure } from '../rules/failure.ts'
import { type BucketPlan, planBucket, type RuleChange } from '../rules/plan.ts'
import type { WantedBucket } from '../rules/policies.ts'
import type { Buckets } from '../world/effects.ts'

/** What a reconcile would do to one bucket. */
export interface Preview extends Pick<BucketPlan, 'versioning'> {
  readonly bucket: string
  readonly action: BucketPlan['action'] | 'error'
  readonly rules: readonly RuleChange[]
  /** Why the bucket cannot be looked at, for a person. */
  readonly reason?: string
}

/** Looks at every bucket and says what a reconcile would do. It writes nothing, and one bucket's failure stops no other. */
export const previewBuckets = (wanted: readonly WantedBucket[], buckets: Pick<Buckets, 'read'>): Promise<Preview[]> =>
  inParallel(wanted, 8, async (each): Promise<Preview> => {
    const { bucket, versioned } = each
    try {
      const { put: _, ...plan } = planBucket(each, await buckets.read(bucket, versioned))
      return { bucket, ...plan }
    } catch (error) {
      return { bucket, action: 'error', rules: [], reason: explainFailure(error).reason }
    }
  })

export interface PreviewRow {
  readonly bucket: string
  readonly change: string
  readonly id: string
  readonly words: string
}

const wordsOf = ({ change, before, after }: RuleChange): string => {
  const now = before ? describeRule(before) : ''
  const then = after ? describeRule(after) : ''
  return change === 'change' ? `${then} (now ${now})` : then || now
}

/** One row for each rule, and for what is no rule, in words for people. */
export const previewRows = (plans: readonly Preview[]): PreviewRow[] =>
  plans.flatMap(({ bucket, action, versioning, rules, reason }) => [
    ...(action === 'error' ? [{ bucket, change: 'error', id: '', words: reason ?? '' }] : []),
    ...(versioning ? [{ bucket, change: 'add', id: 'versioning', words: 'switched on' }] : []),
    ...rules.map((rule) => ({
      bucket,
      change: rule.change === 'unmanaged' ? 'left alone' : rule.change,
      id: rule.id,
      words: wordsOf(rule),
    })),
  ])
