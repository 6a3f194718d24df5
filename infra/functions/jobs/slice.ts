import type { WrittenJobs, WrittenSlice } from '../../../functions/jobs/world/slices.ts'
import type { JobConfig, JobDigestConfig, JobPoolsConfig, JobsConfig } from '../../../shared/config/jobs/schema.ts'
import { durationSeconds } from '../../../shared/config/values.ts'
import { sizeOf } from '../../../shared/jobs/cost.ts'
import type { JobTask } from './task.ts'

const seconds = (duration: string | undefined): number | undefined =>
  duration === undefined ? undefined : durationSeconds(duration)

const poolOf = ({ pool }: JobConfig, pools: JobPoolsConfig): Pick<WrittenSlice, 'pool'> => {
  const definition = pool === undefined ? undefined : pools[pool]
  return pool === undefined || definition === undefined ? {} : { pool: { name: pool, ...definition } }
}

/** What the functions know of the digest: when, to whom, and what the tasks of each job cost by. */
export const digestOf = (
  { at, zone, to, calendar }: JobDigestConfig,
  jobs: JobsConfig,
): NonNullable<WrittenJobs['digest']> => ({
  at,
  zone,
  to: [to].flat(),
  ...(calendar === undefined ? {} : { calendar }),
  sizes: Object.fromEntries(Object.entries(jobs).map(([name, job]) => [name, sizeOf(job)])),
})

/** What the functions know of a job: the config's part with its durations in seconds, and where its task is found. */
export const sliceOf = (
  job: JobConfig,
  { family, container, log }: JobTask,
  pools: JobPoolsConfig = {},
): WrittenSlice => ({
  schedule: job.schedule,
  zone: job.zone,
  overlap: job.overlap,
  catchUp: job.catchUp,
  alertAfter: job.alertAfter,
  startWithin: durationSeconds(job.startWithin),
  startTimeout: durationSeconds(job.startTimeout),
  retries: { limit: job.retries.limit, wait: durationSeconds(job.retries.wait), on: job.retries.on },
  ...(job.exitCodes.length > 0 ? { exitCodes: job.exitCodes } : {}),
  family,
  container,
  runTimeout: seconds(job.runTimeout),
  expectedDuration: seconds(job.expectedDuration),
  ...(job.finishBy === undefined ? {} : { finishBy: job.finishBy }),
  ...(job.longerThanUsual === undefined ? {} : { longerThanUsual: job.longerThanUsual }),
  ...(job.spot ? { spot: true } : {}),
  ...(job.after ? { after: { ...job.after, within: durationSeconds(job.after.within) } } : {}),
  ...(job.holidays ? { holidays: job.holidays } : {}),
  ...(job.jitter === undefined ? {} : { jitter: durationSeconds(job.jitter) }),
  ...poolOf(job, pools),
  suspended: job.suspended,
  ...(job.needs.length > 0 ? { needs: job.needs, whenOff: job.whenOff } : {}),
  owner: job.owner,
  policy: job.policy,
  network: job.network,
  log,
  // A definition of our own has them in it.
  overrides: job.taskDefinition && { environment: job.environment, command: job.command },
})
