import { keys, type RejectRecord } from '../../shared/ledger/records.ts'
import type { Upload } from './notification.ts'
import type { ImageFacts, Refusal } from './refusal.ts'

/** The record of a refusal: one for each version of an object, however often its event comes. */
export const rejectOf = (
  { bucket, key, etag, versionId, size }: Upload,
  { cause, reason }: Refusal,
  facts: ImageFacts,
  configVersion: string,
  now: Date,
): RejectRecord => ({
  ...keys.reject(bucket, key, etag),
  kind: 'reject',
  at: now.toISOString(),
  bucket,
  key,
  versionId,
  etag,
  cause,
  reason,
  basis: { event: { size }, state: facts, config: configVersion },
})
