import { isOneTime, scheduleProblem } from '../schedule.ts'
import { problem } from './explain.ts'
import { scheduleHint } from './offers/crontab.ts'

/** What is wrong with a schedule in UTC that has to come again and again; what is not a text is the schema's. */
export const repeatedScheduleProblems = (path: PropertyKey[], schedule: unknown, now: Date): string[] => {
  if (typeof schedule !== 'string') return []
  const wrong = isOneTime(schedule)
    ? 'cron(minute hour day-of-month month day-of-week year) or rate(5 minutes): it has to come again'
    : scheduleProblem(schedule, 'UTC', now)
  return wrong === undefined ? [] : [problem(path, schedule, `${wrong}${scheduleHint(schedule, now)}`)]
}
