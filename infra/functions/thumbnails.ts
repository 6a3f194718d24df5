import { ArnFormat, Aws, Duration, Fn, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib'
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch'
import * as iam from 'aws-cdk-lib/aws-iam'
import type * as lambda from 'aws-cdk-lib/aws-lambda'
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources'
import * as s3 from 'aws-cdk-lib/aws-s3'
import type * as sqs from 'aws-cdk-lib/aws-sqs'
import type { ThumbnailsConfig } from '../../shared/config/thumbnails.ts'
import type { Foundation } from '../constructs/foundation.ts'
import { OpsFunction } from '../constructs/ops-function.ts'
import { WatchedQueue } from '../constructs/watched-queue.ts'

export interface ThumbnailBuckets {
  /** Originals; every version is kept. */
  readonly uploads: s3.IBucket
  /** What can be made again from them. */
  readonly thumbnails: s3.IBucket
}

/** Longest that one batch takes. */
const workTime = Duration.seconds(60)

/**
 * The bucket for originals, whose notifications go to a queue, the function that makes thumbnails of them, and the bucket
 * for those. There are always two buckets, so that no thumbnail can cause another.
 */
export const addThumbnails = (
  stack: Stack,
  foundation: Foundation,
  { config }: { readonly config: ThumbnailsConfig },
): ThumbnailBuckets => {
  const queue = new WatchedQueue(stack, 'Uploads', { foundation, workTime }).queue
  const uploads = makeBucket(stack, foundation, 'uploads', { versioned: true })
  const thumbnails = makeBucket(stack, foundation, 'thumbnails', { versioned: false })
  // The cast is for exactOptionalPropertyTypes, which CDK's own types do not follow.
  const buckets: ThumbnailBuckets = { uploads: uploads as s3.IBucket, thumbnails: thumbnails as s3.IBucket }
  notify(uploads, queue, config.prefix)

  const { fn } = new OpsFunction(stack, 'OnUpload', {
    foundation,
    capability: 'thumbnails',
    entry: 'on-upload',
    config,
    timeout: workTime,
    // One whole processor: Lambda gives one at 1,769 MB, and decoding uses one.
    memorySize: 1769,
    packages: ['sharp'],
    environment: {
      THUMBNAILS_BUCKET: thumbnails.bucketName,
      // Two arenas keep the peak at 0.6 of what glibc's default makes it.
      MALLOC_ARENA_MAX: '2',
      VIPS_CONCURRENCY: '1',
      VIPS_BLOCK_UNTRUSTED: '1',
    },
  })
  fn.addEventSource(new SqsEventSource(queue, { batchSize: 5, maxConcurrency: 10, reportBatchItemFailures: true }))
  grant(fn, foundation, buckets, config)

  foundation.output('UploadsBucket', uploads.bucketName)
  foundation.output('ThumbnailsBucket', thumbnails.bucketName)
  addDashboardRow(foundation, queue)
  return buckets
}

/**
 * The name is put together from the stack's id, so that the queue's policy can name the bucket before the bucket exists:
 * S3 sets up a notification only when it may already write to the queue.
 */
const makeBucket = (
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

/** Without CDK's custom resource, which would be a function of its own. It refuses nothing that S3 would not. */
const notify = (bucket: s3.Bucket, queue: sqs.Queue, prefix: string): void => {
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
    queueConfigurations: [
      {
        event: 's3:ObjectCreated:*',
        queue: queue.queueArn,
        ...(prefix ? { filter: { s3Key: { rules: [{ name: 'prefix', value: prefix }] } } } : {}),
      },
    ],
  }
}

const grant = (
  fn: lambda.Function,
  { ledger }: Foundation,
  { uploads, thumbnails }: ThumbnailBuckets,
  { prefix }: ThumbnailsConfig,
): void => {
  const allow = (actions: string[], resource: string) =>
    fn.addToRolePolicy(new iam.PolicyStatement({ actions, resources: [resource] }))
  // Keys come from whoever uploads, so each bucket's objects (under the prefix) can only be named all together.
  allow(['s3:GetObject'], uploads.arnForObjects(`${prefix}*`))
  allow(['s3:GetObject', 's3:PutObject'], thumbnails.arnForObjects(`${prefix}*`))
  // Without it S3 says 403 instead of 404 of an object that is not there. Nothing is listed.
  allow(['s3:ListBucket'], uploads.bucketArn)
  allow(['s3:ListBucket'], thumbnails.bucketArn)
  // A refusal is written once and never read; the table's own grant would add its indexes.
  allow(['dynamodb:PutItem'], ledger.tableArn)
  if (!fn.role) return
  for (const bucket of [uploads, thumbnails])
    Validations.of(fn.role).acknowledge({
      id: `AwsSolutions-IAM5[Resource::<${Stack.of(fn).getLogicalId(bucket.node.defaultChild as s3.CfnBucket)}.Arn>/${prefix}*]`,
      reason: 'The keys are those of the uploads, which nobody knows before: all objects of this one bucket.',
    })
}

const addDashboardRow = ({ dashboard, config }: Foundation, queue: sqs.Queue): void => {
  const period = Duration.minutes(5)
  const metric = (metricName: string, statistic: string) =>
    new cloudwatch.Metric({
      namespace: config.metrics.namespace,
      metricName,
      dimensionsMap: { Capability: 'thumbnails' },
      statistic,
      period,
    })
  dashboard.addWidgets(
    new cloudwatch.GraphWidget({
      title: 'Thumbnails: uploads by what became of them',
      width: 12,
      left: [metric('ThumbnailsMade', 'Sum'), metric('ThumbnailsRefused', 'Sum'), metric('ThumbnailsSkipped', 'Sum')],
    }),
    new cloudwatch.GraphWidget({
      title: 'Thumbnails: time for one, and the oldest that waits',
      width: 12,
      left: [metric('ThumbnailMilliseconds', 'p95')],
      right: [queue.metricApproximateAgeOfOldestMessage({ period })],
    }),
  )
}
