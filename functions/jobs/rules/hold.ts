import { createHash } from 'node:crypto'
import type { RunRecord } from '../../../shared/ledger/records.ts'
import type { JobSlice } from './job.ts'
import { type Context, type JobState, put } from './job-state.ts'
import { runTime } from './times.ts'

/**
 * By how many milliseconds a firing starts later than its time, so that not all jobs of an hour start with it: the same for each delivery of
 * one firing, and spread evenly over the job's `jitter`.
 */
export const jitterOf = (job: string, scheduledAt: Date, { jitter = 0 }: Pick<JobSlice, 'jitter'>): number => {
  const hash = createHash('sha256')
    .update(`${job} ${runTime(scheduledAt)}`)
    .digest()
    .readUInt32BE()
  return Math.floor((hash / 2 ** 32) * (jitter * 1000 + 1))
}

/** Has a run that has not begun wait until a time, without keeping other runs of its job from starting. */
export const holdUntil = (
  jobState: JobState,
  run: RunRecord,
  { waitsFor, at, why }: { readonly waitsFor: 'day' | 'jitter'; readonly at: Date; readonly why: string },
): JobState => put(jobState, { ...run, state: 'waiting', waitsFor, dueAt: at.toISOString(), explanation: why })

/** Whether a run that waits has not come in among those of its job yet. */
export const isHeld = ({ state, waitsFor }: RunRecord): boolean =>
  state === 'waiting' && (waitsFor === 'day' || waitsFor === 'jitter' || waitsFor === 'after')

/** Whether the time until which a run is held has come. */
export const isReleased = ({ dueAt = '' }: RunRecord, { now }: Pick<Context, 'now'>): boolean =>
  dueAt <= now.toISOString()
