import type { LifecycleRuleConfig, PresetName } from './schema.ts'

/** A ready rule. Its name is the preset's. */
export interface Preset {
  readonly rule: LifecycleRuleConfig
  /** The rule means nothing without versioning, so the reconcile switches it on where it is off. It never switches it off. */
  readonly needsVersioning?: true
}

export const presets: Readonly<Record<PresetName, Preset>> = {
  /** Photos that may take hours to come back after 45 days: a standard restore from GLACIER takes 3 to 5. */
  'photo-originals': { rule: { transitions: [{ days: 45, to: 'GLACIER' }] } },
  /**
   * Thumbnails that can be made again: not where their originals are in GLACIER by then, as `photo-originals` has it. Their
   * storage class is chosen when they are written: lifecycle skips small objects.
   */
  'photo-thumbnails': { rule: { expireAfterDays: 45 } },
  /**
   * What was deleted or overwritten can be had back for a year. S3 moves no version to STANDARD_IA that has been an old
   * one for less than 30 days, so it stays where it is for 15 days and then goes to DEEP_ARCHIVE (48 h to come back).
   * https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
   */
  'recoverable-deletes': {
    needsVersioning: true,
    rule: {
      oldVersionTransitions: [{ days: 15, to: 'DEEP_ARCHIVE' }],
      expireOldVersionsAfterDays: 365,
      removeDeleteMarkers: true,
    },
  },
  /** Access logs are kept for a year. */
  'access-logs': { rule: { expireAfterDays: 365 } },
  /** Old versions are kept for 60 days. */
  'old-versions': { rule: { expireOldVersionsAfterDays: 60, removeDeleteMarkers: true } },
  /** The parts of uploads that were never completed cost money and are seen by nobody. */
  'incomplete-uploads': { rule: { abortUploadsAfterDays: 30 } },
  /** What is seldom read after two months and hardly after half a year. Archived at 180 days, so that 120 are in STANDARD_IA. */
  'infrequent-then-archive': {
    rule: {
      transitions: [
        { days: 60, to: 'STANDARD_IA' },
        { days: 180, to: 'GLACIER' },
      ],
    },
  },
  /** What is read nobody knows when: S3 watches each object of 128 KB and more, and moves what is not read. */
  intelligent: { rule: { transitions: [{ days: 0, to: 'INTELLIGENT_TIERING' }] } },
  /** Books of the finance department, by their tag: seldom read after a month, archived after a quarter, kept for ten years. */
  'finance-by-tag': {
    rule: {
      tags: { Department: 'Finance' },
      transitions: [
        { days: 30, to: 'STANDARD_IA' },
        { days: 90, to: 'GLACIER' },
      ],
      expireAfterDays: 3_650,
    },
  },
}

/** Everything that a bucket's policy writes: its presets, then its own rules, each with its name. */
export const namedRules = (policy: {
  readonly presets: readonly PresetName[]
  readonly rules: Readonly<Record<string, LifecycleRuleConfig>>
}): readonly (readonly [string, LifecycleRuleConfig])[] => [
  ...policy.presets.map((name) => [name, presets[name].rule] as const),
  ...Object.entries(policy.rules),
]
