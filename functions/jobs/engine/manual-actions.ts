import { PermanentError } from '../../../shared/errors.ts'
import type { JobBackfillRecord, JobRecord, RunRecord } from '../../../shared/ledger/records.ts'
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
import { type BackfillPlan, beginBackfill, cancelBackfill } from './backfill.ts'
import { changeOf, type Deed } from './change.ts'
import { attempt } from './start.ts'
import { contextOf, readJobState, transact } from './transact.ts'

/** The state of a job with a note of who did what, written in the same transaction. */
const noted = (jobState: JobState, deed: Deed, context: Context): JobState => ({
  ...jobState,
  manualAction: changeOf(jobState.name, deed, context),
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
  { by, until, reason, all }: Extract<ManualAction, { action: 'suspend' }>,
  context: Context,
): JobState => {
  const before = jobState.job ?? newJob(jobState.name, context.job, context.now)
  const { suspended: held } = before
  const suspended = {
    by,
    at: context.now.toISOString(),
    until: until && new Date(until).toISOString(),
    reason,
    ...(all ? { all: { before: held?.all ? held.all.before : held } } : {}),
  }
  const summary = `suspended${all ? ' with all jobs' : ''}${suspended.until ? ` until ${suspended.until}` : ''}`
  const job: JobRecord = { ...endSuspension(before, context.now), suspended }
  return noted({ ...jobState, job }, { by, summary, before: before.suspended, after: suspended }, context)
}

const resume = (
  jobState: JobState,
  { by, all }: Extract<ManualAction, { action: 'resume' }>,
  context: Context,
): JobState | undefined => {
  const held = jobState.job?.suspended
  // What a person has suspended by itself stays so.
  if (all && held?.all === undefined) return undefined
  if (jobState.job?.suspended === undefined)
    throw refused(
      suspensionAt(context.job, undefined, context.now) === undefined
        ? `The job ${jobState.name} is not suspended.`
        : `The job ${jobState.name} is suspended by the config (suspended): take it out there and deploy.`,
    )
  const earlier = all ? held?.all?.before : undefined
  const after =
    earlier && (earlier.until === undefined || earlier.until > context.now.toISOString()) ? earlier : undefined
  return noted(
    { ...jobState, job: { ...endSuspension(jobState.job, context.now), suspended: after } },
    { by, summary: all ? 'resumed with all jobs' : 'resumed', before: jobState.job.suspended, after },
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
    // What a person tries again is no backfill's any more: neither its pace nor a suspension holds it.
    reopen(jobState, { ...run, backfill: undefined }, context),
    {
      by,
      summary: `run of ${scheduledAt} tried again`,
      scheduledAt: run.scheduledAt,
      before: { state, cause },
      after: { attempt: run.attempt + 1 },
    },
    context,
  )
}

/**
 * Does what a person asked for, and notes who did in the same write.
 * @returns the run as it then is, the job's record where the action is on the job, or the backfill
 * @throws PermanentError `refused`, saying why and what to do instead
 */
export const doManualAction = async (
  manualAction: ManualAction,
  world: World,
): Promise<RunRecord | JobRecord | BackfillPlan | JobBackfillRecord | undefined> => {
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
    case 'backfill':
      return beginBackfill(manualAction, world)
    case 'cancel-backfill':
      return cancelBackfill(manualAction, world)
    case 'retry':
      return attempt(job, manualAction.scheduledAt, world, (jobState, context) =>
        retry(jobState, manualAction, context),
      )
  }
}
