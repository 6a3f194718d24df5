import type { RetentionConfig } from '../../../shared/config/lifecycle/retention.ts'
import { inParallel } from '../../../shared/in-parallel.ts'
import { keys, type RetainedRecord } from '../../../shared/ledger/records.ts'
import { explainFailure } from '../rules/failure.ts'
import type { Outcome } from '../rules/outcome.ts'
import { verdictOfRetention } from '../rules/retained.ts'
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
  const records = await ledger.children<RetainedRecord>(keys.retained('').pk)
  const { plans, failed } = await retentionPlans(config, things, now)
  const one = async (plan: RetentionPlan): Promise<Outcome> => {
    const { subject } = plan
    if (world.remainingMs() < deadlineMarginMs)
      return { bucket: subject, outcome: 'failed', changes: [], reason: 'No time left in this call.', transient: true }
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
      const { reason, transient } = explainFailure(error)
      return { bucket: subject, outcome: 'failed', changes: [], reason, transient }
    }
  }
  const outcomes = await inParallel(plans, 8, one)
  return [
    ...outcomes,
    ...failed.map(
      ({ subject, reason, transient }): Outcome => ({
        bucket: subject,
        outcome: 'failed',
        changes: [],
        reason,
        transient,
      }),
    ),
  ]
}
