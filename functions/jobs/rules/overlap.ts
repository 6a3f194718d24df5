import type { RunRecord } from '../../../shared/ledger/records.ts'
import { terminal } from '../../../shared/terminal.ts'
import { exactDurationText } from '../../../shared/time.ts'
import { conclude } from './conclude.ts'
import { isReported } from './hanging.ts'
import { newJob } from './job.ts'
import { type Context, holderOf, type JobState, put, queueForLease, waitingOf } from './job-state.ts'
import { askStop } from './stop.ts'

/** The run that stands in the way of a new one, where runs must not overlap. */
export const inTheWay = (jobState: JobState, { job }: Context): RunRecord | undefined =>
  job === undefined || job.overlap === 'allow' ? undefined : (holderOf(jobState) ?? waitingOf(jobState)[0])

/** The new run waits for its turn, after the other one. */
export const wait = (jobState: JobState, run: RunRecord, other: RunRecord, { now }: Context): JobState =>
  queueForLease(jobState, { ...run, explanation: `It waits for the end of the run of ${other.scheduledAt}.` }, now)

/** A new run takes the place of those before it: what only waits is skipped, what has a task is stopped. */
export const replaceOthers = (jobState: JobState, run: RunRecord, context: Context): JobState => {
  const holder = holderOf(jobState)
  return [...waitingOf(jobState), ...(holder ? [holder] : [])].reduce<JobState>(
    (current, other) =>
      other.state === 'waiting'
        ? conclude(
            current,
            other,
            {
              state: 'skipped',
              cause: 'replaced',
              explanation: `The run of ${run.scheduledAt} came before it could start and took its place (overlap: replace).`,
            },
            context,
          )
        : askStop(current, other, 'replaced', `the run of ${run.scheduledAt}`, context),
    jobState,
  )
}

/** How many firings in a row one run may forbid before that is told. */
const mostForbidden = 3

/** Why a run that forbids others seems not to end. */
const hangs = (other: RunRecord, firings: number, { job, now }: Context): string | undefined => {
  // It is not at fault that what it needs is switched off for the night, or that others have the places of its pool.
  if (isReported(other, 'too-long') || other.waitsFor === 'target' || other.waitsFor === 'pool') return undefined
  const { expectedDuration } = job ?? {}
  const begun = other.state === 'running' ? other.startedAt : undefined
  if (expectedDuration !== undefined && begun && now.getTime() - Date.parse(begun) > expectedDuration * 1000)
    return `It has been running for longer than ${exactDurationText(expectedDuration)} (expectedDuration).`
  return firings < mostForbidden ? undefined : `It has blocked ${firings} firings in a row so far.`
}

/** The row of a run that an earlier one forbids. That an earlier one forbids firing after firing is told, once. */
export const forbid = (jobState: JobState, run: RunRecord, other: RunRecord, context: Context): JobState => {
  const by = other.scheduledAt
  const job = jobState.job ?? newJob(jobState.name, context.job, context.now)
  const before = job.heldUp?.by === by ? job.heldUp : undefined
  const firings = (before?.firings ?? 0) + 1
  const why = run.requestedBy === undefined && !before?.toldWith ? hangs(other, firings, context) : undefined
  const heldUp = { by, firings, toldWith: why === undefined ? before?.toldWith : run.scheduledAt }
  const help = `${why} See what it does: ${terminal} runs show ${jobState.name} ${by}; stop it: ${terminal} runs cancel ${jobState.name} ${by}. A runTimeout would do so by itself.`
  const explanation = `The run of ${by} is not over (${other.state}), and runs of this job must not overlap (overlap: forbid).`
  return conclude(
    put(run.requestedBy === undefined ? { ...jobState, job: { ...job, heldUp } } : jobState, run),
    run,
    {
      state: 'forbidden',
      cause: 'forbidden',
      explanation: why === undefined ? explanation : `${explanation} ${help}`,
    },
    context,
  )
}
