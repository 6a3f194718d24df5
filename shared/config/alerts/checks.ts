import { coverageProblems } from '../../on-call/coverage.ts'
import { peopleNeverCalled } from '../../on-call/idle-people.ts'
import { lateRules } from '../../on-call/late-rules.ts'
import { coverageWarnings } from '../../on-call/overload.ts'
import type { ConfigChecks } from '../checks.ts'
import { instanceActionWarnings } from './instance-action.ts'
import { alertsProblems } from './problems.ts'
import { readableAlerts } from './readable.ts'

export const alertsChecks: ConfigChecks = {
  problems: ({ alerts }, now) => alertsProblems(alerts, now),
  slowProblems: ({ alerts }, now) => {
    const readable = readableAlerts(alerts)
    return readable ? coverageProblems(readable, now) : []
  },
  warnings: ({ alerts }, now) => [
    ...coverageWarnings(alerts, now),
    ...peopleNeverCalled(alerts),
    ...lateRules(alerts),
    ...instanceActionWarnings(alerts),
  ],
}
