import {
  type JobChangeRecord,
  type JobLeaseRecord,
  type JobPoolRecord,
  type JobRecord,
  keys,
  type RunRecord,
} from '../../../shared/ledger/records.ts'
import type { JobSlice } from './job.ts'

/** What the ledger has of one job, as far as a decision needs it. A decision gives a new state; what differs is written. */
export interface JobState {
  readonly name: string
  readonly job: JobRecord | undefined
  readonly lease: JobLeaseRecord | undefined
  /** By `scheduledAt`: the run in question, the holder of the lease, and those that wait for it. */
  readonly runs: Readonly<Record<string, RunRecord>>
  /** By name: the pool of the job, and those of the runs above. */
  readonly pools?: Readonly<Record<string, JobPoolRecord>>
  /** Of a run that comes after others: theirs of the same time, by job. */
  readonly before?: Readonly<Record<string, RunRecord | undefined>>
  /** Of the targets that the job needs, those that `hours` has switched off. */
  readonly off?: readonly string[]
  /** What a person did, to be written down with it. */
  readonly manualAction?: JobChangeRecord
}

/** What every decision is made with. */
export interface Context {
  /** Absent when the config no longer has the job. */
  readonly job: JobSlice | undefined
  readonly now: Date
  readonly callId: string
  /** Version of the config. */
  readonly version: string
}

/** Whether a run is over. */
export const isSettled = ({ state }: Pick<RunRecord, 'state'>): boolean =>
  state !== 'waiting' && state !== 'starting' && state !== 'running'

/** Runs by their time. People name times too: what every object has, such as `constructor`, is no run. */
export const byTime = (runs: readonly RunRecord[]): JobState['runs'] => {
  const named: Record<string, RunRecord> = Object.create(null)
  for (const run of runs) named[run.scheduledAt] = run
  return named
}

/** The state with these runs in place of what they had of them. */
export const put = (jobState: JobState, ...runs: readonly RunRecord[]): JobState => ({
  ...jobState,
  runs: byTime([...Object.values(jobState.runs), ...runs]),
})

/** The run that has the job's lease. One that is over, which should not be, has it no longer. */
export const holderOf = ({ lease, runs }: JobState): RunRecord | undefined => {
  const holder = lease?.holder === undefined ? undefined : runs[lease.holder]
  return holder && !isSettled(holder) ? holder : undefined
}

/** The runs whose turn comes next, in order. */
export const waitingOf = ({ lease, runs }: JobState): RunRecord[] =>
  (lease?.waiting ?? []).flatMap((scheduledAt) => {
    const run = runs[scheduledAt]
    return run?.waitsFor === 'lease' ? [run] : []
  })

/** The run whose turn it is: the first that waits, where nobody has the lease. */
export const nextOf = (jobState: JobState): RunRecord | undefined =>
  holderOf(jobState) ? undefined : waitingOf(jobState)[0]

const leaseOf = ({ name, lease }: JobState, now: Date): JobLeaseRecord => ({
  ...keys.jobLease(name),
  kind: 'job-lease',
  job: name,
  epoch: 0,
  ...lease,
  at: now.toISOString(),
})

const without = (jobState: JobState, scheduledAt: string): string[] =>
  waitingOf(jobState).flatMap((run) => (run.scheduledAt === scheduledAt ? [] : [run.scheduledAt]))

/** Gives the lease to a run, under the next fencing number. */
export const takeLease = (jobState: JobState, run: RunRecord, now: Date): JobState => {
  const lease = leaseOf(jobState, now)
  const epoch = lease.epoch + 1
  const waiting = without(jobState, run.scheduledAt)
  return put({ ...jobState, lease: { ...lease, holder: run.scheduledAt, epoch, waiting } }, { ...run, epoch })
}

/** Gives the lease back to a run whose task turned out to live, under the number that the task was given. */
export const returnLease = (jobState: JobState, run: RunRecord, now: Date): JobState =>
  put({ ...jobState, lease: { ...leaseOf(jobState, now), holder: run.scheduledAt } }, run)

/** Has a run wait for the lease, behind those that wait already. */
export const queueForLease = (jobState: JobState, run: RunRecord, now: Date): JobState => {
  const waiting = [...without(jobState, run.scheduledAt), run.scheduledAt]
  return put(
    { ...jobState, lease: { ...leaseOf(jobState, now), waiting } },
    { ...run, state: 'waiting', waitsFor: 'lease' },
  )
}

/** A run is over: it neither has the lease nor waits for it. */
export const leaveLease = (jobState: JobState, { scheduledAt }: RunRecord, now: Date): JobState => {
  const { lease } = jobState
  if (lease?.holder !== scheduledAt && !lease?.waiting?.includes(scheduledAt)) return jobState
  const holder = lease.holder === scheduledAt ? undefined : lease.holder
  return { ...jobState, lease: { ...leaseOf(jobState, now), holder, waiting: without(jobState, scheduledAt) } }
}
