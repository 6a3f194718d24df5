import type { IncidentRecord } from '../../../shared/ledger/records.ts'
import type { Metric } from '../intake/transition.ts'
import { plainLine } from './alphabet.ts'
import type { Words } from './words.ts'

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

/** `arn:aws:ecs:eu-west-1:123456789012:service/prod/web` says no more to a person than `service/prod/web`. */
const withoutArn = (text: string): string =>
  text.replace(/\barn:[\w-]{1,20}:[\w-]{1,40}:[\w-]{0,30}:\d{0,12}:(?:alarm:)?/g, '')

/** A number as people say it: four digits that count, no exponent below a million millions. */
export const numberText = (value: number): string => {
  const rounded = Number(value.toPrecision(Math.abs(value) >= 1_000 ? 15 : 4))
  return Math.abs(rounded) >= 1e12 ? rounded.toExponential(2) : String(Math.round(rounded * 1e6) / 1e6)
}

const comparisons: readonly (readonly [RegExp, string])[] = [
  [/greater *than *or *equal/i, '>='],
  [/less *than *or *equal/i, '<='],
  [/greater *than/i, '>'],
  [/less *than/i, '<'],
]

/** `>=` for CloudWatch's words. */
export const comparisonSign = (text: string): string | undefined =>
  /^[<>]=?$/.test(text) ? text : comparisons.find(([pattern]) => pattern.test(text))?.[1]

const firstNumber = (list: string | undefined): string | undefined => {
  const found = list?.match(/-?\d+(?:\.\d+)?(?:E-?\d+)?/)?.[0]
  return found === undefined ? undefined : numberText(Number(found))
}

/** CloudWatch's long sentence in short, or nothing when it is none of its sentences. */
const fromCloudWatch = (reason: string, words: Words): string | undefined => {
  if (/no datapoints were received/i.test(reason)) return words.noData
  const child = reason.match(/^arn:[^ ]{1,600}?:alarm:(.{1,255}?) transitioned to ALARM/)?.[1]
  if (child !== undefined) return words.child(child)
  // Datapoints come newest first.
  const value = firstNumber(reason.match(/datapoints? \[([^\]]{1,400})\]/)?.[1])
  if (value === undefined) return undefined
  const low = firstNumber(reason.match(/lower thresholds? \[([^\]]{1,200})\]/)?.[1])
  const high = firstNumber(reason.match(/upper thresholds? \[([^\]]{1,200})\]/)?.[1])
  if (low !== undefined && high !== undefined) return words.outside(value, low, high)
  const threshold = firstNumber(reason.match(/the threshold \(([^)]{1,60})\)/)?.[1])
  const sign = comparisonSign(reason)
  return threshold === undefined || sign === undefined ? undefined : `${value} ${sign} ${threshold}`
}

/** What changed, in as few words as a text message can bear: `12 >= 5`, or the reason as it is. */
export const changedText = ({ reason }: IncidentRecord, words: Words): string =>
  plainLine(fromCloudWatch(reason, words) ?? withoutArn(reason))

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
