import { localClock } from './local-clock.ts'
import { type Cron, parseCron } from './schedule/cron.ts'

const ratePattern = /^rate\((\d{1,6}) (minute|hour|day)s?\)$/
const rateMs = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const

/** Milliseconds between two firings of a `rate(…)`, or undefined for another kind of expression. A day has 24 hours. */
export const ratePeriod = (schedule: string): number | undefined => {
  const match = ratePattern.exec(schedule)
  return match ? Number(match[1]) * rateMs[match[2] as keyof typeof rateMs] : undefined
}

/** Whether a schedule fires once: `at(2027-01-01T09:00:00)`. */
export const isOneTime = (schedule: string): boolean => schedule.startsWith('at(')

/** The local time of an `at(…)`, as the epoch milliseconds at which UTC's clocks show the same. @throws RangeError */
const readOneTime = (schedule: string): number => {
  const [, text = ''] = /^at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)$/.exec(schedule) ?? []
  const local = Date.parse(`${text}Z`)
  // Date takes the 30th of February for the 2nd of March.
  if (Number.isNaN(local) || new Date(local).toISOString().slice(0, 19) !== text)
    throw new RangeError('at(yyyy-mm-ddThh:mm:ss) with a day and a time that exist, such as at(2027-01-01T09:00:00)')
  return local
}

/** A schedule of EventBridge Scheduler: when it fires, and which firings a change of DST takes away. */
export interface Schedule {
  readonly kind: 'cron' | 'rate' | 'at'
  /** The first firing after an instant, both in epoch milliseconds. */
  readonly next: (after: number) => number | undefined
  readonly skipped: Cron['skipped']
}

/**
 * Reads an expression of EventBridge Scheduler.
 * A local time that DST skips does not fire and one that it repeats fires once: AWS does not say in which pass; here it is
 * the first. https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 * @param zone IANA zone of a cron or at expression
 * @param since epoch milliseconds of the moment a rate counts from: when its schedule was made
 * @throws RangeError saying what would be right
 */
export const parseSchedule = (schedule: string, zone: string, since = 0): Schedule => {
  const period = ratePeriod(schedule)
  if (period === 0) throw new RangeError('a rate of at least 1 minute')
  if (period !== undefined)
    return {
      kind: 'rate',
      next: (after) => since + Math.max(0, Math.floor((after - since) / period) + 1) * period,
      skipped: () => [],
    }
  if (!isOneTime(schedule)) return { kind: 'cron', ...parseCron(schedule, zone) }
  const at = localClock(zone).instantOf(readOneTime(schedule))
  if (at === undefined) throw new RangeError(`a time that exists in ${zone}: its clocks skip this one`)
  return { kind: 'at', next: (after) => (after < at ? at : undefined), skipped: () => [] }
}

/**
 * Says what is wrong with a schedule expression, or undefined when it is well formed and fires again after `now`. A
 * one-time schedule may be over.
 */
export const scheduleProblem = (schedule: string, zone: string, now: Date): string | undefined => {
  try {
    const { kind, next } = parseSchedule(schedule, zone)
    return kind === 'at' || next(now.getTime()) !== undefined
      ? undefined
      : 'a cron expression that fires again some day'
  } catch (error) {
    if (error instanceof RangeError) return error.message
    throw error
  }
}

/**
 * The firings of a schedule in (after, until], oldest first, at most `limit`.
 * A rate counts from `since`, the moment the schedule was made.
 * @throws RangeError for an expression that `scheduleProblem` refuses
 */
export const firings = (
  { schedule, zone }: { readonly schedule: string; readonly zone: string },
  window: { readonly after: Date; readonly until: Date; readonly since: Date; readonly limit?: number },
): Date[] => {
  const { after, until, since, limit = 1_000 } = window
  const { next } = parseSchedule(schedule, zone, since.getTime())
  const found: Date[] = []
  for (let at = next(after.getTime()); at !== undefined && at <= until.getTime() && found.length < limit; at = next(at))
    found.push(new Date(at))
  return found
}
