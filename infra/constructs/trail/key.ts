import { RemovalPolicy, type Stack } from 'aws-cdk-lib'
import * as iam from 'aws-cdk-lib/aws-iam'
import * as kms from 'aws-cdk-lib/aws-kms'

/**
 * A key that CloudTrail encrypts the files of one trail with. Who may read them is decided by IAM, with `kms:Decrypt`.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
 */
export const makeTrailKey = (stack: Stack, trailArn: string, trailName: string): kms.Key => {
  const key = new kms.Key(stack, 'TrailKey', {
    description: 'Files of the trail of CloudTrail',
    enableKeyRotation: true,
    // Without it nobody could read what was written.
    removalPolicy: RemovalPolicy.RETAIN,
  })
  const principals = [new iam.ServicePrincipal('cloudtrail.amazonaws.com')]
  key.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: 'AWSCloudTrailEncrypt',
      principals,
      actions: ['kms:GenerateDataKey*'],
      resources: ['*'],
      conditions: {
        StringEquals: { 'aws:SourceArn': trailArn },
        // Of any region, as in AWS's own policy: the trail is one of all regions.
        StringLike: {
          'kms:EncryptionContext:aws:cloudtrail:arn': `arn:${stack.partition}:cloudtrail:*:${stack.account}:trail/${trailName}`,
        },
      },
    }),
  )
  key.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: 'AWSCloudTrailDescribe',
      principals,
      actions: ['kms:DescribeKey'],
      resources: ['*'],
      conditions: { StringEquals: { 'aws:SourceArn': trailArn } },
    }),
  )
  return key
}
