import { GetObjectCommand, type GetObjectCommandOutput, S3Client, S3ServiceException } from '@aws-sdk/client-s3'
import { clientOptions } from '../../../shared/aws.ts'
import { errorText, isAccessDenied, TransientError } from '../../../shared/errors.ts'
import type { Objects, Opened } from './world.ts'

const bare = (etag: string | undefined): string => etag?.replaceAll('"', '') ?? ''

/** What S3's refusal says about the object, or nothing where it may be asked again. */
const unreadFor = (error: unknown): Extract<Opened, { unread: unknown }> | undefined => {
  if (!(error instanceof S3ServiceException)) return undefined
  const { httpStatusCode: status } = error.$metadata
  // https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html#API_GetObject_Errors
  if (error.name === 'InvalidObjectState')
    return {
      unread: 'archived',
      words: 'It is in an archive: a storage class that has to be restored before it is read.',
    }
  if (status === 412) return { unread: 'replaced', words: 'Another object is in its place, which is counted instead.' }
  if (status === 404) return { unread: 'gone', words: 'It was deleted before it was read.' }
  if (isAccessDenied(error))
    return {
      unread: 'denied',
      words: 'S3 does not let the function read it: see the policies of the bucket and of its key.',
    }
  return undefined
}

/** What came, which must be all of it: a connection that ends early is not an end of the log. */
async function* allOf({ Body, ContentLength }: GetObjectCommandOutput): AsyncGenerator<Uint8Array> {
  let bytes = 0
  try {
    for await (const chunk of (Body ?? []) as AsyncIterable<Uint8Array>) {
      bytes += chunk.length
      yield chunk
    }
  } catch (cause) {
    throw new TransientError(`S3 broke off after ${bytes} bytes: ${errorText(cause)}`, { cause })
  }
  if (ContentLength !== undefined && bytes < ContentLength)
    throw new TransientError(`S3 gave ${bytes} of ${ContentLength} bytes`)
}

/** The buckets of logs in S3. Objects come as a stream, never as a whole. */
export const awsObjects = (s3 = new S3Client(clientOptions)): Objects => ({
  open: async ({ bucket, key, etag, versionId }) => {
    try {
      const answer = await s3.send(
        new GetObjectCommand({
          Bucket: bucket,
          Key: key,
          VersionId: versionId,
          ...(etag === undefined ? {} : { IfMatch: `"${etag}"` }),
        }),
      )
      return { etag: bare(answer.ETag), chunks: allOf(answer) }
    } catch (error) {
      const unread = unreadFor(error)
      if (!unread) throw error
      return unread
    }
  },
})
