import * as z from 'zod'
import { type CollectorSchemas, collectedMetrics, configured } from '../../../functions/metrics/collectors/index.ts'
import * as values from '../values.ts'

/** Each collector says its own part of the config, in its own file. */
const collectorSchemas = Object.fromEntries(
  Object.entries(configured).map(([key, { schema }]) => [key, schema({ ...values, z })]),
) as CollectorSchemas

/** The names of all metrics that collectors may measure, for what is wrong with a name. */
export const measured = collectedMetrics

export const metricsSchema = z.strictObject({
  /** CloudWatch namespace of everything that Nightshift measures. Default `'Nightshift'`. */
  namespace: z
    .string()
    .regex(/^(?!AWS\/)[\w .#:/-]{1,255}$/, 'up to 255 of A-Z a-z 0-9 . _ # : / - and space, not starting with AWS/')
    .default('Nightshift'),
  /** How often the collector looks. Default `'rate(5 minutes)'`. */
  schedule: values.scheduleSchema.default('rate(5 minutes)'),
  /**
   * Names of metrics of Nightshift's own that CloudWatch keeps by the second (for three hours, then by the minute), so that an alarm may look each ten seconds; such an alarm costs three times
   * another. A collector looks once a minute at most. Default: none, all are kept by the minute.
   */
  bySecond: z
    .array(z.string().regex(/^[A-Za-z][A-Za-z0-9]{0,99}$/, 'the name of a metric, such as ThumbnailMilliseconds'))
    .max(20)
    .default([]),
  /**
   * Most series that the collector may write: a config that has more to measure is refused at synth, with the number of each kind. A series is a metric with one set of
   * dimensions, at about $0.30 a month. Default: no limit.
   */
  seriesBudget: z.int().min(1).max(100_000).optional(),
  ...collectorSchemas,
})

export type MetricsConfig = z.output<typeof metricsSchema>
