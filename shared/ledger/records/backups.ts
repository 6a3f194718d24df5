import type { LedgerItem } from '../ledger.ts'
import type { Basis } from './basis.ts'

/** What a process of `backups` is about: each has a folder of its own in functions/backups/. */
export type BackupProcessKind = 'snapshot' | 'copy' | 'proof' | 'restore' | 'drill' | 'encryption'

/** How a process came out. */
export interface BackupEnd {
  readonly outcome: 'done' | 'failed' | 'cancelled'
  /** For a person: what happened and what to do. */
  readonly reason: string
  /** ISO 8601. */
  readonly at: string
}

/** Something that AWS takes a while for, from its beginning to its explained end. `open` until it is ended. */
export interface BackupProcessRecord extends LedgerItem {
  readonly kind: 'backup-process'
  readonly process: BackupProcessKind
  /** Twelve hexadecimal digits, made of what it is for: what is doubled has the same. The names of what it makes in AWS come from it. */
  readonly id: string
  /** `<kind>/<id>`, such as `rds-instance/shop`. */
  readonly target: string
  /** Where it stands: a word of its kind. */
  readonly step: string
  /** ISO 8601, when it began. */
  readonly since: string
  /** Who asked for it. Default: a schedule. */
  readonly by?: string | undefined
  /** Why it does not get on just now. It is tried again at each look. */
  readonly trouble?: { readonly reason: string; readonly transient: boolean; readonly since: string } | undefined
  readonly ended?: BackupEnd | undefined
  readonly basis: Basis
}
