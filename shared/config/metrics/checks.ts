import type { ConfigChecks } from '../checks.ts'
import { problem } from '../explain.ts'
import { ownBucketProblems } from '../own-buckets.ts'
import { field } from '../references.ts'
import { repeatedScheduleProblems } from '../schedules.ts'

export const metricsChecks: ConfigChecks = {
  problems: (config, now) => [
    ...repeatedScheduleProblems(['metrics', 'schedule'], config.metrics?.schedule, now),
    ...ownBucketProblems(config, ['metrics', 'newestObject'], config.metrics?.newestObject),
    ...ownBucketProblems(config, ['metrics', 'prefixSizes'], config.metrics?.prefixSizes),
    ...(config.metrics?.smsBudgetLeft === true && field(config.alerts, 'smsBudget') === undefined
      ? [
          problem(
            ['metrics', 'smsBudgetLeft'],
            true,
            "false, or the month's money in alerts.smsBudget, of which something can be left",
          ),
        ]
      : []),
  ],
}
