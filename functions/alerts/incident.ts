import type { Stored, Write } from '../../shared/ledger/ledger.ts'
import {
  type AlarmRecord,
  type IncidentRecord,
  keys,
  type NotificationRecord,
  type TransitionRecord,
} from '../../shared/ledger/records.ts'
import { incidentId, type Transition } from './intake.ts'

/** What becomes of a transition. */
export interface Decision {
  readonly outcome: TransitionRecord['outcome']
  /** Why, for a person. */
  readonly reason: string
  /** The incident that opens or closes. */
  readonly incident?: string | undefined
}

/**
 * Decides what a transition means, given where the alarm stood. What is older than something seen changes nothing. Two
 * states of the same millisecond cannot be ordered: the one that arrives last counts.
 */
export const decide = (transition: Transition, alarm: AlarmRecord | undefined): Decision => {
  const open = alarm?.incident
  if (alarm && transition.at < alarm.stateAt)
    return { outcome: 'stale', reason: `${alarm.state} at ${alarm.stateAt} is newer`, incident: open }
  if (transition.state === 'ALARM')
    return open === undefined
      ? { outcome: 'opened', reason: transition.reason, incident: incidentId(transition) }
      : { outcome: 'noted', reason: 'the incident is open already', incident: open }
  if (transition.state === 'OK')
    return open === undefined
      ? { outcome: 'noted', reason: 'no incident was open', incident: undefined }
      : { outcome: 'resolved', reason: transition.reason, incident: open }
  if (transition.state === 'INSUFFICIENT_DATA')
    return { outcome: 'noted', reason: 'no data is neither good nor bad', incident: open }
  return { outcome: 'noted', reason: 'kept for the record', incident: open }
}

/** The incident that a transition opens. */
export const openIncident = (id: string, transition: Transition, config: string): IncidentRecord => ({
  ...keys.incident(id),
  kind: 'incident',
  at: transition.at,
  open: 'incident',
  id,
  alarm: transition.name,
  severity: 'critical',
  state: 'open',
  openedAt: transition.at,
  reason: transition.reason,
  title: transition.title || transition.name,
  basis: { event: transition, config },
})

/** The incident after its alarm has recovered. */
export const closeIncident = (incident: IncidentRecord, transition: Transition): IncidentRecord => ({
  ...incident,
  open: undefined,
  state: 'resolved',
  closedAt: transition.at,
  reason: transition.reason || incident.reason,
})

/** Where the alarm stands after a transition, or nothing when the transition says nothing of its state. */
export const nextAlarm = (transition: Transition, decision: Decision): AlarmRecord | undefined =>
  decision.outcome === 'stale' || transition.state === 'NOTE'
    ? undefined
    : {
        ...keys.alarm(transition.alarm),
        kind: 'alarm',
        at: transition.at,
        alarm: transition.name,
        state: transition.state,
        stateAt: transition.at,
        incident: decision.outcome === 'resolved' ? undefined : decision.incident,
      }

/** A message still to be sent; made in the same write as what it tells of, so that none is forgotten. */
export const planNotification = (
  incident: string,
  purpose: NotificationRecord['purpose'],
  { to, channel }: Pick<NotificationRecord, 'to' | 'channel'>,
  now: Date,
): NotificationRecord => ({
  ...keys.notification(incident, purpose, to, channel),
  kind: 'notification',
  at: now.toISOString(),
  open: 'notification',
  incident,
  to,
  channel,
  purpose,
  outcome: 'planned',
  attempts: 0,
})

/**
 * Whether a page reached its responder, or may have: while a sender has it, and for good if that sender died without
 * saying what became of it. Who may have been called out of bed is told that it is over.
 */
export const wasTold = (page: NotificationRecord): boolean =>
  page.purpose === 'page' &&
  (page.outcome === 'accepted' || (page.outcome === 'planned' && page.leaseUntil !== undefined))

/** Whether a sender has the notification for itself at the moment. */
export const isLeased = ({ leaseUntil }: NotificationRecord, now: Date): boolean =>
  leaseUntil !== undefined && leaseUntil > now.toISOString()

/** A notification after it has come to its end. */
export const settle = (
  notification: NotificationRecord,
  outcome: NotificationRecord['outcome'],
  detail: string,
  now: Date,
): NotificationRecord => ({
  ...notification,
  at: now.toISOString(),
  open: undefined,
  leaseBy: undefined,
  leaseUntil: undefined,
  outcome,
  detail,
})

/**
 * What the end of an incident does to its pages: a message to each who was told or may have been, and no more pages. Both
 * are written with the end itself, so a page cannot slip out in between and leave somebody without its recovery.
 */
export const endPages = (pages: readonly Stored<NotificationRecord>[], now: Date): Write[] =>
  pages.flatMap((page) => [
    ...(wasTold(page)
      ? [{ item: planNotification(page.incident, 'recovery', page, now), expect: 'absent' as const }]
      : []),
    // A sender that has it at the moment writes down by itself what became of it.
    ...(page.outcome === 'planned' && !isLeased(page, now)
      ? [{ item: settle(page, 'dropped', dropReason(page), now), expect: page.version }]
      : []),
  ])

/** Why a page is not sent any more. */
export const dropReason = ({ leaseUntil }: NotificationRecord): string =>
  leaseUntil === undefined ? 'over before it was sent' : 'over before its sender could say what became of it'
