import { ArnFormat, Aws, Fn, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib'
import * as iam from 'aws-cdk-lib/aws-iam'
import * as s3 from 'aws-cdk-lib/aws-s3'
import type * as sqs from 'aws-cdk-lib/aws-sqs'
import type { Foundation } from '../../constructs/foundation.ts'

export interface ThumbnailBuckets {
  /** Originals; every version is kept. */
  readonly uploads: s3.IBucket
  /** What can be made again from them. */
  readonly thumbnails: s3.IBucket
}

/**
 * The name is put together from the stack's id, so that the queue's policy can name the bucket before the bucket exists:
 * S3 sets up a notification only when it may already write to the queue.
 */
export const makeBucket = (
  stack: Stack,
  { config }: Foundation,
  what: 'uploads' | 'thumbnails',
  { versioned }: { readonly versioned: boolean },
): s3.Bucket => {
  const stackUuid = Fn.select(2, Fn.split('/', Aws.STACK_ID))
  const bucket = new s3.Bucket(stack, what === 'uploads' ? 'Originals' : 'Thumbnails', {
    bucketName: `${config.name}-${what}-${Fn.select(0, Fn.split('-', stackUuid))}`,
    versioned,
    encryption: s3.BucketEncryption.S3_MANAGED,
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    removalPolicy: RemovalPolicy.RETAIN,
  })
  Validations.of(bucket).acknowledge({
    id: 'AwsSolutions-S1',
    reason:
      'Nothing reads access logs of photos yet, and they would name people by their addresses. Who changed the bucket is in CloudTrail.',
  })
  return bucket
}

/**
 * Whatever can change which version of an object is the current one. A lifecycle rule that removes objects has events of its
 * own. https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html
 */
const notified = ['s3:ObjectCreated:*', 's3:ObjectRemoved:*', 's3:LifecycleExpiration:*']

/** Without CDK's custom resource, which would be a function of its own. It refuses nothing that S3 would not. */
export const notify = (bucket: s3.Bucket, queue: sqs.Queue, prefixes: readonly string[]): void => {
  const stack = Stack.of(bucket)
  const resource = bucket.node.defaultChild
  if (!(resource instanceof s3.CfnBucket)) throw new TypeError('The uploads bucket has no resource of its own')
  const policy = queue.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: 'OnlyTheUploadsBucket',
      principals: [new iam.ServicePrincipal('s3.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions: {
        ArnEquals: {
          'aws:SourceArn': stack.formatArn({
            service: 's3',
            region: '',
            account: '',
            resource: String(resource.bucketName),
            arnFormat: ArnFormat.NO_RESOURCE_NAME,
          }),
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
