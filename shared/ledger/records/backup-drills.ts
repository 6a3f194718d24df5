import type { BackupProcessRecord } from './backups.ts'

/** What a database that is to be encrypted is doing. From `kept` on a person decides. */
export type EncryptionStep =
  | 'snapshotting'
  | 'copying'
  | 'restoring'
  | 'settling'
  | 'renaming-original'
  | 'renaming-encrypted'
  | 'kept'
  | 'removing'
  | 'returning-encrypted'
  | 'returning-original'
  | 'undoing'

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
  /** `DbiResourceId` of the original, which a change of its name leaves as it is. */
  readonly original: string
  /** That of the encrypted one, from when it was first seen. */
  readonly encrypted?: string | undefined
  /** What the restore is given, as the original had it, and what is set afterwards. JSON. */
  readonly settings: string
  readonly later: string
  /** The call that AWS was last asked for, written down before it was. */
  readonly asked?: { readonly what: string; readonly at: string } | undefined
  /** How it ends when all is put back. */
  readonly verdict?: { readonly outcome: 'failed' | 'cancelled'; readonly reason: string } | undefined
  /** ISO 8601, when the encrypted one had the name. */
  readonly swappedAt?: string | undefined
  /** Whether it was reported that a step takes too long. */
  readonly told?: boolean | undefined
}
