import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import type { ClientOf } from './client-pool.ts'
import { metricStat } from './metrics/metric-stat.ts'
import { metricValues } from './metrics/metric-values.ts'

/**
 * US dollars that text messages have cost since the month began, in UTC, in a region (default: the deployment's); undefined
 * where SNS has sent none in it. The last value of the month before is not this month's.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html
 * @throws the SDK's error where CloudWatch does not say
 */
export const readSmsSpending = async (
  client: ClientOf,
  region: string | undefined,
  now: Date,
): Promise<number | undefined> => {
  const cloudWatch = client(CloudWatchClient, region)
  // All pages: where a part of the month comes, its last value is not the newest.
  const values = await metricValues((input) => cloudWatch.send(new GetMetricDataCommand(input)), {
    StartTime: new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth())),
    EndTime: now,
    ScanBy: 'TimestampAscending',
    MetricDataQueries: [
      {
        Id: 'spent',
        MetricStat: metricStat({
          namespace: 'AWS/SNS',
          name: 'SMSMonthToDateSpentUSD',
          dimensions: {},
          statistic: 'Maximum',
          period: 300,
        }),
      },
    ],
  })
  return [...values.values()].flat().at(-1)
}
