import type { Stack } from 'aws-cdk-lib'
import * as events from 'aws-cdk-lib/aws-events'
import * as iam from 'aws-cdk-lib/aws-iam'
import * as s3 from 'aws-cdk-lib/aws-s3'
import type * as sqs from 'aws-cdk-lib/aws-sqs'
import type { Source } from '../../../functions/firewall/rules/slice.ts'
import { piecesOf } from '../../../shared/pieces.ts'
import { bucketArn, namesBegin } from '../../constructs/bucket-names.ts'

/** The queue of log objects, and the one for what cannot be delivered to it. */
export interface LogQueues {
  readonly logs: sqs.Queue
  readonly undelivered: sqs.Queue
}

/** Buckets that one rule asks for: their names are far below the 4,096 characters that its pattern may have. */
const bucketsOfRule = 20

/** The bucket as EventBridge tells it. */
const patternOf = ({ bucket }: Source): unknown => ('name' in bucket ? bucket.name : { prefix: bucket.prefix })

/**
 * What S3 tells EventBridge of new objects in the buckets of others comes to the queue: one rule for all of which the whole bucket
 * is read, and one for each prefix. No bucket has to be there for it, and none that is there has to be changed by us.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
 */
const addRules = (stack: Stack, { logs, undelivered }: LogQueues, sources: readonly Source[]): void => {
  const alike = [...Map.groupBy(sources, ({ keyPrefix = '' }) => keyPrefix)].flatMap(([prefix, each]) =>
    piecesOf(each, bucketsOfRule).map((part) => [prefix, part] as const),
  )
  const rules = alike.map(
    ([prefix, each], index) =>
      new events.Rule(stack, `LogObjects${index + 1}`, {
        description: 'Access logs that somebody wrote into a bucket of theirs',
        eventPattern: {
          source: ['aws.s3'],
          detailType: ['Object Created'],
          detail: {
            bucket: { name: each.map(patternOf) },
            ...(prefix ? { object: { key: [{ prefix }] } } : {}),
          },
        },
        targets: [{ bind: () => ({ arn: logs.queueArn, deadLetterConfig: { arn: undelivered.queueArn } }) }],
      }),
  )
  if (rules.length === 0) return
  // One statement for all, since a queue's policy has only so much room.
  for (const queue of [logs, undelivered])
    queue.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'LogObjects',
        principals: [new iam.ServicePrincipal('events.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [queue.queueArn],
        conditions: { ArnEquals: { 'aws:SourceArn': rules.map(({ ruleArn }) => ruleArn) } },
      }),
    )
}

/**
 * Brings every new object of the sources to the queue: of our own bucket by S3's notification, of others by EventBridge, or by
 * their own notifications where somebody has set these to our queue. The same object may come both ways; it is counted once.
 */
export const notifyOfLogs = (
  stack: Stack,
  queues: LogQueues,
  { own, others }: { readonly own: s3.Bucket; readonly others: readonly Source[] },
): void => {
  const named = others.flatMap(({ bucket }) => ('name' in bucket ? [bucket.name] : []))
  const policy = queues.logs.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: 'Buckets',
      principals: [new iam.ServicePrincipal('s3.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [queues.logs.queueArn],
      // Our bucket cannot be named: S3 sets up a notification only when it may already write to the queue.
      conditions: {
        ArnLike: {
          'aws:SourceArn': [`${namesBegin(stack.stackName)}*`, ...new Set(named)].map((name) => bucketArn(stack, name)),
        },
        StringEquals: { 'aws:SourceAccount': stack.account },
      },
    }),
  )
  const resource = own.node.defaultChild
  if (!(resource instanceof s3.CfnBucket)) throw new TypeError('The bucket of logs has no resource of its own')
  if (policy.policyDependable) resource.node.addDependency(policy.policyDependable)
  // Without CDK's custom resource, which would be a function of its own.
  resource.notificationConfiguration = {
    queueConfigurations: [{ event: 's3:ObjectCreated:*', queue: queues.logs.queueArn }],
  }
  addRules(stack, queues, others)
}
