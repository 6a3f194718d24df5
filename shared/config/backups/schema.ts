import * as z from 'zod'
import { regionPattern } from '../region-pattern.ts'
import { durationSchema, kmsKeySchema, nameSchema, scheduleSchema, zoneSchema } from '../values.ts'
import { drillSchema } from './drills.ts'
import { encryptSchema } from './encrypt.ts'
import { proofSchema } from './proofs.ts'
import { resourcesSchema } from './resources.ts'

const count = z.int().min(1).max(1_000)

/** Which snapshots are kept. One that any of these wants stays. */
const keepSchema = z
  .strictObject({
    /** The newest so many. Default 1: the last good one always stays. */
    last: count.default(1),
    /** The newest of each of the last so many days that have one. */
    daily: count.optional(),
    /** The newest of each of the last so many weeks (from Monday) that have one. */
    weekly: count.optional(),
    /** The newest of each of the last so many months that have one. */
    monthly: count.optional(),
    /** The newest of each of the last so many years that have one. */
    yearly: count.optional(),
    /** All that are at most so many days old. */
    days: z.int().min(1).max(36_500).optional(),
  })
  .refine(({ last, ...classes }) => last > 1 || Object.values(classes).some((each) => each !== undefined), {
    error: 'last above 1, daily, weekly, monthly, yearly or days: else only one snapshot would be kept',
  })

const planSchema = z.strictObject({
  /** What snapshots are taken of. */
  resources: resourcesSchema,
  /** When: `cron(0 3 * * ? *)` or `rate(6 hours)`. */
  schedule: scheduleSchema,
  /** IANA zone of the schedule, and of the days, weeks, months and years of `keep`. Default `'UTC'`. */
  zone: zoneSchema.default('UTC'),
  /** A snapshot that is not good so long after its time is reported. Default `'6 hours'`. */
  within: durationSchema.default('6 hours'),
  /** Which of the plan's snapshots are kept, of each resource. */
  keep: keepSchema,
  /** Other regions that get a copy of each good snapshot. Default none. */
  copyTo: z
    .array(
      z.strictObject({
        region: z.string().regex(regionPattern, 'an AWS region such as eu-west-1'),
        /** KMS key of that region by which the copy is encrypted. What is encrypted needs one. Default: none, for what is not. */
        key: kmsKeySchema.optional(),
        /** Which of the copies are kept. Default: as the plan. */
        keep: keepSchema.optional(),
      }),
    )
    .max(5)
    .default([]),
})

export const backupsSchema = z.strictObject({
  /** What is saved, when, and for how long, by name. */
  plans: z.record(nameSchema, planSchema).default({}),
  /** What is restored on trial, checked and deleted again, by name. */
  proofs: z.record(nameSchema, proofSchema).default({}),
  /** What fails over on purpose, by name. */
  drills: z.record(nameSchema, drillSchema).default({}),
  /** Databases that somebody may encrypt by copy, and by which keys. Default: none. */
  encrypt: encryptSchema.optional(),
  /** Policy, or rotation, that a failed backup pages. Default: `alerts.onCall`. */
  policy: z.string('the name of a policy or a rotation').optional(),
})

export type BackupsConfig = z.output<typeof backupsSchema>
export type BackupPlan = BackupsConfig['plans'][string]
export type Keep = BackupPlan['keep']
