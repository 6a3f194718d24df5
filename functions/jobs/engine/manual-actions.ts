import { PermanentError } from '../../../shared/errors.ts'
import { type JobChangeRecord, type JobRecord, keys, type RunRecord } from '../../../shared/ledger/records.ts'
import { terminal } from '../../../shared/terminal.ts'
import { reopen } from '../rules/attempt.ts'
import type { ManualAction } from '../rules/command.ts'
import { fire } from '../rules/fire.ts'
import { endSuspension, newJob, suspensionAt } from '../rules/job.ts'
import { type Context, isSettled, type JobState } from '../rules/job-state.ts'
import { inTheWay } from '../rules/overlap.ts'
import type { Firing } from '../rules/run.ts'
import { askStop } from '../rules/stop.ts'
import { runTime } from '../rules/times.ts'
import type { World } from '../world/world.ts'
import { attempt } from './start.ts'
import { contextOf, readJobState, transact } from './transact.ts'

type Deed = Pick<JobChangeRecord, 'summary' | 'before' | 'after' | 'by'>

/** The state of a job with a note of who did what, written in the same transaction. */
const noted = (jobState: JobState, deed: Deed, { now, callId, version }: Context): JobState => ({
  ...jobState,
  manualAction: {
    // Two actions may be taken in one millisecond.
    ...keys.change('jobs', jobState.name, `${now.toISOString()}#${callId}`),
    kind: 'change',
    at: now.toISOString(),
    capability: 'jobs',
    target: jobState.name,
    ...deed,
    basis: { event: { job: jobState.name }, config: version },
  },
})

const refused = (text: string): PermanentError => new PermanentError('refused', text)

const knownRun = ({ name, runs }: JobState, scheduledAt: string): RunRecord => {
  const run = runs[scheduledAt]
  if (!run) throw refused(`The job ${name} has no run of ${scheduledAt}. See them with: ${terminal} runs --job ${name}`)
  return run
}

const isSameRequest = (run: RunRecord, firing: Firing): boolean => {
  const wish = ({ requestedBy, command, environment = {}, cpu, memory }: RunRecord | Firing) =>
    JSON.stringify([requestedBy, command, Object.entries(environment).sort(), cpu, memory])
  return wish(run) === wish(firing)
}

/** Starts a run that a person asked for, which may overlap no more than a firing, and notes who did. */
export const runByHand = (
  firing: Firing & { readonly requestedBy: string },
  world: World,
): Promise<RunRecord | undefined> => {
  const scheduledAt = runTime(firing.scheduledAt)
  return attempt(firing.job, scheduledAt, world, (jobState, context) => {
    const seen = jobState.runs[scheduledAt]
    if (seen && !isSameRequest(seen, firing))
      throw refused('Another run of this job was asked for in the same millisecond. Ask once more.')
    const after = fire(jobState, firing, context)
    if (!after || seen) return after
    const { command, environment, cpu, memory } = firing
    return noted(
      after,
      {
        by: firing.requestedBy,
        summary: `run of ${scheduledAt} asked for`,
        before: undefined,
        after: {
          state: after.runs[scheduledAt]?.state,
          command,
          environment: Object.keys(environment ?? {}),
          cpu,
          memory,
        },
      },
      context,
    )
  })
}

/** The run as it would be if it were asked for now. Nothing is done. */
export const rehearseRun = async (firing: Firing, world: World): Promise<RunRecord | undefined> => {
  const scheduledAt = runTime(firing.scheduledAt)
  const jobState = await readJobState(firing.job, scheduledAt, world)
  return (fire(jobState, firing, contextOf(world, firing.job)) ?? jobState).runs[scheduledAt]
}

const suspend = (
  jobState: JobState,
  { by, until, reason }: Extract<ManualAction, { action: 'suspend' }>,
  context: Context,
): JobState => {
  const before = jobState.job ?? newJob(jobState.name, context.job, context.now)
  const suspended = { by, at: context.now.toISOString(), until: until && new Date(until).toISOString(), reason }
  const summary = `suspended${suspended.until ? ` until ${suspended.until}` : ''}`
  const job: JobRecord = { ...endSuspension(before, context.now), suspended }
  return noted({ ...jobState, job }, { by, summary, before: before.suspended, after: suspended }, context)
}

const resume = (
  jobState: JobState,
  { by }: Extract<ManualAction, { action: 'resume' }>,
  context: Context,
): JobState => {
  if (jobState.job?.suspended === undefined)
    throw refused(
      suspensionAt(context.job, undefined, context.now) === undefined
        ? `The job ${jobState.name} is not suspended.`
        : `The job ${jobState.name} is suspended by the config (suspended): take it out there and deploy.`,
    )
  return noted(
    { ...jobState, job: endSuspension(jobState.job, context.now) },
    { by, summary: 'resumed', before: jobState.job.suspended, after: undefined },
    context,
  )
}

const cancel = (
  jobState: JobState,
  { by, scheduledAt }: Extract<ManualAction, { action: 'cancel' }>,
  context: Context,
): JobState => {
  const run = knownRun(jobState, scheduledAt)
  if (isSettled(run)) throw refused(`The run of ${scheduledAt} is over already: ${run.state}.`)
  const after = askStop(jobState, run, 'cancelled', by, context)
  return noted(
    after,
    {
      by,
      summary: `run of ${scheduledAt} cancelled`,
      before: { state: run.state },
      after: { state: after.runs[scheduledAt]?.state },
    },
    context,
  )
}

const retry = (
  jobState: JobState,
  { by, scheduledAt }: Extract<ManualAction, { action: 'retry' }>,
  context: Context,
): JobState => {
  const run = knownRun(jobState, scheduledAt)
  if (!isSettled(run)) throw refused(`The run of ${scheduledAt} is not over: ${run.state}.`)
  if (run.state === 'succeeded')
    throw refused(`The run of ${scheduledAt} succeeded. For another one: ${terminal} jobs run ${jobState.name}`)
  const other = inTheWay(jobState, context)
  if (other)
    throw refused(
      `The run of ${other.scheduledAt} is not over (${other.state}), and runs of this job must not overlap. Wait, or: ${terminal} runs cancel ${jobState.name} ${other.scheduledAt}`,
    )
  const { state, cause } = run
  return noted(
    reopen(jobState, run, context),
    { by, summary: `run of ${scheduledAt} tried again`, before: { state, cause }, after: { attempt: run.attempt + 1 } },
    context,
  )
}

/**
 * Does what a person asked for, and notes who did in the same write.
 * @returns the run as it then is, or the job's record where the action is on the job
 * @throws PermanentError `refused`, saying why and what to do instead
 */
export const doManualAction = async (
  manualAction: ManualAction,
  world: World,
): Promise<RunRecord | JobRecord | undefined> => {
  const { job } = manualAction
  switch (manualAction.action) {
    case 'suspend':
      return (await transact(job, undefined, world, (jobState, context) => suspend(jobState, manualAction, context)))
        .jobState.job
    case 'resume':
      return (await transact(job, undefined, world, (jobState, context) => resume(jobState, manualAction, context)))
        .jobState.job
    case 'cancel':
      return (
        await transact(job, manualAction.scheduledAt, world, (jobState, context) =>
          cancel(jobState, manualAction, context),
        )
      ).run
    case 'retry':
      return attempt(job, manualAction.scheduledAt, world, (jobState, context) =>
        retry(jobState, manualAction, context),
      )
  }
}
