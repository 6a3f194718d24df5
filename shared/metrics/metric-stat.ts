/** A metric, and what of its values is wanted. */
interface MetricStatOf {
  readonly namespace: string
  readonly name: string
  readonly dimensions: Readonly<Record<string, string>>
  /** As CloudWatch has it: `Sum`, `Maximum`, `p99`. */
  readonly statistic: string
  /** Seconds of one value. */
  readonly period: number
}

/** The same as GetMetricData takes it. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricStat.html */
export const metricStat = ({ namespace, name, dimensions, statistic, period }: MetricStatOf) => ({
  Metric: {
    Namespace: namespace,
    MetricName: name,
    Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
  },
  Period: period,
  Stat: statistic,
})
