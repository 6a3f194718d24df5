import type { ConfigChecks } from '../checks.ts'
import { problem } from '../explain.ts'
import { field, missing, namesIn } from '../references.ts'
import { reportProblems } from '../report-problems.ts'
import { repeatedScheduleProblems } from '../schedules.ts'

/** The number that must not be smaller, and the one that it is held against, where both are written. */
const orderProblems = (
  path: readonly PropertyKey[],
  [name, value]: readonly [string, unknown],
  [other, limit]: readonly [string, unknown],
): string[] =>
  typeof value === 'number' && typeof limit === 'number' && value > limit
    ? [
        problem(
          [...path, name],
          value,
          `at most ${other}, which is ${limit}: what pages is worse than what is only reported`,
        ),
      ]
    : []

export const auditsChecks: ConfigChecks = {
  problems: ({ audits, alerts }, now) => {
    const [certificates, quotas] = [field(audits, 'certificates'), field(audits, 'quotas')]
    return [
      ...repeatedScheduleProblems(['audits', 'schedule'], field(audits, 'schedule'), now),
      ...reportProblems(['audits', 'report', 'to'], field(field(audits, 'report'), 'to'), alerts),
      ...missing(
        ['audits', 'policy'],
        field(audits, 'policy'),
        [...namesIn(field(alerts, 'policies')), ...namesIn(field(alerts, 'rotations'))],
        'a policy or a rotation',
      ),
      ...orderProblems(
        ['audits', 'certificates'],
        ['urgentDays', field(certificates, 'urgentDays') ?? (certificates ? 7 : undefined)],
        ['warnDays', field(certificates, 'warnDays') ?? 30],
      ),
      ...orderProblems(
        ['audits', 'quotas'],
        ['warnPercent', field(quotas, 'warnPercent') ?? (quotas ? 80 : undefined)],
        ['urgentPercent', field(quotas, 'urgentPercent') ?? 95],
      ),
    ]
  },
}
