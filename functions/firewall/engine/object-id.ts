import { createHash } from 'node:crypto'
import type { LogObject } from '../world/world.ts'

/** Under which an object stands in the ledger: a second delivery, or a second event about it, finds what the first has written. */
export const objectId = ({ bucket, key }: Pick<LogObject, 'bucket' | 'key'>, etag: string): string =>
  createHash('sha256')
    .update(JSON.stringify([bucket, key, etag]))
    .digest('hex')
    .slice(0, 40)
