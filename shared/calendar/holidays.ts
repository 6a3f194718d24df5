import { localClock } from '../local-clock.ts'
import { dateText, dayMs, dayOf } from './dates.ts'
import type { Calendar, Holiday } from './types.ts'

/** Days before the end of what is known of a calendar's holidays at which it is reported. */
const holidayWarningDays = 60

/** `Fri, 25 Dec 2026, Christmas Day`, for a person. */
export const holidayText = ({ date, name }: Holiday): string =>
  `${new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }).format(dayOf(date) * dayMs)}, ${name}`

/**
 * The date from which on no holiday of a calendar is known: the end of what was found of its country, else the day after the last one
 * that its config lists. Undefined where it has none at all.
 */
export const holidaysEnd = ({ holidays, holidaysUntil }: Calendar): string | undefined => {
  const last = holidays.at(-1)
  return holidaysUntil ?? (last && dateText(dayOf(last.date) + 1))
}

/**
 * That holidays end within 60 days, or have ended, and the fix; undefined where they do not.
 * @param end date from which on none is known
 * @param isFound whether a synthesis finds them, and they do not stand in the file
 */
export const holidaysEndText = (end: string, isFound: boolean, now: Date, zone = 'UTC'): string | undefined => {
  const today = Math.floor(localClock(zone).localAt(now.getTime()) / dayMs)
  const left = dayOf(end) - today
  if (left > holidayWarningDays) return undefined
  const fix = isFound ? 'deploy again, which finds those of the next two years' : 'add the dates after it'
  return left > 0 ? `holidays are known until ${end} only: ${fix}` : `no holiday is known from ${end} on: ${fix}`
}

/** The same of a calendar. */
export const holidaysEnding = (calendar: Calendar, now: Date): string | undefined => {
  const end = holidaysEnd(calendar)
  return end === undefined ? undefined : holidaysEndText(end, calendar.holidaysUntil !== undefined, now, calendar.zone)
}
