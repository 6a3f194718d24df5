import type { IncidentRecord } from '../../../shared/ledger/records.ts'
import type { Metric } from '../intake/transition.ts'
import { plainLine } from './alphabet.ts'
import { withoutArn } from './changed.ts'

/** What the ledger keeps of the transition that opened an incident, as far as messages use it. Nothing is taken for granted. */
export interface Facts {
  /** ARN of the alarm, where it has one. */
  readonly arn?: string | undefined
  readonly name: string
  readonly region?: string | undefined
  readonly description?: string | undefined
  /** Address in the AWS console of something that is no alarm. */
  readonly link?: string | undefined
  readonly metric?: MetricFacts | undefined
}

export interface MetricFacts extends Omit<Metric, 'comparison'> {
  /** `>=` or CloudWatch's `GreaterThanOrEqualToThreshold`. */
  readonly comparison?: string | undefined
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)
const numberOf = (value: unknown): number | undefined => (Number.isFinite(value) ? Number(value) : undefined)
const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {}

const metricOf = (value: unknown): MetricFacts | undefined => {
  const { namespace, name, dimensions, statistic, period, threshold, comparison } = fieldsOf(value)
  const metric = textOf(name)
  if (metric === undefined) return undefined
  return {
    namespace: textOf(namespace) ?? '',
    name: metric,
    dimensions: Object.fromEntries(
      Object.entries(fieldsOf(dimensions)).flatMap(([key, each]) => (typeof each === 'string' ? [[key, each]] : [])),
    ),
    statistic: textOf(statistic),
    period: numberOf(period),
    threshold: numberOf(threshold),
    comparison: textOf(comparison),
  }
}

const alarmArn = /^arn:[\w-]+:cloudwatch:[a-z0-9-]*:\d*:alarm:/

/** Reads what is known of the alarm behind an incident. It never throws: records of older releases have fewer fields. */
export const factsOf = (incident: IncidentRecord): Facts => {
  const event = fieldsOf(incident.basis.event)
  const arn = [event.arn, event.alarm].map(textOf).find((each) => each !== undefined && alarmArn.test(each))
  return {
    arn,
    name: textOf(event.name) ?? incident.alarm,
    region: textOf(event.region) ?? (arn?.split(':')[3] || undefined),
    description: textOf(event.description),
    link: textOf(event.link),
    metric: metricOf(event.metric),
  }
}

/** Where: the metric, the values of at most two dimensions that the name does not say already, and the region. */
export const whereText = ({ name, region, metric }: Facts): string =>
  [
    ...(metric ? [metric.name] : []),
    ...Object.values(metric?.dimensions ?? {})
      .map(withoutArn)
      .filter((value) => !name.includes(value))
      .slice(0, 2),
    ...(region === undefined ? [] : [region]),
  ]
    .map(plainLine)
    .join(' ')
