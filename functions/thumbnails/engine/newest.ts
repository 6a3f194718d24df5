import { createHash } from 'node:crypto'
import { ConflictError, errorName } from '../../../shared/errors.ts'
import type { Ledger } from '../../../shared/ledger/ledger.ts'
import { keys, type ThumbnailRecord } from '../../../shared/ledger/records.ts'
import { log } from '../../../shared/log.ts'
import type { Change } from '../rules/notification.ts'
import type { Answer } from './answer.ts'

/** Notes that an instance makes at once, and after how many milliseconds it may make another: a flood of uploads costs no more for it. */
const burst = 24
const refillMs = 60_000

const keptMs = 30 * 86_400_000

const idOf = ({ bucket, key }: Change, etag: string): string =>
  createHash('sha256')
    .update(JSON.stringify([bucket, key, etag]))
    .digest('hex')
    .slice(0, 32)

/**
 * Notes originals of which thumbnails were made, so that the newest can be shown: the bucket cannot be listed by time. A note that cannot
 * be written is left out: the thumbnails are there.
 */
export const newestNotes = (ledger: Ledger) => {
  let [left, since] = [burst, 0]
  return async (change: Change, { version, smallest }: Answer, now: Date): Promise<void> => {
    const refilled = Math.floor((now.getTime() - since) / refillMs)
    if (refilled > 0) [left, since] = [Math.min(burst, left + refilled), now.getTime()]
    if (left <= 0 || version === undefined || smallest === undefined) return
    left -= 1
    const id = idOf(change, version.etag)
    const item: ThumbnailRecord = {
      ...keys.thumbnail(id),
      kind: 'thumbnail',
      at: now.toISOString(),
      keepUntil: new Date(now.getTime() + keptMs).toISOString(),
      id,
      bucket: change.bucket,
      key: change.key,
      thumbnail: smallest.key,
      format: smallest.format,
    }
    try {
      await ledger.commit([{ item, expect: 'absent', repeatable: true }], now)
    } catch (error) {
      // Made once more of the same version: it is noted already.
      if (!(error instanceof ConflictError)) log.warn('newest thumbnail not noted', { error: errorName(error) })
    }
  }
}
