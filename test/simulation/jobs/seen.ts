import type { JobSlice } from '../../../functions/jobs/rules/job.ts'
import type {
  JobBackfillRecord,
  JobLeaseRecord,
  JobPoolRecord,
  JobRecord,
  RunRecord,
} from '../../../shared/ledger/records.ts'
import type { SimulatedTask } from './ecs.ts'
import { type Rates, ratesOf } from './rates.ts'
import type { Story } from './story.ts'

/** A call of one of our functions. */
export interface Call {
  readonly id: string
  /** What it takes for the time, and when it really began, in epoch milliseconds. */
  readonly now: Date
  readonly begun: number
  /** Whether the index has not shown it all that is open. */
  blind: boolean
}

export const isOver = ({ state }: RunRecord): boolean => !['waiting', 'starting', 'running'].includes(state)

export const keyOf = ({ job, scheduledAt }: Pick<RunRecord, 'job' | 'scheduledAt'>): string => `${job} ${scheduledAt}`

/**
 * When a firing must be accounted for at the latest, in epoch milliseconds: a sweep has half a minute's patience with a call
 * that began in time.
 */
export const foundBy = (at: number, job: Pick<JobSlice, 'startWithin'> | undefined): number =>
  at + (Math.max(60, job?.startWithin ?? 0) + 31) * 1000

/** What has been written down so far, as whoever looks on keeps it, and what was wrong with it. Times in epoch milliseconds. */
export const makeSeen = (story: Story, clock: () => number) => {
  const rates: Rates = ratesOf[story.mood]
  const violations: string[] = []
  const counts: Record<string, number> = {}
  const peaks: Record<string, number> = {}
  return {
    story,
    clock,
    jobs: story.jobs,
    /** How wrong the clock of a call may be, in milliseconds. */
    skew: rates.skew,
    runs: new Map<string, RunRecord>(),
    running: new Map<string, RunRecord>(),
    /** When a run was written down last. */
    changedAt: new Map<string, number>(),
    /** When a run was over last. */
    overAt: new Map<string, number>(),
    /** When a run was written down first. */
    begunAt: new Map<string, number>(),
    /** From when on a run that waits may be tried again. */
    retryFrom: new Map<string, number>(),
    leases: new Map<string, JobLeaseRecord>(),
    /** When the lease of a job was given back last. */
    leftAt: new Map<string, number>(),
    backfills: new Map<string, JobBackfillRecord>(),
    /** How often a run that was over was begun again, by a person or a backfill. */
    reopened: new Map<string, number>(),
    pools: new Map<string, JobPoolRecord>(),
    records: new Map<string, JobRecord>(),
    suspensions: new Map<string, { readonly from: number; readonly record: JobRecord['suspended'] }>(),
    tasks: new Map<string, Set<SimulatedTask>>(),
    violations,
    counts,
    peaks,
    complain: (text: string): void => {
      violations.push(`${new Date(clock()).toISOString()} ${text}`)
    },
    count: (what: string): void => {
      counts[what] = (counts[what] ?? 0) + 1
    },
    peak: (what: string, value: number): void => {
      peaks[what] = Math.max(peaks[what] ?? 0, value)
    },
  }
}

export type Seen = ReturnType<typeof makeSeen>
