import type { Sized } from '../../../shared/jobs/cost.ts'
import type { DigestTimes } from '../../../shared/jobs/digest-times.ts'
import type { Ledger } from '../../../shared/ledger/ledger.ts'
import type { Signal } from '../../../shared/signals.ts'
import type { JobSlice } from '../rules/job.ts'
import type { Refine } from '../surroundings/refine.ts'
import type { Tasks } from './effects.ts'

/** What the queue of timers brings: which run to look at, and the time that it was set to (ISO 8601). */
export interface Wake {
  readonly job: string
  readonly scheduledAt: string
  readonly at: string
}

/** The digest of the config, with its calendar in it. */
export interface DigestRule extends DigestTimes {
  /** Responders or rotations. */
  readonly to: readonly string[]
  readonly sizes: Readonly<Record<string, Sized>>
}

/** What the functions of this capability work with. */
export interface World {
  readonly ledger: Ledger
  readonly tasks: Tasks
  readonly publish: (signal: Signal) => Promise<void>
  /** Has a run looked at again at a time, where the queue of timers holds back for so long; else the sweep finds it. */
  readonly wake: (wake: Wake, now: Date) => Promise<void>
  /** Finds the exact reason where a verdict leaves several open. Never fails. */
  readonly refine: Refine
  readonly jobs: Readonly<Record<string, JobSlice>>
  /** When the digest is sent and to whom, and what the tasks of each job cost by. Default: there is none. */
  readonly digest?: DigestRule | undefined
  /** Version of the config, for the record. */
  readonly version: string
  readonly now: Date
  /** Id of this call; a retry by the platform has the same one. */
  readonly callId: string
}
