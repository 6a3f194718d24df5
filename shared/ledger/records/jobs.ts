import type { LedgerItem } from '../ledger.ts'
import type { Basis } from './basis.ts'

/** One (job, scheduled time). */
export interface RunRecord extends LedgerItem {
  readonly kind: 'run'
  readonly job: string
  /** ISO 8601, UTC. */
  readonly scheduledAt: string
  /** How many times RunTask was asked for, from 1; 0 where it never was. */
  readonly attempt: number
  readonly state: 'starting' | 'running' | 'succeeded' | 'failed' | 'missed'
  /** One of the names in `functions/jobs/causes.ts`. */
  readonly cause?: string | undefined
  /** What happened and what to do, for a person. */
  readonly explanation?: string | undefined
  readonly startedAt?: string | undefined
  readonly stoppedAt?: string | undefined
  readonly exitCode?: number | undefined
  readonly taskArn?: string | undefined
  /** The call that is starting the task, and until when it has the run for itself. */
  readonly leaseBy?: string | undefined
  readonly leaseUntil?: string | undefined
  /** `detail.version` of the last state change that counted. */
  readonly taskVersion?: number | undefined
  /** Who asked for a run outside the schedule. */
  readonly requestedBy?: string | undefined
  readonly command?: readonly string[] | undefined
  /** Time of the signal that tells of its end, kept so that it is the same each time it is said. */
  readonly toldAt?: string | undefined
  readonly basis: Basis
}

/** How a job is doing over its runs. */
export interface JobRecord extends LedgerItem {
  readonly kind: 'job'
  readonly job: string
  /** The schedule that `since` and `sweptTo` belong to. */
  readonly schedule: string
  /** When this schedule was first seen. */
  readonly since: string
  /** Up to when every firing is accounted for. */
  readonly sweptTo: string
  readonly lastSuccessAt?: string | undefined
  /** Whether the last verdict was bad, so that the next good one is told as a recovery. */
  readonly failing?: boolean | undefined
  /** When the latest run that failed or was missed ended. */
  readonly lastFailureAt?: string | undefined
  /** Time of the last signal about the job. Those who listen take an older one for stale. */
  readonly toldAt?: string | undefined
}
