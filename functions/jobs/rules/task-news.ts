import { PermanentError } from '../../../shared/errors.ts'
import type { RunRecord } from '../../../shared/ledger/records.ts'
import { deadline } from './attempt.ts'
import { conclude, type Ending, fresh } from './conclude.ts'
import type { JobSlice } from './job.ts'
import { type Context, holderOf, isSettled, type JobState, put, returnLease } from './job-state.ts'
import { slowAtOf } from './overdue.ts'
import { holdPlace } from './pool.ts'
import { emptyRun } from './run.ts'
import { askStop, endingOfStop } from './stop.ts'
import type { TaskChange } from './task-change.ts'
import { isAhead } from './times.ts'

/** Whether the verdict was given without ECS's word on how the task ended. */
const isPresumed = (run: RunRecord): boolean => isSettled(run) && run.basis.state === undefined

/** What a change of a task is to its run: news that count, a task that should not be, or nothing. */
export type Meaning =
  | { readonly kind: 'news'; readonly run: RunRecord }
  | { readonly kind: 'stray' }
  | { readonly kind: 'nothing' }

const nothing: Meaning = { kind: 'nothing' }
const stray: Meaning = { kind: 'stray' }

/** A run whose last attempt was taken for over though it has a task. */
const takenBack = (run: RunRecord): RunRecord => ({
  ...run,
  ...fresh,
  state: 'starting',
  earlier: run.earlier?.slice(0, -1),
})

const pastOf = ({ earlier }: RunRecord, attempt: number) => earlier?.find((past) => past.attempt === attempt)

const ofThisAttempt = (run: RunRecord, change: TaskChange): Meaning => {
  const stopped = change.lastStatus === 'STOPPED'
  // An attempt that ECS has given its word on, and that the run waited after.
  if (pastOf(run, run.attempt)?.taskArn !== undefined) return nothing
  if (run.state === 'waiting')
    return run.waitsFor === 'lease' || run.attempt === 0 ? nothing : { kind: 'news', run: takenBack(run) }
  if (isSettled(run)) {
    const surprising = isPresumed(run) && (stopped || run.taskArn === undefined)
    return surprising && isNewer(run, change) ? { kind: 'news', run } : nothing
  }
  if (run.taskArn !== undefined && run.taskArn !== change.taskArn) return stopped ? nothing : stray
  return isNewer(run, change) ? { kind: 'news', run } : nothing
}

/** Whether a change says more than is known. One without a version is ECS's answer to a question. */
const isNewer = (run: RunRecord, { version, lastStatus, startedAt }: TaskChange): boolean => {
  if (version >= 0) return version > (run.taskVersion ?? -1)
  return lastStatus === 'STOPPED' || run.state !== 'running' || (startedAt !== undefined && run.startedAt === undefined)
}

/**
 * What a change of the task of an attempt means. Duplicates and what is older than what is known mean nothing; nor does what
 * comes after the verdict, unless that had to be given without ECS's word. A task that lives though its attempt is over, or
 * beside the one that is known, is a stray.
 */
export const meaningOf = (run: RunRecord, change: TaskChange, attempt: number): Meaning => {
  if (attempt === run.attempt) return ofThisAttempt(run, change)
  const lives = change.lastStatus !== 'STOPPED' && pastOf(run, attempt)?.taskArn !== change.taskArn
  return attempt < run.attempt && lives ? stray : nothing
}

/**
 * The run that a task names. One that the ledger does not know (any more) is taken up where ECS names it, if it can be one.
 * @throws PermanentError `unknown-job`, `malformed-event`: somebody else gave the task that name
 */
export const runNamed = (
  { runs, name }: JobState,
  { scheduledAt: text, attempt }: Pick<RunRecord, 'scheduledAt' | 'attempt'>,
  { version, job, now }: Context,
): RunRecord => {
  const known = runs[text]
  if (known) return known
  if (!job) throw new PermanentError('unknown-job', `A task of the job ${name}, which neither config nor ledger has`)
  const scheduledAt = new Date(text)
  if (Number.isNaN(scheduledAt.getTime()) || isAhead(scheduledAt, now))
    throw new PermanentError('malformed-event', `A task of the job ${name} and of a time that has not come: ${text}`)
  return { ...emptyRun({ job: name, scheduledAt }, version), attempt }
}

/** Notes the task of an attempt that was thought to have none, and that had to be stopped. */
export const noteStray = (
  jobState: JobState,
  run: RunRecord,
  attempt: number,
  taskArn: string,
): JobState | undefined => {
  if (!run.earlier?.some((past) => past.attempt === attempt && past.taskArn === undefined)) return undefined
  return put(jobState, {
    ...run,
    earlier: run.earlier.map((past) => (past.attempt === attempt ? { ...past, taskArn } : past)),
  })
}

/** A task that lives needs the lease, where runs must not overlap; where another run has it by now, it has to go. */
const admit = (before: JobState, live: RunRecord, context: Context): JobState => {
  const { jobState, run } = holdPlace(before, live, context)
  if (context.job === undefined || context.job.overlap === 'allow') return put(jobState, run)
  const holder = holderOf(jobState)
  if (!holder) return returnLease(jobState, run, context.now)
  if (holder.scheduledAt === run.scheduledAt) return put(jobState, run)
  return askStop(jobState, run, 'replaced', `the run of ${holder.scheduledAt}`, context)
}

/** Name of the essential container in the task definitions that we make. */
const ownContainer = 'main'

/** Name of the container whose end is the end of the task. */
export const essentialOf = (job: JobSlice | undefined): string => job?.container ?? ownContainer

/** Most containers of a task that are kept: twice as many as a task definition may have. */
const mostContainers = 20

const evidenceOf = ({ stopCode, stoppedReason, containers }: TaskChange, job: JobSlice | undefined) => {
  const main = containers.filter(({ name }) => name === essentialOf(job)).slice(0, 1)
  const others = containers.filter((each) => !main.includes(each))
  return { stopCode, stoppedReason, containers: [...main, ...others].slice(0, mostContainers) }
}

/**
 * The state after a change of a run's task that counts. A verdict that had to be given without ECS's word gives way to it.
 * @param ending what was made of the task's end, where it has ended
 */
export const takeTaskNews = (
  jobState: JobState,
  run: RunRecord,
  change: TaskChange,
  ending: Ending | undefined,
  context: Context,
): JobState => {
  const { job, now } = context
  const startedAt = change.startedAt ?? run.startedAt
  const known: RunRecord = {
    ...run,
    taskArn: change.taskArn,
    taskVersion: Math.max(change.version, run.taskVersion ?? 0),
    startedAt,
    slowAt: run.slowAt ?? (job && startedAt ? slowAtOf(job, jobState.job, startedAt) : undefined),
    leaseBy: undefined,
  }
  if (ending) {
    const ended = { ...known, basis: { ...run.basis, state: evidenceOf(change, job) } }
    return conclude(jobState, ended, endingOfStop(ended, ending, change, job), context)
  }
  const limit = startedAt ? deadline(new Date(startedAt), job?.runTimeout) : deadline(now, job?.startTimeout)
  const live: RunRecord = {
    ...known,
    open: 'run',
    state: 'running',
    dueAt: run.stop ? undefined : startedAt ? limit : (run.dueAt ?? limit),
    ...(isSettled(run) ? { cause: undefined, explanation: undefined, stoppedAt: undefined } : {}),
  }
  return admit(jobState, live, context)
}

/** The end of a task that ECS no longer knows. */
export const goneEnding: Ending = {
  state: 'failed',
  cause: 'unknown',
  explanation: 'The task is gone and ECS no longer says how it ended; no state change arrived.',
}
