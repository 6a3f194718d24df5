import * as z from 'zod'
import {
  dateSchema,
  durationSchema,
  durationSeconds,
  emailSchema,
  nameSchema,
  phoneSchema,
  timeOfDaySchema,
  zoneSchema,
} from './values.ts'

const responderSchema = z
  .strictObject({
    /** Number for text messages in E.164, or `ssm('/name')`. */
    sms: phoneSchema.optional(),
    /** Address for email, or `ssm('/name')`. */
    email: emailSchema.optional(),
  })
  .refine(({ sms, email }) => sms !== undefined || email !== undefined, 'at least one of sms and email')

const rotationSchema = z.strictObject({
  /** IANA zone in which the handoff time is meant. */
  zone: zoneSchema,
  /** Length of a turn. Default `'week'`. */
  every: z.enum(['day', 'week']).default('week'),
  /** Date of the first handoff; with `every: 'week'` its weekday is the weekday of every handoff. */
  from: dateSchema,
  /** Local time of the handoff. Default `'09:00'`. */
  at: timeOfDaySchema.default('09:00'),
  /** Whose turn it is, in order; after the last comes the first again. */
  responders: z.array(z.string()).min(1),
})

const comparisonSchema = z.enum(['>', '>=', '<', '<='])

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
  description: z.string().max(1024).optional(),
}

/**
 * What CloudWatch refuses only when it is deployed: an alarm looks at a day at most, or at a week with looks of an hour or more.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
const checkWindow = (
  { period, periods }: { readonly period: string; readonly periods: number },
  context: z.core.$RefinementCtx,
): void => {
  // A format that is wrong has been told already, and does not keep zod from asking here.
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
    pattern: z.string().min(1).max(1024),
    ...conditionShape,
  })
  .superRefine(checkWindow)

const metricAlarmSchema = z
  .strictObject({
    /** Namespace of the metric, such as `AWS/SQS`. */
    namespace: z.string().regex(/^[\w ./#:-]{1,255}$/, 'a metric namespace such as AWS/SQS'),
    /** Name of the metric. */
    metric: z.string().min(1).max(255),
    /** Dimensions that name one series. Default none. */
    dimensions: z.record(z.string().min(1).max(255), z.string().min(1).max(1024)).default({}),
    /** Default `'Sum'`. */
    statistic: z
      .enum(['Sum', 'Average', 'Minimum', 'Maximum', 'SampleCount', 'p50', 'p90', 'p95', 'p99'])
      .default('Sum'),
    /** What silence means. Default `'missing'`: the alarm says INSUFFICIENT_DATA. */
    missingData: z.enum(['missing', 'breaching', 'notBreaching', 'ignore']).default('missing'),
    ...conditionShape,
  })
  .superRefine(checkWindow)

export const alertsSchema = z.strictObject({
  /** Sender of alert emails, an identity that SES has verified, or `ssm('/name')`. Needed when a responder has an email. */
  emailFrom: emailSchema.optional(),
  /** The people who can be called, by a short name. */
  responders: z.record(nameSchema, responderSchema),
  /** Who takes turns, and when the turn changes. */
  rotations: z.record(nameSchema, rotationSchema),
  /** The rotation that every alarm goes to. */
  onCall: z.string(),
  /** Responders told directly by an SNS topic when the alerting function itself fails. */
  fallback: z.array(z.string()).min(1),
  /** Alarms that Nightshift makes, by name. Any other alarm may use the alarm topic too. */
  alarms: z.record(nameSchema, z.union([logAlarmSchema, metricAlarmSchema])).default({}),
})

export type AlertsConfig = z.output<typeof alertsSchema>
export type Rotation = z.output<typeof rotationSchema>
export type Responder = z.output<typeof responderSchema>
export type AlarmConfig = AlertsConfig['alarms'][string]
