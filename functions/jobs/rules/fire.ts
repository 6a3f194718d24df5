import { finishByOf } from '../../../shared/jobs/finish-by.ts'
import { holidayFate, plannedTime } from '../../../shared/jobs/holidays.ts'
import type { RunRecord } from '../../../shared/ledger/records.ts'
import { durationText, exactDurationText } from '../../../shared/time.ts'
import { type Standing, standingOf } from './after.ts'
import { beginAttempt, goOn, neverStarted, released, suspensionOf } from './attempt.ts'
import { conclude, type Ending, fresh } from './conclude.ts'
import { holdUntil, isHeld, isReleased, jitterOf } from './hold.ts'
import { isRescheduled, type JobSlice, startsWithin } from './job.ts'
import { type Context, type JobState, put } from './job-state.ts'
import { forbid, inTheWay, replaceOthers, wait } from './overlap.ts'
import { emptyRun, type Firing } from './run.ts'
import { runTime } from './times.ts'

/** The row of a firing that never becomes a task. */
export const refuse = (
  jobState: JobState,
  firing: Firing,
  state: 'missed' | 'skipped' | 'suppressed',
  explanation: string,
  context: Context,
  cause: string = state === 'suppressed' ? 'suspended' : state,
): JobState => {
  const ending: Ending = { state, cause, explanation }
  const run = emptyRun(firing, context.version)
  return conclude(put(jobState, run), run, ending, context)
}

/** Whether the sweep has not come to a firing yet, and so will decide whether it is caught up with. */
const isLeftToSweep = ({ job: record }: JobState, at: string, { job }: Context): boolean =>
  job?.catchUp !== 'skip' && record !== undefined && !isRescheduled(record, job) && record.sweptTo < at

/**
 * Decides what becomes of a firing. The first delivery makes its run; later ones go on with it where that is needed. What
 * a person asks for waits for no time and is run though the job is suspended, but overlaps no more than a firing.
 * @returns nothing where there is nothing to do
 */
export const fire = (jobState: JobState, firing: Firing, context: Context): JobState | undefined => {
  const { job, now, version } = context
  const scheduledAt = runTime(firing.scheduledAt)
  const seen = jobState.runs[scheduledAt]
  if (seen) return carryOn(jobState, seen, context)
  const suspended = suspensionOf(firing, jobState, context)
  if (suspended !== undefined) return refuse(jobState, firing, 'suppressed', suspended, context)
  const isScheduled = job !== undefined && firing.requestedBy === undefined
  const fate = isScheduled ? holidayFate(job, firing.scheduledAt) : undefined
  if (fate?.kind === 'skipped') return refuse(jobState, firing, 'skipped', fate.why, context, 'holiday')
  const dueAt = fate?.kind === 'moved' ? fate.to : firing.scheduledAt
  if (isScheduled && job.after && jobState.before && !firing.catchUp) {
    const standing = standingOf({ after: job.after, within: job.after.within }, jobState.before, dueAt, now)
    const run = { ...emptyRun(firing, version), finishBy: finishByOf(job, dueAt) }
    return follow(jobState, run, standing, context)
  }
  const late = Math.floor((now.getTime() - dueAt.getTime()) / 1000)
  const within = startsWithin(job)
  if (late > within && firing.requestedBy === undefined && !firing.catchUp) {
    if (isLeftToSweep(jobState, scheduledAt, context)) return undefined
    const explanation = `It came ${durationText(late - within)} too late: it may start up to ${exactDurationText(within)} after its time (startWithin).`
    return refuse(jobState, firing, 'missed', explanation, context)
  }
  const made = firing.catchUp ? caughtUp(firing, context) : emptyRun(firing, version)
  if (!isScheduled) return enter(jobState, made, false, context)
  const run = { ...made, finishBy: finishByOf(job, dueAt) }
  const at = new Date(dueAt.getTime() + (firing.catchUp ? 0 : jitterOf(firing.job, firing.scheduledAt, job)))
  // A clock that is behind holds nothing back.
  const isHeldBack = at > now && (fate?.kind === 'moved' || at > dueAt)
  if (!isHeldBack) return enter(jobState, run, firing.catchUp ?? false, context)
  return holdUntil(
    jobState,
    run,
    fate?.kind === 'moved' && dueAt > now
      ? { waitsFor: 'day', at, why: fate.why }
      : {
          waitsFor: 'jitter',
          at,
          why: `It starts a little after its time (jitter: ${exactDurationText(job.jitter ?? 0)}).`,
        },
  )
}

/** What becomes of a run by how it stands to those that it comes after. */
const follow = (jobState: JobState, run: RunRecord, standing: Standing, context: Context): JobState => {
  switch (standing.kind) {
    case 'ready':
      return enter(jobState, { ...released(run, context), ...fresh, state: 'starting' }, false, context)
    case 'waits':
      return put(jobState, {
        ...run,
        state: 'waiting',
        waitsFor: 'after',
        dueAt: standing.until.toISOString(),
        explanation: standing.why,
      })
    default: {
      const [state, cause] =
        standing.kind === 'left out' ? (['skipped', 'predecessor'] as const) : (['missed', 'predecessor'] as const)
      return conclude(put(jobState, run), run, neverStarted(standing.why, cause, state), context)
    }
  }
}

const caughtUp = (firing: Firing, { now, version }: Context): RunRecord => ({
  ...emptyRun(firing, version),
  releasedAt: now.toISOString(),
})

/**
 * Goes on with a run that is there already, if it is this call's turn. One that was held until a time comes in as a firing does.
 * @returns nothing where there is nothing to do
 */
export const carryOn = (jobState: JobState, run: RunRecord, context: Context): JobState | undefined => {
  if (!isHeld(run)) return goOn(jobState, run, context)
  const { job, now } = context
  const standing =
    run.waitsFor === 'after' && job?.after && jobState.before
      ? standingOf({ after: job.after, within: job.after.within }, jobState.before, dueTime(job, run), now)
      : undefined
  if (standing ? standing.kind === 'waits' : !isReleased(run, context)) return undefined
  if (!context.job) {
    const why = 'Its time came when the config no longer had the job.'
    return conclude(jobState, run, neverStarted(why), context)
  }
  const suspended = suspensionOf(run, jobState, context)
  if (suspended !== undefined)
    return conclude(jobState, run, neverStarted(suspended, 'suspended', 'suppressed'), context)
  return follow(jobState, run, standing ?? { kind: 'ready' }, context)
}

/** When a run of the schedule is due by its calendar. */
const dueTime = (job: JobSlice, { scheduledAt }: RunRecord): Date =>
  plannedTime(job, new Date(scheduledAt)) ?? new Date(scheduledAt)

/** A run comes in beside those that are there. @param isMadeUp whether it is late anyhow, and so may wait for its turn */
export const enter = (jobState: JobState, run: RunRecord, isMadeUp: boolean, context: Context): JobState => {
  const other = inTheWay(jobState, context)
  if (!other) return beginAttempt(jobState, run, context)
  if (context.job?.overlap === 'replace' && !run.backfill) {
    const cleared = replaceOthers(jobState, run, context)
    const holder = inTheWay(cleared, context)
    return holder ? wait(cleared, run, holder, context) : beginAttempt(cleared, run, context)
  }
  // What is made up for waits for its turn: it is late anyhow.
  return isMadeUp ? wait(jobState, run, other, context) : forbid(jobState, run, other, context)
}
