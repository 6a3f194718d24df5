import { RemovalPolicy, Stack } from 'aws-cdk-lib'
import * as iam from 'aws-cdk-lib/aws-iam'
import * as s3 from 'aws-cdk-lib/aws-s3'
import type * as sqs from 'aws-cdk-lib/aws-sqs'
import { bucketArn, namesBegin } from '../../constructs/bucket-names.ts'
import { makeClosedBucket } from '../../constructs/closed-bucket.ts'

export interface ThumbnailBuckets {
  /** Originals; every version is kept. */
  readonly uploads: s3.IBucket
  /** What can be made again from them. */
  readonly thumbnails: s3.IBucket
}

const unlogged =
  'Nothing reads access logs of photos yet, and they would name people by their addresses. Who changed the bucket is in CloudTrail.'

/**
 * CloudFormation makes the name: the bucket outlives what removes it from the config, and a name of ours would be in its own
 * way when the config takes it up again.
 */
export const makeBucket = (
  stack: Stack,
  what: 'uploads' | 'thumbnails',
  { versioned }: { readonly versioned: boolean },
): s3.Bucket =>
  makeClosedBucket(stack, what === 'uploads' ? 'Originals' : 'Thumbnails', unlogged, {
    versioned,
    // When a deployment fails that has just made it, it goes again: nothing is in it.
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  })

/**
 * Whatever can change which version of an object is the current one, and that an archived one can be read. A lifecycle rule that removes objects has events of its
 * own. https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html
 */
const notified = ['s3:ObjectCreated:*', 's3:ObjectRemoved:*', 's3:LifecycleExpiration:*', 's3:ObjectRestore:Completed']

/** Without CDK's custom resource, which would be a function of its own. It refuses nothing that S3 would not. */
export const notify = (bucket: s3.Bucket, queue: sqs.Queue, prefixes: readonly string[]): void => {
  const stack = Stack.of(bucket)
  const resource = bucket.node.defaultChild
  if (!(resource instanceof s3.CfnBucket)) throw new TypeError('The uploads bucket has no resource of its own')
  const policy = queue.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: 'OnlyOwnBuckets',
      principals: [new iam.ServicePrincipal('s3.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      // The bucket itself cannot be named: S3 sets up a notification only when it may already write to the queue.
      conditions: {
        ArnLike: {
          'aws:SourceArn': bucketArn(stack, `${namesBegin(stack.stackName)}*`),
        },
        StringEquals: { 'aws:SourceAccount': stack.account },
      },
    }),
  )
  if (policy.policyDependable) resource.node.addDependency(policy.policyDependable)
  resource.notificationConfiguration = {
    queueConfigurations: prefixes.flatMap((prefix) =>
      notified.map((event) => ({
        event,
        queue: queue.queueArn,
        ...(prefix ? { filter: { s3Key: { rules: [{ name: 'prefix', value: prefix }] } } } : {}),
      })),
    ),
  }
}
