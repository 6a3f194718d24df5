import type { S3Client } from '@aws-sdk/client-s3'
import { awsBuckets, type Buckets } from '../world/effects.ts'

/** Reads what buckets are like now; it can write nothing. @param client one that follows redirects to other regions */
export const bucketReader = (client: S3Client): Pick<Buckets, 'read' | 'sample' | 'list' | 'tagsOf'> => {
  const { read, sample, list, tagsOf } = awsBuckets(client)
  return { read, sample, list, tagsOf }
}

export { findBuckets } from '../world/find.ts'
