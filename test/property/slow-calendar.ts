import { Temporal } from 'temporal-polyfill'
import type { CalendarConfig, RuleConfig, Size, State } from '../../shared/calendar/index.ts'

/**
 * A slow, obvious reading of calendars, written from docs/hours.md and not from shared/calendar: it walks minute by minute and
 * looks what clocks have shown so far. A local time has come when clocks show it, or a later one, for the first time: so one that
 * they skip comes with the jump, and one that they show twice comes once. Clocks are read through Temporal.
 */

const minute = 60_000
const dayMs = 86_400_000
const names = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

const parts = (words: unknown): string[] => [words].flat().flatMap((word) => String(word).split(','))

/** Whether a name is met on the way from one to another, going round. */
const between = (range: string, value: number, all: readonly string[]): boolean => {
  const [from = '', to = from] = range.split('-')
  for (let here = all.indexOf(from); ; here = (here + 1) % all.length) {
    if (here === value) return true
    if (all[here] === to) return false
  }
}

const isWeekday = (part: string, date: Temporal.PlainDate): boolean => {
  const [range = '', nth] = part.split('#')
  if (!between(range, date.dayOfWeek - 1, names)) return false
  if (nth === undefined) return true
  if (nth === 'last') return date.add({ days: 7 }).month !== date.month
  const before = Number(nth) - 1
  return (
    date.subtract({ days: before * 7 }).month === date.month &&
    date.subtract({ days: before * 7 + 7 }).month !== date.month
  )
}

const isMonthDay = (part: string, date: Temporal.PlainDate): boolean => {
  if (part === 'last') return date.day === date.daysInMonth
  const [from, to = from] = part.split('-').map(Number)
  return date.day >= Number(from) && date.day <= Number(to)
}

const isOn = ({ days, monthDays, months: words }: RuleConfig, date: Temporal.PlainDate): boolean =>
  (days === undefined || parts(days).some((part) => isWeekday(part, date))) &&
  (monthDays === undefined || parts(monthDays).some((part) => isMonthDay(part, date))) &&
  (words === undefined || parts(words).some((part) => between(part, date.month - 1, months)))

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

/** What clocks show, as the epoch milliseconds of the same in UTC. */
const shown = (local: string): number =>
  Date.parse(`${local.slice(0, 10)}T00:00Z`) + minutesOf(local.slice(11)) * minute

interface Stretch {
  readonly until: number
  readonly offset: number
}

/** The offsets of a zone between two instants. */
const stretchesOf = (zone: string, from: number, until: number): Stretch[] => {
  const found: Stretch[] = []
  let at = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone)
  for (;;) {
    const next = at.getTimeZoneTransition('next')
    const offset = at.offsetNanoseconds / 1e6
    if (!next || next.epochMilliseconds > until) return [...found, { until: Number.POSITIVE_INFINITY, offset }]
    found.push({ until: next.epochMilliseconds, offset })
    at = next
  }
}

/** Whether the clocks of a zone change within a time. */
export const changes = (zone: string, from: number, until: number): boolean => stretchesOf(zone, from, until).length > 1

interface Instance {
  readonly rule: RuleConfig
  readonly index: number
  readonly from: number
  readonly until: number
}

/** The rules that count on a date, with their times as clocks show them. */
const instancesOn = (config: CalendarConfig, date: Temporal.PlainDate, holidays: ReadonlySet<string>): Instance[] => {
  const midnight = shown(`${date.toString()}T00:00`)
  return config.rules.flatMap((rule, index) => {
    const stops = rule.stop !== undefined
    if (!isOn(rule, date) || (!stops && holidays.has(date.toString()))) return []
    const begins = minutesOf(rule.start ?? rule.stop ?? rule.from ?? '00:00')
    const ends = minutesOf(rule.until ?? '24:00')
    const single = rule.start !== undefined || stops
    const until = single ? begins : ends <= begins ? ends + 1_440 : ends
    return [{ rule, index, from: midnight + begins * minute, until: midnight + until * minute }]
  })
}

export interface SlowMoment {
  readonly at: number
  readonly state: State
  readonly size: string
  readonly changes: boolean
}

interface Wish {
  readonly state: State | undefined
  readonly size: string
}

const sizeText = ({ min, desired }: Size): string =>
  min === undefined && desired === undefined ? '' : `${min}/${desired}`

const isSame = (one: Wish, other: Wish): boolean => one.state === other.state && one.size === other.size

/** What ranges want while some hold: the last one with a size says it. */
const rangesWish = (holding: readonly Instance[]): Wish => ({
  state: holding.length > 0 ? 'running' : 'stopped',
  size:
    [...holding]
      .sort((one, other) => one.index - other.index)
      .map(({ rule }) => sizeText(rule))
      .findLast((size) => size !== '') ?? '',
})

/**
 * What a range wants and what acts alone, put together at one minute. Of what clocks have skipped at once the last counts, as clocks
 * would have shown it.
 * @param edge when a range began or ended last
 */
const speak = (acting: readonly Instance[], ranges: Wish, changed: boolean, edge: number): Wish | undefined => {
  const latest = Math.max(...acting.map((each) => each.from))
  const isPast = changed && edge > latest
  const ordered = acting.filter((each) => each.from === latest && !isPast).sort((one, other) => one.index - other.index)
  const starts = ordered.filter(({ rule }) => rule.start !== undefined)
  if (starts.length > 0)
    return {
      state: 'running',
      size: starts.map(({ rule }) => sizeText(rule)).findLast((size) => size !== '') ?? ranges.size,
    }
  if (changed && ranges.state === 'running' && (ordered.length === 0 || edge >= latest)) return ranges
  if (ordered.length > 0 || changed) return { state: 'stopped', size: '' }
  return undefined
}

/** Walks a calendar from one instant to another. Moments before the rules have said something are left out. */
export const slowMoments = (config: CalendarConfig, from: number, until: number): SlowMoment[] => {
  const holidays = new Set(config.holidays as readonly string[] | undefined)
  const stretches = stretchesOf(config.zone, from - 4 * dayMs, until)
  const moments: SlowMoment[] = []
  const periods = (config.overrides ?? []).map((each) => ({
    ...each,
    begins: shown(each.from),
    ends: shown(each.until),
  }))
  let [stretch, high, date] = [0, Number.NEGATIVE_INFINITY, '']
  const edges = periods.flatMap(({ begins, ends }) => [begins, ends])
  let [midnight, nextTime] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]
  let instances: readonly Instance[] = []
  let ranges: Wish | undefined
  let said: Wish | undefined
  let was: Wish | undefined
  let overridden = false
  for (let at = from - 3 * dayMs; at <= until; at += minute) {
    while (at >= (stretches[stretch]?.until ?? 0)) stretch += 1
    const last = high
    const now = at + (stretches[stretch]?.offset ?? 0)
    if (now <= high) continue
    high = now
    if (high >= midnight) {
      date = new Date(high).toISOString().slice(0, 10)
      midnight = shown(`${date}T24:00`)
      const day = Temporal.PlainDate.from(date)
      instances = [-2, -1, 0].flatMap((days) => instancesOn(config, day.add({ days }), holidays))
      nextTime = high
    }
    // A minute that reaches none of the times has nothing to say.
    if (high < nextTime) continue
    nextTime = Math.min(
      ...[...instances.flatMap((each) => [each.from, each.until]), ...edges, midnight].filter((each) => each > high),
    )
    const holding = instances.filter((each) => each.from <= high && high < each.until)
    const acting = instances.filter((each) => each.from === each.until && last < each.from && each.from <= high)
    const held = rangesWish(holding)
    const changed = ranges !== undefined && !isSame(held, ranges)
    ranges = held
    const edge = Math.max(
      ...instances
        .filter((each) => each.from < each.until && (each.from <= last || high < each.until))
        .flatMap((each) => [each.from, each.until])
        .filter((each) => last < each && each <= high),
    )
    const news = at > from ? speak(acting, held, changed, edge) : undefined
    said = news ?? said
    const override = periods.findLast(({ begins, ends }) => begins <= high && high < ends)
    const begun = override !== undefined && !overridden
    overridden = override !== undefined
    if (!said) continue
    const wish: Wish = override
      ? { state: override.state, size: sizeText(override) || (override.state === said.state ? said.size : '') }
      : said
    if (!wish.state) continue
    const changes = was === undefined || !isSame(wish, was)
    if (changes || begun || (news !== undefined && !override))
      moments.push({ at, state: wish.state, size: wish.size, changes })
    was = wish
  }
  return moments
}
