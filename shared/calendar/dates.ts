import type { Days } from './types.ts'

export const dayMs = 86_400_000

/** Weekdays as the config names them, from Monday. */
export const weekdayNames = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
/** Months as the config names them. */
export const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] as const

/** A local date. Days are counted from 1 January 1970. */
interface LocalDate {
  readonly day: number
  /** 0 = Monday. */
  readonly weekday: number
  /** 1 = January. */
  readonly month: number
  /** From 1. */
  readonly monthDay: number
  /** Days of its month. */
  readonly monthDays: number
}

// Day 0 was a Thursday.
export const weekdayOf = (day: number): number => (((day + 3) % 7) + 7) % 7

const readDate = (day: number): LocalDate => {
  const date = new Date(day * dayMs)
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()]
  return {
    day,
    weekday: weekdayOf(day),
    month: month + 1,
    monthDay: date.getUTCDate(),
    monthDays: new Date(Date.UTC(year, month + 1, 0)).getUTCDate(),
  }
}

/** Dates that are remembered: those of thirty years. Every calendar asks for the same ones. */
const maxKnown = 11_000
const known = new Map<number, LocalDate>()

export const dateOf = (day: number): LocalDate => {
  const found = known.get(day)
  if (found) return found
  const made = readDate(day)
  if (known.size >= maxKnown) known.clear()
  known.set(day, made)
  return made
}

/** `2026-12-24` of a day counted from 1970. */
export const dateText = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10)

/** The day, counted from 1970, of `2026-12-24`. @throws RangeError for a date that the calendar has not */
export const dayOf = (date: string): number => {
  const at = /^\d{4}-\d\d-\d\d$/.test(date) ? Date.parse(date) : Number.NaN
  if (Number.isNaN(at) || dateText(at / dayMs) !== date) throw new RangeError(`"${date}" is not a date`)
  return at / dayMs
}

/** Whether days are those of a rule. A fifth weekday may be absent from a month, and so may its 29th to 31st. */
export const isOn = ({ weekdays, monthDays, months }: Days, day: number): boolean => {
  const date = dateOf(day)
  if (months && !months.includes(date.month)) return false
  if (monthDays && !monthDays.days.includes(date.monthDay) && !(monthDays.last && date.monthDay === date.monthDays))
    return false
  return (
    !weekdays ||
    weekdays.some(({ weekday, nth }) => {
      if (weekday !== date.weekday) return false
      if (nth === undefined) return true
      return nth === 'last' ? date.monthDay + 7 > date.monthDays : Math.floor((date.monthDay - 1) / 7) + 1 === nth
    })
  )
}
