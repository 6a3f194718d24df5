import type { Inhibition, Match, Silence } from '../../../shared/config/alerts/schema.ts'
import { durationSeconds } from '../../../shared/duration.ts'
import type { IncidentRecord, NotificationRecord, PlannedOffRecord } from '../../../shared/ledger/records.ts'
import { firings } from '../../../shared/schedule.ts'
import type { Transition } from '../intake/index.ts'
import { type Hold, isOver } from './incident.ts'
import { matches } from './routing.ts'

/** A time at which an alarm has gone off. */
export interface Opening {
  /** ISO 8601 instant. */
  readonly at: string
  /** Whether it opened, and was not held back. */
  readonly told: boolean
}

/** What the noise of an alarm is judged by. */
export interface Surroundings {
  readonly silences: readonly Silence[]
  readonly inhibits: readonly Inhibition[]
  /** Tags of the alarm. */
  readonly tags: Readonly<Record<string, string>>
  /** Incidents that are not over. */
  readonly incidents: readonly IncidentRecord[]
  /** When this alarm has gone off lately; this time left out. */
  readonly openings: readonly Opening[]
  /** What `hours` has written down of what the alarm is about. Default: nothing. */
  readonly plannedOff?: readonly PlannedOffRecord[]
}

/** Minutes after which it is asked again whether what inhibits an incident is over. */
const inhibitionMinutes = 1

/** The same for what is planned off: it may be started by hand, long before its time. */
const plannedOffMinutes = 5

/** An alarm that goes off more often than this within the window flaps. */
export const flapping = { times: 3, windowMinutes: 30, holdMinutes: 5 } as const

const minutes = (now: Date, count: number): Date => new Date(now.getTime() + count * 60_000)

/** When a silence that is on at the moment ends, or nothing when it is not on. */
export const silentUntil = (silence: Silence, now: Date): Date | undefined => {
  if ('from' in silence) {
    const [from, until] = [new Date(silence.from), new Date(silence.until)]
    return from <= now && now < until ? until : undefined
  }
  const length = durationSeconds(silence.lasts) * 1000
  const after = new Date(now.getTime() - length)
  const began = firings(silence, { after, until: now, since: after }).at(-1)
  return began && new Date(began.getTime() + length)
}

const silenceHold = (
  transition: Transition,
  { silences, tags }: Pick<Surroundings, 'silences' | 'tags'>,
  now: Date,
): Hold | undefined =>
  silences
    .filter(({ match }) => matches(match, transition, tags))
    .flatMap((silence) => {
      const until = silentUntil(silence, now)
      return until ? [{ until, reason: `silenced: ${silence.reason}` }] : []
    })
    .sort((one, other) => other.until.getTime() - one.until.getTime())[0]

/**
 * When the silence ends that keeps a page of an incident from going out now; nothing where none does. A page that a person
 * asked for goes out all the same, and so does the news that it is over.
 */
export const silentFor = (
  { basis }: Pick<IncidentRecord, 'basis'>,
  { purpose, asked }: Pick<NotificationRecord, 'purpose' | 'asked'>,
  silences: readonly Silence[],
  now: Date,
): Date | undefined => {
  if (purpose !== 'page' || asked) return undefined
  const transition = basis.event as Transition
  return silenceHold(transition, { silences, tags: transition.tags ?? {} }, now)?.until
}

const isAbout = (match: Match, { basis }: IncidentRecord): boolean => {
  const transition = basis.event as Transition
  return matches(match, transition, transition.tags ?? {})
}

const inhibitionHold = (
  transition: Transition,
  { inhibits, incidents, tags }: Surroundings,
  now: Date,
): Hold | undefined => {
  for (const { when, mute } of inhibits) {
    if (!matches(mute, transition, tags)) continue
    const cause = incidents.find(
      (incident) =>
        !isOver(incident) &&
        // Two alarms that inhibit each other must not both be quiet: somebody has to know of the cause.
        incident.state !== 'held' &&
        incident.alarmKey !== transition.alarm &&
        isAbout(when, incident),
    )
    if (cause) return { until: minutes(now, inhibitionMinutes), reason: `inhibited by ${cause.alarm}` }
  }
  return undefined
}

/** It was switched off on purpose, or was started again just now: that it does not answer is no news. */
const plannedOffHold = ({ plannedOff = [] }: Surroundings, now: Date): Hold | undefined => {
  const [record] = plannedOff.filter(({ until }) => until === undefined || until > now.toISOString())
  if (!record) return undefined
  const { target, at, until } = record
  return until === undefined
    ? { until: minutes(now, plannedOffMinutes), reason: `planned off: ${target} has been off since ${at}` }
    : { until: new Date(until), reason: `planned off: ${target} has just been started, and has time until ${until}` }
}

const lately = (openings: readonly Opening[], now: Date): Opening[] =>
  openings.filter(({ at }) => at >= minutes(now, -flapping.windowMinutes).toISOString())

/** How often an alarm has gone off within the window, this time counted. */
export const timesLately = (openings: readonly Opening[], now: Date): number => lately(openings, now).length + 1

// The first time beyond the limit pages and says so; what comes after it waits for whether it lasts. Who has heard nothing
// for a whole window is told again: it may have begun in a silence, or go on all night.
const flapHold = ({ openings }: Surroundings, now: Date): Hold | undefined => {
  const times = timesLately(openings, now)
  return times > flapping.times + 1 && lately(openings, now).some(({ told }) => told)
    ? {
        until: minutes(now, flapping.holdMinutes),
        reason: `flapping: ${times} times in ${flapping.windowMinutes} minutes`,
      }
    : undefined
}

/** What may end by itself within moments, and of which another report may say more. */
const settleHold = ({ at, settles = 0 }: Transition, now: Date): Hold | undefined => {
  const until = new Date(Date.parse(at) + settles * 1000)
  return settles > 0 && now < until
    ? { until, reason: `it may be tried again at once, or be explained: ${settles} seconds are waited` }
    : undefined
}

/**
 * Why nobody may be told of this alarm now: a silence, what it is about is planned off, something larger is known to be wrong,
 * it flaps, or it may be over in a moment.
 * An incident that is held is looked at again when the hold ends, and tells people if it is not over by then.
 */
export const holdFor = (transition: Transition, surroundings: Surroundings, now: Date): Hold | undefined =>
  silenceHold(transition, surroundings, now) ??
  plannedOffHold(surroundings, now) ??
  inhibitionHold(transition, surroundings, now) ??
  flapHold(surroundings, now) ??
  settleHold(transition, now)
