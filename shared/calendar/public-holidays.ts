import { createRequire } from 'node:module'
import type Holidays from 'date-holidays'
import { dateText, dayMs, dayOf } from './dates.ts'
import { asOf, koreanHolidays } from './korean-holidays.ts'
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
  const years = Array.from({ length: holidayYears + 3 }, (_, index) => year - 1 + index)
  const listed = years
    .flatMap((each) => found.getHolidays(each, 'en'))
    .filter(({ type }) => type === 'public')
    .flatMap((each) => datesOf(each).map((date) => ({ date, name: each.name })))
  const all = (place.country === 'KR' ? koreanHolidays(listed, years) : listed).filter(
    ({ date }) => date >= first && date < until,
  )
  const named = new Map(all.map((holiday) => [holiday.date, holiday]))
  return { holidays: [...named.values()].sort((one, other) => (one.date < other.date ? -1 : 1)), until }
}

/** What a list of a country's holidays cannot have, for a person. Nothing where nothing is known to be missing. */
export const holidaysNote = ({ country }: Place): string | undefined =>
  country === 'KR'
    ? `As of ${asOf}: elections after 2028 and holidays that are declared for one year only are not in it; add them as dates.`
    : undefined

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
