import type { LifecycleRule } from '@aws-sdk/client-s3'
import { type BucketPlan, type BucketState, planBucket } from '../rules/plan.ts'
import type { WantedBucket } from '../rules/policies.ts'
import { type Shortening, shortenedRules, shorteningOf } from '../rules/shortening.ts'
import type { Buckets } from './effects.ts'

const dayMs = 86_400_000

interface Question {
  readonly wanted: WantedBucket
  readonly state: BucketState
  readonly known: readonly LifecycleRule[] | undefined
  readonly now: Date
  readonly graceMs: number
}

/** A plan and those of its rules that delete more, or sooner, than what is in the bucket. */
export interface Looked {
  readonly plan: BucketPlan
  readonly shortened: ReturnType<typeof shortenedRules>
  /** What they would delete of what is there now. It reads the bucket. */
  readonly shortening: () => Promise<Shortening>
}

/** Plans a bucket, and says how to look at what the plan would delete. */
export const lookAt = (buckets: Pick<Buckets, 'read' | 'sample'>, question: Question): Looked => {
  const { wanted, known, now, graceMs } = question
  const plan = planBucket(wanted, question.state, known)
  const shortened = shortenedRules(plan.rules, known)
  const shortening = async (): Promise<Shortening> => {
    // What is deleted, and what is listed, depends on versioning.
    const state = question.state.versioned === undefined ? await buckets.read(wanted.bucket, true) : question.state
    const rules = shortened.map(({ after }) => after)
    // Where no version was ever kept, rules about old ones have nothing to delete.
    const isIdle =
      !state.versioned &&
      !state.suspended &&
      rules.every(({ Expiration }) => Expiration?.Days === undefined && Expiration?.Date === undefined)
    const sample = isIdle
      ? ({ objects: [], complete: true, source: 'a listing' } as const)
      : await buckets.sample(wanted.bucket, rules, state)
    return shorteningOf(sample, {
      shortened,
      before: state.rules ?? [],
      after: plan.put,
      state,
      now,
      within: Math.max(graceMs, dayMs),
    })
  }
  return { plan, shortened, shortening }
}
