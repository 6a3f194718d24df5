import type { IncidentChange, IncidentRecord } from '../../../shared/ledger/records.ts'
import { cut } from '../../../shared/text.ts'
import type { Happening } from './happening.ts'

/** Of how many changes the oldest and the newest are kept. */
const kept = { first: 10, last: 40 } as const

/** Most characters of a reason. */
const longestReason = 200

const people: Partial<Record<Happening['kind'], IncidentChange['what']>> = {
  acknowledged: 'acknowledged',
  'taken-over': 'taken over',
  'handed-over': 'handed over',
  snoozed: 'snoozed',
  escalated: 'escalated',
  resolved: 'resolved',
}

/** What a happening was to an incident; nothing where it only looks at it again later. */
const whatOf = (
  before: IncidentRecord,
  after: IncidentRecord,
  happening: Happening,
): IncidentChange['what'] | undefined => {
  const byPerson = people[happening.kind]
  if (byPerson !== undefined) return byPerson
  if (happening.kind === 'recovered') return 'recovered'
  if (after.steps !== before.steps) return after.state === 'exhausted' ? 'reminder' : 'step'
  return after.state === 'held' && after.reason !== before.reason ? 'held' : undefined
}

/** Adds a change to what is kept of an incident. */
const withChange = (incident: IncidentRecord, change: IncidentChange): IncidentRecord => {
  const all = [...(incident.history ?? []), change]
  const history = all.length <= kept.first + kept.last ? all : [...all.slice(0, kept.first), ...all.slice(-kept.last)]
  return { ...incident, history }
}

/** The incident after a happening, with what it was on record. */
export const remember = (
  before: IncidentRecord,
  after: IncidentRecord,
  happening: Happening,
  now: Date,
): IncidentRecord => {
  const what = whatOf(before, after, happening)
  if (what === undefined) return after
  const reason = what === 'held' || what === 'recovered' ? cut(after.reason, longestReason) : undefined
  const isStep = what === 'step' || what === 'reminder' || what === 'escalated'
  const until = what === 'snoozed' || what === 'held' ? after.nextAt : undefined
  return withChange(after, {
    at: happening.kind === 'recovered' ? happening.at : now.toISOString(),
    what,
    state: after.state,
    ...('by' in happening ? { by: happening.by } : {}),
    ...('to' in happening ? { to: [happening.to] } : {}),
    ...(until === undefined ? {} : { until }),
    ...(isStep ? { step: after.steps } : {}),
    ...(reason === undefined ? {} : { reason }),
  })
}

/** Says with the newest change of an incident whom it was told to, and that the config alone decided that. */
export const withPeople = (incident: IncidentRecord, to: readonly string[], isUnread: boolean): IncidentRecord => {
  const { history = [] } = incident
  const last = history.at(-1)
  if (!last) return incident
  const told: IncidentChange = {
    ...last,
    to: [...new Set([...(last.to ?? []), ...to])],
    ...(isUnread ? { unread: true } : {}),
  }
  return { ...incident, history: [...history.slice(0, -1), told] }
}
