import type { AuditFindingRecord, AuditLookRecord } from '../../../shared/ledger/records.ts'

/** Whether somebody's acceptance holds at a time. */
export const isAccepted = ({ accepted }: Pick<AuditFindingRecord, 'accepted'>, now: Date): boolean =>
  accepted !== undefined && Date.parse(accepted.until) > now.getTime()

/** Whether it is there and nobody has accepted it. */
export const counts = (record: AuditFindingRecord, now: Date): boolean =>
  record.state === 'open' && !isAccepted(record, now)

/** Whether it pages. */
export const pages = (record: AuditFindingRecord, now: Date): boolean =>
  record.severity === 'urgent' && counts(record, now)

/** When it was last seen: of one that is open by the last look of its check. ISO 8601. */
export const lastSeenOf = (record: AuditFindingRecord, look: AuditLookRecord | undefined): string =>
  record.lastSeen ?? look?.checks[record.check]?.lookedAt ?? record.firstSeen
