import { Duration } from 'aws-cdk-lib'
import { GraphWidget, Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { type CollectorConfig, type DeployedNames, type Target, targetsOf } from '../../../functions/metrics/targets.ts'
import type { Foundation } from '../../constructs/foundation.ts'

/** Metrics of this row. A dashboard with up to 50 metrics is free. */
const most = 6

const shown: Readonly<Partial<Record<Target['kind'], { readonly name: string; readonly statistic: string }>>> = {
  backlog: { name: 'QueueBacklogPerTask', statistic: 'Maximum' },
  service: { name: 'TasksMissing', statistic: 'Maximum' },
  database: { name: 'DatabaseStorageLeft', statistic: 'Minimum' },
  'newest-object': { name: 'NewestObjectAge', statistic: 'Maximum' },
  job: { name: 'SecondsSinceSuccess', statistic: 'Maximum' },
}

/** One of each kind before a second of any. */
const inTurns = (targets: readonly Target[]): Target[] => {
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
    .flatMap(({ kind, dimensions }) => {
      const show = shown[kind]
      // CloudWatch takes 1,024 characters of a dimension, and CDK 255.
      const fits = Object.values(dimensions).every((value) => value.length <= 255)
      return show && fits ? [metric(show.name, show.statistic, dimensions)] : []
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
