import type { Ledger, Write } from '../../../shared/ledger/ledger.ts'
import { keys, type RejectRecord } from '../../../shared/ledger/records.ts'
import type { ThumbnailEffects, Version } from '../world/effects.ts'
import type { Change } from './notification.ts'
import type { ImageFacts, Refusal } from './refusal.ts'

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

/**
 * Writes a refusal down, once: the same one again changes nothing, also not its time.
 * @throws ConflictError when somebody else is writing it
 */
export const recordReject = async (record: RejectRecord, ledger: Ledger): Promise<void> => {
  const known = await ledger.get<RejectRecord>(record)
  if (known?.open && known.cause === record.cause) return
  await ledger.commit([{ item: record, expect: known?.version ?? 'absent' }], new Date(record.at))
}

/** What became of an original that had been refused. */
const resolutionOf = ({ etag }: RejectRecord, current: Version | undefined): RejectRecord['resolution'] =>
  current === undefined ? 'removed' : etag === current.etag ? 'made' : 'replaced'

/**
 * Closes the refusals of an object that are over: its thumbnails are made now, or another version is there, or none. What is
 * mended loses its tag before its record is closed, so that a call that dies between the two is made good by the next.
 * @param made whether the current version has its thumbnails now
 * @throws ConflictError when somebody else is closing them
 */
export const resolveRejects = async (
  original: Change,
  current: Version | undefined,
  made: boolean,
  { ledger, effects, now }: { readonly ledger: Ledger; readonly effects: ThumbnailEffects; readonly now: Date },
): Promise<void> => {
  const records = await ledger.children<RejectRecord>(keys.reject(original.bucket, original.key, '').pk)
  const over = records.filter(({ open, etag }) => open && (made || etag !== current?.etag))
  if (over.length === 0) return
  if (current && over.some(({ etag }) => etag === current.etag)) await effects.tag(original, current, undefined)
  const writes = over.slice(0, 100).map(({ version, open: _, ...record }): Write => {
    const item: RejectRecord = { ...record, resolvedAt: now.toISOString(), resolution: resolutionOf(record, current) }
    return { item, expect: version }
  })
  await ledger.commit(writes, now)
}
