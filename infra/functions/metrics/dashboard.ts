import { Duration } from 'aws-cdk-lib'
import { GraphWidget, Metric } from 'aws-cdk-lib/aws-cloudwatch'
import type { DeployedNames, DeployedTarget } from '../../../functions/metrics/collectors/collector.ts'
import { type CollectorConfig, targetsOf } from '../../../functions/metrics/collectors/index.ts'
import type { Foundation } from '../../constructs/foundation.ts'

/** Metrics of this row. A dashboard with up to 50 metrics is free. */
const most = 6

/** One of each kind before a second of any. */
const inTurns = (targets: readonly DeployedTarget[]): DeployedTarget[] => {
  const kinds = [...Map.groupBy(targets, ({ kind }) => kind).values()]
  const turns = Math.max(0, ...kinds.map((each) => each.length))
  return Array.from({ length: turns }, (_, turn) => kinds.flatMap((each) => each.slice(turn, turn + 1))).flat()
}

/** The collector's row: times on the left, counts and shares on the right. */
export const addMetricsRow = (foundation: Foundation, config: CollectorConfig, names: DeployedNames): void => {
  const metric = (metricName: string, statistic: string, dimensionsMap: Readonly<Record<string, string>>) =>
    new Metric({
      namespace: config.namespace,
      metricName,
      statistic,
      dimensionsMap,
      period: Duration.minutes(5),
      label: [metricName, ...Object.values(dimensionsMap)].join(' '),
    })
  const chosen = inTurns(targetsOf(config, names))
    .flatMap(({ shown, dimensions }) => {
      // CloudWatch takes 1,024 characters of a dimension, and CDK 255.
      const fits = Object.values(dimensions).every((value) => value.length <= 255)
      return shown && fits ? [metric(shown.name, shown.statistic, dimensions)] : []
    })
    .slice(0, most - 1)
  const isTime = ({ metricName }: Metric): boolean => /Age|Seconds/.test(metricName)
  foundation.dashboard.addWidgets(
    new GraphWidget({ title: 'Since the last (seconds)', width: 12, left: chosen.filter(isTime) }),
    new GraphWidget({
      title: 'Waiting, missing, left',
      width: 12,
      left: [...chosen.filter((each) => !isTime(each)), metric('CollectorFailures', 'Maximum', {})],
    }),
  )
}
