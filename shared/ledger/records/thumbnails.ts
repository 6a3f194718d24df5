import type { LedgerItem } from '../ledger.ts'
import type { Basis } from './basis.ts'

/** A version of an original that was refused. It is `open` until something mends it. */
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
  /** ISO 8601 instant at which it was over. */
  readonly resolvedAt?: string | undefined
  /** Its thumbnails were made after all; another version came; it was removed. */
  readonly resolution?: 'made' | 'replaced' | 'removed' | undefined
  readonly basis: Basis
}

/** An original of which thumbnails were made, for those who want to see the newest. Of very many at once only some are noted. */
export interface ThumbnailRecord extends LedgerItem {
  readonly kind: 'thumbnail'
  /** Made of bucket, key and version. */
  readonly id: string
  /** Of the original. */
  readonly bucket: string
  readonly key: string
  /** Key of the smallest thumbnail in the bucket of thumbnails. */
  readonly thumbnail: string
  readonly format: 'webp' | 'jpeg' | 'avif' | 'png'
}

/** Whether refusals come in a flood; there is one such record. `at` is when it last began. */
export interface FloodRecord extends LedgerItem {
  readonly kind: 'flood'
  readonly state: 'flooding' | 'over'
  /** Whether its begin was said as a signal. */
  readonly told: boolean
}

/** How far a backfill has come, one for each prefix that was asked for. `at` is when it began. */
export interface BackfillRecord extends LedgerItem {
  readonly kind: 'backfill'
  /** The recipes by which it decides: with others it begins anew. */
  readonly recipes: string
  /** The last key that was looked at. */
  readonly after: string
  readonly state: 'running' | 'done' | 'cancelled'
  /** Originals, folders and whatever else is in the bucket that were looked at since it began. */
  readonly looked?: number | undefined
  /** Originals that were sent to be made. */
  readonly sent?: number | undefined
  /** Originals by what was found: `right`, `missing`, `refused` and so on. */
  readonly needs?: Readonly<Record<string, number>> | undefined
  /** Set where the function itself walks, step by step: another one that begins has another. Left out: a terminal walks. */
  readonly run?: string | undefined
  /** Who had the function begin. */
  readonly by?: string | undefined
  /** ISO 8601 instant of its next step. */
  readonly dueAt?: string | undefined
  /** ISO 8601 instant until which a call is at a step, so that the same message twice does nothing twice. */
  readonly claimedUntil?: string | undefined
  /** ISO 8601 instant at which it was done or cancelled. */
  readonly endedAt?: string | undefined
}

/** A call that makes a picture on request, so that no other makes the same. It is gone after half a minute. */
export interface MakingRecord extends LedgerItem {
  readonly kind: 'making'
}
