import type { LedgerItem } from '../ledger.ts'
import type { BackupProcessRecord } from './backups.ts'

/** What a database that is to be encrypted is doing. From `kept` on a person decides. */
export type EncryptionStep =
  | 'snapshotting'
  | 'copying'
  | 'restoring'
  | 'adding-members'
  | 'settling'
  | 'renaming-original'
  | 'renaming-encrypted'
  | 'kept'
  | 'removing'
  | 'returning-encrypted'
  | 'returning-original'
  | 'undoing'

/** An instance of a cluster that is encrypted, the writer first. */
export interface EncryptedMember {
  readonly name: string
  /** `DbiResourceId` of the original's, and of the encrypted cluster's from when it was first seen. */
  readonly original: string
  readonly encrypted?: string | undefined
  /** What it is made with. JSON. */
  readonly settings: string
}

/** A database that somebody encrypts by copy, from their confirmation on. */
export interface BackupEncryptionRecord extends BackupProcessRecord {
  readonly process: 'encryption'
  readonly step: EncryptionStep
  /** ISO 8601, when its step began. */
  readonly stepSince: string
  /** The identifier that the application knows. */
  readonly name: string
  /** ARN of the KMS key. */
  readonly key: string
  /** Default: an instance. */
  readonly form?: 'cluster' | undefined
  /** Of a cluster. Their names are swapped with its own. */
  readonly members?: readonly EncryptedMember[] | undefined
  /** `DbiResourceId` or `DbClusterResourceId` of the original, which a change of its name leaves as it is. */
  readonly original: string
  /** That of the encrypted one, from when it was first seen. */
  readonly encrypted?: string | undefined
  /** What the restore is given, as the original had it, and what is set afterwards. JSON. */
  readonly settings: string
  readonly later: string
  /** The call that AWS was last asked for, written down before it was. */
  readonly asked?: { readonly what: string; readonly at: string } | undefined
  /** Looks in a row at which a database was under none of its names, and when the last of them was, as ISO 8601. */
  readonly unseen?: { readonly looks: number; readonly at: string } | undefined
  /** How it ends when all is put back. */
  readonly verdict?: { readonly outcome: 'failed' | 'cancelled'; readonly reason: string } | undefined
  /** ISO 8601, when the encrypted one had the name. */
  readonly swappedAt?: string | undefined
  /** Whether it was reported that a step takes too long. */
  readonly told?: boolean | undefined
}

/** Who serves a database: the zone of an instance and of its standby, or the writer of a cluster. */
export interface Serving {
  readonly zone?: string | undefined
  readonly standby?: string | undefined
  readonly writer?: string | undefined
}

/** What the probe has measured. */
export interface Outage {
  /** Seconds from the first attempt that failed to the first that succeeded after it, of all such times together. */
  readonly seconds: number
  /** The longest of them. */
  readonly longest: number
  /** ISO 8601: the first failed attempt, and the first that succeeded after the last one. */
  readonly from?: string | undefined
  readonly until?: string | undefined
  readonly attempts: number
  readonly failed: number
  /** Whether the last attempt succeeded. */
  readonly over: boolean
}

/** A failover that was tried on purpose, and measured. */
export interface BackupDrillRecord extends BackupProcessRecord {
  readonly process: 'drill'
  readonly step: 'probing' | 'failing-over' | 'watching' | 'stopping'
  /** ISO 8601, when its step began. */
  readonly stepSince: string
  /** Its name in the config. */
  readonly drill: string
  readonly before?: Serving | undefined
  readonly after?: Serving | undefined
  /** ARN of the task that connects each second. */
  readonly probe?: string | undefined
  /** ISO 8601: when AWS was asked for the failover. It is asked once. */
  readonly asked?: string | undefined
  /** What RDS has said of it. Times are ISO 8601. */
  readonly events?: readonly { readonly at: string; readonly text: string }[] | undefined
  readonly verdict?: { readonly well: boolean; readonly reason: string } | undefined
  readonly outage?: Outage | undefined
}

/** Where the schedule of a drill stands. */
export interface BackupDrillStandingRecord extends LedgerItem {
  readonly kind: 'backup-drill'
  readonly drill: string
  /** ISO 8601: the firing that was begun last. */
  readonly firing: string
}
