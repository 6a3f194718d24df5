import * as z from 'zod'
import { isOneTime, scheduleProblem } from '../schedule.ts'
import { alertsProblems } from './alerts/problems.ts'
import { alertsSchema } from './alerts/schema.ts'
import { networkProblems } from './estate/network-ranges.ts'
import { estateSchema } from './estate/schema.ts'
import { pathText, problem } from './explain.ts'
import { jobsProblems } from './jobs/problems.ts'
import { jobsSchema } from './jobs/schema.ts'
import { lifecycleProblems } from './lifecycle/rules.ts'
import { lifecycleSchema } from './lifecycle/schema.ts'
import { metricsSchema } from './metrics/schema.ts'
import { scheduleHint } from './offers/crontab.ts'
import { offerRegion } from './offers/regions.ts'
import { regionPattern, regionProblems } from './regions.ts'
import { thumbnailsSchema } from './thumbnails/schema.ts'
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
  /** Who is told when something is wrong, and of what. */
  alerts: alertsSchema,
  /** Thumbnails of every photo that is uploaded. Left out: no buckets, no function. */
  thumbnails: thumbnailsSchema.optional(),
  /** Scheduled ECS tasks, by name. */
  jobs: jobsSchema.optional(),
  /** What is measured that AWS does not measure by itself. */
  metrics: metricsSchema.prefault({}),
  /** Policies that buckets are kept at. */
  lifecycle: lifecycleSchema.optional(),
  /** Network, web service and database that Nightshift deploys and looks after. */
  estate: estateSchema.optional(),
})

/** The config as a team writes it: what has a default may be left out. */
export type ConfigInput = z.input<typeof configSchema>

/** The config as the rest of the code reads it: checked, with every default filled in. */
export type Config = z.output<typeof configSchema>

/** What a config may look like before it is known to be well formed: every part may be missing or of another type. */
type Loose<Part> = Part extends object
  ? { readonly [Key in keyof Part]?: Loose<Part[Key]> | undefined }
  : Part | undefined

/**
 * Own keys named `__proto__`, at any depth. zod leaves them out without a word, so a name that somebody refers to would
 * be gone; in an object literal JavaScript itself reads them as something else.
 */
const protoProblems = (value: unknown, path: PropertyKey[] = []): string[] => {
  // No config is deeper; what is, may go round in a circle.
  if (typeof value !== 'object' || value === null || path.length > 20) return []
  return Object.keys(value).flatMap((key) =>
    key === '__proto__'
      ? [`${pathText([...path, key])}: "__proto__" is not a name; expected any other`]
      : protoProblems((value as Readonly<Record<string, unknown>>)[key], [
          ...path,
          Array.isArray(value) ? Number(key) : key,
        ]),
  )
}

const scheduleProblems = (config: Loose<ConfigInput>, now: Date): string[] => {
  const check = (path: PropertyKey[], schedule: unknown): string[] => {
    if (typeof schedule !== 'string') return []
    const wrong = isOneTime(schedule)
      ? 'cron(minute hour day-of-month month day-of-week year) or rate(5 minutes): it has to come again'
      : scheduleProblem(schedule, 'UTC', now)
    return wrong === undefined ? [] : [problem(path, schedule, `${wrong}${scheduleHint(schedule, now)}`)]
  }
  return [
    ...check(['metrics', 'schedule'], config.metrics?.schedule),
    ...check(['lifecycle', 'schedule'], config.lifecycle?.schedule),
  ]
}

const ownBucketProblems = (config: Loose<ConfigInput>): string[] => {
  if (config.thumbnails) return []
  const check = (path: PropertyKey[], list: unknown): string[] =>
    (Array.isArray(list) ? list : []).flatMap((entry: Loose<{ bucket: { own: string } }> | null, index) =>
      entry?.bucket?.own
        ? [problem([...path, index, 'bucket'], entry.bucket, "a bucket's name, because thumbnails are not configured")]
        : [],
    )
  return [
    ...check(['lifecycle', 'buckets'], config.lifecycle?.buckets),
    ...check(['metrics', 'newestObject'], config.metrics?.newestObject),
  ]
}

const rangeProblems = (config: Loose<ConfigInput>): string[] => {
  const network = estateSchema.shape.network.safeParse(config.estate?.network)
  return network.success ? networkProblems(network.data) : []
}

/**
 * Faults that no single value shows: references that lead nowhere, schedules that never fire, ranges that overlap.
 * It reads the config as it was written, so that these are told together with the faults of single values.
 */
export const crossCheck = (input: unknown, now: Date): string[] => {
  if (typeof input !== 'object' || input === null) return []
  const config = input as Loose<ConfigInput>
  return [
    ...protoProblems(input),
    ...regionProblems(config),
    ...alertsProblems(config.alerts, now),
    ...scheduleProblems(config, now),
    ...ownBucketProblems(config),
    ...jobsProblems(config, now),
    ...rangeProblems(config),
    ...lifecycleProblems(config.lifecycle),
  ]
}
