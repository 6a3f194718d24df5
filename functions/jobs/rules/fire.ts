import { finishByOf } from '../../../shared/jobs/finish-by.ts'
import type { RunRecord } from '../../../shared/ledger/records.ts'
import { durationText, exactDurationText } from '../../../shared/time.ts'
import { beginAttempt, goOn, suspensionOf } from './attempt.ts'
import { conclude, type Ending } from './conclude.ts'
import { isRescheduled, startsWithin } from './job.ts'
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
): JobState => {
  const cause = state === 'suppressed' ? 'suspended' : state
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
  if (seen) return goOn(jobState, seen, context)
  const suspended = suspensionOf(firing, jobState, context)
  if (suspended !== undefined) return refuse(jobState, firing, 'suppressed', suspended, context)
  const late = Math.floor((now.getTime() - firing.scheduledAt.getTime()) / 1000)
  const within = startsWithin(job)
  if (late > within && firing.requestedBy === undefined && !firing.catchUp) {
    if (isLeftToSweep(jobState, scheduledAt, context)) return undefined
    const explanation = `It came ${durationText(late - within)} too late: it may start up to ${exactDurationText(within)} after its time (startWithin).`
    return refuse(jobState, firing, 'missed', explanation, context)
  }
  const run = firing.catchUp ? caughtUp(firing, context) : emptyRun(firing, version)
  const isScheduled = job !== undefined && firing.requestedBy === undefined
  return begin(jobState, isScheduled ? { ...run, finishBy: finishByOf(job, firing.scheduledAt) } : run, firing, context)
}

const caughtUp = (firing: Firing, { now, version }: Context): RunRecord => ({
  ...emptyRun(firing, version),
  releasedAt: now.toISOString(),
})

const begin = (jobState: JobState, run: RunRecord, firing: Firing, context: Context): JobState => {
  const other = inTheWay(jobState, context)
  if (!other) return beginAttempt(jobState, run, context)
  if (context.job?.overlap === 'replace') {
    const cleared = replaceOthers(jobState, run, context)
    const holder = inTheWay(cleared, context)
    return holder ? wait(cleared, run, holder, context) : beginAttempt(cleared, run, context)
  }
  // What is made up for waits for its turn: it is late anyhow.
  return firing.catchUp ? wait(jobState, run, other, context) : forbid(jobState, run, other, context)
}
