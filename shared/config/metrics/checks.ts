import { writtenMetrics } from '../../metrics/written.ts'
import type { ConfigChecks } from '../checks.ts'
import { problem } from '../explain.ts'
import { ownBucketProblems } from '../own-buckets.ts'
import { field, list } from '../references.ts'
import { repeatedScheduleProblems } from '../schedules.ts'
import { measured } from './schema.ts'

/** What every function behind a queue writes, and what is written about the metrics themselves. */
const ofAll = [
  'CollectorFailures',
  'MessagesFailed',
  'MetricDimensionsFolded',
  'MetricDimensionsRefused',
  'MetricValuesDropped',
  'MetricValuesRefused',
]

const known: readonly string[] = [...measured, ...Object.values(writtenMetrics).flat(), ...ofAll]

/** A name that nothing writes would be kept by the minute, and an alarm that looks each ten seconds would find nothing. */
const bySecondProblems = (names: unknown): string[] =>
  list(names).flatMap((name, index) =>
    typeof name !== 'string' || known.includes(name)
      ? []
      : [
          problem(
            ['metrics', 'bySecond', index],
            name,
            'the name of a metric that Nightshift writes, such as ThumbnailMilliseconds',
            known,
          ),
        ],
  )

export const metricsChecks: ConfigChecks = {
  problems: (config, now) => [
    ...repeatedScheduleProblems(['metrics', 'schedule'], config.metrics?.schedule, now),
    ...ownBucketProblems(config, ['metrics', 'newestObject'], config.metrics?.newestObject),
    ...ownBucketProblems(config, ['metrics', 'prefixSizes'], config.metrics?.prefixSizes),
    ...bySecondProblems(config.metrics?.bySecond),
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
