import * as z from 'zod'
import { bucketSchema, nameSchema } from './values.ts'

/** The presets; `functions/lifecycle/presets.ts` says what each one writes. */
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

const ruleSchema = z.strictObject({
  /** Only keys that start with this. Default every key. */
  prefix: z.string().max(1024).optional(),
  /** Only objects that carry all of these tags. */
  tags: z.record(z.string().min(1).max(128), z.string().max(256)).optional(),
  /** Move current versions this many days after they were made. */
  transitions: z.array(z.strictObject({ days: z.int().min(0).max(36_500), to: storageClass })).optional(),
  /** Delete current versions after so many days. */
  expireAfterDays: days.optional(),
  /** Move old versions so many days after they were replaced. */
  oldVersionTransitions: z.array(z.strictObject({ days, to: storageClass })).optional(),
  /** Delete old versions so many days after they were replaced. */
  expireOldVersionsAfterDays: days.optional(),
  /** Give up uploads that were never completed. */
  abortUploadsAfterDays: days.optional(),
})

export const lifecycleSchema = z.strictObject({
  /** One entry a bucket. Rules that Nightshift did not write are left alone. */
  buckets: z.array(
    z.strictObject({
      /** The bucket's name, or `own('uploads')` for one that Nightshift makes. */
      bucket: bucketSchema,
      /** Ready policies, by name. */
      presets: z.array(z.enum(presetNames)).default([]),
      /** Rules of your own, by a short name. */
      rules: z.record(nameSchema, ruleSchema).default({}),
    }),
  ),
  /** How often the buckets are brought back to their policies. Default `'rate(1 day)'`. */
  schedule: z.string().default('rate(1 day)'),
})

export type LifecycleConfig = z.output<typeof lifecycleSchema>
export type BucketPolicy = LifecycleConfig['buckets'][number]
export type LifecycleRuleConfig = z.output<typeof ruleSchema>
export type PresetName = (typeof presetNames)[number]
