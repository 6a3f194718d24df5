import { createHash } from 'node:crypto'
import { clientOptions } from '../../../shared/aws.ts'
import { isPermanentAwsError } from '../../../shared/errors.ts'
import { once } from '../../../shared/once.ts'
import type { CountsStore } from './world.ts'

/**
 * A kilobyte more costs in the ledger as much as an eighth of an object here does, read several times: from here on the object is cheaper
 * (bench/cost/log-lines.ts).
 */
export const countsFrom = 8_192

/** The name of an object with these texts. */
export const countsName = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 40)

const isGone = (error: unknown): boolean =>
  isPermanentAwsError(error) && Object(error).$metadata?.httpStatusCode === 404

/** The bucket of counts in S3. Most calls need none of it: the client is loaded with the first that does. */
export const awsCounts = (bucket: string): CountsStore => {
  const load = once(async () => {
    const sdk = await import('../../../shared/sdk/s3.ts')
    return { ...sdk, s3: new sdk.S3Client(clientOptions) }
  })
  return {
    from: countsFrom,
    write: async (texts) => {
      const { PutObjectCommand, s3 } = await load()
      const Body = texts.join('\n')
      const name = countsName(Body)
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: name, Body, ContentType: 'text/plain' }))
      return name
    },
    read: async (name) => {
      const { GetObjectCommand, s3 } = await load()
      try {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: name }))
        return (await Body?.transformToString())?.split('\n')
      } catch (error) {
        if (!isGone(error)) throw error
        return undefined
      }
    },
  }
}
