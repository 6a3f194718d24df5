import { type CalendarConfig, calendarOf, type RuleConfig } from '../index.ts'
import { flagNotes, type Note } from './notes.ts'
import { rulesOf } from './period-rules.ts'
import { type Period, readTables, type Schedule } from './read-tables.ts'
import { NoEqualError } from './sets.ts'
import { type ImportedTarget, nameOf, targetsOf } from './tagged-targets.ts'

export interface Imported {
  /** By their name here, which is the schedule's in lower case with hyphens. */
  readonly calendars: Readonly<Record<string, CalendarConfig>>
  readonly targets: readonly ImportedTarget[]
  readonly notes: readonly Note[]
}

const calendarFrom = (
  schedule: Schedule,
  periods: readonly Period[],
  defaultZone: string | undefined,
): { readonly calendar: CalendarConfig | undefined; readonly notes: readonly Note[] } => {
  const of = `schedule ${schedule.name}`
  const notes: Note[] = flagNotes(schedule).map((text) => ({ of, text }))
  const rules: RuleConfig[] = []
  const read: Period[] = []
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
      read.push(period)
      notes.push(...found.notes.map((text) => ({ of: place, text })))
    } catch (error) {
      if (!(error instanceof NoEqualError)) throw error
      notes.push({ of: place, text: `it has no equal: ${error.message}` })
    }
  }
  const has = (begins: boolean, ends: boolean): boolean =>
    read.some(({ begin, end }) => (begin !== undefined) === begins && (end !== undefined) === ends)
  if (has(true, false) && has(false, true))
    notes.push({
      of,
      text: 'starts and stops in periods of their own: Instance Scheduler acts on one of them only; here both act',
    })
  const zone = schedule.zone ?? defaultZone
  if (zone === undefined)
    notes.push({
      of,
      text: "it has no time zone: UTC is taken; the default of Instance Scheduler's stack was meant. Give what aws cloudformation describe-stacks says of that too, or correct zone",
    })
  if (rules.length === 0)
    return { calendar: undefined, notes: [...notes, { of, text: 'nothing of it is left: no calendar is made' }] }
  if (rules.some((rule) => Object.keys(rule).length === 0))
    notes.push({ of, text: 'it never stops anything, and the config takes no such calendar: leave its targets out' })
  const calendar = { zone: zone ?? 'UTC', rules }
  try {
    calendarOf(calendar)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return { calendar: undefined, notes: [...notes, { of, text: `no calendar is made: ${error.message}` }] }
  }
  return { calendar, notes }
}

/**
 * The calendars that mean what Instance Scheduler's schedules do, entries for what carries its tag, and what has no equal.
 * https://docs.aws.amazon.com/solutions/latest/instance-scheduler-on-aws/period-reference.html
 * @param input JSON as `readTables` takes it
 * @param tagKey the tag that names a schedule. Default `Schedule`
 */
export const importInstanceScheduler = (input: unknown, tagKey = 'Schedule'): Imported => {
  const { periods, schedules, tagged, defaultZone } = readTables(input, tagKey)
  const calendars: Record<string, CalendarConfig> = {}
  const notes: Note[] = []
  const taken = new Map<string, string>()
  for (const schedule of schedules) {
    const [of, name] = [`schedule ${schedule.name}`, nameOf(schedule.name)]
    const other = taken.get(name)
    if (other !== undefined) {
      const text = `no calendar is made: ${name} is the name here of ${other} too. Rename one of them`
      notes.push({ of, text })
      continue
    }
    taken.set(name, of)
    const found = calendarFrom(schedule, periods, defaultZone)
    notes.push(...found.notes)
    if (found.calendar) calendars[name] = found.calendar
  }
  const { targets, notes: more } = targetsOf(tagged, schedules, calendars, tagKey)
  return { calendars, targets, notes: [...notes, ...more] }
}
