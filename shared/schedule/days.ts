import { cronFields, fieldError, readRange, readValue } from './fields.ts'

/** A month as a rule for days sees it. */
interface Month {
  /** How many days it has. */
  readonly days: number
  /** Weekday of its first day, 0 = Sunday. */
  readonly first: number
}

/** Gives days of a month, as a rule means them; what is outside the month is dropped. */
type DayRule = (month: Month) => readonly number[]

const weekdayOf = (day: number, { first }: Month): number => (first + day - 1) % 7

/** The day from Monday to Friday that is nearest to a day, in the same month: what Quartz, whose dialect this is, does. */
const nearestWeekday = (day: number, month: Month): number => {
  const weekday = weekdayOf(day, month)
  if (weekday === 6) return day === 1 ? 3 : day - 1
  if (weekday === 0) return day === month.days ? day - 2 : day + 1
  return day
}

const dayOfMonthRule = (part: string): DayRule => {
  const field = cronFields.dayOfMonth
  if (part === 'L') return ({ days }) => [days]
  if (part === 'LW') return (month) => [nearestWeekday(month.days, month)]
  const [, weekday] = /^(\d{1,2})W$/.exec(part) ?? []
  if (weekday !== undefined) {
    const day = readValue(field, weekday, part)
    return (month) => (day <= month.days ? [nearestWeekday(day, month)] : [])
  }
  const days = readRange(field, part)
  return () => days
}

/** The first day of a month that is a weekday, 0 = Sunday. */
const firstOn = (weekday: number, { first }: Month): number => 1 + ((weekday - first + 7) % 7)

const every7 = (from: number): number[] => [0, 1, 2, 3, 4].map((week) => from + week * 7)

const dayOfWeekRule = (part: string, isAlone: boolean): DayRule => {
  const field = cronFields.dayOfWeek
  // The last day of the week is Saturday.
  if (part === 'L') return (month) => every7(firstOn(6, month))
  const [, name = '', kind, count] = /^(\w+?)(L|#([1-5]))$/.exec(part) ?? []
  if (kind === 'L') {
    const weekday = readValue(field, name, part) - 1
    return (month) => [Math.max(...every7(firstOn(weekday, month)).filter((day) => day <= month.days))]
  }
  if (kind !== undefined) {
    if (!isAlone) throw fieldError(field, part, ' in a list: # stands alone')
    const weekday = readValue(field, name, part) - 1
    return (month) => [firstOn(weekday, month) + (Number(count) - 1) * 7]
  }
  const weekdays = readRange(field, part)
  return (month) => weekdays.flatMap((weekday) => every7(firstOn(weekday - 1, month)))
}

/** The days of a month on which a schedule fires, ascending. Months count from 1. */
export type DaysOf = (year: number, month: number) => readonly number[]

/**
 * Reads the two fields for days, of which one says `?`.
 * @throws RangeError
 */
export const readDays = (dayOfMonth: string, dayOfWeek: string): DaysOf => {
  if ((dayOfMonth === '?') === (dayOfWeek === '?'))
    throw new RangeError('a cron expression with ? in exactly one of day-of-month and day-of-week')
  const parts = (dayOfMonth === '?' ? dayOfWeek : dayOfMonth).split(',')
  const rules = parts.map((part) =>
    dayOfMonth === '?' ? dayOfWeekRule(part, parts.length === 1) : dayOfMonthRule(part),
  )
  const days = (month: Month): number[] =>
    [...new Set(rules.flatMap((rule) => rule(month)))]
      .filter((day) => day >= 1 && day <= month.days)
      .sort((one, other) => one - other)
  // A month's days depend on no more than its length and its first weekday: there are 28 kinds.
  const known: (readonly number[])[] = []
  return (year, month) => {
    const length = new Date(Date.UTC(year, month, 0)).getUTCDate()
    const first = new Date(Date.UTC(year, month - 1, 1)).getUTCDay()
    const kind = length * 7 + first
    known[kind] ??= days({ days: length, first })
    return known[kind]
  }
}
