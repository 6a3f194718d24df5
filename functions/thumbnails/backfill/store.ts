import { ListObjectsV2Command, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3'
import type { Ledger } from '../../../shared/ledger/ledger.ts'
import { keys, type RejectRecord } from '../../../shared/ledger/records.ts'
import type { BackfillStore, Listed } from '../rules/backfill.ts'
import { decodeKey } from '../rules/keys.ts'
import { archiveOf, bareEtag } from '../rules/version.ts'
import { awsEffects } from '../world/effects.ts'

/** What a backfill reads of S3 and of the ledger. XML cannot hold every key, so S3 is asked to encode them. */
export const backfillStore = (
  { uploads, thumbnails }: { readonly uploads: string; readonly thumbnails: string },
  ledger: Ledger,
  client: S3Client,
): BackfillStore => ({
  originals: async function* (prefix, after) {
    const pages = paginateListObjectsV2(
      { client },
      {
        Bucket: uploads,
        Prefix: prefix,
        EncodingType: 'url',
        OptionalObjectAttributes: ['RestoreStatus'],
        ...(after === undefined ? {} : { StartAfter: after }),
      },
    )
    for await (const { Contents = [] } of pages)
      yield Contents.map(({ Key = '', ETag, Size = 0, StorageClass, RestoreStatus }): Listed => {
        const archive = archiveOf(StorageClass)
        return {
          key: decodeKey(Key),
          etag: bareEtag(ETag),
          bytes: Size,
          archived: archive !== undefined && RestoreStatus?.RestoreExpiryDate === undefined,
          ...(archive ? { archive } : {}),
          ...(RestoreStatus?.IsRestoreInProgress ? { restoring: true } : {}),
        }
      })
  },

  thumbnailsAfter: async (key) => {
    const { Contents = [] } = await client.send(
      new ListObjectsV2Command({ Bucket: thumbnails, EncodingType: 'url', ...(key ? { StartAfter: key } : {}) }),
    )
    return Contents.map(({ Key = '' }) => decodeKey(Key))
  },

  readMark: awsEffects(thumbnails, client).readMark,

  isRefused: async ({ key, etag }) =>
    (await ledger.get<RejectRecord>(keys.reject(uploads, key, etag)))?.open !== undefined,
})
