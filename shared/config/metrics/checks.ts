import type { ConfigChecks } from '../checks.ts'
import { ownBucketProblems } from '../own-buckets.ts'
import { repeatedScheduleProblems } from '../schedules.ts'

export const metricsChecks: ConfigChecks = {
  problems: (config, now) => [
    ...repeatedScheduleProblems(['metrics', 'schedule'], config.metrics?.schedule, now),
    ...ownBucketProblems(config, ['metrics', 'newestObject'], config.metrics?.newestObject),
  ],
}
