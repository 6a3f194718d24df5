import { Temporal } from 'temporal-polyfill'
import type { JobSlice } from '../../../functions/jobs/rules/job.ts'
import { rememberDays, slowFirings } from '../../property/slow-schedule.ts'

const zones = new Map<string, ReturnType<typeof rememberDays>>()
const known = new Map<string, readonly number[]>()

/** The firings of a cron expression on three dates, of which the middle one is the window's. */
const cronFirings = (schedule: string, zone: string, from: number): readonly number[] => {
  const day = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO('UTC').toPlainDate()
  const key = `${schedule} ${zone} ${day}`
  const found = known.get(key)
  if (found) return found
  const days = zones.get(zone) ?? rememberDays(zone)
  zones.set(zone, days)
  const made = slowFirings(
    schedule,
    days,
    [-1, 0, 1].map((offset) => day.add({ days: offset })),
  )
  known.set(key, made)
  return made
}

const units = { minute: 60_000, hour: 3_600_000 } as const

/**
 * When a schedule of the simulator fires in (from, until], in epoch milliseconds: read slowly and obviously, and not by the
 * engine that is on trial.
 * @param made when the schedule was made, from which a rate counts
 */
export const firingsOf = ({ schedule, zone }: JobSlice, made: number, from: number, until: number): number[] => {
  const [, kind, text = ''] = /^(\w+)\((.*)\)$/.exec(schedule) ?? []
  const within = (at: number): boolean => at > from && at <= until
  if (kind === 'cron') return cronFirings(schedule, zone, from).filter(within)
  if (kind === 'at') return [Temporal.PlainDateTime.from(text).toZonedDateTime(zone).epochMilliseconds].filter(within)
  const [count, unit] = text.split(' ')
  const period = Number(count) * units[unit?.startsWith('hour') ? 'hour' : 'minute']
  const found: number[] = []
  for (let at = made + period; at <= until; at += period) if (within(at)) found.push(at)
  return found
}
