import { type Calendar, nextMoment, type Override, wantedAt } from '../../../shared/calendar/index.ts'
import type { HoursOverride } from '../../../shared/ledger/records.ts'
import type { Wish } from './situation.ts'

/** What a person set, as a calendar has it. */
const overrideOf = ({ state, at, until, by, why }: HoursOverride): Override => ({
  from: Date.parse(at),
  until: Date.parse(until),
  state,
  why: why ?? 'no reason given',
  by,
  path: 'override',
})

/** The calendar of one target: with what a person set for it, which counts before all else. */
export const calendarFor = (calendar: Calendar, override: HoursOverride | undefined): Calendar =>
  override === undefined ? calendar : { ...calendar, overrides: [...calendar.overrides, overrideOf(override)] }

const wishOf = (calendar: Calendar, at: Date): Wish | undefined => {
  const wanted = wantedAt(calendar, at)
  if (wanted === undefined) return undefined
  const holds = wanted.because.kind === 'override' || calendar.rules.some(({ kind }) => kind === 'range')
  return { ...wanted, holds }
}

/** How long an answer is kept: the next day the reason may be another one. */
const longestMs = 6 * 3_600_000

interface Known {
  readonly calendar: Calendar
  readonly wish: Wish | undefined
  readonly from: number
  readonly until: number
}

/** What was wanted last by each calendar, or by what a person set: it is the same until the next moment at which anything is said. */
const last = new WeakMap<object, Known>()

/**
 * What is wanted of a target at a time.
 * @returns undefined where the rules only start or only stop and have said nothing yet
 */
export const wishAt = (calendar: Calendar, override: HoursOverride | undefined, at: Date): Wish | undefined => {
  const time = at.getTime()
  const known = last.get(override ?? calendar)
  if (known?.calendar === calendar && known.from <= time && time < known.until) return known.wish
  const whole = calendarFor(calendar, override)
  const wish = wishOf(whole, at)
  const next = nextMoment(whole, at)?.at.getTime() ?? Number.POSITIVE_INFINITY
  last.set(override ?? calendar, { calendar, wish, from: time, until: Math.min(next, time + longestMs) })
  return wish
}
