import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import { inParallel } from '../../../shared/in-parallel.ts'
import { metricStat } from '../../../shared/metrics/metric-stat.ts'
import { piecesOf } from '../../../shared/pieces.ts'
import type { Access } from './check.ts'

/** A metric over some days, a point each hour or day. */
export interface Series {
  readonly namespace: string
  readonly name: string
  readonly dimensions: Readonly<Record<string, string>>
  readonly statistic: string
}

/** Metrics of one call, and calls at a time. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
const most = { metrics: 500, calls: 2 }

/**
 * The points of each metric, in the order of the metrics; none where CloudWatch has none.
 * @param hours so many back; at most 1,440 points come of one metric
 */
export const pointsOf = async (
  { client, now }: Access,
  series: readonly Series[],
  { hours, periodSeconds }: { readonly hours: number; readonly periodSeconds: number },
  region?: string,
): Promise<number[][]> => {
  const cloudWatch = client(CloudWatchClient, region)
  const pieces = await inParallel(piecesOf(series, most.metrics), most.calls, async (piece) => {
    const points = piece.map((): number[] => [])
    let NextToken: string | undefined
    do {
      const answer = await cloudWatch.send(
        new GetMetricDataCommand({
          StartTime: new Date(now.getTime() - hours * 3_600_000),
          EndTime: now,
          MetricDataQueries: piece.map(({ namespace, name, dimensions, statistic }, index) => ({
            Id: `m${index}`,
            MetricStat: metricStat({ namespace, name, dimensions, statistic, period: periodSeconds }),
          })),
          ...(NextToken === undefined ? {} : { NextToken }),
        }),
      )
      for (const { Id = '', Values = [] } of answer.MetricDataResults ?? [])
        points[Number(Id.slice(1))]?.push(...Values)
      NextToken = answer.NextToken
    } while (NextToken)
    return points
  })
  return pieces.flat()
}
