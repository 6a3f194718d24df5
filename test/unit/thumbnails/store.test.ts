import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { mockClient } from 'aws-sdk-client-mock'
import { backfillStore } from '../../../functions/thumbnails/backfill/store.ts'
import { recordReject } from '../../../functions/thumbnails/engine/rejects.ts'
import type { Listed } from '../../../functions/thumbnails/rules/backfill.ts'
import { rejectOf } from '../../../functions/thumbnails/rules/reject.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'

const client = new S3Client({ region: 'ap-northeast-2' })
const s3 = mockClient(client)
beforeEach(() => s3.reset())

const setUp = () => {
  const ledger = memoryLedger()
  return { ledger, store: backfillStore({ uploads: 'shop-uploads', thumbnails: 'shop-thumbnails' }, ledger, client) }
}

const listed = async (prefix: string, after?: string): Promise<Listed[][]> => {
  const pages: Listed[][] = []
  for await (const page of setUp().store.originals(prefix, after)) pages.push([...page])
  return pages
}

test('originals come page by page, with their keys decoded, from behind a key on', async () => {
  s3.on(ListObjectsV2Command)
    .resolvesOnce({
      IsTruncated: true,
      NextContinuationToken: 't',
      Contents: [{ Key: 'a%2Bb+%0A.jpg', ETag: '"e1"', Size: 3 }],
    })
    .resolvesOnce({ Contents: [{ Key: 'c.jpg', ETag: '"e2"', Size: 4 }] })
  expect(await listed('p/', 'p/a')).toEqual([
    [{ key: 'a+b \n.jpg', etag: 'e1', bytes: 3, archived: false }],
    [{ key: 'c.jpg', etag: 'e2', bytes: 4, archived: false }],
  ])
  expect(s3.commandCalls(ListObjectsV2Command)[0]?.args[0].input).toMatchObject({
    Bucket: 'shop-uploads',
    Prefix: 'p/',
    StartAfter: 'p/a',
    EncodingType: 'url',
  })
})

test('what was restored from an archive can be read for a time', async () => {
  const RestoreExpiryDate = new Date('2026-12-01T00:00:00Z')
  s3.on(ListObjectsV2Command).resolves({
    Contents: [
      { Key: 'standard', StorageClass: 'STANDARD' },
      { Key: 'instant', StorageClass: 'GLACIER_IR' },
      { Key: 'archived', StorageClass: 'GLACIER' },
      { Key: 'being-restored', StorageClass: 'DEEP_ARCHIVE', RestoreStatus: { IsRestoreInProgress: true } },
      { Key: 'restored', StorageClass: 'GLACIER', RestoreStatus: { IsRestoreInProgress: false, RestoreExpiryDate } },
    ],
  })
  const [page = []] = await listed('')
  expect(page.filter(({ archived }) => archived).map(({ key }) => key)).toEqual(['archived', 'being-restored'])
})

test('only that very version is known as refused', async () => {
  const { ledger, store } = setUp()
  const original = { key: 'a.jpg', etag: 'e1', bytes: 1, archived: false }
  expect(await store.isRefused(original)).toBe(false)
  const refusal = { cause: 'corrupt', reason: 'no' } as const
  await recordReject(
    rejectOf({ bucket: 'shop-uploads', key: 'a.jpg' }, original, refusal, {}, 'c', new Date('2026-11-21T00:00:00Z')),
    ledger,
  )
  expect(await store.isRefused(original)).toBe(true)
  expect(await store.isRefused({ ...original, etag: 'e2' })).toBe(false)
})
