import { weekdayNames } from '../dates.ts'
import { type CalendarConfig, calendarOf, type RuleConfig } from '../index.ts'
import { readMonthDays as readDays, readWeekdays as readWords } from '../words.ts'
import { type Period, readTables, type Schedule, type Tagged } from './read-tables.ts'
import { type DayWords, NoEqualError, readMonthDays, readMonths, readWeekdays } from './sets.ts'

/** Something that was read otherwise than it stands there, or has no equal. */
export interface Note {
  /** `schedule office`, `period nights`, `tag office`. */
  readonly of: string
  readonly text: string
}

/** A place in `hours.targets`. */
export interface ImportedTarget {
  readonly name: string
  readonly kind: 'ec2-instances' | 'rds-instances' | 'rds-clusters' | 'auto-scaling-groups'
  readonly tag: { readonly key: string; readonly value: string }
  readonly calendar: string
  readonly enforce: boolean
  /** How many have the tag now. */
  readonly found: number
}

export interface Imported {
  /** By their name here, which is the schedule's in lower case with hyphens. */
  readonly calendars: Readonly<Record<string, CalendarConfig>>
  readonly targets: readonly ImportedTarget[]
  readonly notes: readonly Note[]
}

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

interface Found {
  readonly rules: readonly RuleConfig[]
  readonly notes: readonly string[]
}

const none: Found = { rules: [], notes: [] }

const rangeOf = (dates: readonly Dates[], from: string, end: string): Found => {
  const until = end === '23:59' ? '24:00' : end
  if (end <= from)
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

const rulesOf = (period: Period): Found => {
  const dates = datesOf(period)
  const [begin, end] = [period.begin, period.end].map((time) => (time === undefined ? undefined : timeOf(time)))
  if (begin !== undefined && end !== undefined) return rangeOf(dates, begin, end)
  if (begin !== undefined) return startOf(dates, begin)
  if (end !== undefined) return { ...none, rules: dates.map((each) => ({ ...each, stop: end })) }
  return { ...none, rules: dates }
}

/** Lower-case letters, digits and hyphens, as names of the config are. */
const nameOf = (text: string): string => {
  const name = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 40)
  return name.length < 2 ? `schedule-${name}` : name
}

/** What a schedule says beside its periods that has no equal, or one elsewhere. */
const flagNotes = ({ flags }: Schedule): string[] => {
  const isOn = (key: string): boolean => flags[key] === true || String(flags[key]).toLowerCase() === 'true'
  const override = String(flags.overridestatus ?? '').toLowerCase()
  return [
    ...(override === 'running' || override === 'stopped'
      ? [
          `override_status ${override}: an override here has an end and a reason. Its rules are imported; to keep it ${override}, use nightshift hours override TARGET ${override} --until … --why …`,
        ]
      : []),
    ...(isOn('enforced') ? ['enforced: it belongs to the target here, enforce: true'] : []),
    ...(isOn('hibernate') ? ["hibernate: it belongs to the target here, 'ec2-instances': { …, hibernate: true }"] : []),
    ...(isOn('retainrunning')
      ? [
          'retain_running has no equal: what a person has started within the hours stops with them. nightshift hours extend TARGET keeps it on',
        ]
      : []),
    ...(isOn('usemaintenancewindow') || flags.ssmmaintenancewindow !== undefined
      ? ["maintenance windows have no equal: RDS's own is respected, SSM's is not read. Add a range for it"]
      : []),
    ...(flags.stopnewinstances !== undefined && !isOn('stopnewinstances')
      ? ['stop_new_instances false: what is new is left as it is until its first moment, which is always so here']
      : []),
  ]
}

const calendarFrom = (
  schedule: Schedule,
  periods: readonly Period[],
): { readonly calendar: CalendarConfig | undefined; readonly notes: readonly Note[] } => {
  const of = `schedule ${schedule.name}`
  const notes: Note[] = flagNotes(schedule).map((text) => ({ of, text }))
  const rules: RuleConfig[] = []
  for (const { name, size } of schedule.periods) {
    const place = `period ${name}`
    const period = periods.find((each) => each.name === name)
    if (size !== undefined)
      notes.push({
        of: place,
        text: `instance type ${size} has no equal: nothing is resized. Auto Scaling groups and services have min and desired`,
      })
    if (!period) {
      notes.push({ of, text: `it names the period ${name}, which is not there` })
      continue
    }
    try {
      const found = rulesOf(period)
      rules.push(...found.rules)
      notes.push(...found.notes.map((text) => ({ of: place, text })))
    } catch (error) {
      if (!(error instanceof NoEqualError)) throw error
      notes.push({ of: place, text: `it has no equal: ${error.message}` })
    }
  }
  if (rules.some(({ stop }) => stop !== undefined) && rules.some(({ start }) => start !== undefined))
    notes.push({
      of,
      text: 'starts and stops in periods of their own: Instance Scheduler acts on one of them only; here both act',
    })
  if (schedule.zone === undefined)
    notes.push({ of, text: "it has no time zone: UTC is taken; the one of Instance Scheduler's stack was meant" })
  if (rules.length === 0)
    return { calendar: undefined, notes: [...notes, { of, text: 'nothing of it is left: no calendar is made' }] }
  const calendar = { zone: schedule.zone ?? 'UTC', rules }
  try {
    calendarOf(calendar)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return { calendar: undefined, notes: [...notes, { of, text: `no calendar is made: ${error.message}` }] }
  }
  return { calendar, notes }
}

/** By the resource part of an ARN. */
const kindsByArn = [
  [/^arn:[^:]+:ec2:[^:]*:\d*:instance\//, 'ec2-instances'],
  [/^arn:[^:]+:rds:[^:]*:\d*:db:/, 'rds-instances'],
  [/^arn:[^:]+:rds:[^:]*:\d*:cluster:/, 'rds-clusters'],
  [/^arn:[^:]+:autoscaling:[^:]*:\d*:autoScalingGroup:/, 'auto-scaling-groups'],
] as const

const targetsOf = (
  tagged: readonly Tagged[],
  schedules: readonly Schedule[],
  calendars: Readonly<Record<string, CalendarConfig>>,
  key: string,
): { readonly targets: ImportedTarget[]; readonly notes: Note[] } => {
  const notes: Note[] = []
  const counts = new Map<
    string,
    { readonly kind: ImportedTarget['kind']; readonly value: string; readonly found: number }
  >()
  for (const { arn, schedule } of tagged) {
    const kind = kindsByArn.find(([pattern]) => pattern.test(arn))?.[1]
    if (kind === undefined) notes.push({ of: `tag ${schedule}`, text: `${arn} is of a kind that has no equal` })
    else if (!Object.hasOwn(calendars, nameOf(schedule)))
      notes.push({ of: `tag ${schedule}`, text: `${arn} names a schedule that is not there` })
    else
      counts.set(`${kind} ${schedule}`, {
        kind,
        value: schedule,
        found: (counts.get(`${kind} ${schedule}`)?.found ?? 0) + 1,
      })
  }
  const targets = [...counts.values()].map(({ kind, value, found }) => ({
    name: nameOf(`${value}-${kind}`),
    kind,
    tag: { key, value },
    calendar: nameOf(value),
    enforce: String(schedules.find(({ name }) => name === value)?.flags.enforced).toLowerCase() === 'true',
    found,
  }))
  return { targets, notes }
}

/**
 * The calendars that mean what Instance Scheduler's schedules do, entries for what carries its tag, and what has no equal.
 * https://docs.aws.amazon.com/solutions/latest/instance-scheduler-on-aws/period-reference.html
 * @param input JSON as `readTables` takes it
 * @param tagKey the tag that names a schedule. Default `Schedule`
 */
export const importInstanceScheduler = (input: unknown, tagKey = 'Schedule'): Imported => {
  const { periods, schedules, tagged } = readTables(input, tagKey)
  const calendars: Record<string, CalendarConfig> = {}
  const notes: Note[] = []
  for (const schedule of schedules) {
    const found = calendarFrom(schedule, periods)
    notes.push(...found.notes)
    if (found.calendar) calendars[nameOf(schedule.name)] = found.calendar
  }
  const { targets, notes: more } = targetsOf(tagged, schedules, calendars, tagKey)
  return { calendars, targets, notes: [...notes, ...more] }
}
