import type { AuditName } from '../../../shared/audits/finding.ts'
import type { Ledger } from '../../../shared/ledger/ledger.ts'
import type { Signal } from '../../../shared/signals.ts'
import type { Access, Check } from '../checks/check.ts'
import type { AuditsSlice } from '../rules/slice.ts'

/** What the function of this capability works with. */
export interface World {
  readonly ledger: Ledger
  readonly publish: (signal: Signal) => Promise<void>
  readonly checks: readonly Check[]
  /** The account as an audit may read it, by its own role. @throws when the role is refused */
  readonly accessOf: (audit: AuditName) => Promise<Access>
  readonly slice: AuditsSlice
  /** Version of the config. */
  readonly version: string
  readonly now: Date
  /** Milliseconds until this call is ended. */
  readonly remainingMs: () => number
}
