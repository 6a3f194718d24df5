import { isAccepted, lastSeenOf } from '../../functions/audits/rules/standing.ts'
import { type AuditName, auditNames, type Severity } from '../../shared/audits/finding.ts'
import { type AuditFindingRecord, type AuditLookRecord, keys } from '../../shared/ledger/records.ts'
import type { Deployment } from '../deployment.ts'

/** A finding, as `nightshift audits findings --json` prints it. Times are ISO 8601. */
export interface FindingRow {
  readonly id: string
  readonly audit: AuditName
  readonly kind: string
  readonly severity: Severity
  readonly state: 'open' | 'accepted' | 'fixed'
  readonly resource: string
  readonly title: string
  readonly reason: string
  /** What to do. Of waste within its grace time it says from when on. */
  readonly advice: string
  readonly owner?: string | undefined
  /** US dollars a month. */
  readonly dollars?: number | undefined
  readonly since?: string | undefined
  readonly firstSeen: string
  readonly lastSeen: string
  readonly fixedAt?: string | undefined
  readonly accepted?: AuditFindingRecord['accepted']
}

export interface FindingsChoice {
  /** Those that are fixed too. */
  readonly all?: boolean
  readonly audit?: AuditName | undefined
}

/** What is waste is ended only after a time, so that nobody deletes what is only waiting for its next use. */
const adviceOf = ({ audit, advice, firstSeen }: AuditFindingRecord, graceDays: number, now: Date): string => {
  const from = new Date(Date.parse(firstSeen) + graceDays * 86_400_000)
  return audit === 'waste' && from > now
    ? `From ${from.toISOString().slice(0, 10)} on, if nobody needs it: ${advice}`
    : advice
}

const stateOf = (record: AuditFindingRecord, now: Date): FindingRow['state'] => {
  if (record.state === 'fixed') return 'fixed'
  return isAccepted(record, now) ? 'accepted' : 'open'
}

const order = { urgent: 0, warning: 1, note: 2 } as const
const stateOrder = { open: 0, accepted: 1, fixed: 2 } as const

/** Where every audit stands: its last look, and its findings. */
const read = async ({ ledger }: Pick<Deployment, 'ledger'>, audit: AuditName) => {
  const [records, look] = await Promise.all([
    ledger().children<AuditFindingRecord>(keys.auditLook(audit).pk, keys.auditFinding(audit, '').sk),
    ledger().get<AuditLookRecord>(keys.auditLook(audit)),
  ])
  return { records, look }
}

/** Findings, the worst first: open, then accepted, then fixed; by severity, dollars and age. */
export const findingsOf = async (
  deployment: Pick<Deployment, 'ledger' | 'now' | 'config'>,
  { all = false, audit: only }: FindingsChoice = {},
): Promise<FindingRow[]> => {
  const now = deployment.now()
  const graceDays = deployment.config.audits?.waste.graceDays ?? 0
  const found = await Promise.all((only ? [only] : auditNames).map((audit) => read(deployment, audit)))
  return found
    .flatMap(({ records, look }) =>
      records.map((record): FindingRow => {
        const {
          id,
          audit,
          sort,
          severity,
          resource,
          title,
          reason,
          owner,
          dollars,
          since,
          firstSeen,
          fixedAt,
          accepted,
        } = record
        return {
          id,
          audit,
          kind: sort,
          severity,
          state: stateOf(record, now),
          resource,
          title,
          reason,
          advice: adviceOf(record, graceDays, now),
          owner,
          dollars,
          since,
          firstSeen,
          lastSeen: lastSeenOf(record, look),
          fixedAt,
          accepted,
        }
      }),
    )
    .filter(({ state }) => all || state !== 'fixed')
    .sort(
      (one, other) =>
        stateOrder[one.state] - stateOrder[other.state] ||
        order[one.severity] - order[other.severity] ||
        (other.dollars ?? 0) - (one.dollars ?? 0) ||
        one.firstSeen.localeCompare(other.firstSeen) ||
        one.id.localeCompare(other.id),
    )
}

/** Where each audit's checks stand. */
export const auditLooks = async ({ ledger }: Pick<Deployment, 'ledger'>): Promise<AuditLookRecord[]> =>
  (await Promise.all(auditNames.map((audit) => ledger().get<AuditLookRecord>(keys.auditLook(audit))))).filter(
    (each) => each !== undefined,
  )
