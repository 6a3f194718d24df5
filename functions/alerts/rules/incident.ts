import type { Policy } from '../../../shared/config/alerts/schema.ts'
import { durationSeconds } from '../../../shared/duration.ts'
import { type IncidentRecord, keys } from '../../../shared/ledger/records.ts'
import { redact } from '../../../shared/log.ts'
import type { Transition } from '../intake/transition.ts'

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

/**
 * What can happen to an incident. `by` is a responder's short name, or a user of the command line; `unreachable` means
 * everybody of the last step.
 */
export type Happening =
  | { readonly kind: 'due' }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'recovered'; readonly at: string; readonly reason: string }
  | { readonly kind: 'acknowledged' | 'resolved'; readonly by: string }
  /** `steps`: how many had been taken when it was asked for, so that a double tap escalates once. */
  | { readonly kind: 'escalated'; readonly by: string; readonly steps?: number | undefined }

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
}

export const isOver = ({ state }: IncidentRecord): boolean => state === 'resolved' || state === 'suppressed'

const later = (now: Date, seconds: number): string => new Date(now.getTime() + seconds * 1000).toISOString()

/**
 * What a happening makes of an incident, or nothing when it changes nothing. Escalation goes on the absence of an
 * acknowledgement alone: a receipt of a carrier is no sign that anybody has read it.
 * @param hold why nobody may be told now; looked at again when it ends
 */
export const advance = (
  incident: IncidentRecord,
  happening: Happening,
  policy: Policy,
  hold: Hold | undefined,
  now: Date,
): Advance | undefined => {
  if (isOver(incident)) return undefined
  switch (happening.kind) {
    case 'recovered':
      return { incident: close(incident, happening.at, happening.reason, incident.state === 'held') }
    case 'resolved':
      return { incident: close(incident, now.toISOString(), `resolved by ${happening.by}`, false) }
    case 'acknowledged':
      return incident.state === 'acknowledged' ? undefined : { incident: acknowledge(incident, happening.by, now) }
    case 'escalated':
      if (happening.steps !== undefined && happening.steps !== incident.steps) return undefined
      return nextStep({ ...incident, acknowledgedBy: undefined, acknowledgedAt: undefined }, policy, now)
    case 'unreachable':
      // Once through the policy, and no further: who is out of reach for good is so a second later too.
      return incident.state === 'open' && incident.steps % policy.steps.length !== 0
        ? nextStep(incident, policy, now)
        : undefined
    case 'due':
      if (incident.nextAt === undefined || incident.nextAt > now.toISOString()) return undefined
      if (hold && incident.steps === 0) return { incident: holdBack(incident, hold) }
      return nextStep(incident, policy, now)
  }
}

/** An incident that opens: its first step, or held. */
export const begin = (incident: IncidentRecord, policy: Policy, hold: Hold | undefined, now: Date): Advance =>
  hold ? { incident: holdBack(incident, hold) } : nextStep(incident, policy, now)

const stepsOf = ({ steps, repeat }: Policy): number => steps.length * (repeat + 1)

const holdBack = (incident: IncidentRecord, { until, reason }: Hold): IncidentRecord => ({
  ...incident,
  state: 'held',
  reason,
  nextAt: until.toISOString(),
})

const nextStep = (incident: IncidentRecord, policy: Policy, now: Date): Advance => {
  const { steps } = incident
  const step = policy.steps[Math.min(steps, stepsOf(policy) - 1) % policy.steps.length]
  if (!step) throw new RangeError('A policy has at least one step')
  const taken = {
    ...incident,
    steps: steps + 1,
    reason: incident.state === 'held' ? eventReason(incident) : incident.reason,
  }
  if (steps < stepsOf(policy))
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

const acknowledge = (incident: IncidentRecord, by: string, now: Date): IncidentRecord => ({
  ...incident,
  state: 'acknowledged',
  nextAt: undefined,
  acknowledgedBy: by,
  acknowledgedAt: now.toISOString(),
})

const close = (incident: IncidentRecord, at: string, reason: string, suppressed: boolean): IncidentRecord => ({
  ...incident,
  open: undefined,
  state: suppressed ? 'suppressed' : 'resolved',
  nextAt: undefined,
  closedAt: at,
  // Who wonders why nobody was told finds the rule that held it.
  reason: suppressed ? `${incident.reason}; it was over before that ended` : reason || incident.reason,
})
