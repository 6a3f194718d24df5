import type { NotificationConfiguration } from '@aws-sdk/client-s3'
import type { Config } from '../../shared/config/schema.ts'
import { isOwnBucket } from '../../shared/config/thumbnails/existing.ts'

/** What S3 says of a bucket that is there already. */
export interface SeenBucket {
  readonly bucket: string
  /** Where it is; nothing where there is no such bucket. */
  readonly region: string | undefined
  /** What it notifies, all of it; nothing where there is no such bucket. */
  readonly notifies: NotificationConfiguration | undefined
}

/** What keeps a bucket from being watched. */
export interface ExistingFault {
  readonly found: string
  readonly meaning: string
  readonly fix: string
}

/** A text as one word of a shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

/**
 * The command that has a bucket send its events to EventBridge too. It says again all that the bucket notifies now: S3 replaces the whole of it.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-event-notifications-eventbridge.html
 */
export const switchOn = (bucket: string, region: string, notifies: NotificationConfiguration): string => {
  const { QueueConfigurations, TopicConfigurations, LambdaFunctionConfigurations } = notifies
  const all = {
    ...(QueueConfigurations?.length ? { QueueConfigurations } : {}),
    ...(TopicConfigurations?.length ? { TopicConfigurations } : {}),
    ...(LambdaFunctionConfigurations?.length ? { LambdaFunctionConfigurations } : {}),
    EventBridgeConfiguration: {},
  }
  return `aws s3api put-bucket-notification-configuration --region ${region} --bucket ${bucket} --notification-configuration ${quoted(JSON.stringify(all))}`
}

/**
 * What keeps a bucket that is there already from being watched; nothing where all is well.
 * @param own names of the deployment's own buckets, where it is deployed
 */
export const existingFault = (
  { bucket, region, notifies }: SeenBucket,
  config: Pick<Config, 'name' | 'region'>,
  own: readonly (string | undefined)[],
): ExistingFault | undefined => {
  if (own.includes(bucket) || isOwnBucket(bucket, config.name))
    return {
      found: `${bucket} is a bucket of this deployment.`,
      meaning: 'Thumbnails would get thumbnails themselves, without end.',
      fix: 'Take it out of thumbnails.existing: uploads are watched without it.',
    }
  if (region === undefined || notifies === undefined)
    return {
      found: `There is no bucket ${bucket} in this account.`,
      meaning: 'Nothing of it gets thumbnails.',
      fix: 'Correct its name in thumbnails.existing, or take it out.',
    }
  if (region !== config.region)
    return {
      found: `${bucket} is in ${region}, and the deployment in ${config.region}.`,
      meaning: 'EventBridge has its events in its own region only, so that nothing of it gets thumbnails.',
      fix: 'Name a bucket of the same region, or replicate this one into one.',
    }
  if (notifies.EventBridgeConfiguration === undefined)
    return {
      found: `${bucket} does not send its events to EventBridge.`,
      meaning: 'Nothing that is uploaded to it gets thumbnails, but by thumbnails backfill.',
      fix: `${switchOn(bucket, region, notifies)} (it keeps all that the bucket notifies now), then: nightshift thumbnails backfill`,
    }
  return undefined
}

/** Names of the buckets that are there already, each once. */
export const existingBuckets = ({ thumbnails }: Pick<Config, 'thumbnails'>): string[] => [
  ...new Set(thumbnails?.existing.map(({ bucket }) => bucket)),
]
