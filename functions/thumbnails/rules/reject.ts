import { keys, type RejectRecord } from '../../../shared/ledger/records.ts'
import type { Change } from './notification.ts'
import type { ImageFacts, Refusal } from './refusal.ts'
import type { Version } from './version.ts'

/** The word under which refusals are open: nothing has mended them yet. */
export const openReject = 'reject'

/** The record of a refusal: one for each version of an object, however often its event comes. */
export const rejectOf = (
  { bucket, key }: Change,
  { etag, versionId, bytes }: Version,
  { cause, reason }: Refusal,
  facts: ImageFacts,
  configVersion: string,
  now: Date,
): RejectRecord => ({
  ...keys.reject(bucket, key, etag),
  kind: 'reject',
  at: now.toISOString(),
  open: openReject,
  bucket,
  key,
  versionId,
  etag,
  cause,
  reason,
  basis: { event: { size: bytes }, state: facts, config: configVersion },
})

/** What became of an original that had been refused. */
export const resolutionOf = ({ etag }: RejectRecord, current: Version | undefined): RejectRecord['resolution'] =>
  current === undefined ? 'removed' : etag === current.etag ? 'made' : 'replaced'
