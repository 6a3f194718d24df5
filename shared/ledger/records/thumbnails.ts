import type { LedgerItem } from '../ledger.ts'
import type { Basis } from './basis.ts'

/** An original that was refused. */
export interface RejectRecord extends LedgerItem {
  readonly kind: 'reject'
  readonly bucket: string
  readonly key: string
  readonly versionId?: string | undefined
  readonly etag?: string | undefined
  /** One word that stays the same over releases. */
  readonly cause: string
  /** What is wrong, for a person. */
  readonly reason: string
  readonly basis: Basis
}
