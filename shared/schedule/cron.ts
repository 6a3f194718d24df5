import { localClock } from '../local-clock.ts'
import { readDays } from './days.ts'
import { cronFields, readField } from './fields.ts'

const minuteMs = 60_000
const hourMs = 3_600_000
const dayMs = 86_400_000

/** For each value from 0 up to the field's end the least one of `values` that is not below it. */
const nextOf = (values: readonly number[], to: number): readonly (number | undefined)[] =>
  Array.from({ length: to + 1 }, (_, from) => values.find((value) => value >= from))

/** The times of a day, in milliseconds since its beginning. */
interface Times {
  readonly first: number
  /** The first one at or after another, if the day has one left. */
  readonly next: (from: number) => number | undefined
}

/** Reads the fields for times. */
const readTimes = (minuteText: string, hourText: string): Times => {
  const minutes = readField(cronFields.minute, minuteText)
  const hours = readField(cronFields.hour, hourText)
  const nextMinute = nextOf(minutes, cronFields.minute.to)
  const nextHour = nextOf(hours, cronFields.hour.to)
  const firstIn = (hour: number): number => hour * hourMs + Math.min(...minutes) * minuteMs
  return {
    first: firstIn(Math.min(...hours)),
    next: (from) => {
      const hour = Math.floor(from / hourMs)
      const minute = nextHour[hour] === hour ? nextMinute[(from % hourMs) / minuteMs] : undefined
      if (minute !== undefined) return hour * hourMs + minute * minuteMs
      const later = nextHour[hour] === hour ? nextHour[hour + 1] : nextHour[hour]
      return later === undefined ? undefined : firstIn(later)
    },
  }
}

/** Reads the fields for dates. Gives the first day at or after one, both as the milliseconds at which it begins in UTC. */
const readDates = (
  dayOfMonth: string,
  monthText: string,
  dayOfWeek: string,
  yearText: string,
): ((from: number) => number | undefined) => {
  const daysOf = readDays(dayOfMonth, dayOfWeek)
  const months = readField(cronFields.month, monthText)
  const years = readField(cronFields.year, yearText)
  return (from) => {
    const date = new Date(from)
    const [thisYear, thisMonth] = [date.getUTCFullYear(), date.getUTCMonth() + 1]
    for (const year of years) {
      if (year < thisYear) continue
      for (const month of months) {
        if (year === thisYear && month < thisMonth) continue
        const day = daysOf(year, month).find(
          (each) => year > thisYear || month > thisMonth || each >= date.getUTCDate(),
        )
        if (day !== undefined) return Date.UTC(year, month - 1, day)
      }
    }
    return undefined
  }
}

/**
 * Reads the six fields of a cron expression. Gives the next local time after one, both as the epoch milliseconds at which
 * UTC's clocks show the same, without regard to any zone.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 * @throws RangeError saying what would be right
 */
const readFields = (text: string): ((after: number) => number | undefined) => {
  const texts = /^cron\((\S+) (\S+) (\S+) (\S+) (\S+) (\S+)\)$/.exec(text)
  if (!texts)
    throw new RangeError(
      'cron(minute hour day-of-month month day-of-week year) with six fields, rate(5 minutes) or at(2027-01-01T09:00:00)',
    )
  const [, minute = '', hour = '', dayOfMonth = '', month = '', dayOfWeek = '', year = ''] = texts
  const times = readTimes(minute, hour)
  const nextDay = readDates(dayOfMonth, month, dayOfWeek, year)
  // Most questions are about the day of the last one.
  let known: { readonly day: number; readonly next: number | undefined } | undefined
  return (after) => {
    const from = Math.floor(after / minuteMs) * minuteMs + minuteMs
    const day = Math.floor(from / dayMs) * dayMs
    if (known?.day !== day) known = { day, next: nextDay(day) }
    const time = known.next === day ? times.next(from - day) : undefined
    if (time !== undefined) return day + time
    const later = known.next === day ? nextDay(day + dayMs) : known.next
    return later === undefined ? undefined : later + times.first
  }
}

type Fields = ReturnType<typeof readFields>

/** Expressions that are remembered: more than a config has. */
const maxKnown = 500

const knownFields = new Map<string, Fields>()

/** The same, read once: a sweep asks for each job's schedule every minute. @throws RangeError */
const fieldsOf = (text: string): Fields => {
  const known = knownFields.get(text)
  if (known) return known
  const made = readFields(text)
  if (knownFields.size >= maxKnown) knownFields.clear()
  knownFields.set(text, made)
  return made
}

/** A local time that should fire and that a change of DST skips. */
export interface Skipped {
  readonly local: number
  /** The instant of the change. */
  readonly at: number
  /** Local times between which clocks jump. */
  readonly from: number
  readonly until: number
}

/** A cron expression in its zone. Both functions take and give epoch milliseconds. */
export interface Cron {
  /** The first firing after an instant. */
  readonly next: (after: number) => number | undefined
  /** What changes of DST take away in (after, until]. */
  readonly skipped: (after: number, until: number) => Skipped[]
}

/**
 * Reads a cron expression. A local time that DST skips does not fire; one that it repeats fires the first time.
 * @throws RangeError saying what would be right
 */
export const parseCron = (text: string, zone: string): Cron => {
  const nextLocal = fieldsOf(text)
  const clock = localClock(zone)
  return {
    next: (after) => {
      let local = nextLocal(after + clock.offsetAt(after))
      while (local !== undefined) {
        const at = clock.instantOf(local)
        // In the second pass of a repeated hour clocks show what has fired already.
        if (at !== undefined && at > after) return at
        local = nextLocal(local)
      }
      return undefined
    },
    skipped: (after, until) =>
      clock.gaps(after, until).flatMap((gap) => {
        const found: Skipped[] = []
        for (let local = nextLocal(gap.from - 1); local !== undefined && local < gap.until; local = nextLocal(local))
          found.push({ ...gap, local })
        return found
      }),
  }
}
