import { scheduleProblem } from '../../schedule.ts'
import { didYouMean } from './did-you-mean.ts'
import { offerDuration } from './durations.ts'
import { offerTimeOfDay } from './times.ts'

const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] as const
const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'] as const

/** What crontab's short words stand for. https://man7.org/linux/man-pages/man5/crontab.5.html */
const macros: Readonly<Record<string, string>> = {
  yearly: 'cron(0 0 1 1 ? *)',
  annually: 'cron(0 0 1 1 ? *)',
  monthly: 'cron(0 0 1 * ? *)',
  weekly: 'cron(0 0 ? * SUN *)',
  daily: 'cron(0 0 * * ? *)',
  midnight: 'cron(0 0 * * ? *)',
  hourly: 'cron(0 * * * ? *)',
}

/** The schedule that was most likely meant, or why it has none in the form that EventBridge takes. */
type ScheduleOffer = { readonly offer: string } | { readonly why: string }

/** A step from the start of a field, the way that AWS documents it: `0/5`. */
const stepsFrom = (field: string, start: number): string => field.replace(/^\*\/(\d+)$/, `${start}/$1`)

const numberOf = (text: string, names: readonly string[], first: number): number => {
  const index = names.indexOf(text.slice(0, 3).toUpperCase())
  return index >= 0 ? index + first : /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN
}

/** Weekdays of one part of crontab's field, 0 and 7 = Sunday; undefined for what is none. */
const weekdaysOf = (part: string): number[] | undefined => {
  const [, range = '', stepText = '1'] = /^([^/]+)(?:\/(\d))?$/.exec(part) ?? []
  const [low = '', high = low, ...more] = range === '*' ? ['0', '6'] : range.split('-')
  const [from, to] = [numberOf(low, weekdays, 0), numberOf(high, weekdays, 0)]
  if (more.length > 0 || !(from <= 7) || !(to <= 7) || stepText === '0') return undefined
  const end = to < from ? to + 7 : to
  return Array.from(
    { length: Math.floor((end - from) / Number(stepText)) + 1 },
    (_, index) => (from + index * Number(stepText)) % 7,
  )
}

/** Crontab's day of the week in EventBridge's names: its numbers count from another day. `*` where it is every day. */
const weekdayField = (field: string): string | undefined => {
  if (field === '*' || field === '?') return '*'
  const [, day, which] = /^(\w+?)(L|#[1-5])$/i.exec(field) ?? []
  if (day !== undefined) {
    const name = weekdays[numberOf(day, weekdays, 0) % 7]
    return name && `${name}${which?.toUpperCase()}`
  }
  const parts = field.split(',').map(weekdaysOf)
  if (parts.includes(undefined)) return undefined
  const days = [...new Set(parts.flatMap((part) => part ?? []))].sort((one, other) => one - other)
  if (days.length === 7) return '*'
  const [first = 0, last = 0] = [days[0], days.at(-1)]
  return days.length > 2 && last - first === days.length - 1
    ? `${weekdays[first]}-${weekdays[last]}`
    : days.map((day) => weekdays[day]).join(',')
}

const everyDay = (field: string): boolean => /^(\*|\?|\*\/1)$/.test(field)

/** The five fields of a crontab in EventBridge's six. */
const fromFive = (fields: readonly string[]): ScheduleOffer | undefined => {
  const [minute = '', hour = '', dayOfMonth = '', month = '', dayOfWeek = ''] = fields
  const odd = fields.find((field) => /^[hH](\W|$)|~/.test(field))
  if (odd !== undefined) return { why: `"${odd}" lets another scheduler choose the time; choose it here` }
  const weekday = weekdayField(dayOfWeek)
  if (weekday === undefined) return undefined
  const times = `${stepsFrom(minute, 0)} ${stepsFrom(hour, 0)}`
  const monthText = stepsFrom(month, 1).replace(/[a-z]{3,}/gi, (name) => {
    const index = numberOf(name, months, 1)
    return months[index - 1] ?? name
  })
  const days = stepsFrom(dayOfMonth, 1)
  if (everyDay(dayOfMonth))
    return {
      offer: weekday === '*' ? `cron(${times} * ${monthText} ? *)` : `cron(${times} ? ${monthText} ${weekday} *)`,
    }
  if (weekday === '*') return { offer: `cron(${times} ${days} ${monthText} ? *)` }
  if (/^\*/.test(dayOfMonth) || /^\*/.test(dayOfWeek))
    return { why: 'EventBridge cannot ask for a day of the month and a day of the week at once; choose one of them' }
  return {
    why: `crontab fires on the day of the month and on the day of the week, which here takes two schedules: cron(${times} ${days} ${monthText} ? *) and cron(${times} ? ${monthText} ${weekday} *)`,
  }
}

/** Six fields: with EventBridge's year at the end, or with seconds in front, as Quartz and Spring write them. */
const fromSix = (fields: readonly string[]): ScheduleOffer | undefined => {
  const [first = '', ...rest] = fields
  const year = fields[5] ?? ''
  if (/^(\*|\d{4}([-,/].*)?)$/.test(year)) {
    const [minute, hour, dayOfMonth = '', month, dayOfWeek = ''] = fields
    if ((dayOfMonth === '?') !== (dayOfWeek === '?')) return { offer: `cron(${fields.join(' ')})` }
    if (dayOfMonth !== '?' && dayOfWeek === '*')
      return { offer: `cron(${minute} ${hour} ${dayOfMonth} ${month} ? ${year})` }
    if (dayOfMonth === '*') return { offer: `cron(${minute} ${hour} ? ${month} ${dayOfWeek} ${year})` }
    if (dayOfMonth === '?' && dayOfWeek === '?') return { offer: `cron(${minute} ${hour} * ${month} ? ${year})` }
    return undefined
  }
  if (first === '0' && (rest[4] === '?' || rest[2] === '?')) return { offer: `cron(${rest.join(' ')} *)` }
  return undefined
}

/** `every 5 minutes`, `@every 5m`, `rate(5m)`. */
const fromPace = (text: string): ScheduleOffer | undefined => {
  const [, pace = text] = /^(?:@?every\s+|rate\()?(.*?)\)?$/i.exec(text) ?? []
  const bare = pace.replace(/^(second|minute|hour|day|week)s?$/i, '1 $1')
  const duration = /[a-z]/i.test(bare) ? offerDuration(bare) : undefined
  if (duration === undefined) return undefined
  return duration.includes('second')
    ? { why: `${duration} is not a whole number of minutes, and EventBridge counts in minutes` }
    : { offer: `rate(${duration})` }
}

/** `2027-01-01 09:00` and its like as a schedule that fires once. */
const fromOnce = (text: string): ScheduleOffer | undefined => {
  const match = /^(?:at\()?(\d{4}-\d\d-\d\d)[t ]+(\d{1,2}):(\d\d)(?::(\d\d))?\)?$/i.exec(text)
  if (!match) return undefined
  return { offer: `at(${match[1]}T${match[2]?.padStart(2, '0')}:${match[3]}:${match[4] ?? '00'})` }
}

const convert = (text: string): ScheduleOffer | undefined => {
  const macro = /^@?([a-z]+)$/i.exec(text)?.[1]?.toLowerCase() ?? ''
  if (macro === 'reboot') return { why: '@reboot has no time, and nothing here starts up again; give it a time' }
  if (Object.hasOwn(macros, macro)) return { offer: macros[macro] ?? '' }
  const [, zone] = /^(?:CRON_)?TZ=(\S+)\s/.exec(text) ?? []
  if (zone !== undefined) {
    const inside = convert(text.slice(text.indexOf(zone) + zone.length).trim())
    return inside && 'offer' in inside ? { why: `write ${inside.offer}, and zone: '${zone}' beside it` } : inside
  }
  const fields = (/^cron\((.*)\)$/i.exec(text)?.[1] ?? text).trim().split(/\s+/)
  const time = offerTimeOfDay(/^\d{1,2}$/.test(text) ? undefined : text)
  return (
    (fields.length === 5 ? fromFive(fields) : fields.length === 6 ? fromSix(fields) : undefined) ??
    fromOnce(text) ??
    fromPace(text) ??
    (time === undefined ? undefined : { offer: `cron(${Number(time.slice(3))} ${Number(time.slice(0, 2))} * * ? *)` })
  )
}

/**
 * What a schedule in the words of a crontab, of Quartz or of people is in EventBridge's: `0 2 * * 1-5` is
 * `cron(0 2 ? * MON-FRI *)`. Undefined where nothing can be said; an offer is always one that the schema takes.
 * @param now instant from which it must still fire some day
 */
const offerSchedule = (value: unknown, now: Date): ScheduleOffer | undefined => {
  if (typeof value !== 'string' || value.length > 200) return undefined
  const found = convert(value.trim())
  return found && 'offer' in found && (found.offer === value || scheduleProblem(found.offer, 'UTC', now) !== undefined)
    ? undefined
    : found
}

/** What is added to the fault of a schedule: what was likely meant, or why EventBridge cannot do it; nothing where neither is known. */
export const scheduleHint = (value: unknown, now: Date): string => {
  const found = offerSchedule(value, now)
  if (found === undefined) return ''
  return 'offer' in found ? didYouMean(found.offer) : `; ${found.why}`
}
