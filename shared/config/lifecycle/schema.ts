import * as z from 'zod'
import { bucketSchema, faultless, nameSchema, scheduleSchema } from '../values.ts'
import { prefixFault, tagKeyFault, tagsFault, tagValueFault } from './filters.ts'

/** The presets; `presets.ts` says what each one writes. */
export const presetNames = [
  'photo-originals',
  'photo-thumbnails',
  'recoverable-deletes',
  'access-logs',
  'old-versions',
  'incomplete-uploads',
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
  /** Move current versions this many days after they were made; to STANDARD_IA and ONEZONE_IA from 30 days on. */
  transitions: z.array(z.strictObject({ days: z.int().min(0).max(36_500), to: storageClass })).optional(),
  /** Delete current versions after so many days. */
  expireAfterDays: days.optional(),
  /** Move old versions so many days after they were replaced; to STANDARD_IA and ONEZONE_IA from 30 days on. */
  oldVersionTransitions: z.array(z.strictObject({ days, to: storageClass })).optional(),
  /** Delete old versions so many days after they were replaced. */
  expireOldVersionsAfterDays: days.optional(),
  /** Remove delete markers under which no version is left. Not together with `expireAfterDays` or `tags`. */
  removeDeleteMarkers: z.literal(true).optional(),
  /** Give up uploads that were not completed so many days after they began. Not together with `tags`. */
  abortUploadsAfterDays: days.optional(),
})

/** What one bucket is kept at. */
export const bucketPolicySchema = z.strictObject({
  /** The bucket's name, or `own('uploads')` for one that Nightshift makes. */
  bucket: bucketSchema,
  /** Ready policies, by name. */
  presets: z.array(z.enum(presetNames)).default([]),
  /** Rules of your own, by a short name. */
  rules: z.record(nameSchema, ruleSchema).default({}),
})

export const lifecycleSchema = z.strictObject({
  /** One entry a bucket. Rules that Nightshift did not write are left alone. */
  buckets: z.array(bucketPolicySchema),
  /** How often the buckets are brought back to their policies. Default `'rate(1 day)'`. */
  schedule: scheduleSchema.default('rate(1 day)'),
})

export type LifecycleConfig = z.output<typeof lifecycleSchema>
export type BucketPolicy = z.output<typeof bucketPolicySchema>
export type LifecycleRuleConfig = z.output<typeof ruleSchema>
export type StorageClass = z.output<typeof storageClass>
export type PresetName = (typeof presetNames)[number]
