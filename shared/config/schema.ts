import * as z from 'zod'
import { alertsSchema } from './alerts/schema.ts'
import { auditsSchema } from './audits/schema.ts'
import { backupsSchema } from './backups/schema.ts'
import { consoleSchema } from './console/schema.ts'
import { estateSchema } from './estate/schema.ts'
import { firewallSchema } from './firewall/schema.ts'
import { hoursSchema } from './hours/schema.ts'
import { jobDigestSchema, jobPoolsSchema, jobsSchema } from './jobs/schema.ts'
import { lifecycleSchema } from './lifecycle/schema.ts'
import { metricsSchema } from './metrics/schema.ts'
import { offerRegion } from './offers/regions.ts'
import { regionPattern } from './region-pattern.ts'
import { thumbnailsSchema } from './thumbnails/schema.ts'
import { trailSchema } from './trail/schema.ts'
import { expected, nameSchema } from './values.ts'

export const configSchema = z.strictObject({
  /** Name of this deployment: every stack's name starts with it, so two of them can live in one account. */
  name: nameSchema,
  /** AWS region of everything but what must live elsewhere. */
  region: z.string().regex(regionPattern, { error: expected('an AWS region such as ap-northeast-2', offerRegion) }),
  /** Tags on every resource. */
  tags: z
    .record(
      z
        .string()
        .regex(/^(?!aws:)/i, 'is reserved: AWS sets the tags that start with aws:; choose another key')
        .regex(/^[\p{L}\p{N}\s_.:/=+@-]{1,128}$/u, 'a tag key of 1 to 128 letters, digits, spaces and _ . : / = + - @'),
      z.string("a tag's value of at most 256 characters").max(256),
    )
    .default({}),
  /** Days for which the functions' logs are kept. Default 30. */
  logDays: z.literal([1, 3, 5, 7, 14, 30, 60, 90, 180, 365, 400]).default(30),
  /** Who is notified when something is wrong, and of what. */
  alerts: alertsSchema,
  /** Thumbnails of every photo that is uploaded. Left out: no buckets, no function. */
  thumbnails: thumbnailsSchema.optional(),
  /** Scheduled ECS tasks, by name. */
  jobs: jobsSchema.optional(),
  /** What is measured that AWS does not measure by itself. */
  metrics: metricsSchema.prefault({}),
  /** Policies that buckets are kept at. */
  lifecycle: lifecycleSchema.optional(),
  /** What need not run at night, and when it does. */
  hours: hoursSchema.optional(),
  /** Who attacks, by the access logs, and is blocked for a time. Left out: nothing of it is deployed. */
  firewall: firewallSchema.optional(),
  /** What is wrong with the account: credentials, certificates, open doors, waste, limits. Left out: nobody looks. */
  audits: auditsSchema.optional(),
  /** Snapshots, their copies, and the proof that they can be restored. Left out: nothing is saved by us. */
  backups: backupsSchema.optional(),
  /** The web page that shows the night. Left out: it is deployed, with defaults. */
  console: consoleSchema.prefault({}),
  /** Pools whose places jobs share: at most so many of them run at once. */
  jobPools: jobPoolsSchema.default({}),
  /** A morning's email of what the jobs did. Left out: nobody gets one. */
  jobDigest: jobDigestSchema.optional(),
  /** Whether X-Ray traces the functions: how long each call took and what called it. It costs by the trace. Default false. */
  tracing: z.boolean().default(false),
  /** A trail of CloudTrail over all regions, with questions for Athena: who did what in the account. Left out: none is made. */
  trail: trailSchema.optional(),
  /** Network, web service and database that Nightshift deploys and maintains. */
  estate: estateSchema.optional(),
})

/** The config as a team writes it: what has a default may be left out. */
export type ConfigInput = z.input<typeof configSchema>

/** The config as the rest of the code reads it: checked, with every default filled in. */
export type Config = z.output<typeof configSchema>
