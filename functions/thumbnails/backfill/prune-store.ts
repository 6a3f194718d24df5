import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3'
import { decodeKey } from '../rules/keys.ts'
import { awsEffects, type ThumbnailEffects } from '../world/effects.ts'

/** What pruning reads and removes. Nothing here grows with the number of objects. */
export interface PruneStore extends Pick<ThumbnailEffects, 'readMark' | 'remove'> {
  /** Pages of the bucket of thumbnails. */
  readonly pages: () => AsyncIterable<readonly { readonly key: string; readonly bytes: number }[]>
}

/** The bucket of thumbnails on S3. XML cannot hold every key, so S3 is asked to encode them. */
export const pruneStore = (bucket: string, client: S3Client): PruneStore => {
  const { readMark, remove } = awsEffects(bucket, client)
  const pages: PruneStore['pages'] = async function* () {
    for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucket, EncodingType: 'url' }))
      yield Contents.map(({ Key = '', Size = 0 }) => ({ key: decodeKey(Key), bytes: Size }))
  }
  return { pages, readMark, remove }
}
