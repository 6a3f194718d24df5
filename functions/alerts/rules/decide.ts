import { type AlarmRecord, keys, type TransitionRecord } from '../../../shared/ledger/records.ts'
// Not from its index, which loads the schemas of everything that comes in: most functions read none of it.
import { incidentId, type Transition } from '../intake/transition.ts'
import type { Hold } from './incident.ts'

/** What becomes of a transition. */
export interface Decision {
  readonly outcome: TransitionRecord['outcome']
  /** Why, for a person. */
  readonly reason: string
  /** The incident that opens or closes. */
  readonly incident?: string | undefined
}

/** Milliseconds by which the clock of whoever tells may be ahead of this one and still be believed. */
const clockSkew = 60_000

const isFuture = (at: string, now: Date): boolean => Date.parse(at) > now.getTime() + clockSkew

/**
 * A transition that says it happens in the future has happened when it came in: a clock that is wrong by days must not make
 * everything after it look old.
 */
export const notInFuture = (transition: Transition, now: Date): Transition =>
  isFuture(transition.at, now)
    ? { ...transition, at: now.toISOString(), claimedAt: transition.claimedAt ?? transition.at }
    : transition

/**
 * Decides what a transition means, given where the alarm stood. What is older than something seen changes nothing. Two
 * states of the same millisecond cannot be ordered: the one that arrives last counts.
 * @param hold why nobody may be told of it now
 */
export const decide = (
  transition: Transition,
  alarm: AlarmRecord | undefined,
  hold: Hold | undefined,
  now: Date,
): Decision => {
  const open = alarm?.incident
  // A time in the future was written down before those were refused.
  if (alarm && transition.at < alarm.stateAt && !isFuture(alarm.stateAt, now))
    return { outcome: 'stale', reason: `${alarm.state} at ${alarm.stateAt} is newer`, incident: open }
  if (transition.state === 'ALARM') {
    if (open !== undefined) return { outcome: 'noted', reason: 'the incident is open already', incident: open }
    if (transition.suppressed !== undefined)
      return { outcome: 'noted', reason: `muted in CloudWatch: ${transition.suppressed}` }
    const incident = incidentId(transition)
    return hold
      ? { outcome: 'held', reason: hold.reason, incident }
      : { outcome: 'opened', reason: transition.reason, incident }
  }
  if (transition.state === 'OK')
    return open === undefined
      ? { outcome: 'noted', reason: 'no incident was open' }
      : { outcome: 'resolved', reason: transition.reason, incident: open }
  if (transition.state === 'INSUFFICIENT_DATA')
    return { outcome: 'noted', reason: 'no data is neither good nor bad', incident: open }
  return { outcome: 'noted', reason: 'kept for the record', incident: open }
}

/** Where the alarm stands after a transition, or nothing when the transition says nothing of its state. */
export const nextAlarm = (transition: Transition, decision: Decision): AlarmRecord | undefined =>
  decision.outcome === 'stale' || transition.state === 'NOTE' || transition.suppressed !== undefined
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
