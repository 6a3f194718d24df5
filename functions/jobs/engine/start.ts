import { errorName, errorText, isPermanentAwsError, TransientError } from '../../../shared/errors.ts'
import type { RunRecord } from '../../../shared/ledger/records.ts'
import { log, redact } from '../../../shared/log.ts'
import { type Answer, abandonedEnding, answer, isMine } from '../rules/attempt.ts'
import { fire } from '../rules/fire.ts'
import type { Context, JobState } from '../rules/job-state.ts'
import type { Firing } from '../rules/run.ts'
import { runTime } from '../rules/times.ts'
import type { Tasks } from '../world/effects.ts'
import type { World } from '../world/world.ts'
import { contextOf, transact } from './transact.ts'

/**
 * Makes a firing a run, once: the row is written before ECS is asked, and says who is asking. What is delivered again does
 * nothing; what died half-way is taken up where it was, with the same token.
 * @returns the run as it is then; nothing where the sweep will decide what becomes of a late firing
 * @throws the SDK's transient errors: to be tried again
 */
export const startRun = (firing: Firing, world: World): Promise<RunRecord | undefined> =>
  attempt(firing.job, runTime(firing.scheduledAt), world, (jobState, context) => fire(jobState, firing, context))

/**
 * Changes a job's state, and asks ECS for the task if the run is this call's to start then.
 * @throws the SDK's transient errors: to be tried again
 */
export const attempt = async (
  job: string,
  scheduledAt: string,
  world: World,
  change: (jobState: JobState, context: Context) => JobState | undefined,
): Promise<RunRecord | undefined> => {
  let before: RunRecord | undefined
  const { run, changed } = await transact(job, scheduledAt, world, (jobState, context) => {
    before = jobState.runs[scheduledAt]
    return change(jobState, context)
  })
  const context = contextOf(world, job)
  if (!run || !changed || !isMine(run, context)) {
    if (!changed) log.info('nothing to start', { job, scheduledAt, state: run?.state })
    return run
  }
  // After an answer that was lost there may be a task already.
  const again = before?.state === 'starting' ? before : undefined
  const said = await ask(run, again, context, world)
  return (await transact(job, scheduledAt, world, (jobState, latest) => answer(jobState, run, said, latest))).run
}

/**
 * The task that a run has though nobody heard so. Not to know whether there is one is no verdict, whatever the reason: the run
 * stays as it is, so that no other one starts beside a task that lives.
 * @throws TransientError, the SDK's errors: to be tried again
 */
const findTask = async (run: RunRecord, { job }: Context, tasks: Tasks): Promise<string | undefined> => {
  try {
    return await tasks.find(run, job?.family)
  } catch (error) {
    // Nothing lives in a cluster that there is not.
    if (errorName(error) === 'ClusterNotFoundException') return undefined
    if (!isPermanentAwsError(error)) throw error
    const why = redact(`${errorName(error)}: ${errorText(error)}`)
    throw new TransientError(`Whether the run of ${run.scheduledAt} of ${run.job} has a task is not known: ${why}`, {
      cause: error,
    })
  }
}

/** Loaded with the first start that ECS refuses. */
const diagnosis = () => import('../diagnosis/diagnosis.ts')

const ask = async (
  run: RunRecord,
  again: RunRecord | undefined,
  context: Context,
  { tasks }: World,
): Promise<Answer> => {
  if (again) {
    const taskArn = await findTask(run, context, tasks)
    if (taskArn) return { taskArn }
    const ending = abandonedEnding(run, again.leaseUntil, context)
    if (ending) return { ending }
  }
  try {
    if (!context.job) throw new RangeError(`A start without a job: ${run.job}`)
    const started = await tasks.start(run, context.job)
    if (!('failure' in started)) return started
    const { reason, detail, arn } = started.failure
    return { verdict: (await diagnosis()).diagnoseFailure(reason, detail, arn) }
  } catch (error) {
    if (!isPermanentAwsError(error)) throw error
    return { verdict: (await diagnosis()).diagnoseRefusal(errorName(error), redact(errorText(error))) }
  }
}
