import { PermanentError } from '../../../shared/errors.ts'
import type { Stored, Write } from '../../../shared/ledger/ledger.ts'
import { type IncidentRecord, keys, type NotificationRecord, type TimerRecord } from '../../../shared/ledger/records.ts'

/** What the queue of timers brings: which timer, and the time that it was set to. */
export interface Wake {
  readonly pk: string
  readonly sk: string
  /** ISO 8601. A timer that has been set anew since has another. */
  readonly at: string
}

/**
 * Reads what the queue brings. By hand, because a schema library for three texts is a tenth of a cold start.
 * @throws PermanentError `malformed-event`
 */
export const parseWake = (raw: unknown): Wake => {
  const { pk, sk, at } = (raw ?? {}) as Partial<Record<keyof Wake, unknown>>
  if (typeof pk !== 'string' || typeof sk !== 'string' || typeof at !== 'string')
    throw new PermanentError('malformed-event', 'Not a timer: expected the texts pk, sk and at')
  return { pk, sk, at }
}

const timer = (
  key: { readonly pk: string; readonly sk: string },
  at: string | undefined,
  subject: TimerRecord['subject'],
  known: Stored<TimerRecord> | undefined,
): Write[] => {
  if (at === undefined) {
    // A timer that has run out stays as a record and is not found any more.
    return known?.open ? [{ item: { ...known, open: undefined }, expect: known.version }] : []
  }
  if (known?.open && known.at === at) return []
  const item: TimerRecord = { ...key, kind: 'timer', open: 'timer', at, subject }
  return [{ item, expect: known?.version ?? 'absent' }]
}

/** Sets the timer of an incident to its next step, or stops it. */
export const incidentTimer = ({ id, nextAt }: IncidentRecord, known: Stored<TimerRecord> | undefined): Write[] =>
  timer(keys.incidentTimer(id), nextAt, { incident: id }, known)

/** Sets the timer of a mailbox to its next digest, or stops it. */
export const mailboxTimer = (
  { to, channel }: Pick<NotificationRecord, 'to' | 'channel'>,
  at: string | undefined,
  known: Stored<TimerRecord> | undefined,
): Write[] => timer(keys.mailboxTimer(to, channel), at, { mailbox: { to, channel } }, known)

/** The timers that a set of writes sets. */
export const wakesOf = (writes: readonly Write[]): Wake[] =>
  writes.flatMap(({ item }) => (item.kind === 'timer' && item.open ? [{ pk: item.pk, sk: item.sk, at: item.at }] : []))
