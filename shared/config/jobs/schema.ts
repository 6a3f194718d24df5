import * as z from 'zod'
import { causeNames } from '../../jobs/cause-names.ts'
import { holidayActions } from '../../jobs/holidays.ts'
import { maxOverrides, overridesLength } from '../../jobs/overrides.ts'
import { usableParts } from '../estate/uses.ts'
import {
  architectureSchema,
  cpuSchema,
  environmentFilesSchema,
  kmsKeysSchema,
  memoryFault,
  memorySchema,
  roleSchema,
  secretsSchema,
  variableSchema,
} from '../task-parts.ts'
import {
  durationSchema,
  durationSeconds,
  imageSchema,
  instantSchema,
  nameSchema,
  scheduleSchema,
  timeOfDaySchema,
  zoneSchema,
} from '../values.ts'
import { exitRuleSchema } from './exit-rule.ts'
import { taskDefinitionSchema, volumeSchema } from './task.ts'

/** A duration within bounds, in seconds. */
const between = (from: number, to: number, words: string) =>
  durationSchema.refine((duration) => {
    if (!durationSchema.safeParse(duration).success) return true
    const seconds = durationSeconds(duration)
    return seconds >= from && seconds <= to
  }, words)

/** Whether both are durations, and the first is longer. */
const isLonger = (one: string | undefined, other: string | undefined): boolean => {
  const [first, second] = [one, other].map((text) => durationSchema.safeParse(text))
  return (
    first?.success === true && second?.success === true && durationSeconds(first.data) > durationSeconds(second.data)
  )
}

/** Verdicts of the ledger alone, after which there is nothing to try again, or after which somebody wanted none. */
const finalCauses: readonly string[] = [
  'succeeded',
  'missed',
  'skipped',
  'suspended',
  'forbidden',
  'cancelled',
  'replaced',
]

const retriedCauses = causeNames.filter((name) => !finalCauses.includes(name))

/** Characters of a command and variables, so that the rest of a task definition has room in its 64 KB. */
const maxDefinition = 50_000

/** A target of `hours`, by its kind and name. */
export const needSchema = z
  .string()
  .regex(
    /^(ec2-instance|rds-instance|rds-cluster|auto-scaling-group|ecs-service)\/\S+$/,
    'a target of hours, such as rds-instance/shop or ecs-service/cluster/service',
  )

export const jobSchema = z
  .strictObject({
    /** `cron(…)` in EventBridge's six fields, `rate(5 minutes)`, or once: `at(2027-01-01T09:00:00)`. */
    schedule: scheduleSchema.default(''),
    /** IANA zone in which a cron or at expression is meant. Default `'UTC'`. */
    zone: zoneSchema.default('UTC'),

    /** Container image, with its tag. Either this or `taskDefinition`. */
    image: imageSchema.optional(),
    taskDefinition: taskDefinitionSchema.optional(),
    /** Command and its arguments. Default: the image's own. */
    command: z.array(z.string('a word of the command')).min(1).optional(),
    /** CPU units, 1,024 to a vCPU. Default 256. */
    cpu: cpuSchema.optional(),
    /** MiB. Default 512. */
    memory: memorySchema.optional(),
    /** What its image is built for. Default `'x86_64'`. */
    architecture: architectureSchema.optional(),
    /** GiB of the task's own disk, from 21 to 200. Default: the 20 that Fargate gives. */
    ephemeralStorage: z.int().min(21).max(200).optional(),
    /**
     * Whether it runs on spare capacity, for about a third of the price, which AWS may take back: then, and where there is none, the run is tried
     * again at once on capacity that is not. It must be able to begin anew. Default false.
     */
    spot: z.boolean().default(false),
    /**
     * File systems of EFS that its container sees, by the name of the volume: encrypted on the way, and allowed by IAM. Without a role of
     * its own the job gets one that may mount them, and write unless `readOnly`. Default none.
     */
    volumes: z.record(nameSchema, volumeSchema).default({}),
    /** Environment variables; no secrets here. */
    environment: z.record(variableSchema, z.string('a text; numbers in quotes')).default({}),
    /** Variables that ECS fills from Secrets Manager or SSM. */
    secrets: secretsSchema.default({}),
    /** Files of variables in S3, `s3://bucket/path/name.env`. At most ten. */
    environmentFiles: environmentFilesSchema.default([]),
    /** Keys of your own in KMS, by ARN, with which those secrets and files are encrypted. An AWS managed key needs no entry. */
    kmsKeys: kmsKeysSchema.default([]),
    /**
     * Parts of the estate that it uses: `'database'`, `'cache'`. It is let in there, and finds it in its environment as the web service does. The night shift is then
     * deployed after them. Default none.
     */
    uses: z.array(z.enum(usableParts)).default([]),
    /** Role that the job's own code has. Default: one that may do nothing. */
    role: roleSchema.optional(),
    /** Where the task runs. Default: the estate's network. */
    network: z
      .strictObject({
        subnets: z
          .array(z.string().regex(/^subnet-[0-9a-f]+$/, 'a subnet, such as subnet-0123456789abcdef0'))
          .min(1)
          .max(16),
        securityGroups: z
          .array(z.string().regex(/^sg-[0-9a-f]+$/, 'a security group, such as sg-0123456789abcdef0'))
          .min(1)
          .max(5),
        assignPublicIp: z.boolean().default(false),
      })
      .optional(),

    /** What happens when a run is due and one before it is not over. Default `'allow'`. */
    overlap: z.enum(['allow', 'forbid', 'replace']).default('allow'),
    /** How late a firing may still start; after that it is a missed run. Default `'10 minutes'`. */
    startWithin: between(60, 86_400, 'from 1 minute to 1 day, for which EventBridge Scheduler keeps a firing').default(
      '10 minutes',
    ),
    /** What happens to missed firings when they are found: nothing, the latest one runs, or up to so many run. Default `'skip'`. */
    catchUp: z.union([z.enum(['skip', 'latest']), z.strictObject({ all: z.int().min(1).max(50) })]).default('skip'),
    /** Further attempts after a failure. */
    retries: z
      .strictObject({
        /** How many. Default 2. */
        limit: z.int().min(0).max(10).default(2),
        /** After which causes. Default: those after which the command surely never ran, and another try may help. */
        on: z.array(z.enum(retriedCauses)).min(1).optional(),
        /** Time before the second attempt; it doubles with each one. Default `'30 seconds'`. */
        wait: between(1, 43_200, 'from 1 second to 12 hours').default('30 seconds'),
      })
      .prefault({}),
    /** What is done about exit codes: the first rule that fits counts. Default none: 0 is a success, and `retries.on` says the rest. */
    exitCodes: z.array(exitRuleSchema).max(30).default([]),
    /** How long a task may take until its container runs. Default `'10 minutes'`. */
    startTimeout: between(60, 86_400, 'from 1 minute to 1 day').default('10 minutes'),
    /** How long a task may run; then it is stopped and the run has failed. Default: as long as it likes. */
    runTimeout: between(1, 14 * 86_400, 'from 1 second to 14 days').optional(),
    /** Time between SIGTERM and SIGKILL when the task is stopped. Default: Fargate's 30 seconds. */
    stopTimeout: between(2, 120, 'from 2 to 120 seconds, which is all that Fargate gives').optional(),
    /** How long a run usually takes at most; a schedule that is closer than that is warned of. */
    expectedDuration: between(1, 14 * 86_400, 'from 1 second to 14 days').optional(),
    /** Local time in its zone at which each run is to be finished, such as `'06:00'`: the first after its own. Else it is reported. Default none. */
    finishBy: timeOfDaySchema.optional(),
    /** How many times what 95 % of its last 30 runs took a run may take before it is reported, from 1.1 to 100. Default: it is not. */
    longerThanUsual: z.number().min(1.1).max(100).optional(),
    /**
     * In place of a schedule: it starts when other jobs have succeeded for the same time, all of them (`all`) or one (`any`), and is missed where
     * they have not `within` so long after it. Default none, `'all'`, `'12 hours'`.
     */
    after: z
      .strictObject({
        jobs: z
          .array(z.string('the name of a job'))
          .min(1)
          .max(20)
          .refine((names) => new Set(names).size === names.length, 'each job once'),
        when: z.enum(['all', 'any']).default('all'),
        within: between(60, 7 * 86_400, 'from 1 minute to 7 days').default('12 hours'),
      })
      .optional(),
    /**
     * What becomes of firings on the holidays of one of `hours.calendars`: left out (`skip`), moved to the same time of the next working day
     * (`move`), or the only ones that run (`only`). Default: they run like others.
     */
    holidays: z
      .strictObject({ calendar: z.string('the name of a calendar of hours'), action: z.enum(holidayActions) })
      .optional(),
    /** By how much a firing may start later, by lot, so that not all start at once: up to an hour. Default: not at all. */
    jitter: between(1, 3_600, 'from 1 second to 1 hour').optional(),
    /** Name of one of `jobPools`, of which a run needs a place. Default none. */
    pool: z.string('the name of a pool of jobPools').optional(),
    /** Targets of `hours` that it needs, such as `rds-instance/shop`. Default none. */
    needs: z.array(needSchema).max(10).default([]),
    /**
     * What happens to a run while something that it needs is switched off: it waits until that is on, for a day at most, it is skipped, or
     * it is started first and stays on for `runTimeout`, else `expectedDuration`, else an hour. Default `'wait'`.
     */
    whenOff: z.enum(['wait', 'skip', 'start']).default('wait'),
    /** Not to run: until a time (ISO 8601 with zone), or until this is taken out again. */
    suspended: z
      .union(
        [
          z.literal(true),
          z.strictObject({
            until: instantSchema,
            reason: z.string('a reason').optional(),
          }),
        ],
        {
          error: ({ input }) =>
            typeof input === 'object' ? undefined : "true or { until: '2027-01-01T09:00:00+09:00' }, or nothing at all",
        },
      )
      .optional(),
    /** How many runs in a row must end badly before it is reported. Default 1. */
    alertAfter: z.int().min(1).max(100).default(1),
    /** The owner, for the message: a team or a channel, not a person's number. */
    owner: z.string('a team or a channel, of 1 to 80 characters').min(1).max(80).optional(),
    /** Escalation policy or rotation of alerts that its failures go to. Default: what the routes of alerts say. */
    policy: z.string('the name of a policy or a rotation of alerts').optional(),
  })
  .superRefine((job, context) => {
    const issue = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
    if ((job.image === undefined) === (job.taskDefinition === undefined))
      issue('image', 'either an image, or a taskDefinition that is there already')
    if (job.taskDefinition) {
      for (const name of ['cpu', 'memory', 'architecture', 'ephemeralStorage', 'role', 'stopTimeout'] as const)
        if (job[name] !== undefined) issue(name, 'nothing here: the task definition says it')
      for (const name of ['secrets', 'environmentFiles', 'kmsKeys', 'volumes', 'uses'] as const)
        if (Object.keys(job[name]).length > 0) issue(name, 'nothing here: the task definition says it')
    }
    if (job.network && job.uses.length > 0)
      issue('uses', 'nothing here: the estate knows no security groups but those of its own network')
    for (const [index, { container }] of job.exitCodes.entries())
      if (container !== undefined && !job.taskDefinition)
        context.addIssue({
          code: 'custom',
          path: ['exitCodes', index, 'container'],
          message: 'nothing here: the task of an image has one container',
        })
    // /data, //data and /data/ are one path.
    const bare = (path: string): string => path.replace(/\/+/g, '/').replace(/\/$/, '')
    const paths = Object.values(job.volumes).map(({ path }) => bare(path))
    for (const [name, { path }] of Object.entries(job.volumes))
      if (paths.indexOf(bare(path)) !== paths.lastIndexOf(bare(path)))
        context.addIssue({
          code: 'custom',
          path: ['volumes', name, 'path'],
          message: 'a path that no other volume has',
        })
    if (job.network)
      for (const [name, { mountTargets }] of Object.entries(job.volumes))
        if (mountTargets)
          context.addIssue({
            code: 'custom',
            path: ['volumes', name, 'mountTargets'],
            message:
              "nothing here, as it is about the estate's network and this job has its own: jobs preflight looks at that",
          })
    const { expectedDuration, runTimeout } = job
    const wrongMemory = job.taskDefinition ? undefined : memoryFault(job)
    if (wrongMemory !== undefined) issue('memory', wrongMemory)
    const [most, what] = job.taskDefinition
      ? [maxOverrides, 'which is what RunTask takes']
      : [maxDefinition, 'because ECS takes task definitions of 64 KB']
    const length = overridesLength(job)
    if (length > most)
      issue(
        job.command === undefined || overridesLength({ command: job.command }) < length / 2 ? 'environment' : 'command',
        `command and environment of at most ${most} characters as JSON together, ${what}; there are ${length}`,
      )
    for (const name of Object.keys(job.secrets))
      if (Object.hasOwn(job.environment, name))
        context.addIssue({ code: 'custom', path: ['environment', name], message: 'no variable that secrets has too' })
    if (isLonger(expectedDuration, runTimeout))
      issue('runTimeout', `at least expectedDuration (${expectedDuration}), or each run would be stopped`)
  })

/** CDK and JavaScript know `constructor` as something else. */
const jobNameSchema = nameSchema.regex(/^(?!constructor$)/, 'is reserved by JavaScript; choose another name')

export const jobsSchema = z.record(jobNameSchema, jobSchema)

/** Pools of places that runs of several jobs share, by name. */
export const jobPoolsSchema = z.record(
  nameSchema,
  z.strictObject({
    /** How many runs of all its jobs may go on at once, from 1 to 100. */
    most: z.int().min(1).max(100),
    /** How many runs may wait for a place, in order, before a further one is missed; from 1 to 500. Default 100. */
    waiting: z.int().min(1).max(500).default(100),
  }),
)

/** Whoever gets a report. */
const readerSchema = z.string('the name of a responder or a rotation')

/** An email each morning: what ran, what did not, what was slower than usual, and what it cost. */
export const jobDigestSchema = z.strictObject({
  /** Local time at which it is sent, such as `'07:30'`. It says what ended since the one before. */
  at: timeOfDaySchema,
  /** IANA zone of that time and of the times in it. Default `'UTC'`. */
  zone: zoneSchema.default('UTC'),
  /** Responder or rotation that gets it, or several, each in their language. */
  to: z.union([readerSchema, z.array(readerSchema).min(1).max(10)], {
    error: ({ input }) =>
      typeof input === 'object' ? undefined : 'the name of a responder or a rotation, or a list of names',
  }),
  /** One of `hours.calendars`: it is sent on its working days alone. Default: each day. */
  calendar: z.string('the name of a calendar of hours').optional(),
})

export type JobDigestConfig = z.output<typeof jobDigestSchema>

export type JobPoolsConfig = z.output<typeof jobPoolsSchema>

export type JobsConfig = z.output<typeof jobsSchema>
export type JobConfig = z.output<typeof jobSchema>
