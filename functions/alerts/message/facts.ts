import { instanceActions } from '../../../shared/instance-actions.ts'
import type { IncidentRecord } from '../../../shared/ledger/records.ts'
import type { ActionOnInstance, Metric } from '../intake/transition.ts'
import { plainLine } from './alphabet.ts'
import { withoutArn } from './changed.ts'

/** What the ledger keeps of the transition that opened an incident, as far as messages use it. Nothing is taken for granted. */
export interface Facts {
  /** ARN of the alarm, where it has one. */
  readonly arn?: string | undefined
  readonly name: string
  readonly region?: string | undefined
  /** That of the metric, where the alarm looks at another account's. */
  readonly account?: string | undefined
  readonly description?: string | undefined
  /** Address in the AWS console of something that is no alarm. */
  readonly link?: string | undefined
  readonly metric?: MetricFacts | undefined
  /** What CloudWatch has EC2 do to an instance. */
  readonly instance?: ActionOnInstance | undefined
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
  const { namespace, name, dimensions, statistic, period, threshold, comparison, account } = fieldsOf(value)
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
    account: textOf(account),
  }
}

const actionIn = (value: unknown): ActionOnInstance | undefined => {
  const { action, id } = fieldsOf(value)
  const known = instanceActions.find((each) => each === action)
  return known && { action: known, id: textOf(id) }
}

const alarmArn = /^arn:[\w-]+:cloudwatch:[a-z0-9-]*:\d*:alarm:/

/** The account in an ARN. */
const ownerIn = /^arn:[\w-]+:[\w-]+:[\w-]*:(\d{12}):/

/** Reads what is known of the alarm behind an incident. It never throws: records of older releases have fewer fields. */
export const factsOf = (incident: IncidentRecord): Facts => {
  const event = fieldsOf(incident.basis.event)
  const metric = metricOf(event.metric)
  const owner = [event.arn, event.alarm].flatMap((each) => textOf(each)?.match(ownerIn)?.[1] ?? [])[0]
  const arn = [event.arn, event.alarm].map(textOf).find((each) => each !== undefined && alarmArn.test(each))
  return {
    arn,
    name: textOf(event.name) ?? incident.alarm,
    region: textOf(event.region) ?? (arn?.split(':')[3] || undefined),
    account: metric?.account ?? textOf(event.account) ?? owner,
    description: textOf(incident.description) ?? textOf(event.description),
    link: textOf(event.link),
    metric,
    instance: actionIn(event.instance),
  }
}

/** Where a deployment is. */
export interface Home {
  readonly region: string
  readonly account: string
}

/** What is not where the deployment is: the region and the account, or the one that differs. Without a home, nothing. */
export const abroadText = ({ region, account }: Facts, home: Home | undefined): string => {
  if (home === undefined) return ''
  return [region === home.region ? undefined : region, account === home.account ? undefined : account]
    .filter((each) => each !== undefined)
    .join(' ')
}

/**
 * Where: what is not in the deployment's own account and region, the metric, the values of at most two dimensions that the
 * name does not say already, and the region.
 */
export const whereText = (facts: Facts, home?: Home): string => {
  const { name, region, metric } = facts
  const abroad = abroadText(facts, home)
  return [
    ...(abroad === '' ? [] : [abroad]),
    ...(metric ? [metric.name] : []),
    ...Object.values(metric?.dimensions ?? {})
      .map(withoutArn)
      .filter((value) => !name.includes(value))
      .slice(0, 2),
    ...(region === undefined || abroad.startsWith(region) ? [] : [region]),
  ]
    .map(plainLine)
    .join(' ')
}
