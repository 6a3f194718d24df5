import {
  type JobChangeRecord,
  type JobLeaseRecord,
  type JobRecord,
  keys,
  type RunRecord,
} from '../../../shared/ledger/records.ts'
import type { JobSlice } from './job.ts'

/** What the ledger has of one job, as far as a decision needs it. A decision gives new books; what differs is written. */
export interface Books {
  readonly name: string
  readonly job: JobRecord | undefined
  readonly lease: JobLeaseRecord | undefined
  /** By `scheduledAt`: the run in question, the holder of the lease, and those that wait for it. */
  readonly runs: Readonly<Record<string, RunRecord>>
  /** What a person did, to be written down with it. */
  readonly lever?: JobChangeRecord
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
export const byTime = (runs: readonly RunRecord[]): Books['runs'] =>
  Object.assign(Object.create(null), Object.fromEntries(runs.map((run) => [run.scheduledAt, run])))

/** The books with these runs in place of what they had of them. */
export const put = (books: Books, ...runs: readonly RunRecord[]): Books => ({
  ...books,
  runs: byTime([...Object.values(books.runs), ...runs]),
})

/** The run that has the job's lease. One that is over, which should not be, has it no longer. */
export const holderOf = ({ lease, runs }: Books): RunRecord | undefined => {
  const holder = lease?.holder === undefined ? undefined : runs[lease.holder]
  return holder && !isSettled(holder) ? holder : undefined
}

/** The runs whose turn comes next, in order. */
export const waitingOf = ({ lease, runs }: Books): RunRecord[] =>
  (lease?.waiting ?? []).flatMap((scheduledAt) => {
    const run = runs[scheduledAt]
    return run?.waitsFor === 'lease' ? [run] : []
  })

/** The run whose turn it is: the first that waits, where nobody has the lease. */
export const nextOf = (books: Books): RunRecord | undefined => (holderOf(books) ? undefined : waitingOf(books)[0])

const leaseOf = ({ name, lease }: Books, now: Date): JobLeaseRecord => ({
  ...keys.jobLease(name),
  kind: 'job-lease',
  job: name,
  epoch: 0,
  ...lease,
  at: now.toISOString(),
})

const without = (books: Books, scheduledAt: string): string[] =>
  waitingOf(books).flatMap((run) => (run.scheduledAt === scheduledAt ? [] : [run.scheduledAt]))

/** Gives the lease to a run, under the next fencing number. */
export const takeLease = (books: Books, run: RunRecord, now: Date): Books => {
  const lease = leaseOf(books, now)
  const epoch = lease.epoch + 1
  const waiting = without(books, run.scheduledAt)
  return put({ ...books, lease: { ...lease, holder: run.scheduledAt, epoch, waiting } }, { ...run, epoch })
}

/** Gives the lease back to a run whose task turned out to live, under the number that the task was given. */
export const returnLease = (books: Books, run: RunRecord, now: Date): Books =>
  put({ ...books, lease: { ...leaseOf(books, now), holder: run.scheduledAt } }, run)

/** Has a run wait for the lease, behind those that wait already. */
export const queueForLease = (books: Books, run: RunRecord, now: Date): Books => {
  const waiting = [...without(books, run.scheduledAt), run.scheduledAt]
  return put({ ...books, lease: { ...leaseOf(books, now), waiting } }, { ...run, state: 'waiting', waitsFor: 'lease' })
}

/** A run is over: it neither has the lease nor waits for it. */
export const leaveLease = (books: Books, { scheduledAt }: RunRecord, now: Date): Books => {
  const { lease } = books
  if (lease?.holder !== scheduledAt && !lease?.waiting?.includes(scheduledAt)) return books
  const holder = lease.holder === scheduledAt ? undefined : lease.holder
  return { ...books, lease: { ...leaseOf(books, now), holder, waiting: without(books, scheduledAt) } }
}
