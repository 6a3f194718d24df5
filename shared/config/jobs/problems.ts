import { type After, circleFrom, rootOf } from '../../jobs/chain.ts'
import { scheduleProblem } from '../../schedule.ts'
import { exactDurationText } from '../../time.ts'
import { usesProblems } from '../estate/uses.ts'
import { pathText, problem } from '../explain.ts'
import { kindNames } from '../hours/schema.ts'
import { scheduleHint } from '../offers/crontab.ts'
import { entries, field, list, missing, namesIn, texts } from '../references.ts'
import { reportProblems } from '../report-problems.ts'
import { durationSchema, durationSeconds, nameSchema, zoneSchema } from '../values.ts'
import { pausesOf } from './pauses.ts'
import { longestRun } from './run-length.ts'
import { needSchema } from './schema.ts'

type Keyed = { readonly [key: string]: unknown }
type Named = readonly [name: string, job: unknown]

const scheduleProblems = ([name, job]: Named, now: Date): string[] => {
  const [schedule, zone = 'UTC'] = ['schedule', 'zone'].map((key) => field(job, key))
  if (typeof schedule !== 'string' || !zoneSchema.safeParse(zone).success) return []
  const wrong = scheduleProblem(schedule, String(zone), now)
  if (wrong !== undefined)
    return [problem(['jobs', name, 'schedule'], schedule, `${wrong}${scheduleHint(schedule, now)}`)]
  const run = longestRun(job)
  if (field(job, 'overlap') !== 'replace' || run?.key !== 'expectedDuration') return []
  const { longest = Number.POSITIVE_INFINITY } = pausesOf({ schedule, zone: String(zone) }, now) ?? {}
  return run.seconds > longest
    ? [
        problem(
          ['jobs', name, 'overlap'],
          'replace',
          `allow or forbid, or a schedule with more than ${run.text} between firings: the next run would stop each one before it ends`,
        ),
      ]
    : []
}

/** The name of a job's schedule is the deployment's name and the job's; AWS takes 64 characters. */
const nameProblems = ([name]: Named, deployment: string): string[] => {
  if (!nameSchema.safeParse(deployment).success) return []
  const left = 63 - deployment.length
  return name.length > left
    ? [
        problem(
          ['jobs', name],
          name,
          `at most ${left} characters beside the name "${deployment}", because a schedule's name has at most 64: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html`,
        ),
      ]
    : []
}

const networkProblems = (jobs: readonly Named[], estate: unknown): string[] =>
  jobs.length > 0 && estate === undefined
    ? [problem(['estate'], undefined, 'a network for the jobs to run in: estate: { network: {} } or an existing VPC')]
    : []

/** A job with an image is 5 resources of a stack that has some 240 others; CloudFormation takes 500. */
const maxJobs = 50

const countProblems = (jobs: readonly Named[]): string[] => {
  const own = jobs.filter(([, job]) => field(job, 'image') !== undefined).length
  return own > maxJobs
    ? [
        problem(
          ['jobs'],
          `${own} jobs with an image`,
          `at most ${maxJobs}, because CloudFormation takes 500 resources in a stack: give others a taskDefinition, or deploy them by a second config with another name`,
        ),
      ]
    : []
}

/** Targets that the config names; nothing where one goes by a tag or a stack, so that only the account knows them. */
const namedTargets = (hours: unknown): string[] | undefined => {
  const selectors = list(field(hours, 'targets')).flatMap((target) =>
    kindNames.flatMap((kind) => {
      const selector = field(target, kind)
      return selector === undefined ? [] : [{ kind, noun: kind.replace(/s$/, ''), names: field(selector, 'names') }]
    }),
  )
  if (selectors.some(({ kind, names }) => kind === 'stacks' || !Array.isArray(names))) return undefined
  return selectors.flatMap(({ noun, names }) => list(names).map((name) => `${noun}/${name}`))
}

const needsProblems = ([name, job]: Named, targets: readonly string[] | undefined): string[] =>
  targets === undefined
    ? []
    : list(field(job, 'needs')).flatMap((need, index) =>
        // What is no target at all is reported by its own schema.
        needSchema.safeParse(need).success
          ? missing(['jobs', name, 'needs', index], need, targets, 'a target of hours')
          : [],
      )

interface Chained {
  readonly schedule?: unknown
  readonly zone?: unknown
  readonly after?: After | undefined
}

/** The jobs as far as they can be followed. */
const chainsOf = (jobs: readonly Named[]): Readonly<Record<string, Chained>> =>
  Object.fromEntries(
    jobs.map(([name, job]) => {
      const names = texts(field(field(job, 'after'), 'jobs'))
      const after: After | undefined = names.length > 0 ? { jobs: names, when: 'all' } : undefined
      return [name, { schedule: field(job, 'schedule'), zone: field(job, 'zone') ?? 'UTC', after }]
    }),
  )

const afterProblems = ([name, job]: Named, chains: Readonly<Record<string, Chained>>): string[] => {
  const path = ['jobs', name]
  const schedule = field(job, 'schedule')
  const after = chains[name]?.after
  if (field(job, 'after') === undefined)
    return schedule === undefined
      ? [
          problem(
            [...path, 'schedule'],
            undefined,
            'a schedule such as cron(30 2 * * ? *), rate(5 minutes) or at(2027-01-01T09:00:00), or an after',
          ),
        ]
      : []
  const own = ['schedule', 'zone'].flatMap((key) => {
    const value = field(job, key)
    return value === undefined
      ? []
      : [problem([...path, key], value, 'nothing beside after: it has that of the jobs that it comes after')]
  })
  if (after === undefined) return own
  const unknown = missing([...path, 'after', 'jobs'], after.jobs, Object.keys(chains), 'a job')
  const circle = circleFrom(chains, name)
  if (unknown.length > 0 || circle)
    return [
      ...own,
      ...unknown,
      ...(circle
        ? [
            problem(
              [...path, 'after', 'jobs'],
              after.jobs,
              `no circle (${circle.join(' after ')}): take one of them out`,
            ),
          ]
        : []),
    ]
  const roots = after.jobs.map((each) => chains[rootOf(chains, each)])
  const times = new Set(roots.map((root) => `${root?.schedule} ${root?.zone}`))
  const isRate = roots.some((root) => typeof root?.schedule === 'string' && root.schedule.startsWith('rate'))
  return [
    ...own,
    ...(times.size > 1
      ? [
          problem(
            [...path, 'after', 'jobs'],
            after.jobs,
            `jobs of one schedule and zone, as only those have a time in common; they have ${[...times].join(' and ')}`,
          ),
        ]
      : []),
    ...(isRate
      ? [
          problem(
            [...path, 'after', 'jobs'],
            after.jobs,
            'jobs with a cron expression: rates of two jobs have no time in common',
          ),
        ]
      : []),
  ]
}

const holidayProblems = ([name, job]: Named, hours: unknown): string[] => {
  const rule = field(job, 'holidays')
  const path = ['jobs', name, 'holidays'] as const
  const schedule = field(job, 'schedule')
  return [
    ...missing(
      [...path, 'calendar'],
      field(rule, 'calendar'),
      namesIn(field(hours, 'calendars')),
      'a calendar of hours',
    ),
    ...(field(rule, 'action') === 'move' && typeof schedule === 'string' && schedule.startsWith('rate')
      ? [
          problem(
            [...path, 'action'],
            'move',
            'skip or only beside a rate, whose next firing comes before; or a cron expression',
          ),
        ]
      : []),
  ]
}

/** A firing that is held for longer than the pause to the next would be overtaken by it. */
const jitterProblems = ([name, job]: Named, now: Date): string[] => {
  const [schedule, zone = 'UTC'] = ['schedule', 'zone'].map((key) => field(job, key))
  const { data: jitter } = durationSchema.safeParse(field(job, 'jitter'))
  if (jitter === undefined || typeof schedule !== 'string' || !zoneSchema.safeParse(zone).success) return []
  if (scheduleProblem(schedule, String(zone), now) !== undefined) return []
  const { shortest = Number.POSITIVE_INFINITY } = pausesOf({ schedule, zone: String(zone) }, now) ?? {}
  return durationSeconds(jitter) < shortest
    ? []
    : [
        problem(
          ['jobs', name, 'jitter'],
          jitter,
          `less than ${exactDurationText(shortest)}, the time between two firings`,
        ),
      ]
}

const digestProblems = (config: unknown): string[] => {
  const digest = field(config, 'jobDigest')
  if (digest === undefined) return []
  const to = field(digest, 'to')
  const named = Array.isArray(to) ? to.map((each, index) => [['jobDigest', 'to', index], each] as const) : []
  return [
    ...(entries(field(config, 'jobs') as Keyed | undefined).length === 0
      ? [problem(['jobDigest'], digest, 'jobs of which it says how they went, or no jobDigest')]
      : []),
    ...(Array.isArray(to) ? named : [[['jobDigest', 'to'], to] as const]).flatMap(([path, name]) =>
      reportProblems(path, name, field(config, 'alerts')),
    ),
    ...named
      .filter(([, name], index) => typeof name === 'string' && Array.isArray(to) && to.indexOf(name) < index)
      .map(([path, name]) => problem(path, name, 'a name that is not there already: each gets one email')),
    ...missing(
      ['jobDigest', 'calendar'],
      field(digest, 'calendar'),
      namesIn(field(field(config, 'hours'), 'calendars')),
      'a calendar of hours',
    ),
  ]
}

/** Of one file system the mount targets are said once, or alike: which jobs are let into them is not a question of the job. */
const mountProblems = (jobs: readonly Named[]): string[] => {
  const known = new Map<unknown, { readonly said: string; readonly where: string }>()
  return jobs.flatMap(([name, job]) =>
    entries(field(job, 'volumes') as Keyed | undefined).flatMap(([volume, value]) => {
      const mounts = field(value, 'mountTargets')
      if (mounts === undefined) return []
      const said = JSON.stringify([field(mounts, 'subnets') ?? 'app', list(field(mounts, 'securityGroups')).toSorted()])
      const path = ['jobs', name, 'volumes', volume, 'mountTargets'] as const
      const first = known.get(field(value, 'fileSystem'))
      if (!first) known.set(field(value, 'fileSystem'), { said, where: pathText(path) })
      return !first || first.said === said
        ? []
        : [problem(path, mounts, `those of ${first.where}, or none, as it is the same file system`)]
    }),
  )
}

/**
 * Faults of the jobs that no single value shows: schedules that never fire, runs that never end, names that are too long or
 * lead nowhere.
 * @param config as it was written: any part may be missing or of another type
 */
export const jobsProblems = (config: unknown, now: Date): string[] => {
  const jobs = entries(field(config, 'jobs') as Keyed | undefined)
  const alerts = field(config, 'alerts')
  const chains = chainsOf(jobs)
  const targets = namedTargets(field(config, 'hours'))
  const goals = [...new Set([...namesIn(field(alerts, 'policies')), ...namesIn(field(alerts, 'rotations'))])]
  return [
    ...jobs.flatMap((job) => [
      ...scheduleProblems(job, now),
      ...nameProblems(job, String(field(config, 'name') ?? '')),
      ...needsProblems(job, targets),
      ...usesProblems(job, field(config, 'estate')),
      ...afterProblems(job, chains),
      ...holidayProblems(job, field(config, 'hours')),
      ...jitterProblems(job, now),
      ...missing(
        ['jobs', job[0], 'pool'],
        field(job[1], 'pool'),
        namesIn(field(config, 'jobPools')),
        'a pool of jobPools',
      ),
      ...missing(['jobs', job[0], 'policy'], field(job[1], 'policy'), goals, 'a policy or a rotation of alerts'),
    ]),
    ...mountProblems(jobs),
    ...countProblems(jobs),
    ...networkProblems(jobs, field(config, 'estate')),
    ...digestProblems(config),
  ]
}
