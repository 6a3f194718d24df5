import { isOneTime, scheduleProblem } from '../../schedule.ts'
import { problem } from '../explain.ts'
import { scheduleHint } from '../offers/crontab.ts'
import { entries, field, missing, namesIn } from '../references.ts'

const scheduleProblems = (path: readonly string[], schedule: unknown, zone: unknown, now: Date): string[] => {
  if (typeof schedule !== 'string') return []
  const inZone = typeof zone === 'string' ? zone : 'UTC'
  const safely = (): string | undefined => {
    try {
      return scheduleProblem(schedule, inZone, now)
    } catch {
      // A zone that is none is the schema's to report.
      return scheduleProblem(schedule, 'UTC', now)
    }
  }
  const wrong = isOneTime(schedule) ? 'cron(…) or rate(…): it has to come again' : safely()
  return wrong === undefined ? [] : [problem([...path], schedule, `${wrong}${scheduleHint(schedule, now)}`)]
}

/** The estate's database, whose probe runs in the app subnets. */
const ownOf = (config: unknown): string | undefined => {
  const name = field(config, 'name')
  return typeof name !== 'string' || field(field(config, 'estate'), 'database') === undefined
    ? undefined
    : `rds-instance/${name}-data-postgres`.toLowerCase().replaceAll(/-+/g, '-')
}

/** What is wrong with drills: no place for the probe, a schedule that never comes, a policy that is not there. */
export const drillProblems = (config: unknown, now: Date): string[] => {
  const drills = field(field(config, 'backups'), 'drills') as Readonly<Record<string, unknown>> | undefined
  const alerts = field(config, 'alerts')
  const own = ownOf(config)
  return entries(drills).flatMap(([name, drill]) => {
    const path = ['backups', 'drills', name]
    const of = field(drill, 'of')
    const isPlaced = typeof of !== 'string' || field(drill, 'network') !== undefined || of === own
    return [
      ...(isPlaced
        ? []
        : [
            problem(
              [...path, 'network'],
              undefined,
              `{ subnets: ['subnet-…'], securityGroups: ['sg-…'] } in which the probe of ${of} runs${own ? `; only ${own} needs none` : ''}`,
            ),
          ]),
      ...scheduleProblems([...path, 'schedule'], field(drill, 'schedule'), field(drill, 'zone'), now),
      ...missing(
        [...path, 'policy'],
        field(drill, 'policy'),
        [...namesIn(field(alerts, 'policies')), ...namesIn(field(alerts, 'rotations'))],
        'a policy or a rotation',
      ),
    ]
  })
}
