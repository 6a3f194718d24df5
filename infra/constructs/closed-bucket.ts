import { Validations } from 'aws-cdk-lib'
import * as s3 from 'aws-cdk-lib/aws-s3'
import type { Construct } from 'constructs'

/**
 * A bucket that is closed to the public, takes TLS alone and is encrypted by S3 itself, so that every service can write to it.
 * @param unlogged why it has no access log of its own
 */
export const makeClosedBucket = (scope: Construct, id: string, unlogged: string, props: s3.BucketProps): s3.Bucket => {
  const bucket = new s3.Bucket(scope, id, {
    encryption: s3.BucketEncryption.S3_MANAGED,
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    ...props,
  })
  Validations.of(bucket).acknowledge({ id: 'AwsSolutions-S1', reason: unlogged })
  return bucket
}

/** One in which logs end. */
export const makeLogBucket = (scope: Construct, id: string, props: s3.BucketProps): s3.Bucket =>
  makeClosedBucket(scope, id, 'It is where logs end; logging the log has no end.', props)
