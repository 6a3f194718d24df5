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

/**
 * What is wanted of a target at a time.
 * @returns undefined where the rules only start or only stop and have said nothing yet
 */
export const wishAt = (calendar: Calendar, override: HoursOverride | undefined, at: Date): Wish | undefined => {
  const wanted = wantedAt(calendarFor(calendar, override), at)
  if (wanted === undefined) return undefined
  const holds = wanted.because.kind === 'override' || calendar.rules.some(({ kind }) => kind === 'range')
  return { ...wanted, holds }
}
