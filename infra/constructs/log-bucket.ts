import { Validations } from 'aws-cdk-lib'
import * as s3 from 'aws-cdk-lib/aws-s3'
import type { Construct } from 'constructs'

/** A bucket in which logs end: closed, by TLS alone, encrypted by S3 itself, which every service can write to. */
export const makeLogBucket = (scope: Construct, id: string, props: s3.BucketProps): s3.Bucket => {
  const bucket = new s3.Bucket(scope, id, {
    encryption: s3.BucketEncryption.S3_MANAGED,
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    ...props,
  })
  Validations.of(bucket).acknowledge({
    id: 'AwsSolutions-S1',
    reason: 'It is where logs end; logging the log has no end.',
  })
  return bucket
}
