import { cronFields, readField, readValue } from '../../../../shared/schedule/fields.ts'

/** When within a day something fires. Minutes are those since midnight. */
export type Times =
  | { readonly kind: 'list'; readonly at: readonly number[] }
  /** Evenly, from one time to another; `isAllDay` where the next day goes on in step. */
  | {
      readonly kind: 'steps'
      readonly every: number
      readonly from: number
      readonly until: number
      readonly isAllDay: boolean
    }
  /** At minutes of hours. */
  | { readonly kind: 'grid'; readonly minutes: readonly number[]; readonly hours: readonly number[] }

/** Days on which something fires. Weekdays count from 1 = Monday to 7 = Sunday. */
export type DayPart =
  | { readonly kind: 'weekdays'; readonly values: readonly number[] }
  | { readonly kind: 'dates'; readonly values: readonly number[] }
  | { readonly kind: 'last-day' }
  | { readonly kind: 'last-workday' }
  | { readonly kind: 'nearest'; readonly date: number }
  | { readonly kind: 'nth'; readonly nth: number; readonly weekday: number }
  | { readonly kind: 'last'; readonly weekday: number }

/** What a cron expression says, apart from any language. No days, months or years: every one of them. */
export interface CronShape {
  readonly times: Times
  readonly days?: readonly DayPart[]
  readonly months?: readonly number[]
  readonly years?: readonly number[]
}

/** Times of a day that are written out one by one. */
const mostTimes = 6

const timesOf = (minutes: readonly number[], hours: readonly number[]): Times => {
  const at = hours.flatMap((hour) => minutes.map((minute) => hour * 60 + minute))
  const [first = 0, second = 0] = at
  const last = at.at(-1) ?? first
  const every = second - first
  const isEven = at.length > 2 && at.every((each, index) => each === first + index * every)
  const isAllDay = isEven && first + 1_440 - last === every
  if (at.length <= mostTimes && !isAllDay) return { kind: 'list', at }
  if (isEven) return { kind: 'steps', every, from: first, until: last, isAllDay }
  return { kind: 'grid', minutes, hours }
}

/** From EventBridge's 1 = Sunday to 1 = Monday. */
const fromMonday = (weekday: number): number => ((weekday + 5) % 7) + 1

const weekday = (text: string): number => fromMonday(readValue(cronFields.dayOfWeek, text, text))

const weekdayParts = (text: string): DayPart[] => {
  const special: DayPart[] = []
  const plain: string[] = []
  for (const part of text.split(',')) {
    const [, last] = /^(\w+)L$/.exec(part) ?? []
    const [, name, nth] = /^(\w+)#([1-5])$/.exec(part) ?? []
    // The last day of the week is Saturday.
    if (part === 'L') plain.push('SAT')
    else if (last !== undefined) special.push({ kind: 'last', weekday: weekday(last) })
    else if (name !== undefined) special.push({ kind: 'nth', nth: Number(nth), weekday: weekday(name) })
    else plain.push(part)
  }
  if (plain.length === 0) return special
  const values = readField(cronFields.dayOfWeek, plain.join(','))
    .map(fromMonday)
    .sort((one, other) => one - other)
  return [{ kind: 'weekdays', values }, ...special]
}

const dateParts = (text: string): DayPart[] => {
  const special: DayPart[] = []
  const plain: string[] = []
  for (const part of text.split(',')) {
    const [, near] = /^(\d{1,2})W$/.exec(part) ?? []
    if (part === 'L') special.push({ kind: 'last-day' })
    else if (part === 'LW') special.push({ kind: 'last-workday' })
    else if (near !== undefined) special.push({ kind: 'nearest', date: Number(near) })
    else plain.push(part)
  }
  return plain.length === 0
    ? special
    : [{ kind: 'dates', values: readField(cronFields.dayOfMonth, plain.join(',')) }, ...special]
}

const isEvery = (part: DayPart): boolean =>
  (part.kind === 'weekdays' && part.values.length === 7) || (part.kind === 'dates' && part.values.length === 31)

const some = (values: readonly number[], field: { readonly from: number; readonly to: number }) =>
  values.length === field.to - field.from + 1 ? undefined : values

/** What a cron expression of EventBridge Scheduler says; nothing for any other text. @throws RangeError for a field that is none */
export const cronShape = (schedule: string): CronShape | undefined => {
  const [, fields] = /^cron\((.+)\)$/.exec(schedule) ?? []
  const [minute, hour, date, month, day, year, ...more] = fields?.split(/\s+/) ?? []
  if (year === undefined || more.length > 0) return undefined
  const parts = date === '?' ? weekdayParts(day ?? '') : dateParts(date ?? '')
  const months = some(readField(cronFields.month, month ?? ''), cronFields.month)
  const years = some(readField(cronFields.year, year), cronFields.year)
  return {
    times: timesOf(readField(cronFields.minute, minute ?? ''), readField(cronFields.hour, hour ?? '')),
    ...(parts.some(isEvery) ? {} : { days: parts }),
    ...(months ? { months } : {}),
    ...(years ? { years } : {}),
  }
}

/** Values in order as stretches without a gap, each from and to; two beside each other stay apart. */
export const stretchesOf = (values: readonly number[]): (readonly [number, number])[] => {
  const stretches: [number, number][] = []
  for (const value of values) {
    const last = stretches.at(-1)
    if (last && last[1] === value - 1) last[1] = value
    else stretches.push([value, value])
  }
  return stretches.flatMap(([from, until]): (readonly [number, number])[] =>
    until - from === 1
      ? [
          [from, from],
          [until, until],
        ]
      : [[from, until]],
  )
}
