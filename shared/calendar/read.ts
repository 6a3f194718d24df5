import { localClock } from '../local-clock.ts'
import { dayOf } from './dates.ts'
import { instantOn } from './instants.ts'
import type { Calendar, Holiday, Override, Rule, Size, State } from './types.ts'
import {
  type DayWords,
  daysText,
  type MonthDayWords,
  readMonthDays,
  readMonths,
  readTime,
  readWeekdays,
} from './words.ts'

/** A rule as the config writes it: a range (`from`, `until`, or neither for whole days), only a start, or only a stop. */
export interface RuleConfig extends Size {
  readonly days?: DayWords | undefined
  readonly monthDays?: MonthDayWords | undefined
  readonly months?: DayWords | undefined
  readonly from?: string | undefined
  readonly until?: string | undefined
  readonly start?: string | undefined
  readonly stop?: string | undefined
}

/** An override as the config writes it; `2026-12-24T18:00` in the calendar's zone. */
export interface OverrideConfig extends Size {
  readonly from: string
  readonly until: string
  readonly state: State
  readonly why: string
}

/** Holidays as the config writes them. */
export type HolidaysConfig =
  | readonly string[]
  | {
      readonly dates?: readonly string[] | undefined
      readonly country?: string | undefined
      readonly region?: string | undefined
      readonly except?: readonly string[] | undefined
    }

/** A calendar as the config writes it, with or without its defaults. */
export interface CalendarConfig {
  readonly zone: string
  readonly rules: readonly RuleConfig[]
  readonly holidays?: HolidaysConfig | undefined
  readonly overrides?: readonly OverrideConfig[] | undefined
}

/** What a calendar is made of beside its config. */
export interface CalendarParts {
  /** The public holidays of its country: `publicHolidays` finds them at a synthesis. Default none. */
  readonly holidays?: readonly Holiday[]
  /** The date until which those were looked for, not included. */
  readonly holidaysUntil?: string
  /** Overrides that people have set; they go before those of the config. Default none. */
  readonly overrides?: readonly Override[]
  /** Where it stands in the config. Default `calendar`. */
  readonly path?: string
}

const sizeOf = ({ min, desired }: Size): Size | undefined =>
  min === undefined && desired === undefined ? undefined : { min, desired }

const sizeText = ({ min, desired }: Size): string =>
  [...(min === undefined ? [] : [`minimum ${min}`]), ...(desired === undefined ? [] : [`desired ${desired}`])].join(
    ', ',
  )

const readRule = (rule: RuleConfig, path: string): Rule => {
  const { days, monthDays, months, from, until, start, stop } = rule
  const size = sizeOf(rule)
  const common = {
    path,
    weekdays: days === undefined ? undefined : readWeekdays(days),
    monthDays: monthDays === undefined ? undefined : readMonthDays(monthDays),
    months: months === undefined ? undefined : readMonths(months),
    size,
  }
  const text = (times: string): string => [`${daysText(rule)} ${times}`, ...(size ? [sizeText(size)] : [])].join(', ')
  if (start !== undefined) return { ...common, kind: 'start', at: readTime(start), text: text(`start ${start}`) }
  if (stop !== undefined) return { ...common, kind: 'stop', at: readTime(stop), text: text(`stop ${stop}`) }
  const [begins, ends] = [readTime(from ?? '00:00'), readTime(until ?? '24:00')]
  return {
    ...common,
    kind: 'range',
    from: begins,
    until: ends <= begins ? ends + 1_440 : ends,
    text: text(from === undefined && until === undefined ? 'all day' : `${from ?? '00:00'}–${until ?? '24:00'}`),
  }
}

/** The instant of `2026-12-24T18:00` in a zone. @throws RangeError */
export const localInstant = (text: string, zone: string): number => {
  const [, date = '', time = ''] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)$/.exec(text) ?? []
  if (date === '') throw new RangeError(`a local time such as 2026-12-24T18:00, and not "${text}"`)
  return instantOn(localClock(zone), dayOf(date), readTime(time))
}

const readOverride = (override: OverrideConfig, zone: string, path: string): Override => ({
  from: localInstant(override.from, zone),
  until: localInstant(override.until, zone),
  state: override.state,
  size: sizeOf(override),
  why: override.why,
  path,
})

/** The dates that a calendar's config itself lists. */
const listedHolidays = (config: HolidaysConfig | undefined): readonly string[] =>
  (Array.isArray(config)
    ? (config as readonly string[])
    : (config as Exclude<HolidaysConfig, readonly string[]>)?.dates) ?? []

const readHolidays = (config: HolidaysConfig | undefined, found: readonly Holiday[]): Holiday[] => {
  const except = config && 'except' in config ? (config.except ?? []) : []
  const listed = listedHolidays(config).map((date) => ({ date, name: 'in the config' }))
  const all = [...listed, ...found.filter(({ date }) => !except.includes(date))]
  for (const { date } of all) dayOf(date)
  return [...new Map(all.map((holiday) => [holiday.date, holiday])).values()].sort((one, other) =>
    one.date < other.date ? -1 : 1,
  )
}

/**
 * Reads a calendar of the config into plain data, which every other function here takes.
 * @param config as in `hours.calendars.<name>`; defaults may be missing
 * @throws RangeError saying what would be right: a zone that this Node does not know, words that are no weekday, …
 */
export const calendarOf = (config: CalendarConfig, parts: CalendarParts = {}): Calendar => {
  const { holidays = [], holidaysUntil, overrides = [], path = 'calendar' } = parts
  const { zone } = config
  localClock(zone)
  return {
    zone,
    rules: config.rules.map((rule, index) => readRule(rule, `${path}.rules[${index}]`)),
    holidays: readHolidays(config.holidays, holidays),
    ...(holidaysUntil !== undefined && { holidaysUntil }),
    overrides: [
      ...(config.overrides ?? []).map((each, index) => readOverride(each, zone, `${path}.overrides[${index}]`)),
      ...overrides,
    ],
  }
}
