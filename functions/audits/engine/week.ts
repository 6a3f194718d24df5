import { type AuditFindingRecord, type AuditReportRecord, keys } from '../../../shared/ledger/records.ts'
import { reportRecord, weeklySignal, weekOf } from '../rules/weekly.ts'
import type { World } from '../world/world.ts'

/**
 * Sends the weekly report at the first look of a week, and at the first look of all. The signal has the same id for every look that finds it due,
 * so that a look that dies before it is written down does no harm.
 * @param failing checks that could not look
 */
export const reportWeek = async (
  records: readonly AuditFindingRecord[],
  failing: readonly string[],
  { ledger, publish, slice, now }: Pick<World, 'ledger' | 'publish' | 'slice' | 'now'>,
): Promise<boolean> => {
  if (slice.report === undefined) return false
  const before = await ledger.get<AuditReportRecord>(keys.auditReport())
  if (before && before.week >= weekOf(now)) return false
  await publish(weeklySignal(records, before, failing, slice.report.to, now))
  await ledger.commit(
    [{ item: reportRecord(records, now), expect: before?.version ?? 'absent', repeatable: true }],
    now,
  )
  return true
}
