import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib'
import * as iam from 'aws-cdk-lib/aws-iam'
import * as s3 from 'aws-cdk-lib/aws-s3'
import { makeLogBucket } from '../../constructs/closed-bucket.ts'

/**
 * Lets what writes access logs write them here: load balancers of this account and region, and CloudFront's logging v2 of this
 * account, which CloudWatch delivers.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-V2-S3.html
 */
const letWrite = (bucket: s3.Bucket, stack: Stack): void => {
  const allow = (sid: string, service: string, action: string, resource: string, conditions: Record<string, object>) =>
    bucket.addToResourcePolicy(
      new iam.PolicyStatement({
        sid,
        principals: [new iam.ServicePrincipal(service)],
        actions: [action],
        resources: [resource],
        conditions,
      }),
    )
  const ours = { 'aws:SourceAccount': stack.account }
  const loadBalancers = stack.formatArn({
    service: 'elasticloadbalancing',
    resource: 'loadbalancer',
    resourceName: '*',
  })
  const deliveries = stack.formatArn({ service: 'logs', region: '*', resource: 'delivery-source:*' })
  allow('LoadBalancers', 'logdelivery.elasticloadbalancing.amazonaws.com', 's3:PutObject', bucket.arnForObjects('*'), {
    StringEquals: ours,
    ArnLike: { 'aws:SourceArn': loadBalancers },
  })
  allow('Deliveries', 'delivery.logs.amazonaws.com', 's3:PutObject', bucket.arnForObjects('*'), {
    StringEquals: { ...ours, 's3:x-amz-acl': 'bucket-owner-full-control' },
    ArnLike: { 'aws:SourceArn': deliveries },
  })
}

/**
 * The bucket for access logs that have none: those of the thumbnails' view and the estate's edge, and whatever the team has write there.
 * @param fromCloudFront whether it writes its standard logs there, which it does with an ACL of its own
 */
export const makeLogsBucket = (stack: Stack, { fromCloudFront }: { readonly fromCloudFront: boolean }): s3.Bucket => {
  // Load balancers can write to no other encryption than S3's own.
  const bucket = makeLogBucket(stack, 'AccessLogs', {
    // CloudFront gives its own account a grant on the bucket, which needs ACLs; nobody public can have one.
    // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging-legacy-s3.html
    objectOwnership: fromCloudFront
      ? s3.ObjectOwnership.BUCKET_OWNER_PREFERRED
      : s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
    lifecycleRules: [{ expiration: Duration.days(90), abortIncompleteMultipartUploadAfter: Duration.days(7) }],
    // When a deployment fails that has just made it, it goes again: nothing is in it.
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  })
  letWrite(bucket, stack)
  return bucket
}
