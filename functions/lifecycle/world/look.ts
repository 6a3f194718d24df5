import type { LifecycleRule } from '@aws-sdk/client-s3'
import { explainFailure } from '../rules/failure.ts'
import { reachesNewer } from '../rules/inventory.ts'
import { type BucketPlan, type BucketState, planBucket } from '../rules/plan.ts'
import type { WantedBucket } from '../rules/policies.ts'
import { type Shortening, shortenedRules, shorteningOf } from '../rules/shortening.ts'
import { type Question as Asked, tallyOf } from '../rules/tally.ts'
import type { Buckets } from './effects.ts'
import type { InventoryReport } from './inventory.ts'

const dayMs = 86_400_000
/** Rows of a report, and the time, that are given to one bucket at most. */
const mostRows = 20_000_000
const mostMs = 60_000
/** What must be left of the call to write down what was counted, and to go on with others. */
const marginMs = 20_000

interface Question {
  readonly wanted: WantedBucket
  readonly state: BucketState
  readonly known: readonly LifecycleRule[] | undefined
  readonly now: Date
  readonly graceMs: number
  /** What is left of the call. Default enough. */
  readonly remainingMs?: (() => number) | undefined
}

/** A plan and those of its rules that delete more, or sooner, than what is in the bucket. */
export interface Looked {
  readonly plan: BucketPlan
  readonly shortened: ReturnType<typeof shortenedRules>
  /** What they would delete of what is there now. It reads the bucket, or a report about it. */
  readonly shortening: () => Promise<Shortening>
}

/** Counts what a report says, row by row. What the rules reach of what was written since makes the count incomplete. */
const countReport = async (
  { asOf, objects }: InventoryReport,
  asked: Asked,
  remainingMs: () => number,
): Promise<Shortening> => {
  const tally = tallyOf(asked)
  const began = performance.now()
  let isCut = false
  for await (const page of objects()) {
    for (const each of page) tally.add(each)
    isCut = tally.looked() >= mostRows || performance.now() - began > mostMs || remainingMs() < marginMs
    if (isCut) break
  }
  const until = new Date(asked.now.getTime() + asked.within)
  const complete =
    !isCut &&
    !reachesNewer(
      asked.shortened.map(({ after }) => after),
      asOf,
      until,
    )
  return { ...tally.result({ complete, source: 'S3 Inventory' }), asOf: asOf.toISOString() }
}

/** Plans a bucket, and says how to look at what the plan would delete. */
export const lookAt = (
  buckets: Pick<Buckets, 'read' | 'sample' | 'inventory'>,
  { wanted, state: found, known, now, graceMs, remainingMs = () => Number.POSITIVE_INFINITY }: Question,
): Looked => {
  const plan = planBucket(wanted, found, known)
  const shortened = shortenedRules(plan.rules, known)
  const shortening = async (): Promise<Shortening> => {
    const { bucket, inventory: address } = wanted
    // What is deleted, and what is listed, depends on versioning.
    const state = found.versioned === undefined ? await buckets.read(bucket, true) : found
    const rules = shortened.map(({ after }) => after)
    const asked = {
      shortened,
      before: state.rules ?? [],
      after: plan.put,
      state,
      now,
      within: Math.max(graceMs, dayMs),
    }
    // Where no version was ever kept, rules about old ones have nothing to delete.
    const isIdle =
      !state.versioned &&
      !state.suspended &&
      rules.every(({ Expiration }) => Expiration?.Days === undefined && Expiration?.Date === undefined)
    if (isIdle) return shorteningOf({ objects: [], complete: true, source: 'a listing' }, asked)
    const report = await buckets.inventory?.({ bucket, rules, state, address, now })
    let instead = report && 'instead' in report ? report.instead : undefined
    if (report && 'objects' in report)
      try {
        return await countReport(report, asked, remainingMs)
      } catch (error) {
        instead = explainFailure(error).reason
      }
    const listed = shorteningOf(await buckets.sample(bucket, rules, state), asked)
    return instead === undefined || listed.complete ? listed : { ...listed, instead }
  }
  return { plan, shortened, shortening }
}
