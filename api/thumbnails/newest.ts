import type { ThumbnailRecord } from '../../shared/ledger/records.ts'
import type { Deployment } from '../deployment.ts'

/** An original with thumbnails. */
export type NewestRow = Pick<ThumbnailRecord, 'id' | 'at' | 'bucket' | 'key'>

/** Originals of which thumbnails were made, newest first. Of very many at once only some are noted. */
export const newestThumbnails = async ({ ledger }: Pick<Deployment, 'ledger'>, limit: number): Promise<NewestRow[]> =>
  (await ledger().list<ThumbnailRecord>('thumbnail', { limit })).map(({ id, at, bucket, key }) => ({
    id,
    at,
    bucket,
    key,
  }))
