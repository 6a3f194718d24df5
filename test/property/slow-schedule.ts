import { Temporal } from 'temporal-polyfill'

/**
 * A slow, obvious reading of EventBridge Scheduler's cron, written from AWS's page and not from our engine: every day and
 * every minute is held against the text, and what a clock shows is read minute by minute where it changes.
 */

const names = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']
const monthNames = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']

const toNumber = (text: string, words: readonly string[]): number => {
  const index = words.indexOf(text.toUpperCase())
  return index < 0 ? Number(text) : index + 1
}

/** Whether a value is among those of a list of numbers, ranges and steps. */
const fits = (text: string, value: number, end: number, words: readonly string[] = []): boolean =>
  text.split(',').some((part) => {
    const [range = '', step] = part.split('/')
    const [low = '', high] = range.split('-')
    const from = range === '*' ? (end === 23 || end === 59 ? 0 : end === 2199 ? 1970 : 1) : toNumber(low, words)
    const open = range === '*' || (step !== undefined && high === undefined)
    const to = open ? end : high === undefined ? from : toNumber(high, words)
    return value >= from && value <= to && (value - from) % Number(step ?? 1) === 0
  })

/** 1 = Sunday. */
const weekdayOf = (date: Temporal.PlainDate): number => (date.dayOfWeek % 7) + 1

const isWorkday = (date: Temporal.PlainDate): boolean => date.dayOfWeek <= 5

/** The workday of the same month with the least distance to a day; a Saturday's is the Friday, a Sunday's the Monday. */
const closestWorkday = (day: Temporal.PlainDate): Temporal.PlainDate => {
  for (const distance of [0, -1, 1, -2, 2]) {
    const near = day.add({ days: distance })
    if (near.month === day.month && isWorkday(near)) return near
  }
  throw new RangeError('Every month has a workday')
}

const fitsDayOfMonth = (text: string, date: Temporal.PlainDate): boolean =>
  text.split(',').some((part) => {
    const last = date.with({ day: date.daysInMonth })
    if (part === 'L') return date.equals(last)
    if (part === 'LW') return date.equals(closestWorkday(last))
    if (part.endsWith('W')) {
      const day = Number(part.slice(0, -1))
      return day <= date.daysInMonth && date.equals(closestWorkday(date.with({ day })))
    }
    return fits(part, date.day, 31)
  })

const fitsDayOfWeek = (text: string, date: Temporal.PlainDate): boolean =>
  text.split(',').some((part) => {
    if (part === 'L') return weekdayOf(date) === 7
    if (part.endsWith('L')) {
      const isLast = date.add({ days: 7 }).month !== date.month
      return isLast && weekdayOf(date) === toNumber(part.slice(0, -1), names)
    }
    if (part.includes('#')) {
      const [day = '', count] = part.split('#')
      return weekdayOf(date) === toNumber(day, names) && Math.ceil(date.day / 7) === Number(count)
    }
    return fits(part, weekdayOf(date), 7, names)
  })

const minuteMs = 60_000

/** Gives for a minute of a local day the first instant at which clocks show it; a minute that they skip has none. */
type Day = (minute: number) => number | undefined

const readDay = (zone: string, date: Temporal.PlainDate): Day => {
  const start = date.toZonedDateTime(zone)
  const end = date.add({ days: 1 }).toZonedDateTime(zone)
  const from = start.epochMilliseconds
  if (start.offset === end.offset && start.hour === 0 && end.epochMilliseconds - from === 86_400_000)
    return (minute) => from + minute * minuteMs
  // Swedish writes `2026-03-08 03:00`.
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' })
  const shown = new Map<number, number>()
  for (let at = from; at < end.epochMilliseconds; at += minuteMs) {
    const [day, hour = '', minute = ''] = clock.format(at).split(/[ :]/)
    const time = Number(hour) * 60 + Number(minute)
    if (day === date.toString() && !shown.has(time)) shown.set(time, at)
  }
  return (minute) => shown.get(minute)
}

/** Reads days of a zone once each. */
export const rememberDays = (zone: string): ((date: Temporal.PlainDate) => Day) => {
  const known = new Map<number, Day>()
  return (date) => {
    const key = Date.UTC(date.year, date.month - 1, date.day)
    const day = known.get(key) ?? readDay(zone, date)
    known.set(key, day)
    return day
  }
}

/** The firings of `cron(…)` on local dates, in order. `days` comes from `rememberDays`. */
export const slowFirings = (
  schedule: string,
  days: (date: Temporal.PlainDate) => Day,
  dates: readonly Temporal.PlainDate[],
): number[] => {
  const [minute = '', hour = '', dayOfMonth = '', month = '', dayOfWeek = '', year = ''] = schedule
    .slice(5, -1)
    .split(' ')
  const times = Array.from({ length: 1440 }, (_, at) => at).filter(
    (at) => fits(hour, Math.floor(at / 60), 23) && fits(minute, at % 60, 59),
  )
  return dates
    .filter(
      (date) =>
        fits(year, date.year, 2199) &&
        fits(month, date.month, 12, monthNames) &&
        (dayOfMonth === '?' ? fitsDayOfWeek(dayOfWeek, date) : fitsDayOfMonth(dayOfMonth, date)),
    )
    .flatMap((date) => {
      const shown = days(date)
      return times.flatMap((at) => shown(at) ?? [])
    })
    .sort((one, other) => one - other)
}

/** Every date from the first of January of a year, for so many years. */
export const datesOf = (year: number, years: number): Temporal.PlainDate[] => {
  const first = Temporal.PlainDate.from({ year, month: 1, day: 1 })
  const { days } = first.until(first.add({ years }), { largestUnit: 'days' })
  return Array.from({ length: days }, (_, day) => first.add({ days: day }))
}

/**
 * Holds the firings of an engine against the slow ones, over dates of which the first and the last are left out: what of
 * them counts depends on the zone.
 * @param next the engine: the first firing after an instant
 * @throws Error at the first difference
 * @returns how many firings were the same
 */
export const compareFirings = (
  schedule: string,
  days: (date: Temporal.PlainDate) => Day,
  dates: readonly Temporal.PlainDate[],
  next: (after: number) => number | undefined,
): number => {
  const [from = 0, until = 0] = [dates.at(1), dates.at(-1)].map(
    (date) => date?.toZonedDateTime('UTC').epochMilliseconds,
  )
  const slow = slowFirings(schedule, days, dates).filter((at) => at > from && at <= until)
  let at = next(from)
  for (const right of slow) {
    if (at !== right) throw new Error(`${schedule}: ${right} is right, and not ${at}`)
    at = next(right)
  }
  if (at !== undefined && at <= until) throw new Error(`${schedule}: nothing is right, and not ${at}`)
  return slow.length
}
