import { localClock } from '../../../shared/local-clock.ts'
import type { Span } from '../contract/night.ts'

const dayMs = 86_400_000

/** A day by the reader's clock, and those beside it. Dates are like `2026-11-30`. */
export interface LocalDay {
  readonly date: string
  readonly before: string
  readonly after: string
  /** From midnight to midnight. */
  readonly span: Span
}

const dateText = (local: number): string => new Date(local).toISOString().slice(0, 10)

const isDate = (text: string): boolean =>
  /^[1-9]\d{3}-\d{2}-\d{2}$/.test(text) &&
  !Number.isNaN(Date.parse(`${text}T00:00:00Z`)) &&
  dateText(Date.parse(`${text}T00:00:00Z`)) === text

/** The day of a date, or the one that it is now. @returns nothing for what is not a date of the calendar */
export const localDay = (zone: string, now: Date, date?: string): LocalDay | undefined => {
  if (date !== undefined && !isDate(date)) return undefined
  const clock = localClock(zone)
  const start =
    date === undefined ? Math.floor(clock.localAt(now.getTime()) / dayMs) * dayMs : Date.parse(`${date}T00:00:00Z`)
  return {
    date: dateText(start),
    before: dateText(start - dayMs),
    after: dateText(start + dayMs),
    span: { from: new Date(clock.instantNear(start)), until: new Date(clock.instantNear(start + dayMs)) },
  }
}
