import { targetsOf } from '../../functions/metrics/collectors/index.ts'
import { smsRegionToCopy } from '../../infra/functions/alerts/alarms.ts'
import { smsMoneyOf } from '../../infra/functions/metrics/metrics.ts'
import type { Config } from '../../shared/config/schema.ts'
import type { CostContribution } from './usage.ts'

/** Metrics that the collector writes, its own among them. */
const collectedBy = (config: Config): number => {
  const names = config.thumbnails ? { UPLOADS_BUCKET: 'uploads', THUMBNAILS_BUCKET: 'thumbnails' } : {}
  const targets = targetsOf(
    {
      ...config.metrics,
      jobs: Object.keys(config.jobs ?? {}),
      smsRegion: smsRegionToCopy(config),
      smsMoney: smsMoneyOf(config.alerts, config.region),
    },
    names,
  )
  return targets.reduce((sum, { metrics }) => sum + metrics.length, 1)
}

export const metricsCost: CostContribution = {
  usages: ({ config, calls }) => {
    const collected = collectedBy(config)
    const looked = config.metrics.newestObject.length + config.metrics.prefixSizes.length
    const reads =
      config.metrics.databases.length +
      config.metrics.replicas.length +
      (smsRegionToCopy(config) === undefined ? 0 : 1) +
      (config.metrics.smsBudgetLeft ? 1 : 0)
    return [
      { item: 'customMetrics', quantity: collected, counted: `${collected} of the collector` },
      {
        item: 'metricRequests',
        quantity: calls.collects,
        counted: 'one PutMetricData for each look of the collector',
      },
      {
        item: 'metricReads',
        quantity: calls.collects * reads,
        counted: `${reads} metrics that the collector reads`,
      },
      { item: 'bucketLists', quantity: calls.collects * looked, counted: `${looked} prefixes of up to 1,000 objects` },
    ]
  },
}
