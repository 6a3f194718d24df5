import { TransientError } from '../../../shared/errors.ts'
import { log } from '../../../shared/log.ts'
import { metrics } from '../../../shared/metrics.ts'
import type { Outcome } from '../rules/outcome.ts'

/**
 * Logs and counts what became of the buckets.
 * @throws TransientError when a later try can mend one of them, so that the platform tries again
 */
export const report = (outcomes: readonly Outcome[]): void => {
  const failed = outcomes.filter(({ outcome }) => outcome === 'failed')
  for (const { bucket, outcome, changes, drifted } of outcomes)
    if (outcome === 'changed') log.info('bucket changed', { bucket, changes, drifted })
  for (const { bucket, reason, transient } of failed) log.error('bucket failed', { bucket, reason, transient })
  metrics.add('BucketsReconciled', outcomes.length - failed.length)
  metrics.add('LifecycleChanges', outcomes.filter(({ outcome }) => outcome === 'changed').length)
  metrics.add('LifecycleDrifts', outcomes.filter(({ drifted }) => drifted).length)
  metrics.add('LifecycleFailures', failed.length)
  const transient = failed.filter((each) => each.transient)
  if (transient.length > 0)
    throw new TransientError(
      `${transient.length} of ${outcomes.length} buckets must be tried again: ${transient
        .slice(0, 5)
        .map(({ bucket, reason }) => `${bucket} (${reason})`)
        .join(', ')}`,
    )
}
