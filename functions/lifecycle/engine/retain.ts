import type { RetentionConfig } from '../../../shared/config/lifecycle/retention.ts'
import { inParallel } from '../../../shared/in-parallel.ts'
import { maxWrites } from '../../../shared/ledger/ledger.ts'
import { keys, type RetainedRecord, type RetentionFailureRecord } from '../../../shared/ledger/records.ts'
import { piecesOf } from '../../../shared/pieces.ts'
import { explainRetentionFailure } from '../rules/failure.ts'
import type { Outcome } from '../rules/outcome.ts'
import { verdictOfRetention } from '../rules/retained.ts'
import { type RetentionFailure, reportFailures } from '../rules/retained-failures.ts'
import type { RetentionPlan } from '../rules/retention.ts'
import type { RetainedThings } from '../world/retention.ts'
import { retentionPlans } from '../world/retention-plans.ts'
import type { Reconcile } from './reconcile.ts'

const weekMs = 7 * 86_400_000
/** What must be left to begin another thing. */
const deadlineMarginMs = 10_000

/**
 * Keeps log groups, queues, streams and images as long as the config says. Each is tried, whatever happens to the others; what would delete
 * what is there is held back until somebody agreed and the grace is over.
 * @throws what the ledger throws when it cannot be read, before anything is changed
 */
export const retain = async (
  config: RetentionConfig,
  things: RetainedThings,
  world: Omit<Reconcile, 'buckets'>,
): Promise<Outcome[]> => {
  const { ledger, now, consent = {}, graceMs = weekMs, publish } = world
  const [records, failing] = await Promise.all([
    ledger.children<RetainedRecord>(keys.retained('').pk),
    ledger.children<RetentionFailureRecord>(keys.retentionFailure('').pk),
  ])
  const { plans, failed } = await retentionPlans(config, things, now)
  const one = async (plan: RetentionPlan): Promise<Outcome | RetentionFailure> => {
    const { subject } = plan
    if (world.remainingMs() < deadlineMarginMs)
      return { subject, cause: 'no-time', reason: 'No time left in this call.', transient: true }
    try {
      const verdict = verdictOfRetention({
        plan,
        record: records.find((each) => each.subject === subject),
        consent: consent.buckets === undefined || consent.buckets.includes(subject) ? consent : {},
        now,
        graceMs,
        config: world.config,
        event: world.event,
      })
      if (verdict.acts && plan.act) await things.act(plan.act, world.remainingMs)
      for (const signal of verdict.signals) await publish(signal)
      await ledger.commit(verdict.writes, now)
      const { held } = verdict
      return {
        bucket: subject,
        outcome: verdict.acts ? 'changed' : 'unchanged',
        changes: verdict.acts ? [plan.words] : [],
        ...(verdict.drifted ? { drifted: true } : {}),
        ...(held
          ? { held: { ...held, rules: [held.words], looked: held.objects, complete: true, source: 'a listing' } }
          : {}),
      }
    } catch (error) {
      return { subject, ...explainRetentionFailure(error) }
    }
  }
  const outcomes = [...(await inParallel(plans, 8, one)), ...failed]
  const failures = outcomes.filter((each) => 'subject' in each)
  const { signals, writes } = reportFailures({
    failed: failures,
    records: failing,
    now,
    config: world.config,
    event: world.event,
  })
  for (const signal of signals) await publish(signal)
  for (const piece of piecesOf(writes, maxWrites)) await ledger.commit(piece, now)
  return outcomes.map((each) =>
    'subject' in each
      ? { bucket: each.subject, outcome: 'failed', changes: [], reason: each.reason, transient: each.transient }
      : each,
  )
}
