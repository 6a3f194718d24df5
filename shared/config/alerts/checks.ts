import { coverageProblems } from '../../on-call/coverage.ts'
import { peopleNeverCalled } from '../../on-call/idle-people.ts'
import { coverageWarnings } from '../../on-call/overload.ts'
import type { ConfigChecks } from '../checks.ts'
import { alertsProblems } from './problems.ts'

export const alertsChecks: ConfigChecks = {
  problems: ({ alerts }, now) => alertsProblems(alerts, now),
  slowProblems: ({ alerts }, now) => coverageProblems(alerts, now),
  warnings: ({ alerts }, now) => [...coverageWarnings(alerts, now), ...peopleNeverCalled(alerts)],
}
