import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import { metricStat } from '../../../shared/metrics/metric-stat.ts'
import { metricValues } from '../../../shared/metrics/metric-values.ts'
import type { Statement } from '../../../shared/statement.ts'
import type { Sources } from './collector.ts'

/** Which values of a metric that AWS keeps. */
export interface Wanted {
  readonly namespace: string
  readonly metric: string
  readonly dimensions: Readonly<Record<string, string>>
  readonly statistic: 'Minimum' | 'Maximum' | 'Sum'
  /** Seconds. */
  readonly period: number
  readonly from: Date
  readonly until: Date
}

const clientOf = async (sources: Sources): Promise<CloudWatchClient> =>
  sources.client((await import('../../../shared/sdk/cloudwatch.ts')).CloudWatchClient)

/**
 * The values of each wanted metric, newest first; none where AWS has reported nothing. One request for up to 500.
 * @throws TransientError and PermanentError where CloudWatch could or must not read one; the SDK's errors
 */
export const readMetrics = async (wanted: readonly Wanted[], sources: Sources): Promise<(readonly number[])[]> => {
  const { GetMetricDataCommand } = await import('../../../shared/sdk/cloudwatch.ts')
  const [first] = wanted
  if (!first) return []
  const client = await clientOf(sources)
  const values = await metricValues((input) => client.send(new GetMetricDataCommand(input)), {
    StartTime: first.from,
    EndTime: first.until,
    ScanBy: 'TimestampDescending',
    MetricDataQueries: wanted.map(({ namespace, metric, dimensions, statistic, period }, index) => ({
      Id: `m${index}`,
      MetricStat: metricStat({ namespace, name: metric, dimensions, statistic, period }),
    })),
  })
  return wanted.map((_, index) => values.get(`m${index}`) ?? [])
}

/** CloudWatch has no resources for metric data. https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html */
export const readsMetricData: Statement = {
  actions: ['cloudwatch:GetMetricData'],
  resources: ['*'],
  wildcard: 'CloudWatch has no resources for metric data.',
}
