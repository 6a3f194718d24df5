import type { LifecycleRule } from '@aws-sdk/client-s3'
import type { HeldBack } from '../../../shared/ledger/records.ts'
import { type Consent, holdOf, isSamePending } from '../rules/hold.ts'
import { type BucketPlan, type BucketState, planBucket } from '../rules/plan.ts'
import type { WantedBucket } from '../rules/policies.ts'
import type { Buckets } from '../world/effects.ts'
import { lookAt } from '../world/look.ts'

interface Question {
  readonly wanted: WantedBucket
  readonly state: BucketState
  readonly known: readonly LifecycleRule[] | undefined
  readonly pending: HeldBack | undefined
  readonly consent: Consent
  readonly now: Date
  readonly graceMs: number
  /** What is left of the call. */
  readonly remainingMs: () => number
}

/** What may be done to a bucket now, and what of it waits for a person. */
export interface Allowed {
  /** The bucket as it may be now: as it is wanted but for the rules that are held back. */
  readonly wanted: WantedBucket
  readonly plan: BucketPlan
  readonly held?: HeldBack | undefined
}

/**
 * Holds back rules that would delete what is in a bucket now. Other changes are made meanwhile; a rule that is held back stays as
 * it is in the bucket.
 */
export const holdBack = async (
  buckets: Pick<Buckets, 'read' | 'sample' | 'inventory'>,
  question: Question,
): Promise<Allowed> => {
  const { wanted, state, known, pending, consent, now, graceMs } = question
  const { plan, shortened, shortening } = lookAt(buckets, question)
  if (shortened.length === 0) return { wanted, plan }
  const asked = { rules: shortened.map(({ after }) => after), pending, consent, now, graceMs }
  const held = holdOf(asked, isSamePending(asked) ? undefined : await shortening())
  if (!held) return { wanted, plan }
  const rules = wanted.rules.flatMap((rule) => {
    const found = shortened.find(({ id }) => id === rule.ID)
    if (!found) return [rule]
    return found.before ? [{ ...found.before, ID: rule.ID }] : []
  })
  const allowed = { ...wanted, rules }
  return { wanted: allowed, plan: planBucket(allowed, state, known), held }
}
