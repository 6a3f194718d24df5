import { GetBucketLocationCommand, GetBucketNotificationConfigurationCommand, type S3Client } from '@aws-sdk/client-s3'
import { errorName } from '../../shared/errors.ts'
import type { SeenBucket } from './existing.ts'

const orGone = <Answer>(answer: Promise<Answer>): Promise<Answer | undefined> =>
  answer.catch((error: unknown) => {
    if (errorName(error) === 'NoSuchBucket') return undefined
    throw error
  })

/** An old name of Ireland, and none for Virginia. https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html */
const regionOf = (location: string | undefined): string => (location === 'EU' ? 'eu-west-1' : location || 'us-east-1')

/** Asks S3 where a bucket is and what it notifies. @throws errors of S3, but for a bucket that is not there */
export const seeBucket = async (
  bucket: string,
  client: Pick<S3Client, 'send'>,
  options: { readonly abortSignal?: AbortSignal } = {},
): Promise<SeenBucket> => {
  const [location, notifies] = await Promise.all([
    orGone(client.send(new GetBucketLocationCommand({ Bucket: bucket }), options)),
    orGone(client.send(new GetBucketNotificationConfigurationCommand({ Bucket: bucket }), options)),
  ])
  return { bucket, region: location && regionOf(location.LocationConstraint), notifies }
}
