import type { LedgerItem } from '../ledger.ts'
import type { Basis, ChangeRecord } from './basis.ts'

/** One task of a run that has ended, or was refused. */
export interface AttemptRecord {
  /** From 1. */
  readonly attempt: number
  readonly taskArn?: string | undefined
  readonly startedAt?: string | undefined
  readonly stoppedAt?: string | undefined
  readonly exitCode?: number | undefined
  readonly cause: string
  readonly explanation: string
  /** It does not count towards the limit of attempts: a rule of the job for its exit code wants that, or Spot capacity was not there. */
  readonly ignored?: boolean | undefined
}

/** A signal that is owed about the end of a run. */
export interface RunNews {
  readonly name:
    | 'run.failed'
    | 'run.missed'
    | 'run.forbidden'
    | 'run.recovered'
    | 'run.ended'
    | 'jobs.blocked'
    | 'jobs.unblocked'
  /** `job/<name>`; `jobs/<cause>` where the cause stops every job; `job/<name>/run/<time>` of a run that was reported not to end. */
  readonly subject: string
}

/** One (job, scheduled time). */
export interface RunRecord extends LedgerItem {
  readonly kind: 'run'
  readonly job: string
  /** ISO 8601, UTC. */
  readonly scheduledAt: string
  /** How many times RunTask was asked for, from 1; 0 where it never was. */
  readonly attempt: number
  /**
   * `waiting`: for what `waitsFor` says. `starting`: ECS is being asked. `running`: there is a task. The others are ends:
   * `missed`: no start in time. `skipped`: missed, and the catch-up policy left it, or a newer firing took its place, even
   * after it had begun. `suppressed`: the job was suspended. `forbidden`: an earlier run was not over.
   */
  readonly state:
    | 'waiting'
    | 'starting'
    | 'running'
    | 'succeeded'
    | 'failed'
    | 'missed'
    | 'skipped'
    | 'suppressed'
    | 'forbidden'
  /**
   * `retry`: the next attempt, at `dueAt`. `lease`: the end of the run that holds the job's lease. `target`: what it needs is off. `pool`: a
   * place in its pool. `day`: the next working day, and `jitter`: a moment after its time, both at `dueAt`. `after`: the
   * success of others, until `dueAt`.
   */
  readonly waitsFor?: 'retry' | 'lease' | 'target' | 'pool' | 'day' | 'jitter' | 'after' | undefined
  /** The pool in which it has a place, or waits for one. */
  readonly pool?: string | undefined
  /** ISO 8601, since when it waits for a target. */
  readonly waitsSince?: string | undefined
  /** When something has to be done or looked at if nothing was heard before: a retry, or the end of a timeout. ISO 8601. */
  readonly dueAt?: string | undefined
  /** One of the names in `shared/jobs/cause-names.ts`. */
  readonly cause?: string | undefined
  /** What happened and what to do, for a person. */
  readonly explanation?: string | undefined
  /** How sure the cause is. */
  readonly certainty?: 'certain' | 'likely' | 'guess' | undefined
  readonly startedAt?: string | undefined
  readonly stoppedAt?: string | undefined
  readonly exitCode?: number | undefined
  readonly taskArn?: string | undefined
  /** Last lines of the log of its task, numbers and addresses of people taken out. */
  readonly logTail?: readonly string[] | undefined
  /** The attempts before this one. */
  readonly earlier?: readonly AttemptRecord[] | undefined
  /** That the task is to be stopped, why, and who asked. It is asked again until the task has stopped. */
  readonly stop?:
    | {
        readonly why: 'run-timeout' | 'start-timeout' | 'cancelled' | 'replaced'
        readonly by: string
        readonly at: string
      }
    | undefined
  /** When it is to be finished, and from when on its attempt takes longer than usual. ISO 8601. */
  readonly finishBy?: string | undefined
  readonly slowAt?: string | undefined
  /** Reports that an attempt of it does not end; `told` once its signal was said. */
  readonly hangs?:
    | readonly {
        readonly attempt: number
        /** `late`: it was to be finished (`finishBy`). `slow`: it takes longer than usual. */
        readonly why: 'not-stopped' | 'too-long' | 'late' | 'slow'
        readonly text: string
        readonly at: string
        readonly told?: boolean | undefined
      }[]
    | undefined
  /** Fencing number under which it holds the job's lease; given to the task as NIGHTSHIFT_EPOCH. */
  readonly epoch?: number | undefined
  /** Set where it was let go after its time, by the catch-up policy, another run's end, a retry or a person: lateness counts from here. */
  readonly releasedAt?: string | undefined
  /** The call that is starting the task, and until when it has the run for itself. */
  readonly leaseBy?: string | undefined
  readonly leaseUntil?: string | undefined
  /** `detail.version` of the last state change that counted. */
  readonly taskVersion?: number | undefined
  /** Its further attempts are not on Spot capacity, as AWS took that back, or had none. */
  readonly onDemand?: true | undefined
  /** Id of the backfill that wanted it. */
  readonly backfill?: string | undefined
  /** Who asked for a run outside the schedule. */
  readonly requestedBy?: string | undefined
  readonly command?: readonly string[] | undefined
  /** Variables that a person gave to this run alone. */
  readonly environment?: Readonly<Record<string, string>> | undefined
  /** CPU units and MiB that a person gave to this run alone. */
  readonly cpu?: number | undefined
  readonly memory?: number | undefined
  /** What its end has to be told as, decided with the verdict, and the time of these signals, so that they are the same each time they are said. */
  readonly news?: readonly RunNews[] | undefined
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
  /** Seconds that the last thirty runs of its own command took that succeeded, newest last. */
  readonly durations?: readonly number[] | undefined
  /** How many runs in a row ended badly. */
  readonly badInARow?: number | undefined
  /** Whether it was told that the job fails, so that the next good run is told as a recovery. */
  readonly failing?: boolean | undefined
  /** The cause that stops every job and that this one met last, until a task of it has started. */
  readonly blockedBy?: string | undefined
  /** When the latest run that failed or was missed ended. */
  readonly lastFailureAt?: string | undefined
  /** The run that forbids others, as it does not end: how many firings in a row, and which of them has told it. */
  readonly heldUp?:
    | { readonly by: string; readonly firings: number; readonly toldWith?: string | undefined }
    | undefined
  /** Time of the last signal about the job. Those who listen take an older one for stale. */
  readonly toldAt?: string | undefined
  /** A person's suspension; the config's own is not written down here. */
  readonly suspended?:
    | {
        readonly by: string
        readonly at: string
        readonly until?: string | undefined
        readonly reason?: string | undefined
        /** With all other jobs, and what held before, which holds again when all are resumed. */
        readonly all?: { readonly before: JobRecord['suspended'] } | undefined
      }
    | undefined
  /** Suspensions by people that were ended or replaced, as long as a firing in them may not be accounted for yet. */
  readonly earlierSuspensions?:
    | readonly { readonly at: string; readonly until: string; readonly reason?: string | undefined }[]
    | undefined
  /** Until when a sweep saw that the config suspends the job. */
  readonly configSuspendedTo?: string | undefined
}

/** Which run may have a task, where the job's runs must not overlap. It changes hands with the runs, in one write. */
export interface JobLeaseRecord extends LedgerItem {
  readonly kind: 'job-lease'
  readonly job: string
  /** `scheduledAt` of the run that has it. */
  readonly holder?: string | undefined
  /** Grows with each holder. */
  readonly epoch: number
  /** `scheduledAt` of the runs whose turn comes next, in order. */
  readonly waiting?: readonly string[] | undefined
}

/** Which runs of any job may have a task at once. It changes hands with the runs, in one write. */
export interface JobPoolRecord extends LedgerItem {
  readonly kind: 'job-pool'
  readonly pool: string
  readonly holders: readonly Pick<RunRecord, 'job' | 'scheduledAt'>[]
  /** In the order in which they came. */
  readonly waiting: readonly Pick<RunRecord, 'job' | 'scheduledAt'>[]
}

/** A time of which a backfill had the firings run, and when it ended. ISO 8601. */
export interface BackfillStretch {
  readonly from: string
  readonly until: string
  readonly endedAt: string
}

/** Firings of a job that a person wants to run after their time: the newest one of each job. Open until all are over. */
export interface JobBackfillRecord extends LedgerItem {
  readonly kind: 'job-backfill'
  readonly job: string
  readonly id: string
  readonly by: string
  /** ISO 8601, both in it. */
  readonly from: string
  readonly until: string
  /** How many of its runs may go on at once. */
  readonly parallel: number
  /** Whether what has succeeded is run again. */
  readonly again?: boolean | undefined
  /** Firings that the schedule would have had, and those of them that had succeeded. */
  readonly firings: number
  readonly skipped: number
  /** Times of those whose turn is still to come, in order, and of those that go on. */
  readonly left: readonly string[]
  readonly going: readonly string[]
  readonly succeeded: number
  readonly failed: number
  /** How many were left when a person cancelled it. */
  readonly cancelled?: number | undefined
  readonly endedAt?: string | undefined
  /** The backfills of the job before it that a digest may still have to report. */
  readonly earlier?: readonly BackfillStretch[] | undefined
  readonly basis: Basis
}

/** That the digest of a day was handed over to be sent. */
export interface JobDigestRecord extends LedgerItem {
  readonly kind: 'job-digest'
  /** `2026-11-30`, in the zone of the digest. */
  readonly day: string
  /** Runs that were not over, so that the next digest says how they ended; the oldest two hundred. */
  readonly going: readonly Pick<RunRecord, 'job' | 'scheduledAt'>[]
}

/** Something that a person did to a job or a run. */
export interface JobChangeRecord extends ChangeRecord {
  /** Who, as the command line said. */
  readonly by: string
  /** The run that was tried again. */
  readonly scheduledAt?: string | undefined
}
