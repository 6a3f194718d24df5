import { Cron } from 'croner'

const ratePattern = /^rate\((\d{1,6}) (minute|hour|day)s?\)$/
const rateMs = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const

/** Milliseconds between two firings of a `rate(…)`, or undefined for another kind of expression. */
export const ratePeriod = (schedule: string): number | undefined => {
  const match = ratePattern.exec(schedule)
  return match ? Number(match[1]) * rateMs[match[2] as keyof typeof rateMs] : undefined
}

interface Field {
  readonly name: string
  readonly from: number
  readonly to: number
  /** What names may stand for numbers, in their order. */
  readonly names?: readonly string[]
  /** Forms beside numbers, ranges and steps. */
  readonly also?: RegExp
  readonly example: string
}

const months = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ')
const weekdays = 'SUN MON TUE WED THU FRI SAT'.split(' ')

/** The six fields, as EventBridge reads them; weekdays count from 1 = Sunday. */
const fieldsOfCron: readonly Field[] = [
  { name: 'minute', from: 0, to: 59, example: '30, 0/15 or 0,30' },
  { name: 'hour', from: 0, to: 23, example: '2 or 9-17' },
  { name: 'day of month', from: 1, to: 31, also: /^(\?|L|LW|\d+W)$/, example: '1, L (the last) or ?' },
  { name: 'month', from: 1, to: 12, names: months, example: '* or JAN-MAR' },
  {
    name: 'day of week',
    from: 1,
    to: 7,
    names: weekdays,
    also: /^(\?|L|\w+L|\w+#[1-5])$/,
    example: 'MON-FRI, 2#1 or ?',
  },
  { name: 'year', from: 1970, to: 2199, example: '*' },
]

/** A number or name of a field as a number, or NaN. */
const valueIn = ({ from, to, names = [] }: Field, text: string): number => {
  const index = names.indexOf(text.toUpperCase())
  const value = index >= 0 ? from + index : /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN
  return value >= from && value <= to ? value : Number.NaN
}

const isPart = (field: Field, part: string): boolean => {
  if (part === '?' || part === 'L' || part === 'LW') return field.also?.test(part) === true
  if (field.also?.test(part)) return !Number.isNaN(valueIn(field, part.replace(/[LW]$|#\d$/, '')))
  const [, base = '', step] = /^([^/]*)(?:\/(\d+))?$/.exec(part) ?? []
  if (step !== undefined && (Number(step) === 0 || Number(step) > field.to - field.from + 1)) return false
  if (base === '*') return true
  const ends = base.split('-').map((end) => valueIn(field, end))
  // A range that goes backwards (22-2) is two ranges: 22-23,0-2.
  return ends.length <= 2 && (ends[0] ?? Number.NaN) <= (ends.at(-1) ?? Number.NaN)
}

const problemOfField = (text: string, field: Field): string | undefined =>
  text.split(',').every((part) => isPart(field, part))
    ? undefined
    : `a cron expression whose ${field.name} is from ${field.from} to ${field.to}, such as ${field.example}, and not "${text}"`

/**
 * EventBridge's cron in croner's terms: AWS counts weekdays from 1 = Sunday, has `?`, and a year at the end, where croner
 * puts the seconds in front. https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 * @throws RangeError saying what would be right
 */
const cronOf = (schedule: string, zone: string): Cron => {
  const texts = /^cron\((\S+ \S+ \S+ \S+ \S+ \S+)\)$/.exec(schedule)?.[1]?.split(' ')
  if (texts === undefined)
    throw new RangeError('cron(minute hour day-of-month month day-of-week year) with six fields, or rate(5 minutes)')
  const problem = fieldsOfCron.map((field, index) => problemOfField(texts[index] ?? '', field)).find(Boolean)
  if (problem !== undefined) throw new RangeError(problem)
  if ((texts[2] === '?') === (texts[4] === '?'))
    throw new RangeError('a cron expression with ? in exactly one of day-of-month and day-of-week')
  // L alone is the last day of the week, Saturday; croner knows it only of the month.
  const pattern = `0 ${texts.map((text, index) => (index === 4 && text === 'L' ? '7' : text)).join(' ')}`
  return new Cron(pattern, { timezone: zone, alternativeWeekdays: true, sloppyRanges: true, mode: '7-part' })
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
