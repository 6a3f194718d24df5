import { monthNames, weekdayNames } from '../dates.ts'

/** What a period of Instance Scheduler says of its days, in the words of our config; more than one where one rule cannot say it. */
export interface DayWords {
  readonly days?: string[]
  readonly monthDays?: (number | 'last')[]
}

/** What cannot be read, or has no equal. */
export class NoEqualError extends Error {
  override readonly name = 'NoEqualError'
}

const parts = (words: readonly string[]): string[] =>
  words.flatMap((each) => each.split(',')).map((each) => each.trim().toLowerCase())

const isAll = (words: readonly string[]): boolean => parts(words).some((part) => part === '*' || part === '?')

const inFull =
  'monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december'.split(
    ' ',
  )

/** The place of a name, of which three letters are enough, or of a number. */
const placeOf = (text: string, names: readonly string[], offset: number): number => {
  const isName = text.length >= 3 && inFull.some((each) => each.startsWith(text))
  const number = /^\d+$/.test(text) ? Number(text) - offset : isName ? names.indexOf(text.slice(0, 3)) : -1
  if (!(number >= 0 && number < names.length)) throw new NoEqualError(`"${text}" cannot be read`)
  return number
}

/** `mon`, `0`, `mon-fri`, `fri-mon`, and each with a step: `mon/2`, `1-7/2`. Places count from 0. */
const rangeOf = (part: string, names: readonly string[], offset: number): number[] => {
  const [, base = '', step = '1'] = /^([^/]+)(?:\/(\d+))?$/.exec(part) ?? []
  const ends = base.split('-')
  if (base === '' || ends.length > 2 || Number(step) < 1) throw new NoEqualError(`"${part}" cannot be read`)
  const [from = 0, to] = ends.map((end) => placeOf(end, names, offset))
  // A step alone goes on to the end.
  const last = to ?? (part.includes('/') ? names.length - 1 : from)
  const length = ((last - from + names.length) % names.length) + 1
  return Array.from(
    { length: Math.ceil(length / Number(step)) },
    (_, index) => (from + index * Number(step)) % names.length,
  )
}

const inOrder = (places: readonly number[]): number[] => [...new Set(places)].sort((one, other) => one - other)

/** Places as names, neighbours as a range: `mon-fri`. */
const named = (places: readonly number[], names: readonly string[]): string[] => {
  const runs: number[][] = []
  for (const place of inOrder(places)) {
    const run = runs.at(-1)
    if (run?.at(-1) === place - 1) run.push(place)
    else runs.push([place])
  }
  return runs.flatMap((run) => {
    const words = run.map((place) => names[place] ?? '')
    return words.length > 2 ? [`${words[0]}-${words.at(-1)}`] : words
  })
}

/** Weekdays: names or 0 to 6 from Monday, ranges, steps, `mon#1`, `friL`, `L` for Sunday. Nothing for all. @throws NoEqualError */
export const readWeekdays = (words: readonly string[]): string[] | undefined => {
  if (words.length === 0 || isAll(words)) return undefined
  const places: number[] = []
  const others: string[] = []
  for (const part of parts(words)) {
    const [, name = '', nth = ''] = /^([a-z]+|\d)(#[1-5]|l)$/.exec(part) ?? []
    if (part === 'l') places.push(6)
    else if (nth !== '')
      others.push(`${weekdayNames[placeOf(name, weekdayNames, 0)] ?? ''}${nth === 'l' ? '#last' : nth}`)
    else places.push(...rangeOf(part, weekdayNames, 0))
  }
  if (inOrder(places).length === 7) return undefined
  return [...named(places, weekdayNames), ...new Set(others)]
}

/** Months: names or 1 to 12, ranges, steps. Nothing for all. @throws NoEqualError */
export const readMonths = (words: readonly string[]): string[] | undefined => {
  if (words.length === 0 || isAll(words)) return undefined
  const places = inOrder(parts(words).flatMap((part) => rangeOf(part, monthNames, 1)))
  return places.length === 12 ? undefined : named(places, monthNames)
}

const numbers = Array.from({ length: 31 }, (_, index) => String(index + 1))

/** The weekday nearest to a day, in the same month, as up to three rules: the day itself, the Friday before, the Monday after. */
const nearest = (day: number): DayWords[] => {
  if (day < 1 || day > 28) throw new NoEqualError(`"${day}W": the weekday nearest to a day that not every month has`)
  return [
    { days: ['mon-fri'], monthDays: [day] },
    day === 1 ? { days: ['mon'], monthDays: [3] } : { days: ['fri'], monthDays: [day - 1] },
    { days: ['mon'], monthDays: [day + 1] },
  ]
}

/**
 * Days of the month: 1 to 31, ranges, steps, `L`, `15W`. Several where one rule cannot say it: the parts of a union. Nothing for all.
 * @throws NoEqualError
 */
export const readMonthDays = (words: readonly string[]): DayWords[] => {
  if (words.length === 0 || isAll(words)) return [{}]
  const days: (number | 'last')[] = []
  const others: DayWords[] = []
  for (const part of parts(words)) {
    const [, near] = /^(\d{1,2})w$/.exec(part) ?? []
    if (part === 'l') days.push('last')
    else if (near !== undefined) others.push(...nearest(Number(near)))
    else days.push(...rangeOf(part, numbers, 1).map((place) => place + 1))
  }
  return days.length > 0 ? [{ monthDays: [...new Set(days)] }, ...others] : others
}
