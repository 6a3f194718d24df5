import type { Stored, Write } from '../../../shared/ledger/ledger.ts'
import { type AuditFindingRecord, type ChangeRecord, keys } from '../../../shared/ledger/records.ts'
import { type AcceptEvent, longestAcceptance } from './event.ts'

const dayMs = 86_400_000

/** Why a finding may not be accepted, or nothing. */
export const refusalOf = (
  { id, until, why }: Pick<AcceptEvent, 'id' | 'until' | 'why'>,
  record: Pick<AuditFindingRecord, 'state' | 'fixedAt'> | undefined,
  now: Date,
): string | undefined => {
  if (!record) return `There is no finding ${id}.`
  if (record.state === 'fixed') return `${id} is fixed since ${record.fixedAt}: there is nothing to accept.`
  const days = (Date.parse(until) - now.getTime()) / dayMs
  if (days <= 0) return `${until} is not in the future: until when is it accepted?`
  if (days > longestAcceptance)
    return `${until} is more than ${longestAcceptance} days away: accept it for a shorter time, and look again then.`
  return why.trim() === '' ? 'Say why it is accepted.' : undefined
}

/** The finding as it is accepted, and the record of who did it and why. */
export const acceptWrites = (
  { id, until, why, by }: AcceptEvent,
  known: Stored<AuditFindingRecord>,
  told: boolean,
  { now, config }: { readonly now: Date; readonly config: string },
): { readonly record: AuditFindingRecord; readonly writes: readonly Write[] } => {
  const at = now.toISOString()
  const accepted = { until: new Date(until).toISOString(), why: why.trim(), by, at }
  const record: AuditFindingRecord = { ...known, at, accepted, told }
  const change: ChangeRecord = {
    ...keys.change('audits', id, at),
    kind: 'change',
    at,
    capability: 'audits',
    target: id,
    summary: `accepted until ${accepted.until}`,
    before: known.accepted ?? null,
    after: accepted,
    basis: { event: { action: 'accept', id, until: accepted.until }, config },
  }
  return {
    record,
    writes: [
      { item: record, expect: known.version },
      { item: change, expect: 'absent' },
    ],
  }
}
