import * as z from 'zod'
import {
  dateSchema,
  durationSchema,
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

const logAlarmSchema = z.strictObject({
  /** Name of the log group that is searched. */
  logGroup: z.string().regex(/^[\w./#-]{1,512}$/, 'a log group name of 1 to 512 characters'),
  /** CloudWatch Logs filter pattern, such as `ERROR` or `{ $.level = "error" }`. */
  pattern: z.string().min(1).max(1024),
  ...conditionShape,
})

const metricAlarmSchema = z.strictObject({
  /** Namespace of the metric, such as `AWS/SQS`. */
  namespace: z.string().regex(/^[\w ./#:-]{1,255}$/, 'a metric namespace such as AWS/SQS'),
  /** Name of the metric. */
  metric: z.string().min(1).max(255),
  /** Dimensions that name one series. Default none. */
  dimensions: z.record(z.string(), z.string()).default({}),
  /** Default `'Sum'`. */
  statistic: z.enum(['Sum', 'Average', 'Minimum', 'Maximum', 'SampleCount', 'p50', 'p90', 'p95', 'p99']).default('Sum'),
  /** What silence means. Default `'missing'`: the alarm says INSUFFICIENT_DATA. */
  missingData: z.enum(['missing', 'breaching', 'notBreaching', 'ignore']).default('missing'),
  ...conditionShape,
})

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
