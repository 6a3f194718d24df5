import * as z from 'zod'
import { durationSeconds } from '../../duration.ts'
import { durationSchema, faultless } from '../values.ts'

/** Days that CloudWatch Logs knows. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
export const logDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const

const pattern = (what: string) => z.string(`the name of ${what}, in which * stands for any text`).min(1).max(512)

/** SQS keeps messages from a minute to 14 days. */
const queueFault = (duration: string): string | undefined => {
  const seconds = /^[1-9]\d{0,5} (second|minute|hour|day)s?$/.test(duration) ? durationSeconds(duration) : 60
  return seconds < 60 || seconds > 1_209_600
    ? 'from 1 minute to 14 days: SQS keeps messages no shorter and no longer'
    : undefined
}

/** Kinesis keeps records from a day to a year, by whole hours. https://docs.aws.amazon.com/kinesis/latest/APIReference/API_IncreaseStreamRetentionPeriod.html */
const streamFault = (duration: string): string | undefined => {
  if (!/^[1-9]\d{0,5} (second|minute|hour|day)s?$/.test(duration)) return undefined
  const hours = durationSeconds(duration) / 3_600
  return hours < 24 || hours > 8_760 || !Number.isInteger(hours)
    ? 'from 24 hours to 365 days, in whole hours: Kinesis keeps records no shorter and no longer'
    : undefined
}

/** How long other things than objects are kept. Of several entries the first that a name fits counts. */
export const retentionSchema = z.strictObject({
  /** Log groups. One that no entry is for and that keeps its events for ever is reported by `plan`. Default none. */
  logGroups: z
    .array(
      z.strictObject({
        groups: pattern('log groups'),
        /** Days for which events are kept, or `'never'` for events that never expire. */
        days: z.union([z.literal('never'), z.literal(logDays)], {
          error: `one of ${logDays.join(', ')}, or 'never': CloudWatch Logs knows no others`,
        }),
      }),
    )
    .default([]),
  /** Whether `plan` names dashboards and alarms that no stack made. Nothing is done about them. Default false. */
  reportUnowned: z.boolean().default(false),
  /** Queues of SQS. Default none. */
  queues: z
    .array(
      z.strictObject({
        queues: pattern('queues'),
        /** How long messages are kept, 1 minute to 14 days. */
        keep: faultless(durationSchema, queueFault),
      }),
    )
    .default([]),
  /** Data streams of Kinesis. Default none. */
  streams: z
    .array(
      z.strictObject({
        streams: pattern('data streams'),
        /** How long records are kept, 24 hours to 365 days. What is kept over 24 hours costs extra. */
        keep: faultless(durationSchema, streamFault),
      }),
    )
    .default([]),
  /** Repositories of ECR. An image that a task definition or a service names is never deleted. Default none. */
  repositories: z
    .array(
      z.strictObject({
        repositories: pattern('repositories'),
        /** Delete images without a tag so many days after they were pushed. Default never. */
        untaggedAfterDays: z.int().min(1).max(3_650).optional(),
        /** Keep the newest so many images of those that have a tag with a beginning; `''` is any tag. Default all. */
        keepNewest: z.record(z.string().max(128), z.int().min(1).max(10_000)).optional(),
      }),
    )
    .default([]),
})

export type RetentionConfig = z.output<typeof retentionSchema>
