import { setTimeout as sleep } from 'node:timers/promises'
import { PutObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3'

const count = async (s3: S3Client, Bucket: string, Prefix: string): Promise<number> => {
  let found = 0
  for await (const { KeyCount = 0 } of paginateListObjectsV2({ client: s3 }, { Bucket, Prefix })) found += KeyCount
  return found
}

/** Milliseconds that all uploads may take. */
const patience = 600_000

/**
 * Uploads the same bytes under so many keys, and waits until all have their three thumbnails.
 * @returns milliseconds, from the first upload on
 */
export const throughput = async (
  s3: S3Client,
  buckets: { readonly uploads: string; readonly thumbnails: string },
  bytes: Uint8Array,
  files: number,
): Promise<number> => {
  const begun = performance.now()
  for (let file = 0; file < files; file += 1)
    await s3.send(new PutObjectCommand({ Bucket: buckets.uploads, Key: `bench/${file}.jpg`, Body: bytes }))
  for (;;) {
    const made = await count(s3, buckets.thumbnails, 'bench/')
    const ms = performance.now() - begun
    if (made === files * 3) return ms
    if (ms > patience) throw new Error(`${made} of ${files * 3} thumbnails were made in ${patience / 1000} s`)
    // Not oftener: what is asked of the emulator, it cannot give to the uploads.
    await sleep(1_000)
  }
}
