import { paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3'
import { clientOptions } from '../../../shared/aws.ts'
import { bareEtag } from '../rules/version.ts'
import type { ThumbnailEffects } from './effects.ts'

/** What was made on request, as it is removed again. */
export interface RequestedStore {
  readonly list: (prefix: string) => AsyncIterable<readonly { readonly key: string; readonly etag: string }[]>
  readonly remove: ThumbnailEffects['remove']
  readonly currentVersion: ThumbnailEffects['currentVersion']
}

/** @param thumbnails name of the bucket */
export const requestedStore = (
  thumbnails: string,
  { remove, currentVersion }: Pick<ThumbnailEffects, 'remove' | 'currentVersion'>,
  s3 = new S3Client(clientOptions),
): RequestedStore => ({
  remove,
  currentVersion,
  list: async function* (Prefix) {
    for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket: thumbnails, Prefix }))
      yield Contents.map(({ Key = '', ETag }) => ({ key: Key, etag: bareEtag(ETag) }))
  },
})
