import type { Ledger, Write } from '../../../shared/ledger/ledger.ts'
import { keys, type RejectRecord } from '../../../shared/ledger/records.ts'
import type { Change } from '../rules/notification.ts'
import { resolutionOf } from '../rules/reject.ts'
import type { Version } from '../rules/version.ts'
import type { ThumbnailEffects } from '../world/effects.ts'

/**
 * Writes a refusal down, once: the same one again changes nothing, also not its time.
 * @throws ConflictError when somebody else is writing it
 */
export const recordReject = async (record: RejectRecord, ledger: Ledger): Promise<void> => {
  const known = await ledger.get<RejectRecord>(record)
  if (known?.open && known.cause === record.cause) return
  await ledger.commit([{ item: record, expect: known?.version ?? 'absent' }], new Date(record.at))
}

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
