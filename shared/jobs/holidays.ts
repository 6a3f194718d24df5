import { dateOf, dayMs, isOn } from '../calendar/dates.ts'
import type { Calendar } from '../calendar/index.ts'
import { instantOn } from '../calendar/instants.ts'
import { holidaysOf } from '../calendar/rules.ts'
import { localClock } from '../local-clock.ts'
import { parseSchedule } from '../schedule.ts'

/** What becomes of firings on the holidays of a calendar. */
export const holidayActions = ['skip', 'move', 'only'] as const

/** A calendar and what its holidays mean to a job. */
export interface HolidayRule {
  readonly action: (typeof holidayActions)[number]
  readonly calendar: Calendar
}

interface Scheduled {
  readonly schedule: string
  readonly zone: string
  readonly holidays?: HolidayRule | undefined
}

/** What a firing comes to: it runs at its time, at a later one, or not at all, and why. */
export type HolidayFate =
  | { readonly kind: 'runs' }
  | { readonly kind: 'skipped'; readonly why: string }
  | { readonly kind: 'moved'; readonly to: Date; readonly why: string }

const runs: HolidayFate = { kind: 'runs' }

/** Days within which a working day is looked for. */
const longestDays = 370

const dayAt = ({ zone }: Calendar, at: number): number => Math.floor(localClock(zone).localAt(at) / dayMs)

const nameOn = (calendar: Calendar, at: number): string | undefined => {
  const day = dayAt(calendar, at)
  return holidaysOf(calendar).has(day)
    ? (calendar.holidays.find(({ date }) => Date.parse(date) === day * dayMs)?.name ?? 'a holiday')
    : undefined
}

/** Whether something begins on a day by the calendar's rules: no holiday, and the days of a rule that starts. */
export const isWorkingDay = (calendar: Calendar, at: number): boolean => {
  const day = dayAt(calendar, at)
  return !holidaysOf(calendar).has(day) && calendar.rules.some((rule) => rule.kind !== 'stop' && isOn(rule, day))
}

/** The same local time on the next working day. */
const nextWorkingTime = (calendar: Calendar, zone: string, at: number): number | undefined => {
  const clock = localClock(zone)
  const local = clock.localAt(at)
  const day = Math.floor(local / dayMs)
  const minutes = Math.floor((local - day * dayMs) / 60_000)
  for (let days = 1; days <= longestDays; days += 1) {
    const then = instantOn(clock, dateOf(day + days).day, minutes)
    if (isWorkingDay(calendar, then)) return then
  }
  return undefined
}

/**
 * What the holidays of a job's calendar make of one of its firings. Dates are those of the calendar's zone, the time of day on another
 * day is that of the job's. One that is moved to or beyond the next firing is left out: that one takes its place.
 */
export const holidayFate = ({ schedule, zone, holidays }: Scheduled, scheduledAt: Date): HolidayFate => {
  if (holidays === undefined) return runs
  const { action, calendar } = holidays
  const at = scheduledAt.getTime()
  const name = nameOn(calendar, at)
  if (action === 'only')
    return name === undefined ? { kind: 'skipped', why: 'It runs on holidays only (holidays: only).' } : runs
  if (name === undefined) return runs
  const why = `It fell on a holiday (${name}).`
  if (action === 'skip') return { kind: 'skipped', why: `${why} Its job leaves these out (holidays: skip).` }
  const to = nextWorkingTime(calendar, zone, at)
  if (to === undefined) return { kind: 'skipped', why: `${why} The calendar has no working day within a year.` }
  const next = parseSchedule(schedule, zone).next(at)
  if (next !== undefined && next <= to)
    return {
      kind: 'skipped',
      why: `${why} The firing of ${new Date(next).toISOString()} takes its place (holidays: move).`,
    }
  return { kind: 'moved', to: new Date(to), why: `${why} It is moved to the next working day (holidays: move).` }
}

/** When a firing runs by its calendar; nothing where it does not. */
export const plannedTime = (job: Scheduled, scheduledAt: Date): Date | undefined => {
  const fate = holidayFate(job, scheduledAt)
  if (fate.kind === 'skipped') return undefined
  return fate.kind === 'moved' ? fate.to : scheduledAt
}
