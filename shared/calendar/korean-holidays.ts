import { dateText, dayMs, dayOf, weekdayOf } from './dates.ts'
import type { Holiday } from './types.ts'

/**
 * Public holidays of Korea that date-holidays 3.37.0 has wrong or lacks, by the Act on Public Holidays as in force in 2026 and the official
 * almanacs (월력요항) of 2026 and 2027: https://github.com/hyunbinseo/holidays-kr
 */
export const asOf = '2026-11-30'

/** Days on which a term ends by election, which the Public Official Election Act sets and a regulation makes holidays. None is in 2027. */
const elections: readonly Holiday[] = [
  { date: '2026-06-03', name: 'Local elections' },
  { date: '2028-04-12', name: 'National Assembly election' },
]

/** The first year in which 1 May is a public holiday for everybody. */
const labourDaySince = 2026

/** The first day of the first month in Korea's lunar calendar, in a year. */
const newYearOf = (year: number): number | undefined => {
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
 * The three days of the New Year begin on the day before it, where the library's begin on the day itself; its substitute days are right.
 * https://github.com/commenthol/date-holidays/pull/641
 */
const withNewYear = (holidays: readonly Holiday[], years: readonly number[]): Holiday[] => {
  const name = 'Korean New Year'
  const days = years.flatMap((year) => {
    const day = newYearOf(year)
    return day === undefined ? [] : [day - 1, day, day + 1].map((each) => ({ date: dateText(each), name }))
  })
  return [...holidays.filter((each) => each.name !== name), ...days]
}

/** 1 May, and where it is a Saturday, a Sunday or another holiday the first day after it that is none of them. */
const labourDays = (holidays: readonly Holiday[], year: number): Holiday[] => {
  if (year < labourDaySince) return []
  const others = new Set(holidays.map(({ date }) => date))
  const isFree = (day: number): boolean => weekdayOf(day) >= 5 || others.has(dateText(day))
  const date = `${year}-05-01`
  let day = dayOf(date)
  while (isFree(day)) day += 1
  const found = [{ date, name: 'Labour Day' }]
  return dateText(day) === date ? found : [...found, { date: dateText(day), name: 'Labour Day (substitute day)' }]
}

/**
 * The public holidays of Korea as the law has them.
 * @param holidays as the library has them
 * @param years whole years that they are of
 */
export const koreanHolidays = (holidays: readonly Holiday[], years: readonly number[]): Holiday[] => {
  const known = withNewYear(holidays, years).filter(({ name }) => !name.startsWith('Labour Day'))
  return [...known, ...years.flatMap((year) => labourDays(known, year)), ...elections]
}
