import { type LedgerItem, maxWrites, type Write } from '../../../shared/ledger/ledger.ts'
import {
  type IncidentRecord,
  keys,
  type MailboxRecord,
  type NotificationRecord,
} from '../../../shared/ledger/records.ts'
import { fallback, waitsForPage } from '../rules/notifications.ts'
import { withMessage } from '../rules/rate-limit.ts'
import type { Wake } from '../rules/timers.ts'
import type { World } from '../world/world.ts'
import { leaseOf, mayGoFrom } from './deliver.ts'
import { readMailboxes, waitsUntil } from './mailboxes.ts'

/** What a decision writes, in which this call has taken what it will send itself. */
export interface Taken {
  readonly writes: readonly Write[]
  /** Sort keys of the notifications that this call has for itself. */
  readonly taken: ReadonlySet<string>
  /** Has the incident looked at when this call, should it die, no longer has them. */
  readonly wakes: readonly Wake[]
}

/**
 * Seconds for which a call has what it takes with its decision. It may die before it begins to send, so they are few; it gives up
 * sending by then.
 */
export const takenSeconds = 15

const isPlannedNow = (item: LedgerItem, { id }: IncidentRecord): item is NotificationRecord => {
  const { kind, incident, outcome, digest, channel } = item as NotificationRecord
  return kind === 'notification' && incident === id && outcome === 'planned' && !digest && channel !== fallback.channel
}

const isIncident = (item: LedgerItem): item is IncidentRecord => item.kind === 'incident'

/**
 * Takes the messages that a decision plans and that may go at once in the same transaction as the decision, with their places
 * in the mailboxes: an alarm's first page waits for one write and not for two. What has to wait for a digest, for the end of quiet
 * hours or a silence, or for its page, stays as it is.
 * Of several incidents only the first is looked at: the others are not for this call to send.
 * A mailbox that another call changes meanwhile makes the whole write come too late; then it is better to take them one by one.
 * @param known the messages of the incident so far
 */
export const takeAtOnce = async (
  writes: readonly Write[],
  world: Pick<World, 'ledger' | 'config' | 'now' | 'callId'>,
  known: readonly NotificationRecord[] = [],
): Promise<Taken> => {
  const { now } = world
  const incident = writes.map(({ item }) => item).find(isIncident)
  if (!incident) return { writes, taken: new Set(), wakes: [] }
  const taken = new Set<string>()
  const all = await Promise.all(
    writes.map(async (write): Promise<readonly Write[]> => {
      const { item, expect } = write
      if (expect !== 'absent' || !isPlannedNow(item, incident)) return [write]
      // What quiet hours or a silence keep: a page is planned so, the news that it is over is not.
      if (waitsForPage(item, known, now) || mayGoFrom(incident, item, world.config, now)) return [write]
      const { record, ...box } = (await readMailboxes(item.to, world))(item.channel)
      if (waitsUntil({ record, ...box }, incident.severity, now)) return [write]
      taken.add(item.sk)
      const place: MailboxRecord = {
        ...keys.mailbox(item.to, item.channel),
        kind: 'mailbox',
        at: now.toISOString(),
        sent: withMessage(record?.sent ?? [], now),
      }
      return [
        { item: { ...item, ...leaseOf(item, world, takenSeconds) } as NotificationRecord, expect },
        { item: place, expect: record?.version ?? 'absent' },
      ]
    }),
  )
  const together = all.flat()
  if (together.length > maxWrites) return { writes, taken: new Set(), wakes: [] }
  // Any wake that names the incident's timer has what it owes sent, whatever the timer is set to.
  const { pk, sk } = keys.incidentTimer(incident.id)
  const at = new Date(now.getTime() + (takenSeconds + 1) * 1000).toISOString()
  return { writes: together, taken, wakes: taken.size > 0 ? [{ pk, sk, at }] : [] }
}
