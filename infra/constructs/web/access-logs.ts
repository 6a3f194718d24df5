import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import * as s3 from 'aws-cdk-lib/aws-s3'
import type { Construct } from 'constructs'
import { makeLogBucket } from '../closed-bucket.ts'

/**
 * The bucket of the load balancer's access logs, closed and emptied after 90 days.
 * @param notifies whether EventBridge is told of every new object; who asks for that need not know the bucket
 */
export const makeAccessLogs = (scope: Construct, notifies: boolean): s3.IBucket => {
  // Load balancers can write to no other encryption than S3's own.
  const bucket = makeLogBucket(scope, 'AccessLogs', {
    lifecycleRules: [{ expiration: Duration.days(90), abortIncompleteMultipartUploadAfter: Duration.days(7) }],
    // Even when its first deployment fails: the balancer has written its test file by then, and S3 deletes no bucket that
    // holds anything. CloudFormation makes the name, so it is in nobody's way.
    removalPolicy: RemovalPolicy.RETAIN,
  })
  // Without CDK's custom resource, which would be a function of its own.
  if (notifies && bucket.node.defaultChild instanceof s3.CfnBucket)
    bucket.node.defaultChild.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } }
  // CDK's own types disagree about optional properties, hence the assertion.
  return bucket as s3.IBucket
}
