import { isOneTime, scheduleProblem } from '../../schedule.ts'
import type { ConfigChecks } from '../checks.ts'
import { problem } from '../explain.ts'
import { scheduleHint } from '../offers/crontab.ts'
import { entries, field, missing, namesIn } from '../references.ts'

/** A plan's schedule has to come again, in the zone that it names. */
const scheduleProblems = (name: string, plan: unknown, now: Date): string[] => {
  const [schedule, zone = 'UTC'] = [field(plan, 'schedule'), field(plan, 'zone')]
  if (typeof schedule !== 'string' || typeof zone !== 'string') return []
  const wrong = isOneTime(schedule)
    ? 'cron(minute hour day-of-month month day-of-week year) or rate(6 hours): it has to come again'
    : safeProblem(schedule, zone, now)
  return wrong === undefined
    ? []
    : [problem(['backups', 'plans', name, 'schedule'], schedule, `${wrong}${scheduleHint(schedule, now)}`)]
}

/** A zone that is none is the schema's to report. */
const safeProblem = (schedule: string, zone: string, now: Date): string | undefined => {
  try {
    return scheduleProblem(schedule, zone, now)
  } catch {
    return scheduleProblem(schedule, 'UTC', now)
  }
}

export const backupsChecks: ConfigChecks = {
  problems: ({ backups, alerts }, now) => [
    ...entries(field(backups, 'plans') as Readonly<Record<string, unknown>> | undefined).flatMap(([name, plan]) =>
      scheduleProblems(name, plan, now),
    ),
    ...missing(
      ['backups', 'policy'],
      field(backups, 'policy'),
      [...namesIn(field(alerts, 'policies')), ...namesIn(field(alerts, 'rotations'))],
      'a policy or a rotation',
    ),
  ],
}
