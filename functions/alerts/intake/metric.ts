import * as z from '../../../shared/shape.ts'
import { number, pairsSchema, text } from './schema.ts'
import { accountOf, nameOf } from './text.ts'
import type { Metric } from './transition.ts'

/** `Trigger` of a message through SNS; of metric math and anomalies it holds `Metrics`. */
export const triggerSchema = z.object({
  MetricName: text,
  Namespace: text,
  Statistic: text,
  ExtendedStatistic: text,
  Period: number,
  ComparisonOperator: text,
  Threshold: number,
  Dimensions: pairsSchema,
  Metrics: z.lenient(
    z.array(
      z.object({
        Expression: text,
        AccountId: text,
        ReturnData: z.lenient(z.boolean()),
        MetricStat: z.lenient(
          z.object({
            Metric: z.object({ MetricName: z.string(), Namespace: z.string(), Dimensions: pairsSchema }),
            Period: number,
            Stat: text,
          }),
        ),
      }),
    ),
  ),
})

/** `configuration` of an event, or of a call by an alarm. */
export const configurationSchema = z.object({
  description: text,
  actionsSuppressor: text,
  metrics: z.lenient(
    z.array(
      z.object({
        expression: text,
        accountId: text,
        returnData: z.lenient(z.boolean()),
        metricStat: z.lenient(
          z.object({
            metric: z.object({ name: z.string(), namespace: z.string(), dimensions: pairsSchema }),
            period: number,
            stat: text,
          }),
        ),
      }),
    ),
  ),
})

type Measured = Pick<Metric, 'namespace' | 'name' | 'dimensions' | 'statistic' | 'period' | 'account'>

/** One of the queries of an alarm, in one form. */
interface Query {
  readonly returned: boolean
  readonly measured?: Measured | undefined
  readonly expression?: string | undefined
}

/** What an alarm looks at: a series that can be plotted, and the namespace even where there is none. */
export interface Looked {
  readonly namespace?: string | undefined
  readonly metric?: Metric | undefined
}

const comparisons: ReadonlyMap<string | undefined, Metric['comparison']> = new Map([
  ['GreaterThanThreshold', '>'],
  ['GreaterThanOrEqualToThreshold', '>='],
  ['LessThanThreshold', '<'],
  ['LessThanOrEqualToThreshold', '<='],
])

const statistics: ReadonlyMap<string, string> = new Map([
  ['SUM', 'Sum'],
  ['AVERAGE', 'Average'],
  ['MINIMUM', 'Minimum'],
  ['MAXIMUM', 'Maximum'],
  ['SAMPLE_COUNT', 'SampleCount'],
  ['SAMPLECOUNT', 'SampleCount'],
])

/** SNS writes `SUM` where the API wants `Sum`; percentiles are as they are. */
const statisticOf = (name: string | undefined): string | undefined =>
  name && nameOf(statistics.get(name.toUpperCase()) ?? name)

// The longest namespace that CloudWatch allows is 255 characters.
const insightsNamespace = /\bFROM\s{1,9}(?:SCHEMA\s{0,9}\(\s{0,9})?"([^"]{1,255})"/i

const lookedAt = (queries: readonly Query[], against: Pick<Metric, 'threshold' | 'comparison'>): Looked => {
  const measured = queries.find((query) => query.returned && query.measured !== undefined)?.measured
  const namespace =
    (measured ?? queries.find((query) => query.measured !== undefined)?.measured)?.namespace ??
    queries.map(({ expression }) => insightsNamespace.exec(expression ?? '')?.[1]).find((each) => each !== undefined)
  return {
    namespace: namespace && nameOf(namespace),
    metric: measured && {
      ...measured,
      ...against,
      namespace: nameOf(measured.namespace),
      name: nameOf(measured.name),
    },
  }
}

/** What the alarm of a message through SNS looks at. */
export const lookedAtByTrigger = (trigger: z.infer<typeof triggerSchema> | undefined): Looked => {
  if (trigger === undefined) return {}
  const against = { threshold: trigger.Threshold, comparison: comparisons.get(trigger.ComparisonOperator) }
  const queries = (trigger.Metrics ?? []).map(({ ReturnData, MetricStat, Expression, AccountId }) => ({
    returned: ReturnData !== false,
    expression: Expression,
    measured: MetricStat && {
      namespace: MetricStat.Metric.Namespace,
      name: MetricStat.Metric.MetricName,
      dimensions: MetricStat.Metric.Dimensions ?? {},
      statistic: statisticOf(MetricStat.Stat),
      period: MetricStat.Period,
      account: accountOf(AccountId),
    },
  }))
  const { Namespace, MetricName, Dimensions, Statistic, ExtendedStatistic, Period } = trigger
  if (!Namespace || !MetricName) return lookedAt(queries, against)
  const measured = {
    namespace: Namespace,
    name: MetricName,
    dimensions: Dimensions ?? {},
    statistic: statisticOf(Statistic || ExtendedStatistic),
    period: Period,
  }
  return lookedAt([{ returned: true, measured }], against)
}

/** What the alarm of an event looks at. @param threshold from the reason's data: the configuration does not hold it */
export const lookedAtByConfiguration = (
  configuration: z.infer<typeof configurationSchema> | undefined,
  threshold: number | undefined,
): Looked =>
  lookedAt(
    (configuration?.metrics ?? []).map(({ returnData, metricStat, expression, accountId }) => ({
      returned: returnData !== false,
      expression,
      measured: metricStat && {
        namespace: metricStat.metric.namespace,
        name: metricStat.metric.name,
        dimensions: metricStat.metric.dimensions ?? {},
        statistic: statisticOf(metricStat.stat),
        period: metricStat.period,
        account: accountOf(accountId),
      },
    })),
    { threshold },
  )
