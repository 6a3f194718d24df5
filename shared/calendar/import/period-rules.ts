import { weekdayNames } from '../dates.ts'
import type { RuleConfig } from '../index.ts'
import { readMonthDays as readDays, readWeekdays as readWords } from '../words.ts'
import type { Period } from './read-tables.ts'
import { type DayWords, NoEqualError, readMonthDays, readMonths, readWeekdays } from './sets.ts'

/** `9:00` as `09:00`. */
const timeOf = (text: string): string => {
  const [, hours = '', minutes = ''] = /^(\d{1,2}):(\d\d)(?::\d\d)?$/.exec(text) ?? []
  const time = `${hours.padStart(2, '0')}:${minutes}`
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(time)) throw new NoEqualError(`"${text}" is not a time`)
  return time
}

/** The config's form of a list: one word where there is one. */
const shortest = <Each>(words: readonly Each[]): Each | Each[] => {
  const [first, ...more] = words
  return first !== undefined && more.length === 0 ? first : [...words]
}

type Dates = Pick<RuleConfig, 'days' | 'monthDays' | 'months'>

/** The days of a period. Instance Scheduler, as here, wants each part to hold. */
const datesOf = ({ weekdays, monthDays, months }: Period): Dates[] => {
  const [days, inMonths] = [readWeekdays(weekdays), readMonths(months)]
  return readMonthDays(monthDays).map((part: DayWords) => {
    if (part.days && days) throw new NoEqualError('weekdays together with the weekday nearest to a day (W)')
    const words = part.days ?? days
    return {
      ...(words && { days: shortest(words) }),
      ...(part.monthDays && { monthDays: shortest(part.monthDays) }),
      ...(inMonths && { months: shortest(inMonths) }),
    }
  })
}

/** Of weekdays, the last ones before days that are not among them. Nothing where an nth weekday stands beside others. */
const lastWeekdays = (words: NonNullable<Dates['days']>): Dates | undefined => {
  const all = readWords(words)
  if (all.every(({ nth }) => nth !== undefined)) return { days: words }
  if (all.some(({ nth }) => nth !== undefined)) return undefined
  const days = new Set(all.map(({ weekday }) => weekday))
  const last = [...days].filter((day) => !days.has((day + 1) % 7)).flatMap((day) => weekdayNames[day] ?? [])
  return { days: shortest(last) }
}

const lastMonthDays = (words: NonNullable<Dates['monthDays']>): Dates | undefined => {
  const { days, last } = readDays(words)
  // Whether the 28th is the last day of its month depends on the month.
  if (last || days.some((day) => day > 27)) return undefined
  return { monthDays: shortest(days.filter((day) => !days.includes(day + 1))) }
}

/** Where only a start is given, Instance Scheduler stops at the end of the last day: on which dates that is, if one rule can say it. */
const lastDays = ({ days, monthDays, months }: Dates): Dates | undefined => {
  if (months === undefined && monthDays === undefined && days !== undefined) return lastWeekdays(days)
  if (months === undefined && days === undefined && monthDays !== undefined) return lastMonthDays(monthDays)
  return undefined
}

export interface Found {
  readonly rules: readonly RuleConfig[]
  readonly notes: readonly string[]
}

const none: Found = { rules: [], notes: [] }

const rangeOf = (dates: readonly Dates[], from: string, end: string): Found => {
  const until = end === '23:59' ? '24:00' : end
  if (end === from)
    return {
      rules: [],
      notes: [`from ${from} to ${end}: Instance Scheduler never starts it, because it ends as it begins`],
    }
  if (end < from)
    return {
      rules: [],
      notes: [
        `from ${from} to ${end}: Instance Scheduler never starts it, because it ends before it begins. If the night was meant, add { from: '${from}', until: '${end}' }`,
      ],
    }
  return {
    rules: dates.map((each) => ({ ...each, from, until })),
    notes:
      end === '23:59'
        ? ['23:59 is read as the end of the day, 24:00, so that no minute is lost and nothing stops at midnight']
        : [],
  }
}

const startOf = (dates: readonly Dates[], start: string): Found => {
  const [only = {}] = dates
  const isAlways = Object.keys(only).length === 0
  const last = dates.length === 1 ? lastDays(only) : undefined
  const stops = last ? [{ ...last, stop: '24:00' }] : []
  const note = last
    ? [
        'only a begin: Instance Scheduler stops it when the last of its days ends, and so does the rule that stops at 24:00; leave that out if only the start was meant',
      ]
    : ['only a begin: Instance Scheduler stops it when its days end; here nothing stops it, add a rule with stop']
  return { rules: [...dates.map((each) => ({ ...each, start })), ...stops], notes: isAlways ? [] : note }
}

/** The rules that mean what a period does, and what is otherwise. @throws NoEqualError */
export const rulesOf = (period: Period): Found => {
  const dates = datesOf(period)
  const [begin, end] = [period.begin, period.end].map((time) => (time === undefined ? undefined : timeOf(time)))
  if (begin !== undefined && end !== undefined) return rangeOf(dates, begin, end)
  if (begin !== undefined) return startOf(dates, begin)
  if (end !== undefined) return { ...none, rules: dates.map((each) => ({ ...each, stop: end })) }
  return { ...none, rules: dates }
}
