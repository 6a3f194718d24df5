import { localClock } from '../local-clock.ts'
import { dateText, dayMs, dayOf } from './dates.ts'
import type { Calendar, Holiday } from './types.ts'

/** Days before the end of what is known of a calendar's holidays at which it is reported. */
export const holidayWarningDays = 60

/** `Fri 25 Dec 2026, Christmas Day`, for a person. */
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

/** That a calendar's holidays end within 60 days, or have ended, and the fix; undefined where they do not. */
export const holidaysEnding = (calendar: Calendar, now: Date): string | undefined => {
  const end = holidaysEnd(calendar)
  if (end === undefined) return undefined
  const today = Math.floor(localClock(calendar.zone).localAt(now.getTime()) / dayMs)
  const left = dayOf(end) - today
  if (left > holidayWarningDays) return undefined
  const fix =
    calendar.holidaysUntil === undefined
      ? 'add the dates after it'
      : 'deploy again, which finds those of the next two years'
  return left > 0 ? `its holidays are known until ${end} only: ${fix}` : `no holiday is known from ${end} on: ${fix}`
}
