import * as z from 'zod'
import { durationSchema, durationSeconds } from '../values.ts'
import { checkInstanceAction, instanceShape } from './instance-action.ts'

const comparisonSchema = z.enum(['>', '>=', '<', '<='])

/** Which series of CloudWatch is meant. */
export const seriesShape = {
  /** Namespace of the metric, such as `AWS/SQS`. */
  namespace: z.string().regex(/^[\w ./#:-]{1,255}$/, 'a metric namespace such as AWS/SQS'),
  /** Name of the metric. */
  metric: z.string('the name of a metric, of 1 to 255 characters').min(1).max(255),
  /** Dimensions that name one series. Default none. */
  dimensions: z
    .record(z.string().min(1).max(255), z.string('the value of a dimension, of 1 to 1024 characters').min(1).max(1024))
    .refine((dimensions) => Object.keys(dimensions).length <= 30, 'at most 30, which is all that CloudWatch takes')
    .default({}),
} as const

const conditionShape = {
  /** What the value is compared with. */
  threshold: z.number(),
  /** Default `'>='`. */
  comparison: comparisonSchema.default('>='),
  /** Length of one look, a multiple of a minute. Default `'5 minutes'`. */
  period: durationSchema.default('5 minutes'),
  /** How many looks in a row must be bad. Default 1. */
  periods: z.int().min(1).max(100).default(1),
  /** What the alarm is for and what to do first; it reaches the responder. */
  description: z.string('a description of at most 1024 characters').max(1024).optional(),
}

/**
 * What CloudWatch refuses only when it is deployed: an alarm looks at a day at most, or at a week with looks of an hour or more.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
const checkWindow = (
  { period, periods }: { readonly period: string; readonly periods: number },
  context: z.core.$RefinementCtx,
): void => {
  // A format that is wrong has been reported already, and does not keep zod from asking here.
  if (!durationSchema.safeParse(period).success) return
  const seconds = durationSeconds(period)
  const days = seconds >= 3600 ? 7 : 1
  const refuse = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message })
  if (seconds % 60 !== 0) refuse('period', 'a multiple of a minute')
  else if (seconds * periods > days * 86_400)
    refuse(
      'periods',
      `at most ${Math.floor((days * 86_400) / seconds)}, because ${period} each may not add up to more than ${days === 1 ? 'a day' : 'a week'}`,
    )
}

const logAlarmSchema = z
  .strictObject({
    /** Name of the log group that is searched. */
    logGroup: z.string().regex(/^[\w./#-]{1,512}$/, 'a log group name of 1 to 512 characters'),
    /** CloudWatch Logs filter pattern, such as `ERROR` or `{ $.level = "error" }`. */
    pattern: z.string('a filter pattern of CloudWatch Logs, such as ERROR').min(1).max(1024),
    ...conditionShape,
  })
  .superRefine(checkWindow)

const metricAlarmSchema = z
  .strictObject({
    ...seriesShape,
    /** Default `'Sum'`. */
    statistic: z
      .enum(['Sum', 'Average', 'Minimum', 'Maximum', 'SampleCount', 'p50', 'p90', 'p95', 'p99'])
      .default('Sum'),
    /** What silence means. Default `'missing'`: the alarm says INSUFFICIENT_DATA. */
    missingData: z.enum(['missing', 'breaching', 'notBreaching', 'ignore']).default('missing'),
    ...instanceShape,
    ...conditionShape,
  })
  .superRefine(checkWindow)
  .superRefine(checkInstanceAction)

/** An alarm that Nightshift makes: a pattern in a log, or a metric against a threshold. */
export const alarmSchema = z.xor([logAlarmSchema, metricAlarmSchema])

export type AlarmConfig = z.output<typeof alarmSchema>
