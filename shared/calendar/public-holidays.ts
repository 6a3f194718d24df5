import { createRequire } from 'node:module'
import type Holidays from 'date-holidays'
import { dateText, dayMs, dayOf } from './dates.ts'
import type { Holiday } from './types.ts'

/** A country of ISO 3166, and a part of it: `BY`, or `BY.A` for a part of that. */
export interface Place {
  readonly country: string
  readonly region?: string | undefined
}

/** Whole years after this one for which public holidays are found at a synthesis. */
const holidayYears = 2

/** The library is large: it is loaded when a config names a country, at a synthesis, and by no function. */
const load = (): typeof Holidays => createRequire(import.meta.url)('date-holidays') as typeof Holidays

const placed = ({ country, region = '' }: Place): Holidays => {
  const [state, part] = region.split('.')
  const Found = load()
  if (state && part) return new Found(country, state, part)
  return state ? new Found(country, state) : new Found(country)
}

/** The dates of one: a date with a length. What begins at the sunset before is a holiday from its date on. */
const datesOf = ({ date, start, end }: ReturnType<Holidays['getHolidays']>[number]): string[] => {
  const first = dayOf(date.slice(0, 10))
  const days = Math.max(1, Math.round((end.getTime() - start.getTime()) / dayMs))
  return Array.from({ length: days }, (_, index) => dateText(first + index))
}

/** The first day of the first month in Korea's lunar calendar, in a year. */
const koreanNewYear = (year: number): number | undefined => {
  const lunar = new Intl.DateTimeFormat('en-u-ca-dangi', { timeZone: 'UTC', month: 'numeric', day: 'numeric' })
  const from = dayOf(`${year}-01-20`)
  for (let day = from; day < from + 35; day += 1) {
    const parts = lunar.formatToParts(day * dayMs)
    const of = (type: string): string | undefined => parts.find((part) => part.type === type)?.value
    if (of('month') === '1' && of('day') === '1') return day
  }
  return undefined
}

/**
 * What the library has wrong. Of Korea it begins the three days of the New Year on the day itself, where the day before is the first; its
 * substitute days are right. https://github.com/commenthol/date-holidays/pull/641
 */
const corrected = ({ country }: Place, holidays: readonly Holiday[]): readonly Holiday[] => {
  if (country !== 'KR') return holidays
  const name = 'Korean New Year'
  const years = [...new Set(holidays.flatMap((each) => (each.name === name ? [Number(each.date.slice(0, 4))] : [])))]
  const days = years.flatMap((year) => {
    const day = koreanNewYear(year)
    return day === undefined ? [] : [day - 1, day, day + 1].map((each) => ({ date: dateText(each), name }))
  })
  return days.length === 0 ? holidays : [...holidays.filter((each) => each.name !== name), ...days]
}

/**
 * The public holidays of a country, substitute days too, from the beginning of a year until the end of the second one after it: at least
 * two years, and the same on each day of a year, so that a deployment does not change by itself. By date-holidays, which keeps the rules
 * of 200 countries: https://github.com/commenthol/date-holidays
 * @returns in order, and the date until which it looked, not included
 */
export const publicHolidays = (place: Place, now: Date): { readonly holidays: Holiday[]; readonly until: string } => {
  const found = placed(place)
  const year = now.getUTCFullYear()
  const [first, until] = [`${year}-01-01`, `${year + holidayYears + 1}-01-01`]
  const listed = Array.from({ length: holidayYears + 3 }, (_, index) => found.getHolidays(year - 1 + index, 'en'))
    .flat()
    .filter(({ type }) => type === 'public')
    .flatMap((each) => datesOf(each).map((date) => ({ date, name: each.name })))
  const all = corrected(place, listed).filter(({ date }) => date >= first && date < until)
  const named = new Map(all.map((holiday) => [holiday.date, holiday]))
  return { holidays: [...named.values()].sort((one, other) => (one.date < other.date ? -1 : 1)), until }
}

/** What stands in the way of a country's holidays: which value, and what may stand there. Nothing where they are known. */
export const placeProblem = (
  place: Place,
): { readonly key: 'country' | 'region'; readonly allowed: readonly string[] } | undefined => {
  const [state, part, ...more] = place.region?.split('.') ?? []
  const library = new (load())()
  const countries = Object.keys(library.getCountries() ?? {})
  if (!countries.includes(place.country)) return { key: 'country', allowed: countries }
  if (state === undefined) return undefined
  const states = Object.keys(library.getStates(place.country) ?? {})
  if (!states.includes(state) || more.length > 0) return { key: 'region', allowed: states }
  if (part === undefined) return undefined
  const parts = Object.keys(library.getRegions(place.country, state) ?? {})
  return parts.includes(part) ? undefined : { key: 'region', allowed: parts.map((each) => `${state}.${each}`) }
}
