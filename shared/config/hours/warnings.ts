import { dateText, dayMs } from '../../calendar/dates.ts'
import { calendarOf } from '../../calendar/index.ts'
import { firstDayOf } from './calendar-problems.ts'
import { calendarPath, holidayWarnings } from './calendars.ts'
import type { HoursConfig } from './schema.ts'

const longDays = 2 * 366

/** Rules that come, but not within two years: 29 February. */
const rareRules = ({ calendars }: HoursConfig, now: Date): string[] =>
  Object.entries(calendars).flatMap(([name, config]) =>
    calendarOf(config, { path: calendarPath(name) }).rules.flatMap((rule) => {
      const today = Math.floor(now.getTime() / dayMs)
      const first = firstDayOf(rule, today)
      return first === undefined || first - today <= longDays
        ? []
        : [`${rule.path}: ${rule.text} comes only on ${dateText(first)}`]
    }),
  )

const onlyStarts = ({ calendars }: HoursConfig): string[] =>
  Object.entries(calendars).flatMap(([name, { rules }]) =>
    rules.every((rule) => 'start' in rule)
      ? [
          `${calendarPath(name)}: it never stops anything, because all of its rules only start; add a rule such as { days: 'mon-fri', stop: '20:00' } unless people stop what it starts`,
        ]
      : [],
  )

const unusedCalendars = ({ calendars, targets }: HoursConfig): string[] => {
  // What has no calendar in the config names one by its tag: that may be any.
  if (targets.some(({ calendar }) => calendar === undefined)) return []
  return Object.keys(calendars)
    .filter((name) => targets.every(({ calendar }) => calendar !== name))
    .map((name) => `${calendarPath(name)}: no target uses it`)
}

/** What a config allows and probably does not mean. */
export const hoursWarnings = (hours: HoursConfig, now: Date): string[] => [
  ...onlyStarts(hours),
  ...rareRules(hours, now),
  ...unusedCalendars(hours),
  ...holidayWarnings(hours, now),
]
