import { metricStat } from '../shared/metrics/metric-stat.ts'
import type { Deployment } from './deployment.ts'

/** One metric of ours. */
export interface AskedMetric {
  readonly name: string
  readonly statistic: 'Sum' | 'Maximum' | 'Average' | 'p95'
  /** Default: that of the config. */
  readonly namespace?: string
  readonly dimensions: Readonly<Record<string, string>>
}

/** Its values over a time, oldest first; empty where CloudWatch has none. */
export interface MetricSeries extends AskedMetric {
  readonly points: readonly { readonly at: Date; readonly value: number }[]
}

interface Time {
  readonly from: Date
  readonly until: Date
  /** Seconds that one value is of. */
  readonly period: number
}

/** How long an answer is given again: each metric that is asked for costs a hundred-thousandth of a dollar. */
const keptMs = 300_000

/** How long CloudWatch may take. */
const patienceMs = 5_000

const answers = new WeakMap<object, Map<string, { readonly until: number; readonly answer: Promise<MetricSeries[]> }>>()

/**
 * Values of metrics over a time, by one request (at most 500). What was asked within five minutes is given again.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 * @throws the SDK's error where CloudWatch does not say
 */
export const readMetrics = (
  deployment: Pick<Deployment, 'connect' | 'config' | 'now'>,
  asked: readonly AskedMetric[],
  time: Time,
): Promise<MetricSeries[]> => {
  const { connect, now } = deployment
  const known = answers.get(connect) ?? new Map()
  answers.set(connect, known)
  const key = JSON.stringify([asked, time.period, time.until.getTime() - time.from.getTime()])
  const before = known.get(key)
  if (before && before.until > now().getTime()) return before.answer
  if (known.size > 50) known.clear()
  const answer = ask(deployment, asked, time)
  known.set(key, { until: now().getTime() + keptMs, answer })
  answer.catch(() => known.delete(key))
  return answer
}

const ask = async (
  { connect, config }: Pick<Deployment, 'connect' | 'config'>,
  asked: readonly AskedMetric[],
  { from, until, period }: Time,
): Promise<MetricSeries[]> => {
  const { CloudWatchClient, GetMetricDataCommand } = await import('../shared/sdk/cloudwatch.ts')
  const { MetricDataResults = [] } = await connect(CloudWatchClient).send(
    new GetMetricDataCommand({
      StartTime: from,
      EndTime: until,
      ScanBy: 'TimestampAscending',
      MetricDataQueries: asked.map(({ name, statistic, namespace, dimensions }, index) => ({
        Id: `m${index}`,
        MetricStat: metricStat({
          namespace: namespace ?? config.metrics.namespace,
          name,
          dimensions,
          statistic,
          period,
        }),
      })),
    }),
    { abortSignal: AbortSignal.timeout(patienceMs) },
  )
  return asked.map((each, index) => {
    const { Timestamps = [], Values = [] } = MetricDataResults.find(({ Id }) => Id === `m${index}`) ?? {}
    const points = Timestamps.map((at, place) => ({ at, value: Values[place] ?? Number.NaN }))
    return { ...each, points: points.filter(({ value }) => Number.isFinite(value)) }
  })
}
