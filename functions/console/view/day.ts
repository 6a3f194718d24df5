import { dateText, dayMs, dayOf } from '../../../shared/calendar/dates.ts'
import { localClock } from '../../../shared/local-clock.ts'
import { isInstant } from '../../../shared/time.ts'
import type { Span } from '../contract/night.ts'

/** A day by the reader's clock, and those beside it. Dates are like `2026-11-30`. */
export interface LocalDay {
  readonly date: string
  readonly before: string
  readonly after: string
  /** From midnight to midnight. */
  readonly span: Span
}

const dayFrom = (zone: string, day: number): LocalDay => {
  const clock = localClock(zone)
  return {
    date: dateText(day),
    before: dateText(day - 1),
    after: dateText(day + 1),
    span: { from: new Date(clock.instantNear(day * dayMs)), until: new Date(clock.instantNear((day + 1) * dayMs)) },
  }
}

/** The day in which an instant lies, by the clocks of a zone. */
export const dayAt = (zone: string, at: Date): LocalDay =>
  dayFrom(zone, Math.floor(localClock(zone).localAt(at.getTime()) / dayMs))

/** The day of a date, by the clocks of a zone. @returns nothing for what is not a date of the calendar from the year 1000 on */
export const dayOfDate = (zone: string, date: string): LocalDay | undefined =>
  /^[1-9]\d{3}-\d\d-\d\d$/.test(date) && isInstant(date) ? dayFrom(zone, dayOf(date)) : undefined
