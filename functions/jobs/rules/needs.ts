import type { RunRecord } from '../../../shared/ledger/records.ts'
import type { Signal } from '../../../shared/signals.ts'
import { terminal } from '../../../shared/terminal.ts'
import { conclude, fresh } from './conclude.ts'
import type { JobSlice } from './job.ts'
import { type Context, type JobState, put, takeLease } from './job-state.ts'

/** Seconds between two looks at whether what a run waits for is on. */
const lookSeconds = 60

/** Seconds after which a run no longer waits: what is off for longer than a day is not off for the night. */
const longestWait = 86_400

/** Seconds that a run may take, where its job does not say how long it does, and that its start may take beside. */
const [presumedLength, startLength] = [3_600, 1_800]

const namesOf = (targets: readonly string[]): string => targets.toSorted().join(' and ')

/** When a run began to wait for what it needs. */
const waitsSince = (run: RunRecord, { now }: Context): string =>
  run.waitsFor === 'target' && run.waitsSince !== undefined ? run.waitsSince : now.toISOString()

/**
 * What becomes of a run that needs what `hours` has switched off: it is skipped, or waits, and keeps its place among the
 * runs of its job meanwhile. After a day it is missed.
 */
export const awaitTargets = (
  jobState: JobState,
  run: RunRecord,
  off: readonly string[],
  context: Context,
): JobState => {
  const { job, now } = context
  const names = namesOf(off)
  if (job?.whenOff === 'skip') {
    const explanation = `It needs ${names}, which hours had switched off (whenOff: skip). Start it first with: ${terminal} hours start ${off[0]}`
    return conclude(jobState, run, { state: 'skipped', cause: 'skipped', explanation }, context)
  }
  const since = waitsSince(run, context)
  if (now.getTime() - Date.parse(since) > longestWait * 1000) {
    const explanation = `It waited for more than a day for ${names}, which hours has switched off. See why: ${terminal} hours show ${off[0]}`
    return conclude(jobState, run, { state: 'missed', cause: 'missed', explanation }, context)
  }
  const how = job?.whenOff === 'start' ? 'which is being switched on for it' : 'which hours has switched off'
  const waiting: RunRecord = {
    ...run,
    ...fresh,
    state: 'waiting',
    waitsFor: 'target',
    waitsSince: since,
    dueAt: new Date(now.getTime() + lookSeconds * 1000).toISOString(),
    explanation: `It waits for ${names}, ${how}.`,
  }
  return job?.overlap === 'allow' || jobState.lease?.holder === run.scheduledAt
    ? put(jobState, waiting)
    : takeLease(jobState, waiting, now)
}

/** Asks `hours` for what a run waits for. It can be said at each look: it is the same each time. */
export const neededSignal = (run: RunRecord, job: JobSlice, off: readonly string[], now: Date): Signal => {
  const seconds = job.startTimeout + (job.runTimeout ?? job.expectedDuration ?? presumedLength) + startLength
  const since = run.waitsSince ?? run.scheduledAt
  return {
    name: 'targets.needed',
    subject: `job/${run.job}/needs`,
    mood: 'note',
    id: `${run.job} ${run.scheduledAt} ${run.attempt}`,
    at: since,
    title: `The job ${run.job} needs ${namesOf(off)}`,
    body: `Its run of ${run.scheduledAt} waits until it is on (whenOff: start).`,
    needed: { targets: off.toSorted(), until: new Date(now.getTime() + seconds * 1000).toISOString() },
  }
}
