import type { GetMetricDataCommandInput, GetMetricDataCommandOutput } from '@aws-sdk/client-cloudwatch'
import { metricStat } from '../../../shared/metrics/metric-stat.ts'
import type { Metric } from '../intake/transition.ts'
import type { Point } from './point.ts'

/** What CloudWatch is asked for the values of a metric in a time, oldest first. Without a period it is one of five minutes. */
export const seriesQuery = (
  { namespace, name, dimensions, statistic = 'Average', period = 300, account }: Metric,
  { from, until }: { readonly from: Date; readonly until: Date },
): GetMetricDataCommandInput => ({
  StartTime: from,
  EndTime: until,
  ScanBy: 'TimestampAscending',
  MetricDataQueries: [
    {
      Id: 'around',
      MetricStat: metricStat({ namespace, name, dimensions, statistic, period }),
      ...(account === undefined ? {} : { AccountId: account }),
    },
  ],
})

/** The values in its answer; what is not a number is left out. */
export const pointsIn = ({
  MetricDataResults = [],
}: Pick<GetMetricDataCommandOutput, 'MetricDataResults'>): Point[] => {
  const { Timestamps = [], Values = [] } = MetricDataResults[0] ?? {}
  return Timestamps.map((at, index) => ({ at, value: Values[index] ?? Number.NaN })).filter(({ value }) =>
    Number.isFinite(value),
  )
}
