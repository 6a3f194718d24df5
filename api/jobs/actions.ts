import { isSettled } from '../../functions/jobs/rules/job-state.ts'
import { commandSource } from '../../shared/command.ts'
import { inParallel } from '../../shared/in-parallel.ts'
import { sizeFault, usualSize } from '../../shared/jobs/fargate-sizes.ts'
import type { JobRecord, RunRecord } from '../../shared/ledger/records.ts'
import { isoSeconds } from '../../shared/time.ts'
import { callFunction } from '../call.ts'
import type { Deployment } from '../deployment.ts'
import { UsageError } from '../usage-error.ts'
import { findRun, type NamedRun } from './find-run.ts'
import { knownJob } from './known-job.ts'
import { type RunRow, rowOf } from './runs.ts'

type Reached = Pick<Deployment, 'config' | 'connect' | 'output'>

const ask = (deployment: Reached, request: object): Promise<unknown> =>
  callFunction(deployment, deployment.output('StartJobFunction'), request)

/** A run that a person asks for. */
export interface AskedRun {
  readonly job: string
  /** In place of the job's own, for this run alone. */
  readonly command?: readonly string[] | undefined
  readonly environment?: Readonly<Record<string, string>> | undefined
  /** CPU units, 1,024 to a vCPU. */
  readonly cpu?: number | undefined
  /** MiB */
  readonly memory?: number | undefined
  /** Who asks, and where. */
  readonly requestedBy: string
  /** Only to say what would happen. */
  readonly dry?: true | undefined
}

/**
 * Asks for a run now, and gives it as it stands when ECS has answered.
 * @throws UsageError when there is no such job, or it may not be; Error with what else the function said
 */
export const runJob = async (deployment: Reached & Pick<Deployment, 'now'>, firing: AskedRun): Promise<RunRow> => {
  const own = deployment.config.jobs?.[knownJob(deployment, firing.job)]
  const { cpu = own?.cpu ?? usualSize.cpu, memory = own?.memory ?? usualSize.memory } = firing
  // The size of a definition that is maintained elsewhere only its account knows.
  const fault = own?.taskDefinition === undefined ? sizeFault({ cpu, memory }) : undefined
  if (fault !== undefined) throw new UsageError(`${fault} Give both: --cpu and --memory.`)
  return rowOf((await ask(deployment, { ...firing, scheduledAt: deployment.now().toISOString() })) as RunRecord)
}

/** For how long a job is suspended, and why. */
export interface AskedSuspension {
  readonly job: string
  readonly by: string
  /** Left out: until somebody resumes it. */
  readonly until?: Date | undefined
  readonly reason?: string | undefined
}

/**
 * Has no run of a job start until a time, or until it is resumed. What runs goes on.
 * @throws UsageError when there is no such job, or the time is over
 */
export const suspendJob = async (
  deployment: Reached & Pick<Deployment, 'now'>,
  { job, by, until, reason }: AskedSuspension,
): Promise<void> => {
  knownJob(deployment, job)
  if (until && until <= deployment.now()) throw new UsageError(`${isoSeconds(until)} is over already.`)
  await ask(deployment, {
    source: commandSource,
    action: 'suspend',
    job,
    by,
    until: until && isoSeconds(until),
    reason,
  })
}

/** Jobs whose function is called at once. */
const width = 5

/**
 * Has no run of any job start until a time, or until all are resumed. What runs goes on; a suspension that a person has made of one job
 * holds again afterwards.
 * @throws UsageError when the time is over
 */
export const suspendAllJobs = async (
  deployment: Reached & Pick<Deployment, 'now'>,
  { by, until, reason }: Omit<AskedSuspension, 'job'>,
): Promise<void> => {
  if (until && until <= deployment.now()) throw new UsageError(`${isoSeconds(until)} is over already.`)
  const asked = { source: commandSource, action: 'suspend', all: true, by, until: until && isoSeconds(until), reason }
  await inParallel(Object.keys(deployment.config.jobs ?? {}), width, (job) => ask(deployment, { ...asked, job }))
}

/** Ends what `suspendAllJobs` has suspended, and no other suspension. */
export const resumeAllJobs = async (deployment: Reached, { by }: { readonly by: string }): Promise<void> => {
  const asked = { source: commandSource, action: 'resume', all: true, by }
  await inParallel(Object.keys(deployment.config.jobs ?? {}), width, (job) => ask(deployment, { ...asked, job }))
}

/** Ends the suspension of a job. @throws UsageError when there is no such job, or no person has suspended it */
export const resumeJob = async (
  deployment: Reached,
  { job, by }: Pick<JobRecord, 'job'> & { readonly by: string },
): Promise<void> => {
  knownJob(deployment, job)
  await ask(deployment, { source: commandSource, action: 'resume', job, by })
}

/** What can be done about a run, and which one is meant where no time is given. */
const runActions = {
  cancel: { fits: (run: RunRecord) => !isSettled(run), what: 'is not over' },
  retry: {
    fits: (run: RunRecord) => isSettled(run) && run.state !== 'succeeded',
    what: 'ended without success',
  },
} as const

/** What can be done about a run: stop it, or run it again as one more attempt. */
export type RunAction = keyof typeof runActions

/**
 * Cancels or retries a run in a person's name, and gives it as it then is. Without a time it is the newest that fits.
 * @throws UsageError when there is no such job or run, or it may not be; Error with what else the function said
 */
export const commandRun = async (
  deployment: Reached & Pick<Deployment, 'ledger'>,
  { action, by, ...named }: NamedRun & { readonly action: RunAction; readonly by: string },
): Promise<RunRow> => {
  knownJob(deployment, named.job)
  const { fits, what } = runActions[action]
  const { job, scheduledAt } = await findRun(deployment, named, fits, what)
  return rowOf((await ask(deployment, { source: commandSource, action, job, scheduledAt, by })) as RunRecord)
}

/** A run with everything that is known of it; without a time the newest. @throws UsageError when there is none */
export const showRun = async (deployment: Pick<Deployment, 'config' | 'ledger'>, named: NamedRun): Promise<RunRow> => {
  knownJob(deployment, named.job)
  return rowOf(await findRun(deployment, named, () => true, 'is known'))
}
