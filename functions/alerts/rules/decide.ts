import { type AlarmRecord, keys, type TransitionRecord } from '../../../shared/ledger/records.ts'
// Not from its index, which loads the schemas of everything that comes in: most functions read none of it.
import { incidentId, type Transition } from '../intake/transition.ts'
import type { Hold } from './incident.ts'
import { isInTrouble, leftInTrouble, partsAfter } from './parts.ts'

/** What becomes of a transition. */
export interface Decision {
  readonly outcome: TransitionRecord['outcome']
  /** Why, for a person. */
  readonly reason: string
  /** The incident that opens or closes. */
  readonly incident?: string | undefined
  /** The one before it, of which the end was never reported and which closes now. */
  readonly replaces?: string | undefined
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

/** Milliseconds within which two reports of one change may differ: its time reaches us by several ways. */
const sameChange = 1_000

/**
 * Whether a change to `ALARM` proves that what was wrong before is over, though nobody reported it: it was in another
 * state in between. An alarm need not have an action for `OK`, and a report can be lost. A lack of data that was reported
 * while the incident was open proves nothing: no `OK` came between.
 */
export const isNewTrouble = (transition: Transition, alarm: AlarmRecord): boolean => {
  const { state, previous, suppressed, at } = transition
  if (state !== 'ALARM' || suppressed !== undefined || previous === undefined || previous === 'ALARM') return false
  // Its own opening, delivered again.
  if (alarm.incident === incidentId(transition)) return false
  // Seen on its way from ALARM to a lack of data, which is neither good nor bad: the same trouble goes on.
  if (previous === 'INSUFFICIENT_DATA' && alarm.state === 'INSUFFICIENT_DATA' && alarm.incident !== undefined)
    return false
  return alarm.state !== 'ALARM' || Date.parse(at) - Date.parse(alarm.stateAt) >= sameChange
}

/** Whether a transition opens an incident, unless it is older than what has been seen. */
export const opensIncident = (transition: Transition, alarm: AlarmRecord | undefined): boolean =>
  transition.state === 'ALARM' && (alarm?.incident === undefined || isNewTrouble(transition, alarm))

/** Why an end is not the end of all; nothing where it is. */
const notTheEnd = (transition: Transition, alarm: AlarmRecord | undefined): string | undefined => {
  if (transition.state !== 'OK') return undefined
  const { part } = transition
  if (part !== undefined && !isInTrouble(part.name, alarm)) return `${part.name} was not in trouble`
  const left = leftInTrouble(transition, alarm)
  return left.length === 0 ? undefined : `in trouble still: ${left.join(', ')}`
}

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
  // Each part has an order of its own: one that ends says nothing of another that failed a second before.
  const newest = transition.part ? alarm?.parts?.[transition.part.name] : alarm && { ...alarm, at: alarm.stateAt }
  // A time in the future was written down before those were refused.
  if (newest && transition.at < newest.at && !isFuture(newest.at, now))
    return { outcome: 'stale', reason: `${newest.state} at ${newest.at} is newer`, incident: open }
  const goesOn = notTheEnd(transition, alarm)
  if (goesOn !== undefined) return { outcome: 'noted', reason: goesOn, incident: open }
  if (transition.state === 'ALARM') {
    if (!opensIncident(transition, alarm))
      return { outcome: 'noted', reason: 'the incident is open already', incident: open }
    if (transition.suppressed !== undefined)
      return { outcome: 'noted', reason: `muted in CloudWatch: ${transition.suppressed}` }
    const opened = { incident: incidentId(transition), ...(open === undefined ? {} : { replaces: open }) }
    return hold
      ? { outcome: 'held', reason: hold.reason, ...opened }
      : { outcome: 'opened', reason: transition.reason, ...opened }
  }
  if (transition.state === 'OK')
    return open === undefined
      ? { outcome: 'noted', reason: 'no incident was open' }
      : { outcome: 'resolved', reason: transition.reason, incident: open }
  if (transition.state === 'INSUFFICIENT_DATA')
    return { outcome: 'noted', reason: 'no data is neither good nor bad', incident: open }
  return { outcome: 'noted', reason: 'kept for the record', incident: open }
}

/** Before anything was seen. */
const never = new Date(0).toISOString()

/** Where the alarm stands after a transition, or nothing when the transition says nothing of its state. @param alarm where it stood */
export const nextAlarm = (
  transition: Transition,
  decision: Decision,
  alarm: AlarmRecord | undefined,
): AlarmRecord | undefined => {
  if (decision.outcome === 'stale' || transition.state === 'NOTE' || transition.suppressed !== undefined)
    return undefined
  const parts = partsAfter(transition, alarm)
  const common = {
    ...keys.alarm(transition.alarm),
    kind: 'alarm' as const,
    at: transition.at,
    alarm: transition.name,
    ...(parts ? { parts } : {}),
  }
  if (notTheEnd(transition, alarm) !== undefined) {
    const { state = 'OK', stateAt = never, incident } = alarm ?? {}
    return { ...common, state, stateAt, ...(incident === undefined ? {} : { incident }) }
  }
  return {
    ...common,
    state: transition.state,
    stateAt:
      transition.part !== undefined && alarm !== undefined && alarm.stateAt > transition.at
        ? alarm.stateAt
        : transition.at,
    incident: decision.outcome === 'resolved' ? undefined : decision.incident,
  }
}
