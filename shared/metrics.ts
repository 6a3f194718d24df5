import { makeRecorder } from './metrics/recorder.ts'

export type { DimensionName, Dimensions } from './metrics/dimensions.ts'
export type { Metrics } from './metrics/recorder.ts'
export type { Unit } from './metrics/series.ts'

/**
 * The one recorder of metrics. The handler pipeline flushes it at the end of every call.
 *
 *     metrics.add('RunsFailed', 1, { dimensions: { Job: job } })
 */
export const metrics = makeRecorder({
  namespace: process.env.METRICS_NAMESPACE || 'Nightshift',
  capability: process.env.CAPABILITY,
  bySecond: new Set((process.env.METRICS_BY_SECOND ?? '').split(',')),
  // Not console.log: Lambda wraps what comes that way in a JSON object of its own, and CloudWatch no longer sees a metric.
  write: (line) => process.stdout.write(`${line}\n`),
  now: Date.now,
})
