import { type Calendar, type Override, wantedAt } from '../../../shared/calendar/index.ts'
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

/** Of calendars of ranges alone what was wanted last: it is the same until it changes. Other calendars may say the same once more. */
const last = new WeakMap<Calendar, Wish>()

const rangesOnly = ({ rules, overrides }: Calendar): boolean =>
  overrides.length === 0 && rules.every(({ kind }) => kind === 'range')

/**
 * What is wanted of a target at a time.
 * @returns undefined where the rules only start or only stop and have said nothing yet
 */
export const wishAt = (calendar: Calendar, override: HoursOverride | undefined, at: Date): Wish | undefined => {
  if (override !== undefined) return wishOf(calendarFor(calendar, override), at)
  const known = last.get(calendar)
  if (known?.until && known.since <= at && at < known.until) return known
  const wish = wishOf(calendar, at)
  if (wish && rangesOnly(calendar)) last.set(calendar, wish)
  return wish
}
