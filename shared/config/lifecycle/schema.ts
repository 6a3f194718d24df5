import * as z from 'zod'
import { bucketSchema, dateSchema, durationSchema, faultless, nameSchema, scheduleSchema } from '../values.ts'
import { prefixFault, tagKeyFault, tagsFault, tagValueFault } from './filters.ts'
import { retentionSchema } from './retention.ts'

/** The presets; `presets.ts` says what each one writes. */
export const presetNames = [
  'photo-originals',
  'photo-thumbnails',
  'recoverable-deletes',
  'access-logs',
  'old-versions',
  'incomplete-uploads',
  'infrequent-then-archive',
  'intelligent',
  'finance-by-tag',
] as const

const storageClass = z.enum([
  'STANDARD_IA',
  'INTELLIGENT_TIERING',
  'ONEZONE_IA',
  'GLACIER_IR',
  'GLACIER',
  'DEEP_ARCHIVE',
])
const days = z.int().min(1).max(36_500)
const bytes = z
  .int()
  .min(1)
  .max(5 * 1024 ** 4)
const keepNewest = z.int().min(1).max(100)

export const ruleSchema = z.strictObject({
  /**
   * Only keys that start with this text, of at most 1,024 bytes. It is a text, not a pattern: no `*`, no slash at the start.
   * Default every key.
   */
  prefix: faultless(z.string('the beginning of keys, such as logs/'), prefixFault).optional(),
  /** Only objects that carry all of these tags, at most 10. */
  tags: faultless(
    z.record(
      faultless(z.string(), tagKeyFault),
      faultless(z.string('a tag value of at most 256 characters'), tagValueFault),
    ),
    tagsFault,
  ).optional(),
  /** Only objects of more bytes than this. With a size filter S3 moves objects under 128 KB too. */
  largerThan: bytes.optional(),
  /** Only objects of fewer bytes than this. */
  smallerThan: bytes.optional(),
  /**
   * Move current versions this many days after they were made, to STANDARD_IA and ONEZONE_IA from 30 days on; or `on` a date,
   * at midnight in UTC, and what is made later at once.
   */
  transitions: z
    .array(
      z.union([
        z.strictObject({ days: z.int().min(0).max(36_500), to: storageClass }),
        z.strictObject({ on: dateSchema, to: storageClass }),
      ]),
    )
    .optional(),
  /** Delete current versions after so many days. */
  expireAfterDays: days.optional(),
  /** Delete current versions on a date, at midnight in UTC, and what is made later at once. Not together with `expireAfterDays`. */
  expireOn: dateSchema.optional(),
  /** Move old versions so many days after they were replaced; to STANDARD_IA and ONEZONE_IA from 30 days on. */
  oldVersionTransitions: z
    .array(
      z.strictObject({
        days,
        to: storageClass,
        /** Leave so many of the newest old versions where they are. Default 0. */
        keepNewest: keepNewest.optional(),
      }),
    )
    .optional(),
  /** Delete old versions so many days after they were replaced. */
  expireOldVersionsAfterDays: days.optional(),
  /** Delete old versions only below so many newer ones. Together with `expireOldVersionsAfterDays`. */
  keepNewestOldVersions: keepNewest.optional(),
  /** Remove delete markers under which no version is left. Not together with `expireAfterDays` or `tags`. */
  removeDeleteMarkers: z.literal(true).optional(),
  /** Give up uploads that were not completed so many days after they began. Not together with `tags`. */
  abortUploadsAfterDays: days.optional(),
  /** Write the rule as one that does nothing. Default false. */
  disabled: z.boolean().optional(),
})

// IDs of such configurations have at most 64 characters, of which ours begin with the deployment's name.
const tieringName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,11}$/, { error: 'a name of at most 12 lower-case letters, digits and dashes' })

/** An archive configuration of Intelligent-Tiering. */
const tieringSchema = z.strictObject({
  /** Only keys that start with this text. Default every key. */
  prefix: faultless(z.string('the beginning of keys, such as logs/'), prefixFault).optional(),
  /** Only objects that carry all of these tags. */
  tags: z.record(z.string(), z.string()).optional(),
  /** Days without a read after which an object goes to the archive access tier, 90 to 730; it takes 3 to 5 hours to come back. */
  archiveAfterDays: z.int().min(90).max(730).optional(),
  /** The same for the deep archive access tier, 180 to 730; up to 12 hours. */
  deepArchiveAfterDays: z.int().min(180).max(730).optional(),
})

const policyShape = {
  /** Ready policies, by name. */
  presets: z.array(z.enum(presetNames)).default([]),
  /** Rules of your own, by a short name. */
  rules: z.record(nameSchema, ruleSchema).default({}),
  /**
   * From which size objects are moved where a rule has no size filter: `all_storage_classes_128K`, or
   * `varies_by_storage_class`, with which GLACIER and DEEP_ARCHIVE take smaller ones. Default: as the bucket has it.
   */
  minimumTransitionSize: z.enum(['all_storage_classes_128K', 'varies_by_storage_class']).optional(),
  /** Archive configurations of Intelligent-Tiering, by a short name. Others' are left alone. Default: nothing is
   * done; `{}` removes ours.  */
  intelligentTiering: z.record(tieringName, tieringSchema).optional(),
}

/** What one bucket is kept at. */
export const bucketPolicySchema = z.strictObject({
  /** The bucket's name, or `own('uploads')` for one that Nightshift makes. */
  bucket: bucketSchema,
  ...policyShape,
  /** Where reports of S3 Inventory about it lie, where the bucket's own configuration does not say: `s3://reports/daily/shop-logs/all`. */
  inventory: z
    .string()
    .regex(/^s3:\/\/[a-z0-9.-]{3,63}\/[^*?]+$/, {
      error: 'the folder of an inventory, in which there is one for each report: s3://reports/daily/shop-logs/all',
    })
    .optional(),
})

const inventorySchema = z.strictObject({
  /** Buckets that reports of S3 Inventory are written to. The function may read them. Those that `buckets[].inventory` names are read too. */
  from: z
    .array(z.string().regex(/^[a-z0-9.-]{3,63}$/, { error: 'the name of a bucket that reports are written to' }))
    .default([]),
  /** An older report is not read. Default `'8 days'`, so that weekly ones are. */
  noOlderThan: durationSchema.default('8 days'),
})

const pattern = z.string().regex(/^[a-z0-9.*-]{1,63}$/, {
  error: 'the name of a bucket, in which * stands for any text, such as logs-*',
})

/** What many buckets are kept at. */
export const selectionSchema = z.strictObject({
  /**
   * Which buckets of the account: by their names, in which `*` stands for any text; by tags, all of which a bucket must carry; or all.
   * A bucket with an entry of its own in `buckets` is left to that one, and of several selections the first that fits counts.
   */
  select: z.union([
    z.strictObject({ pattern }),
    z.strictObject({ tags: z.record(z.string().min(1), z.string()) }),
    z.strictObject({ all: z.literal(true) }),
  ]),
  /** Names or patterns of buckets that are left out. Default none. */
  except: z.array(pattern).default([]),
  ...policyShape,
})

export const lifecycleSchema = z.strictObject({
  /** One entry a bucket. Rules that Nightshift did not write are left alone. */
  buckets: z.array(bucketPolicySchema).default([]),
  /** Many buckets at once: by pattern, by tag, or all. They are looked for at every reconcile. Default none. */
  selections: z.array(selectionSchema).default([]),
  /** How often the buckets are brought back to their policies. Default `'rate(1 day)'`. */
  schedule: scheduleSchema.default('rate(1 day)'),
  /** How long log groups, queues and images are kept. Default: nothing is done about them. */
  retention: retentionSchema.optional(),
  /**
   * Reports of S3 Inventory, from which a change that deletes is counted in whole. Default: the function lists some thousand keys instead.
   */
  inventory: inventorySchema.optional(),
  /**
   * How long a change that would delete objects that are there waits after somebody agreed to it by `lifecycle apply --confirm`;
   * until then it can be taken back. Default `'7 days'`.
   */
  shorten: durationSchema.default('7 days'),
})

export type LifecycleConfig = z.output<typeof lifecycleSchema>
export type TieringConfig = z.output<typeof tieringSchema>
export type Selection = z.output<typeof selectionSchema>
export type BucketPolicy = z.output<typeof bucketPolicySchema>
export type LifecycleRuleConfig = z.output<typeof ruleSchema>
export type StorageClass = z.output<typeof storageClass>
export type PresetName = (typeof presetNames)[number]
