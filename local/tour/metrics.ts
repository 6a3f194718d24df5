import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch'
import { collectNow } from '../../api/metrics.ts'
import { clientOptions } from '../../shared/aws.ts'
import { check, eventually, type Stop, type Tour } from './guide.ts'

const pushed: Stop = {
  title: 'a metric that AWS does not have is pushed and read back',
  visit: async (guide) => {
    const { config } = guide
    const samples = await collectNow(guide)
    const sample = samples.find(({ metric }) => metric === 'NewestObjectAge') ?? samples[0]
    check(sample !== undefined, 'The collector pushed nothing')
    if (!sample) return []
    const { metric, dimensions, value } = sample
    const read = await eventually('the metric in CloudWatch', async () => {
      const { Datapoints = [] } = await new CloudWatchClient(clientOptions).send(
        new GetMetricStatisticsCommand({
          Namespace: config.metrics.namespace,
          MetricName: metric,
          Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
          StartTime: new Date(Date.now() - 600_000),
          EndTime: new Date(Date.now() + 60_000),
          Period: 60,
          Statistics: ['Maximum'],
        }),
      )
      return Datapoints.length > 0 && Datapoints
    })
    check(
      read.some(({ Maximum }) => Maximum === value),
      `${metric} was pushed as ${value}, but CloudWatch has ${read.map(({ Maximum }) => Maximum)}`,
    )
    const about = Object.values(dimensions)
      .filter((each) => each !== '')
      .join(' ')
    return [
      `${metric} of ${about}: ${value}; ${samples.length} values in all: ${[...new Set(samples.map((each) => each.metric))].join(', ')}`,
    ]
  },
}

export const metricsTour: Tour = { stops: () => [pushed] }
