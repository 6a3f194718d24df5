import type { S3Client } from '@aws-sdk/client-s3'
import { awsBuckets, type Buckets } from '../world/effects.ts'
import type { InventoryChoice } from '../world/inventory.ts'

/**
 * Reads what buckets are like now; it can write nothing.
 * @param client one that follows redirects to other regions
 * @param reports which reports of S3 Inventory are read. Default none
 */
export const bucketReader = (
  client: S3Client,
  reports?: InventoryChoice,
): Pick<Buckets, 'read' | 'sample' | 'inventory' | 'list' | 'tagsOf'> => {
  const { read, sample, inventory, list, tagsOf } = awsBuckets(client, reports)
  return { read, sample, ...(inventory ? { inventory } : {}), list, tagsOf }
}

export { findBuckets } from '../world/find.ts'
