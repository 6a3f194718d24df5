import { policyDefaults } from '../../../shared/config/alerts/defaults.ts'
import type { Policy } from '../../../shared/config/alerts/schema.ts'
import { durationSeconds } from '../../../shared/duration.ts'
import { type IncidentRecord, keys, type NotificationRecord } from '../../../shared/ledger/records.ts'
import { redact } from '../../../shared/log.ts'
import type { Transition } from '../intake/transition.ts'
import type { Happening } from './happening.ts'
import { remember } from './history.ts'
import { clockStart, postpone } from './step-clock.ts'

export type { Happening } from './happening.ts'

/** Why nobody may be told of an incident now, and when that is looked at again. */
export interface Hold {
  readonly until: Date
  /** Names the rule, for a person. */
  readonly reason: string
}

/** A transition as the ledger keeps what was decided from: without the numbers in a note, which stand in the incident alone. */
export const forRecord = (transition: Transition): Transition =>
  transition.description === undefined ? transition : { ...transition, description: redact(transition.description) }

/** The incident that a transition opens, before its first step. */
export const newIncident = (
  id: string,
  transition: Transition,
  { policy, severity }: Pick<IncidentRecord, 'policy' | 'severity'>,
  config: string,
): IncidentRecord => ({
  ...keys.incident(id),
  kind: 'incident',
  at: transition.at,
  open: 'incident',
  id,
  alarmKey: transition.alarm,
  alarm: transition.name,
  severity,
  state: 'open',
  openedAt: transition.at,
  reason: transition.reason,
  title: transition.title || transition.name,
  policy,
  steps: 0,
  description: transition.description,
  basis: { event: forRecord(transition), config },
})

/** Why an incident is over of which nobody reported the end: its alarm has gone off anew. */
export const recoveryNotSeen = 'recovery not seen: the alarm has gone off again'

/** Most days for which an incident is snoozed: as many as an acknowledgement of the policy may hold. */
export const mostSnoozeDays = 30

/** What a person can do about an incident. */
export const actions = ['acknowledge', 'resolve', 'escalate'] as const

export type Action = (typeof actions)[number]

/** What happens when a person acts. */
export const happeningOf = (action: Action, by: string, steps: number | undefined): Happening =>
  action === 'escalate'
    ? { kind: 'escalated', by, steps }
    : { kind: action === 'acknowledge' ? 'acknowledged' : 'resolved', by }

export interface Advance {
  readonly incident: IncidentRecord
  /** Rotations and responders to be told now. */
  readonly notify?: readonly string[]
  /** Whether a person asked for that, so that no silence holds it. */
  readonly asked?: boolean
  /** The responder who is told that it is theirs now. */
  readonly handedTo?: string
  /** The responder who has just acknowledged where others still have to. */
  readonly partlyBy?: string
}

export const isOver = ({ state }: IncidentRecord): boolean => state === 'resolved' || state === 'suppressed'

const later = (now: Date, seconds: number): string => new Date(now.getTime() + seconds * 1000).toISOString()

/**
 * What a happening makes of an incident, or nothing when it changes nothing. Escalation goes on the absence of an
 * acknowledgement alone: a receipt of a carrier is no sign that anybody has read it.
 * @param hold why nobody may be told now; looked at again when it ends
 * @param messages those of the incident: the wait of a step counts from when its first page was sent
 */
export const advance = (
  incident: IncidentRecord,
  happening: Happening,
  policy: Policy,
  hold: Hold | undefined,
  now: Date,
  messages: readonly NotificationRecord[] = [],
): Advance | undefined => {
  const next = isOver(incident) ? undefined : advanceBy(incident, happening, policy, hold, now, messages)
  return next && { ...next, incident: remember(incident, next.incident, happening, now) }
}

const advanceBy = (
  incident: IncidentRecord,
  happening: Happening,
  policy: Policy,
  hold: Hold | undefined,
  now: Date,
  messages: readonly NotificationRecord[],
): Advance | undefined => {
  switch (happening.kind) {
    case 'recovered':
      return { incident: close(incident, happening.at, happening.reason, incident.state === 'held') }
    case 'resolved':
      return { incident: close(incident, now.toISOString(), `resolved by ${happening.by}`, false) }
    case 'acknowledged':
      return acknowledgedBy(incident, happening.by, policy, now)
    case 'taken-over':
      return { incident: acknowledge(incident, happening.by, policy, now) }
    case 'handed-over':
      // Asked for twice, or given to whoever has it: nobody is told again.
      if (incident.state === 'acknowledged' && incident.acknowledgedBy === happening.to) return undefined
      return { incident: acknowledge(incident, happening.to, policy, now, happening.by), handedTo: happening.to }
    case 'escalated':
      if (happening.steps !== undefined && happening.steps !== incident.steps) return undefined
      return { ...nextStep(released(incident), policy, now), asked: true }
    case 'unreachable':
      // Once through the policy, and no further: who is out of reach for good is so a second later too.
      return !hold && incident.state === 'open' && placeOf(incident) % policy.steps.length !== 0
        ? nextStep(incident, policy, now)
        : undefined
    case 'snoozed':
      if (happening.until <= now.toISOString() || happening.until > later(now, mostSnoozeDays * 86_400))
        return undefined
      if (incident.acknowledgedBy === happening.by && incident.snoozedUntil === happening.until) return undefined
      return { incident: snooze(incident, happening.by, happening.until, policy, now) }
    case 'released':
      return incident.nextAt === happening.until && incident.nextAt > now.toISOString()
        ? due(incident, policy, hold, now, messages)
        : undefined
    case 'due':
      if (incident.nextAt === undefined || incident.nextAt > now.toISOString()) return undefined
      return due(incident, policy, hold, now, messages)
  }
}

const due = (
  incident: IncidentRecord,
  policy: Policy,
  hold: Hold | undefined,
  now: Date,
  messages: readonly NotificationRecord[],
): Advance => {
  // Whoever knows of it already keeps knowing; what is held is the next call.
  if (hold) return { incident: incident.steps === 0 ? holdBack(incident, hold) : postpone(incident, hold.until) }
  if (incident.state === 'acknowledged') return takeAgain(incident, policy, now)
  const began = clockStart(incident, messages, now)
  const ends = began && new Date(began.getTime() + waitOf(incident, policy) * 1000)
  return ends && ends > now ? { incident: postpone(incident, ends) } : nextStep(incident, policy, now)
}

/** How far an incident is in its policy: steps that were taken again are counted once. */
const placeOf = ({ steps, repeated = 0 }: IncidentRecord): number => steps - repeated

/** Seconds that the step which was taken last waits for an acknowledgement. */
const waitOf = (incident: IncidentRecord, { steps, remindEvery }: Policy): number =>
  durationSeconds(
    incident.state === 'exhausted' ? remindEvery : (steps[(placeOf(incident) - 1) % steps.length]?.wait ?? remindEvery),
  )

/** Nobody's any more. Who has had it stays on record. */
const released = (incident: IncidentRecord): IncidentRecord => ({
  ...incident,
  acknowledgedBy: undefined,
  acknowledgedAt: undefined,
  snoozedUntil: undefined,
  ...(incident.partly ? { partly: undefined } : {}),
})

/** The last step again, because an acknowledgement has run out and it is not over. */
const takeAgain = (incident: IncidentRecord, policy: Policy, now: Date): Advance => {
  const { steps, repeated = 0, acknowledgedBy, acknowledgedAt, snoozedUntil } = incident
  const again = steps === 0 ? incident : { ...incident, repeated: repeated + 1 }
  const next = nextStep(released(again), policy, now)
  const had =
    snoozedUntil === undefined
      ? `acknowledged by ${acknowledgedBy} at ${acknowledgedAt}`
      : `snoozed by ${acknowledgedBy} until ${snoozedUntil}`
  const reason = `${had}, and not over since: ${eventReason(incident)}`
  return { ...next, incident: { ...next.incident, reason } }
}

/** An incident that opens: its first step, or held. */
export const begin = (incident: IncidentRecord, policy: Policy, hold: Hold | undefined, now: Date): Advance => {
  const next = hold ? { incident: holdBack(incident, hold) } : nextStep(incident, policy, now)
  return { ...next, incident: remember(incident, next.incident, { kind: 'due' }, now) }
}

const stepsOf = ({ steps, repeat }: Policy): number => steps.length * (repeat + 1)

const holdBack = (incident: IncidentRecord, { until, reason }: Hold): IncidentRecord => ({
  ...incident,
  state: 'held',
  reason,
  nextAt: until.toISOString(),
})

/** The step of its policy that an incident comes to next: after the last one the last one again. @throws RangeError where it has none */
export const comingStep = (incident: IncidentRecord, policy: Policy): Policy['steps'][number] => {
  const step = policy.steps[Math.min(placeOf(incident), stepsOf(policy) - 1) % policy.steps.length]
  if (!step) throw new RangeError('A policy has at least one step')
  return step
}

const nextStep = (incident: IncidentRecord, policy: Policy, now: Date): Advance => {
  const { steps } = incident
  const step = comingStep(incident, policy)
  const taken = { ...incident, steps: steps + 1, reason: eventReason(incident) }
  if (placeOf(incident) < stepsOf(policy))
    return {
      incident: { ...taken, state: 'open', nextAt: later(now, durationSeconds(step.wait)) },
      notify: step.notify,
    }
  const reason = `nobody acknowledged in ${steps} ${steps === 1 ? 'step' : 'steps'}: ${eventReason(incident)}`
  return {
    incident: { ...taken, state: 'exhausted', reason, nextAt: later(now, durationSeconds(policy.remindEvery)) },
    notify: step.notify,
  }
}

/** Why it opened, whatever has become of it since. */
export const eventReason = ({ basis, reason }: IncidentRecord): string =>
  (basis.event as { readonly reason?: string }).reason ?? reason

/**
 * What an acknowledgement makes of an incident. Where its policy wants several people, the steps go on until so many have acknowledged; the last
 * of them has it.
 */
const acknowledgedBy = (incident: IncidentRecord, by: string, policy: Policy, now: Date): Advance | undefined => {
  const { state, partly = [] } = incident
  if (state === 'acknowledged' || partly.some((each) => each.by === by)) return undefined
  return partly.length + 1 < (policy.acknowledgements ?? 1)
    ? {
        incident: { ...incident, partly: [...partly, { by, at: now.toISOString(), step: incident.steps }] },
        partlyBy: by,
      }
    : { incident: acknowledge(incident, by, policy, now) }
}

/** Most changes of hands that are kept. */
const mostAcknowledgements = 50

/** @param from who hands it over, where somebody does */
const acknowledge = (
  incident: IncidentRecord,
  by: string,
  policy: Policy,
  now: Date,
  from?: string,
): IncidentRecord => {
  const at = now.toISOString()
  const change = { by, at, ...(from === undefined ? {} : { from }) }
  return {
    ...incident,
    state: 'acknowledged',
    nextAt: later(now, durationSeconds(policy.acknowledgedFor ?? policyDefaults.acknowledgedFor)),
    acknowledgedBy: by,
    acknowledgedAt: at,
    snoozedUntil: undefined,
    ...(incident.partly ? { partly: undefined } : {}),
    acknowledgements: [
      ...(incident.acknowledgements ?? []),
      ...(incident.partly ?? []).map(({ by, at }) => ({ by, at })),
      change,
    ].slice(-mostAcknowledgements),
  }
}

/** Theirs until a time, whatever the policy says. Then the last step is taken again, as where an acknowledgement runs out. */
const snooze = (incident: IncidentRecord, by: string, until: string, policy: Policy, now: Date): IncidentRecord => {
  const { acknowledgements = [], ...theirs } = acknowledge(incident, by, policy, now)
  const last = { by, at: now.toISOString(), until }
  return { ...theirs, acknowledgements: [...acknowledgements.slice(0, -1), last], nextAt: until, snoozedUntil: until }
}

const close = (incident: IncidentRecord, at: string, reason: string, suppressed: boolean): IncidentRecord => ({
  ...incident,
  open: undefined,
  state: suppressed ? 'suppressed' : 'resolved',
  nextAt: undefined,
  closedAt: at,
  // Who wonders why nobody was told finds the rule that held it.
  reason: suppressed ? `${incident.reason}; it was over before that ended` : reason || incident.reason,
})
