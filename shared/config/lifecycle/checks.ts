import type { ConfigChecks } from '../checks.ts'
import { ownBucketProblems } from '../own-buckets.ts'
import { repeatedScheduleProblems } from '../schedules.ts'
import { lifecycleProblems } from './rules.ts'
import { lifecycleWarnings } from './warnings.ts'

export const lifecycleChecks: ConfigChecks = {
  problems: (config, now) => [
    ...repeatedScheduleProblems(['lifecycle', 'schedule'], config.lifecycle?.schedule, now),
    ...ownBucketProblems(config, ['lifecycle', 'buckets'], config.lifecycle?.buckets),
    ...lifecycleProblems(config.lifecycle),
  ],
  warnings: ({ lifecycle }) => lifecycleWarnings(lifecycle),
}
