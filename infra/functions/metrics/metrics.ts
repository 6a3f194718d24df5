import { Duration, type Stack } from 'aws-cdk-lib'
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch'
import type * as s3 from 'aws-cdk-lib/aws-s3'
import type { DeployedNames, DeployedTarget } from '../../../functions/metrics/collectors/collector.ts'
import { type CollectorConfig, targetsOf } from '../../../functions/metrics/collectors/index.ts'
import type { AlertsConfig } from '../../../shared/config/alerts/schema.ts'
import type { MetricsConfig } from '../../../shared/config/metrics/schema.ts'
import { ConfigError } from '../../../shared/errors.ts'
import { seriesWritten } from '../../../shared/metrics/written.ts'
import { lookOf } from '../../constructs/collector-schedule.ts'
import type { Foundation } from '../../constructs/foundation.ts'
import { FunctionSchedules } from '../../constructs/function-schedules.ts'
import { OpsFunction } from '../../constructs/ops-function.ts'
import { DeadLetters } from '../../constructs/watched-queue.ts'
import { smsRegionToCopy } from '../alerts/alarms.ts'
import type { Capability } from '../capability.ts'
import { addMetricsRow } from './dashboard.ts'
import { grantReading } from './grants.ts'

export interface MetricsProps {
  readonly config: MetricsConfig
  /** Names of the jobs. */
  readonly jobs: readonly string[]
  /** The buckets of Nightshift's own. Default none. */
  readonly ownBuckets?: { readonly uploads: s3.IBucket; readonly thumbnails: s3.IBucket } | undefined
  /** What the estate has to look at. Default nothing. */
  readonly estate?:
    | {
        readonly cluster?: string | undefined
        readonly service?: string | undefined
        readonly databaseId?: string | undefined
        readonly certificateArn?: string | undefined
      }
    | undefined
}

const namesOf = ({ ownBuckets, estate }: MetricsProps): DeployedNames => ({
  UPLOADS_BUCKET: ownBuckets?.uploads.bucketName,
  THUMBNAILS_BUCKET: ownBuckets?.thumbnails.bucketName,
  ESTATE_CLUSTER: estate?.cluster,
  ESTATE_SERVICE: estate?.service,
  ESTATE_DATABASE: estate?.databaseId,
  ESTATE_CERTIFICATE: estate?.certificateArn,
})

const setOnly = (names: DeployedNames): Record<string, string> =>
  Object.fromEntries(Object.entries(names).filter((entry): entry is [string, string] => entry[1] !== undefined))

/** Goes off when some target cannot be measured for a while, whatever the reason; a single bad moment pages nobody. */
const watchFailures = (stack: Stack, foundation: Foundation, schedule: string): void => {
  const period = lookOf(schedule)
  // An alarm looks back over a day at most: three looks of up to an hour, or one.
  const several = period.toMinutes() <= 60
  const alarm = new cloudwatch.Alarm(stack, 'CollectorFailures', {
    alarmName: `${foundation.config.name}-metrics-collector-failures`,
    alarmDescription:
      'Something that the metrics collector looks at cannot be measured. Its log names it and says why: a wrong name in the config, a missing permission, a service that does not answer.',
    metric: new cloudwatch.Metric({
      namespace: foundation.config.metrics.namespace,
      metricName: 'CollectorFailures',
      statistic: 'Maximum',
      period,
    }),
    threshold: 1,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: several ? 3 : 1,
    datapointsToAlarm: several ? 2 : 1,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  })
  foundation.watch(alarm)
}

/** The month's money for text messages, where the config has a limit. */
export const smsMoneyOf = (
  { smsBudget, smsRegion }: Pick<AlertsConfig, 'smsBudget' | 'smsRegion'>,
  region: string,
): CollectorConfig['smsMoney'] =>
  smsBudget === undefined ? undefined : { budget: smsBudget, region: smsRegion ?? region }

const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0)

const listed = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ')

/**
 * Refuses a config that would have more series written than it allows, naming who writes how many.
 * @param own how many the functions of each capability may write
 * @returns how many of the budget are the collector's; undefined where there is none
 * @throws ConfigError
 */
export const refuseTooManySeries = (
  targets: readonly DeployedTarget[],
  budget: number | undefined,
  own: Readonly<Record<string, number>> = {},
): number | undefined => {
  if (budget === undefined) return undefined
  // `CollectorFailures` in all; those of kinds and targets are there only while something fails, and only as far as the budget lets them.
  const kinds = Object.fromEntries(
    [...Map.groupBy(targets, ({ kind }) => kind)].map(([kind, those]) => [
      kind,
      sum(those.map(({ metrics: names }) => names.length)),
    ]),
  )
  const ofFunctions = sum(Object.values(own))
  const count = sum(Object.values(kinds)) + 1 + ofFunctions
  if (count <= budget) return budget - ofFunctions
  const who = ofFunctions > 0 ? 'the collector and the functions' : 'the collector'
  const functions = ofFunctions > 0 ? `; the functions of ${listed(own)}` : ''
  throw new ConfigError('nightshift.config.ts', [
    `metrics.seriesBudget: ${budget} is less than the ${count} series that ${who} would write, at about $0.30 a month each (${[listed(kinds), 'and 1 of its own'].filter((text) => text !== '').join(', ')}${functions}); name fewer things to measure, or raise it to ${count}`,
  ])
}

/** The collector that measures what AWS does not, its schedule, its permissions, its alarm and its dashboard row. */
export const addMetrics = (stack: Stack, foundation: Foundation, props: MetricsProps): OpsFunction => {
  const { schedule, seriesBudget, ...config } = props.config
  const deadLetters = new DeadLetters(stack, 'MetricsDeadLetters', { foundation })
  const { alerts, region } = foundation.config
  const collected: CollectorConfig = {
    ...config,
    jobs: props.jobs,
    smsRegion: smsRegionToCopy(foundation.config),
    smsMoney: smsMoneyOf(alerts, region),
  }
  const names = namesOf(props)
  const share = refuseTooManySeries(targetsOf(collected, names), seriesBudget, seriesWritten(foundation.config))
  const slice = { ...collected, ...(share === undefined ? {} : { seriesBudget: share }) }
  const collector = new OpsFunction(stack, 'MetricsCollect', {
    foundation,
    capability: 'metrics',
    entry: 'on-schedule',
    name: 'collect',
    config: slice,
    environment: setOnly(names),
    timeout: Duration.seconds(60),
    deadLetters,
  })
  grantReading(collector.fn, foundation, slice, names)

  new FunctionSchedules(stack, 'MetricsSchedules', { fn: collector.fn, deadLetters }).add('Collect', {
    description: 'Measures what AWS does not',
    schedule,
    // The next look makes a missed one worthless.
    maxEventAge: Duration.minutes(5),
  })
  watchFailures(stack, foundation, schedule)
  addMetricsRow(foundation, slice, names)
  foundation.output('CollectorFunction', collector.fn.functionName)
  return collector
}

export const metrics: Capability = {
  add: (stack, foundation, { config, ownBuckets, estate }) => {
    addMetrics(stack, foundation, {
      config: config.metrics,
      jobs: Object.keys(config.jobs ?? {}),
      ownBuckets,
      estate,
    })
    return {}
  },
}
