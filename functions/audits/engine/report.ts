import { TransientError } from '../../../shared/errors.ts'
import { log } from '../../../shared/log.ts'
import { metrics } from '../../../shared/metrics.ts'
import { standingOf } from '../rules/weekly.ts'
import type { AuditRun } from './run.ts'

/**
 * Logs and counts what the audits have seen.
 * @throws TransientError when a later try can do what failed, so that the platform tries again
 */
export const report = (runs: readonly AuditRun[], now: Date): void => {
  const { open, urgent, dollars } = standingOf(
    runs.flatMap(({ records }) => records),
    now,
  )
  const failed = runs.flatMap(({ outcome }) => outcome.failed)
  for (const { outcome } of runs)
    if (outcome.written > 0)
      log.info('audit', { audit: outcome.audit, open: outcome.open, found: outcome.found, fixed: outcome.fixed })
  metrics.add('AuditFindings', open)
  metrics.add('AuditUrgent', urgent)
  metrics.add('AuditWaste', dollars)
  metrics.add('AuditFailures', failed.length)
  const transient = failed.filter((each) => each.transient)
  if (transient.length > 0)
    throw new TransientError(
      `${transient.length} checks must be tried again: ${transient
        .slice(0, 5)
        .map(({ check, reason }) => `${check} (${reason})`)
        .join(', ')}`,
    )
}
