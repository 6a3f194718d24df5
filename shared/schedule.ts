import { Cron } from 'croner'

const ratePattern = /^rate\((\d{1,6}) (minute|hour|day)s?\)$/
const rateMs = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const

/** Milliseconds between two firings of a `rate(…)`, or undefined for another kind of expression. */
export const ratePeriod = (schedule: string): number | undefined => {
  const match = ratePattern.exec(schedule)
  return match ? Number(match[1]) * rateMs[match[2] as keyof typeof rateMs] : undefined
}

/**
 * EventBridge's cron in croner's terms: AWS counts weekdays from 1 = Sunday, has `?`, and a year at the end, where croner
 * puts the seconds in front. https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
const cronOf = (schedule: string, zone: string): Cron => {
  const fields = /^cron\((\S+ \S+ \S+ \S+ \S+ \S+)\)$/.exec(schedule)?.[1]
  if (fields === undefined)
    throw new RangeError('cron(minute hour day-of-month month day-of-week year) with six fields, or rate(5 minutes)')
  const [, , dayOfMonth, , dayOfWeek] = fields.split(' ')
  if ((dayOfMonth === '?') === (dayOfWeek === '?'))
    throw new RangeError('a cron expression with ? in exactly one of day-of-month and day-of-week')
  return new Cron(`0 ${fields}`, { timezone: zone, alternativeWeekdays: true, sloppyRanges: true, mode: '7-part' })
}

/** Says what is wrong with a schedule expression, or undefined when it is well formed and fires again after `now`. */
export const scheduleProblem = (schedule: string, zone: string, now: Date): string | undefined => {
  if (ratePeriod(schedule) !== undefined) return ratePeriod(schedule) === 0 ? 'a rate of at least 1 minute' : undefined
  try {
    return cronOf(schedule, zone).nextRun(now) ? undefined : 'a cron expression that fires again some day'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/**
 * The firings of a schedule in (after, until], oldest first, at most `limit`.
 * A rate counts from `since`, the moment the schedule was made. A local time that DST skips does not fire.
 */
export const firings = (
  { schedule, zone }: { readonly schedule: string; readonly zone: string },
  window: { readonly after: Date; readonly until: Date; readonly since: Date; readonly limit?: number },
): Date[] => {
  const { after, until, since, limit = 1_000 } = window
  const found: Date[] = []
  const period = ratePeriod(schedule)
  if (period !== undefined) {
    let at = since.getTime() + Math.max(0, Math.floor((after.getTime() - since.getTime()) / period)) * period
    for (; at <= until.getTime() && found.length < limit; at += period)
      if (at > after.getTime()) found.push(new Date(at))
    return found
  }
  const cron = cronOf(schedule, zone)
  let at = cron.nextRun(after)
  while (at && at <= until && found.length < limit) {
    // croner moves a local time that DST skips to the end of the gap, where it no longer matches; EventBridge drops it.
    if (cron.match(at)) found.push(at)
    at = cron.nextRun(at)
  }
  return found
}
