import { monthNames, weekdayNames } from './dates.ts'
import type { Days } from './types.ts'

/** What a rule's `days`, `monthDays` and `months` may say. */
export type DayWords = string | readonly string[]
export type MonthDayWords = number | string | readonly (number | string)[]

const listed = <Each>(words: Each | readonly Each[]): Each[] => {
  const all = Array.isArray(words) ? (words as readonly Each[]) : [words as Each]
  return all.flatMap((each) =>
    typeof each === 'string' ? (each.split(',').map((part) => part.trim()) as Each[]) : [each],
  )
}

const twice = <Each>(values: readonly Each[]): Each[] => [...new Set(values)]

/** From one place to another in a circle, both included: `fri-mon` goes over the end of the week. */
const around = (from: number, to: number, size: number): number[] =>
  Array.from({ length: ((to - from + size) % size) + 1 }, (_, index) => (from + index) % size)

/** A name or a range of names. @throws RangeError */
const readRange = (part: string, names: readonly string[], wrong: (part: string) => RangeError): number[] => {
  const ends = part.split('-').map((name) => names.indexOf(name))
  const [from = -1, to = from] = ends
  if (ends.length > 2 || ends.includes(-1)) throw wrong(part)
  return around(from, to, names.length)
}

const notDays = (part: string): RangeError =>
  new RangeError(
    `weekdays such as mon-fri, fri-mon, sat, thu#1 (the first Thursday of its month) or fri#last, and not "${part}"`,
  )

/** Reads weekdays: `mon-fri`, `fri-mon`, `mon,wed`, `thu#1`, `fri#last`, or a list of these. @throws RangeError */
export const readWeekdays = (words: DayWords): NonNullable<Days['weekdays']> => {
  const parts = listed(words)
  if (parts.length === 0) throw notDays('')
  return parts.flatMap((part) => {
    const [, name = part, nth] = /^([^#]+)#([1-5]|last)$/.exec(part) ?? []
    if (nth !== undefined && name.includes('-')) throw notDays(part)
    return readRange(name, weekdayNames, notDays).map((weekday) =>
      nth === undefined ? { weekday } : { weekday, nth: nth === 'last' ? ('last' as const) : Number(nth) },
    )
  })
}

const notMonthDays = (part: string | number): RangeError =>
  new RangeError(`days of the month such as 1, '28-31' or 'last', and not ${JSON.stringify(part)}`)

/** Reads days of the month: `1`, `'28-31'`, `'last'`, or a list of these. @throws RangeError */
export const readMonthDays = (words: MonthDayWords): NonNullable<Days['monthDays']> => {
  const parts = listed<number | string>(words)
  if (parts.length === 0) throw notMonthDays('')
  const days = parts.flatMap((part): number[] => {
    if (part === 'last') return []
    const [, first, last = first] = /^(\d{1,2})(?:-(\d{1,2}))?$/.exec(String(part)) ?? []
    const [from, to] = [Number(first), Number(last)]
    if (!(from >= 1 && to <= 31 && from <= to)) throw notMonthDays(part)
    return Array.from({ length: to - from + 1 }, (_, index) => from + index)
  })
  return { days: twice(days), last: parts.includes('last') }
}

const notMonths = (part: string): RangeError =>
  new RangeError(`months such as dec, jan-mar or nov-feb, and not "${part}"`)

/** Reads months: `dec`, `nov-feb`, or a list of these. 1 = January. @throws RangeError */
export const readMonths = (words: DayWords): number[] => {
  const parts = listed(words)
  if (parts.length === 0) throw notMonths('')
  return twice(parts.flatMap((part) => readRange(part, monthNames, notMonths).map((month) => month + 1)))
}

/** Minutes from midnight to `08:00`; `24:00` is the end of the day. @throws RangeError */
export const readTime = (time: string): number => {
  const [, hours, minutes] = /^(\d\d):([0-5]\d)$/.exec(time) ?? []
  const found = Number(hours) * 60 + Number(minutes)
  if (!(found >= 0 && found <= 1_440)) throw new RangeError(`a time of day from 00:00 to 24:00, and not "${time}"`)
  return found
}

/** `day 15 of the month`, `days 28-31 of the month`, `the last day of the month`. */
const monthDaysText = (words: MonthDayWords): string => {
  const parts = listed<number | string>(words).map(String)
  const days = parts.filter((part) => part !== 'last')
  const noun = days.length > 1 || days.some((part) => part.includes('-')) ? 'days' : 'day'
  const all = [
    ...(days.length > 0 ? [`${noun} ${days.join(', ')}`] : []),
    ...(parts.includes('last') ? ['the last day'] : []),
  ]
  return `${all.join(' and ')} of the month`
}

/** `mon-fri`, `fri where it is day 13 of the month`, `every day in dec`: the days of a rule for a person, in the words of the config. */
export const daysText = (days: {
  readonly days?: DayWords | undefined
  readonly monthDays?: MonthDayWords | undefined
  readonly months?: DayWords | undefined
}): string => {
  const weekdays = days.days === undefined ? '' : listed(days.days).join(', ')
  const dates = days.monthDays === undefined ? '' : monthDaysText(days.monthDays)
  const months = days.months === undefined ? '' : `in ${listed(days.months).join(', ')}`
  const both = dates !== '' && weekdays !== '' ? ` where it is ${dates}` : ''
  return [weekdays + both || dates || 'every day', months].filter((part) => part !== '').join(' ')
}
