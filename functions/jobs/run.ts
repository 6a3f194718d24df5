import { createHash } from 'node:crypto'
import type { Stored } from '../../shared/ledger/ledger.ts'
import { keys, type RunRecord } from '../../shared/ledger/records.ts'
import type { Verdict } from './diagnosis.ts'
import { runTime } from './job.ts'

/** A firing: the job, and the time that the schedule meant. One firing is one run, however often it is delivered. */
export interface Firing {
  readonly job: string
  readonly scheduledAt: Date
  /** Another command than the job's own, for a run that a person asked for. */
  readonly command?: readonly string[] | undefined
  /** Who asked for it, when it was not the schedule. */
  readonly requestedBy?: string | undefined
}

const compact = (iso: string): string => iso.replace(/[-:.]/g, '')

/**
 * `startedBy` of a task of ours: it says which run a state change belongs to, even when that arrives before RunTask's
 * answer. At most 128 letters, digits, hyphens, slashes.
 */
export const startedBy = ({ job, scheduledAt, attempt }: Pick<RunRecord, 'job' | 'scheduledAt' | 'attempt'>): string =>
  `nightshift/${job}/${compact(scheduledAt)}/${attempt}`

/** The run that a task's `startedBy` names, or nothing when the task is not ours. */
export const runOfTask = (
  startedByText: string | undefined,
): Pick<RunRecord, 'job' | 'scheduledAt' | 'attempt'> | undefined => {
  const match = /^nightshift\/([a-z0-9-]+)\/(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})?Z\/(\d+)$/.exec(
    startedByText ?? '',
  )
  if (!match) return undefined
  const [, job = '', year, month, day, hour, minute, second, milliseconds, attempt] = match
  const fraction = milliseconds ? `.${milliseconds}` : ''
  return {
    job,
    scheduledAt: `${year}-${month}-${day}T${hour}:${minute}:${second}${fraction}Z`,
    attempt: Number(attempt),
  }
}

/** RunTask's token: the same for every try of one attempt, so that ECS starts one task. At most 64 characters. */
export const clientToken = (run: Pick<RunRecord, 'job' | 'scheduledAt' | 'attempt'>): string =>
  createHash('sha256').update(startedBy(run)).digest('hex').slice(0, 64)

/** Seconds for which one call has a starting run for itself; longer than a call can last. */
const leaseSeconds = 45

/** Seconds for which ECS surely still shows a task that was asked for: stopped ones stay for about an hour. */
const rememberedSeconds = 3_000

const lease = (callId: string, now: Date) => ({
  leaseBy: callId,
  leaseUntil: new Date(now.getTime() + leaseSeconds * 1000).toISOString(),
})

/** What to do about a firing, given what the ledger has of its run. */
export type Start =
  /**
   * `start` the task; `look` for one that an earlier call may have started, and if there is none put `otherwise` in the
   * ledger; write a `miss`.
   */
  | { readonly action: 'start' | 'miss'; readonly run: RunRecord; readonly expect: 'absent' | number }
  | { readonly action: 'look'; readonly run: RunRecord; readonly expect: number; readonly otherwise: Verdict }
  | { readonly action: 'nothing'; readonly reason: string }

/**
 * Decides whether this delivery starts the task. The first one does; the same call does again when it was retried;
 * another one only when whoever had the run let it lie, and then only while it may still start and ECS still shows what
 * was started before. A person's own run waits for nobody and is never late at first.
 * @param startWithin seconds after which the firing is too late to start
 */
export const decideStart = (
  firing: Firing,
  seen: Stored<RunRecord> | undefined,
  context: { readonly now: Date; readonly callId: string; readonly startWithin: number; readonly config: string },
): Start => {
  const { now, callId, startWithin, config } = context
  if (seen && seen.state !== 'starting') return { action: 'nothing', reason: `the run is ${seen.state} already` }
  if (seen && seen.leaseBy !== callId && (seen.leaseUntil ?? '') > now.toISOString())
    return { action: 'nothing', reason: 'another call is starting it' }
  const late = Math.floor((now.getTime() - firing.scheduledAt.getTime()) / 1000)
  if (seen) {
    const run = { ...seen, ...lease(callId, now) }
    const asked = Date.parse(seen.leaseUntil ?? seen.at)
    const forgotten = now.getTime() - asked > rememberedSeconds * 1000
    if (late <= startWithin && !forgotten) return { action: 'start', run, expect: seen.version }
    return { action: 'look', run, expect: seen.version, otherwise: unfinishedStart(late, startWithin, forgotten) }
  }
  if (late > startWithin && firing.requestedBy === undefined) {
    const explanation = `It came ${late} s after its time and may start at most ${startWithin} s late (startWithin).`
    return { action: 'miss', run: missedRun(firing, explanation, config, now), expect: 'absent' }
  }
  const run: RunRecord = { ...emptyRun(firing, config), attempt: 1, state: 'starting', ...lease(callId, now) }
  return { action: 'start', run, expect: 'absent' }
}

const unfinishedStart = (late: number, startWithin: number, forgotten: boolean): Verdict =>
  forgotten
    ? {
        state: 'failed',
        cause: 'unknown',
        explanation: 'Its start was begun and not finished, and ECS no longer says whether there was a task.',
      }
    : {
        state: 'missed',
        cause: 'missed',
        explanation: `Its start was begun and not finished, ECS has no task of it, and now, ${late} s after its time, it may no longer start (startWithin: ${startWithin} s).`,
      }

/** A run of which nothing is known but that it should be. `open` until its end has been told. */
export const emptyRun = (firing: Firing, config: string): RunRecord => {
  const scheduledAt = runTime(firing.scheduledAt)
  return {
    ...keys.run(firing.job, scheduledAt),
    kind: 'run',
    at: scheduledAt,
    open: 'run',
    job: firing.job,
    scheduledAt,
    attempt: 0,
    state: 'starting',
    requestedBy: firing.requestedBy,
    command: firing.command,
    basis: { event: { job: firing.job, scheduledAt, byHand: firing.requestedBy !== undefined }, config },
  }
}

/** The row of a firing that never became a run. */
export const missedRun = (firing: Firing, explanation: string, config: string, now: Date): RunRecord => ({
  ...emptyRun(firing, config),
  state: 'missed',
  cause: 'missed',
  explanation,
  stoppedAt: now.toISOString(),
})
