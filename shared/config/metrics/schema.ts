import * as z from 'zod'
import { type CollectorSchemas, configured } from '../../../functions/metrics/collectors/index.ts'
import * as values from '../values.ts'

/** Each collector says its own part of the config, in its own file. */
const collectorSchemas = Object.fromEntries(
  Object.entries(configured).map(([key, { schema }]) => [key, schema({ ...values, z })]),
) as CollectorSchemas

export const metricsSchema = z.strictObject({
  /** CloudWatch namespace of everything that Nightshift measures. Default `'Nightshift'`. */
  namespace: z
    .string()
    .regex(/^(?!AWS\/)[\w .#:/-]{1,255}$/, 'up to 255 of A-Z a-z 0-9 . _ # : / - and space, not starting with AWS/')
    .default('Nightshift'),
  /** How often the collector looks. Default `'rate(5 minutes)'`. */
  schedule: values.scheduleSchema.default('rate(5 minutes)'),
  ...collectorSchemas,
})

export type MetricsConfig = z.output<typeof metricsSchema>
