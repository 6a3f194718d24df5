import type { LifecycleRule } from '@aws-sdk/client-s3'
import type { LedgerItem } from '../ledger.ts'
import type { Basis } from './basis.ts'

/** Rules that would delete what is in a bucket, and that wait for a person. */
export interface HeldBack {
  /** As they are wanted. */
  readonly rules: readonly LifecycleRule[]
  /** ISO 8601, since when they wait. */
  readonly since: string
  /** How many objects they would delete, how many bytes, and when the newest of them was written. */
  readonly objects: number
  readonly bytes: number
  readonly newest?: string | undefined
  /** How many were looked at, whether these are all, and where. */
  readonly looked: number
  readonly complete: boolean
  readonly source: 'a listing' | 'S3 Inventory'
  /** When the report was begun, ISO 8601. */
  readonly asOf?: string | undefined
  /** Why no report was looked at, where there might have been one. */
  readonly instead?: string | undefined
  readonly confirmedAt?: string | undefined
  readonly confirmedBy?: string | undefined
  /** ISO 8601: once agreed to, they are written from then on. */
  readonly until?: string | undefined
}

/** What would be gone of a log group, a queue or a repository, and that waits for a person. */
export interface HeldLoss {
  /** The policy that it is to have. */
  readonly wanted: string
  /** ISO 8601 */
  readonly since: string
  readonly objects: number
  readonly bytes: number
  readonly newest?: string | undefined
  readonly words: string
  readonly confirmedBy?: string | undefined
  /** ISO 8601: once agreed to, it is done from then on. */
  readonly until?: string | undefined
}

/** How long a log group, a queue or a repository's images are kept. */
export interface RetainedRecord extends LedgerItem {
  readonly kind: 'lifecycle-retained'
  /** Such as `log group /aws/lambda/x`. */
  readonly subject: string
  /** The policy that it was last brought to, or had already. */
  readonly agreed?: string | undefined
  readonly held?: HeldLoss | undefined
  readonly basis: Basis
}

/** That how long something is kept could not be set, or that it could be again. */
export interface RetentionFailureRecord extends LedgerItem {
  readonly kind: 'lifecycle-retention-failure'
  /** Such as `queue orders`, or `log groups`. */
  readonly subject: string
  readonly state: 'failing' | 'kept'
  readonly cause?: string | undefined
  /** What is wrong and what to do, for a person. */
  readonly reason?: string | undefined
  readonly basis: Basis
}

/** Where the next call goes on with many buckets. */
export interface LifecyclePlace extends LedgerItem {
  readonly kind: 'lifecycle-place'
  /** The first bucket that the call before had no time for; undefined where it had time for all. */
  readonly next?: string | undefined
}

/** Where a bucket stands with its policy. Written when that changes, not at every look. */
export interface BucketRecord extends LedgerItem {
  readonly kind: 'lifecycle'
  readonly bucket: string
  /** `failing` from the first look that failed to the next that did not. */
  readonly state: 'kept' | 'failing'
  /** ISO 8601, since when it is so. */
  readonly since: string
  /** Our rules as they were when all was last well. */
  readonly rules: readonly LifecycleRule[]
  /** Whether versioning was seen to be on, or switched on. */
  readonly versioned: boolean
  readonly cause?: string | undefined
  /** What is wrong and what to do, for a person. */
  readonly reason?: string | undefined
  /** Whether `lifecycle.failed` was said, so that `lifecycle.mended` must follow. */
  readonly told?: boolean | undefined
  /** Rules that wait for a person. */
  readonly held?: HeldBack | undefined
  readonly basis: Basis
}
