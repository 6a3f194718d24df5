import { dayMs, isOn } from '../../calendar/dates.ts'
import { type Calendar, calendarOf, momentsBetween, type Rule, wantedAt } from '../../calendar/index.ts'
import { placeProblem } from '../../calendar/public-holidays.ts'
import { localText } from '../../time.ts'
import { problem } from '../explain.ts'
import { offerCountry } from '../offers/countries.ts'
import { didYouMean } from '../offers/did-you-mean.ts'
import { type CalendarConfig, calendarSchema } from './calendar-schema.ts'
import { placeOf } from './calendars.ts'

type Path = readonly PropertyKey[]

/** A weekday comes on 29 February once in 28 years. */
const longestDays = 28 * 366
/** How far ahead a calendar has to start and stop something. */
const aheadMs = 2 * 366 * dayMs

/** The first day from one on, counted from 1970, on which a rule counts; undefined where none comes. */
export const firstDayOf = (rule: Rule, from: number): number | undefined => {
  for (let day = from; day < from + longestDays; day += 1) if (isOn(rule, day)) return day
  return undefined
}

/** Rules whose days never come, such as 31 February. */
const neverProblems = (path: Path, config: CalendarConfig, calendar: Calendar, now: Date): string[] => {
  const today = Math.floor(now.getTime() / dayMs)
  return calendar.rules.flatMap((rule, index) =>
    firstDayOf(rule, today) === undefined
      ? [
          problem(
            [...path, 'rules', index],
            config.rules[index],
            'days that come: no year has a day that is all of these',
          ),
        ]
      : [],
  )
}

/** A calendar that never stops anything, or never starts it. One that only changes sizes is meant that way. */
const idleProblems = (path: Path, config: CalendarConfig, calendar: Calendar, now: Date): string[] => {
  const kinds = new Set(calendar.rules.map(({ kind }) => kind))
  // Only stops: people start by hand. Only starts is a warning.
  if (kinds.size === 1 && !kinds.has('range')) return []
  const until = new Date(now.getTime() + aheadMs)
  const moments = momentsBetween({ ...calendar, overrides: [] }, now, until).filter(({ changes }) => changes)
  if (moments.some(({ state, size }) => state === 'running' && size)) return []
  const [starts, stops] = (['running', 'stopped'] as const).map((each) => moments.some(({ state }) => state === each))
  const wrong = (text: string): string[] => [problem([...path, 'rules'], config.rules, text)]
  const runs = wantedAt({ ...calendar, overrides: [] }, until)?.state === 'running'
  if (!stops && runs) return wrong('rules that leave a time in which nothing runs: these never stop anything')
  if (!starts && !runs)
    return wrong(
      'rules that start something within two years: these never do (a holiday on each of their days, or a stop after which no range begins)',
    )
  return []
}

interface Period {
  readonly begins: number
  readonly ends: number
}

const meets = (one: Period, other: Period): boolean => one.begins < other.ends && other.begins < one.ends

/** Overrides that are over, that clocks leave nothing of, and those that want something else than another at the same time. */
const overrideProblems = (path: Path, config: CalendarConfig, { zone, overrides }: Calendar, now: Date): string[] => {
  const periods = overrides.map(({ from, until, ...each }) => ({ ...each, begins: from, ends: until }))
  return periods.flatMap((period, index) => {
    const here = [...path, 'overrides', index]
    const written = config.overrides[index]
    if (period.ends <= now.getTime())
      return [
        problem(
          [...here, 'until'],
          written?.until,
          `a time to come, or no such override: it is over (now it is ${localText(now, zone)})`,
        ),
      ]
    if (period.begins >= period.ends)
      return [
        problem(
          [...here, 'until'],
          written?.until,
          `an until that clocks in ${zone} show after ${written?.from}: a change of clocks leaves nothing of it`,
        ),
      ]
    const other = periods.findIndex(
      (each, place) => place < index && meets(each, period) && each.state !== period.state,
    )
    return other < 0
      ? []
      : [
          problem(
            [...here, 'state'],
            period.state,
            `what overrides[${other}] wants for the same time (${config.overrides[other]?.state}), or a time of its own`,
          ),
        ]
  })
}

/** A country or region whose holidays nobody knows. */
const placeProblems = (path: Path, config: CalendarConfig): string[] => {
  const place = placeOf(config)
  const wrong = place && placeProblem(place)
  if (!wrong) return []
  const { key, allowed } = wrong
  const country = `a country by its two letters of ISO 3166, such as KR${didYouMean(offerCountry(place.country))}`
  const region =
    allowed.length > 0
      ? `a region of ${place.country}: ${allowed.join(', ')}`
      : `no region: ${place.country} has none here`
  return [problem([...path, 'holidays', key], place[key], key === 'country' ? country : region)]
}

/** What is said of public holidays, and no country whose they are. */
const withoutCountry = (path: Path, { holidays }: CalendarConfig): string[] => {
  if (!holidays || !('except' in holidays) || holidays.country !== undefined) return []
  const { region, except } = holidays
  const expected = 'a country beside it, such as DE'
  return [
    ...(region === undefined ? [] : [problem([...path, 'holidays', 'region'], region, expected)]),
    ...(except.length === 0 ? [] : [problem([...path, 'holidays', 'except'], except, expected)]),
  ]
}

/**
 * Faults of one calendar that no single value shows. One that its schema refuses is the schema's.
 * @param written as it stands in the config
 */
export const calendarProblems = (path: Path, written: unknown, now: Date): string[] => {
  const { data: config } = calendarSchema.safeParse(written)
  if (!config) return []
  const calendar = calendarOf(config)
  const never = neverProblems(path, config, calendar, now)
  return [
    ...never,
    ...(never.length > 0 ? [] : idleProblems(path, config, calendar, now)),
    ...overrideProblems(path, config, calendar, now),
    ...placeProblems(path, config),
    ...withoutCountry(path, config),
  ]
}
