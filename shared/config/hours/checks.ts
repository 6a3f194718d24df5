import type { ConfigChecks } from '../checks.ts'
import { entries, field, namesIn } from '../references.ts'
import { reportProblems } from '../report-problems.ts'
import { calendarProblems } from './calendar-problems.ts'
import { holidayNotes } from './calendars.ts'
import { targetProblems } from './target-problems.ts'
import { hoursWarnings } from './warnings.ts'

export const hoursChecks: ConfigChecks = {
  problems: ({ hours, alerts }, now) => [
    ...entries(hours?.calendars).flatMap(([name, calendar]) =>
      calendarProblems(['hours', 'calendars', name], calendar, now),
    ),
    ...reportProblems(['hours', 'report', 'to'], field(field(hours, 'report'), 'to'), alerts),
    ...targetProblems(hours, [...namesIn(field(alerts, 'policies')), ...namesIn(field(alerts, 'rotations'))]),
  ],
  warnings: ({ hours }, now) => (hours ? hoursWarnings(hours, now) : []),
  notes: ({ hours }, now) => (hours ? holidayNotes(hours, now) : []),
}
