import type { Language } from '../../../../shared/language.ts'
import { ratePeriod } from '../../../../shared/schedule.ts'
import { type CronShape, cronShape, type DayPart, stretchesOf, type Times } from '../schedule/shape.ts'

const two = (value: number): string => String(value).padStart(2, '0')
const clock = (minutes: number): string => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`

/** How one language says it. */
interface Say {
  readonly rate: (minutes: number) => string
  readonly once: (local: Date) => string
  readonly cron: (shape: CronShape) => string
}

const list = (pieces: readonly string[]): string =>
  pieces.length < 2 ? pieces.join('') : `${pieces.slice(0, -1).join(', ')} and ${pieces.at(-1)}`

const months = 'January February March April May June July August September October November December'.split(' ')
const weekdays = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' ')
const ordinals = ['first', 'second', 'third', 'fourth', 'fifth']

const ordinal = (value: number): string => {
  const ending = value % 100 > 10 && value % 100 < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][value % 10] ?? 'th')
  return `${value}${ending}`
}

const span = (values: readonly number[], name: (value: number) => string): string =>
  list(stretchesOf(values).map(([from, until]) => (from === until ? name(from) : `${name(from)} to ${name(until)}`)))

const everyMinutes = (minutes: number): string => {
  const [count, unit] =
    minutes % 1_440 === 0 ? [minutes / 1_440, 'day'] : minutes % 60 === 0 ? [minutes / 60, 'hour'] : [minutes, 'minute']
  return count === 1 ? `every ${unit}` : `every ${count} ${unit}s`
}

const englishTimes = (times: Times): string => {
  if (times.kind === 'list') return `at ${list(times.at.map(clock))}`
  if (times.kind === 'steps') {
    const { every, from, until, isAllDay } = times
    if (isAllDay) return from === 0 ? everyMinutes(every) : `${everyMinutes(every)}, first at ${clock(from)}`
    return `${everyMinutes(every)} from ${clock(from)} to ${clock(until)}`
  }
  const { minutes, hours } = times
  const which = `${minutes.length === 1 ? 'minute' : 'minutes'} ${span(minutes, String)}`
  return `at ${which} of ${hours.length === 24 ? 'every hour' : `the hours ${span(hours, two)}`}`
}

const englishDay = (part: DayPart, month: string): string => {
  switch (part.kind) {
    case 'weekdays': {
      const [stretch, ...more] = stretchesOf(part.values)
      const isRange = more.length === 0 && stretch !== undefined && stretch[0] !== stretch[1]
      return `${isRange ? '' : 'every '}${span(part.values, (value) => weekdays[value - 1] ?? '')}`
    }
    case 'dates':
      return `on the ${span(part.values, ordinal)} ${month}`
    case 'last-day':
      return `on the last day ${month}`
    case 'last-workday':
      return `on the last weekday (Monday to Friday) ${month}`
    case 'nearest':
      return `on the weekday (Monday to Friday) nearest to the ${ordinal(part.date)} ${month}`
    case 'nth':
      return `on the ${ordinals[part.nth - 1]} ${weekdays[part.weekday - 1]} ${month}`
    case 'last':
      return `on the last ${weekdays[part.weekday - 1]} ${month}`
  }
}

const isOfMonth = ({ kind }: DayPart): boolean => kind !== 'weekdays'

const english: Say = {
  rate: everyMinutes,
  once: (local) =>
    `once, on ${local.getUTCDate()} ${months[local.getUTCMonth()]} ${local.getUTCFullYear()} at ${local.toISOString().slice(11, local.getUTCSeconds() === 0 ? 16 : 19)}`,
  cron: ({ times, days, months: in_, years }) => {
    const inMonths = in_ && span(in_, (value) => months[value - 1] ?? '')
    const isNamed = days?.every(isOfMonth) === true
    const day = days && list(days.map((part) => englishDay(part, inMonths ? `of ${inMonths}` : 'of the month')))
    const said = englishTimes(times)
    const whole =
      times.kind === 'list' ? `${day ?? 'every day'} ${said}` : [said, ...(day === undefined ? [] : [day])].join(', ')
    return [
      whole,
      ...(inMonths && !isNamed ? [`in ${inMonths}`] : []),
      ...(years ? [`in ${span(years, String)}`] : []),
    ].join(', ')
  },
}

const koreanWeekdays = [...'월화수목금토일']
const koreanOrdinals = ['첫째', '둘째', '셋째', '넷째', '다섯째']

/** `1~5` where they are in a row, else `1, 3`, before one unit: `1~5일`. */
const koreanSpan = (values: readonly number[], name: (value: number) => string, unit: string): string =>
  stretchesOf(values)
    .map(([from, until]) => (from === until ? `${name(from)}${unit}` : `${name(from)}~${name(until)}${unit}`))
    .join(', ')

const koreanEvery = (minutes: number): string => {
  if (minutes === 1) return '매분'
  if (minutes === 60) return '매시간'
  if (minutes % 1_440 === 0) return `${minutes / 1_440}일마다`
  return minutes % 60 === 0 ? `${minutes / 60}시간마다` : `${minutes}분마다`
}

const koreanTimes = (times: Times): string => {
  if (times.kind === 'list') return times.at.map(clock).join(', ')
  if (times.kind === 'steps') {
    const { every, from, until, isAllDay } = times
    if (isAllDay) return from === 0 ? koreanEvery(every) : `${clock(from)}부터 ${koreanEvery(every)}`
    return `${clock(from)}부터 ${clock(until)}까지 ${koreanEvery(every)}`
  }
  const { minutes, hours } = times
  return `${hours.length === 24 ? '매시' : koreanSpan(hours, String, '시')} ${koreanSpan(minutes, String, '분')}`
}

const koreanDay = (part: DayPart, month: string): string => {
  switch (part.kind) {
    case 'weekdays':
      return `매주 ${koreanSpan(part.values, (value) => koreanWeekdays[value - 1] ?? '', '요일')}`
    case 'dates':
      return `${month} ${koreanSpan(part.values, String, '일')}`
    case 'last-day':
      return `${month} 마지막 날`
    case 'last-workday':
      return `${month} 마지막 평일(월~금)`
    case 'nearest':
      return `${month} ${part.date}일에 가장 가까운 평일(월~금)`
    case 'nth':
      return `${month} ${koreanOrdinals[part.nth - 1]} ${koreanWeekdays[part.weekday - 1]}요일`
    case 'last':
      return `${month} 마지막 ${koreanWeekdays[part.weekday - 1]}요일`
  }
}

const korean: Say = {
  rate: koreanEvery,
  once: (local) =>
    `${local.getUTCFullYear()}년 ${local.getUTCMonth() + 1}월 ${local.getUTCDate()}일 ${local.toISOString().slice(11, local.getUTCSeconds() === 0 ? 16 : 19)}에 한 번`,
  cron: ({ times, days, months: in_, years }) => {
    const inMonths = in_ && koreanSpan(in_, String, '월')
    const isNamed = days?.every(isOfMonth) === true
    const day = days
      ?.map((part) => koreanDay(part, inMonths === undefined ? '매월' : isOfMonth(part) ? `매년 ${inMonths}` : ''))
      .join(', ')
    return [
      ...(years ? [koreanSpan(years, String, '년')] : []),
      ...(inMonths !== undefined && !isNamed ? [inMonths] : []),
      ...(day === undefined ? (times.kind === 'list' ? ['매일'] : []) : [day]),
      koreanTimes(times),
    ].join(' ')
  },
}

const says: Readonly<Record<Language, Say>> = { en: english, ko: korean }

/**
 * What a schedule means, in words, in the wall time of its zone: `every day at 02:30`.
 * @param schedule an expression of EventBridge Scheduler; what cannot be read is given back as it is
 */
export const scheduleText = (language: Language, schedule: string): string => {
  const say = says[language]
  const period = ratePeriod(schedule)
  if (period !== undefined) return say.rate(period / 60_000)
  const [, local] = /^at\((.+)\)$/.exec(schedule) ?? []
  if (local !== undefined) {
    const at = new Date(`${local}Z`)
    return Number.isNaN(at.getTime()) ? schedule : say.once(at)
  }
  try {
    const shape = cronShape(schedule)
    return shape ? say.cron(shape) : schedule
  } catch (error) {
    if (error instanceof RangeError) return schedule
    throw error
  }
}
