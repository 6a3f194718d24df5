import type { LifecycleRule } from '@aws-sdk/client-s3'
import type { LedgerItem } from '../ledger.ts'
import type { Basis } from './basis.ts'

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
  readonly basis: Basis
}
