import * as z from 'zod'
import { durationSchema, durationSeconds, nameSchema, zoneSchema } from './values.ts'

/** The memory, in MiB, that Fargate offers with each CPU size, in CPU units. */
const fargateMemory: Readonly<Record<number, readonly number[]>> = {
  256: [512, 1024, 2048],
  512: [1024, 2048, 3072, 4096],
  1024: Array.from({ length: 7 }, (_, index) => 2048 + index * 1024),
  2048: Array.from({ length: 13 }, (_, index) => 4096 + index * 1024),
  4096: Array.from({ length: 23 }, (_, index) => 8192 + index * 1024),
}

const jobSchema = z
  .strictObject({
    /** `cron(…)` in EventBridge's six fields, or `rate(5 minutes)`. */
    schedule: z.string(),
    /** IANA zone in which a cron expression is meant. Default `'UTC'`. */
    zone: zoneSchema.default('UTC'),
    /** Container image, with its tag. */
    image: z.string().min(1),
    /** Command and its arguments. Default: the image's own. */
    command: z.array(z.string()).min(1).optional(),
    /** CPU units, 1,024 to a vCPU. Default 256. */
    cpu: z.union([z.literal(256), z.literal(512), z.literal(1024), z.literal(2048), z.literal(4096)]).default(256),
    /** MiB. Default 512. */
    memory: z.int().default(512),
    /** Environment variables; no secrets here. */
    environment: z.record(z.string(), z.string()).default({}),
    /** How late a firing may still start; after that it is a missed run. Default `'10 minutes'`. */
    startWithin: durationSchema
      .refine(
        (duration) =>
          !durationSchema.safeParse(duration).success ||
          (durationSeconds(duration) >= 60 && durationSeconds(duration) <= 86_400),
        'from 1 minute to 1 day, for which EventBridge Scheduler keeps a firing',
      )
      .default('10 minutes'),
  })
  .superRefine(({ cpu, memory }, context) => {
    const allowed = fargateMemory[cpu] ?? []
    if (!allowed.includes(memory))
      context.addIssue({ code: 'custom', path: ['memory'], message: `with cpu ${cpu} one of ${allowed.join(', ')}` })
  })

export const jobsSchema = z.record(nameSchema, jobSchema)

export type JobsConfig = z.output<typeof jobsSchema>
export type JobConfig = z.output<typeof jobSchema>
