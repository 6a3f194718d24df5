import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib'
import * as iam from 'aws-cdk-lib/aws-iam'
import * as s3 from 'aws-cdk-lib/aws-s3'
import type { TrailConfig } from '../../../shared/config/trail/schema.ts'
import { makeLogBucket } from '../closed-bucket.ts'

/**
 * The bucket of a trail's files, which CloudTrail alone writes: results of queries are in another one. Versions that are overwritten or deleted stay for
 * a day, or while they are locked. The lock is of governance mode: one of compliance mode could be taken off by nobody, for ten years if somebody had
 * mistyped its days.
 */
export const makeTrailBucket = (
  stack: Stack,
  { days, coldAfterDays, lockDays }: Pick<TrailConfig, 'days' | 'coldAfterDays' | 'lockDays'>,
): s3.Bucket =>
  makeLogBucket(stack, 'TrailBucket', {
    objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
    versioned: true,
    ...(lockDays === undefined
      ? {}
      : { objectLockDefaultRetention: s3.ObjectLockRetention.governance(Duration.days(lockDays)) }),
    lifecycleRules: [
      {
        expiration: Duration.days(days),
        noncurrentVersionExpiration: Duration.days(1),
        abortIncompleteMultipartUploadAfter: Duration.days(7),
        // Of this class Athena reads; smaller files than 128 KB stay, since S3 would bill them as if they had as much.
        ...(coldAfterDays === undefined
          ? {}
          : {
              transitions: [
                {
                  storageClass: s3.StorageClass.GLACIER_INSTANT_RETRIEVAL,
                  transitionAfter: Duration.days(coldAfterDays),
                },
              ],
            }),
      },
      { expiredObjectDeleteMarker: true },
    ],
    // Whoever deletes the stack keeps the record.
    removalPolicy: RemovalPolicy.RETAIN,
  })

/**
 * Lets CloudTrail write for one trail, and for no other of anybody. CDK's own construct leaves that condition out, and with a reference to the trail
 * it would be a circle (https://github.com/aws/aws-cdk/issues/15515, https://github.com/aws/aws-cdk/issues/31400): the ARN is written from the name.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
 */
export const letTrailWrite = (bucket: s3.Bucket, { account }: Stack, trailArn: string): void => {
  const principals = [new iam.ServicePrincipal('cloudtrail.amazonaws.com')]
  bucket.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: 'AWSCloudTrailAclCheck',
      principals,
      actions: ['s3:GetBucketAcl'],
      resources: [bucket.bucketArn],
      conditions: { StringEquals: { 'aws:SourceArn': trailArn } },
    }),
  )
  bucket.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: 'AWSCloudTrailWrite',
      principals,
      actions: ['s3:PutObject'],
      resources: [bucket.arnForObjects(`AWSLogs/${account}/*`)],
      conditions: {
        StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control', 'aws:SourceArn': trailArn },
      },
    }),
  )
}
