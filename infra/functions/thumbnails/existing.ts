import { type Stack, Validations } from 'aws-cdk-lib'
import * as events from 'aws-cdk-lib/aws-events'
import * as iam from 'aws-cdk-lib/aws-iam'
import type * as lambda from 'aws-cdk-lib/aws-lambda'
import type * as sqs from 'aws-cdk-lib/aws-sqs'
import { busEvents } from '../../../functions/thumbnails/rules/bus-events.ts'
import type { Existing } from '../../../shared/config/thumbnails/existing.ts'
import { bucketArn } from '../../constructs/bucket-names.ts'
import { grantList } from '../../constructs/grant-list.ts'

/**
 * A rule on the account's bus for each place in a bucket that is there already, to the queue of uploads. The bucket itself is left as it is: its owner
 * has it send its events to EventBridge. One statement lets all rules in, because a queue's policy takes 20 of them.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventBridge.html
 */
export const watchExisting = (stack: Stack, queue: sqs.Queue, existing: readonly Existing[]): void => {
  if (existing.length === 0) return
  const rules = existing.map(
    ({ bucket, prefix }) =>
      new events.Rule(stack, `Existing-${bucket}-${prefix}`, {
        description: `What happens in ${bucket}, for thumbnails`,
        eventPattern: {
          source: ['aws.s3'],
          account: [stack.account],
          detailType: [...busEvents],
          detail: { bucket: { name: [bucket] }, ...(prefix ? { object: { key: [{ prefix }] } } : {}) },
        },
        targets: [{ bind: () => ({ arn: queue.queueArn }) }],
      }),
  )
  queue.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: 'OnlyOwnRules',
      principals: [new iam.ServicePrincipal('events.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions: { ArnEquals: { 'aws:SourceArn': rules.map(({ ruleArn }) => ruleArn) } },
    }),
  )
}

/** Reads objects under the prefixes that the config names, and nothing else: nothing in these buckets is written, tagged or removed. */
export const grantExisting = (stack: Stack, fn: lambda.Function, existing: readonly Existing[]): void => {
  const objects = existing.map(({ bucket, prefix }) => `${bucketArn(stack, bucket)}/${prefix}*`)
  const buckets = [...new Set(existing.map(({ bucket }) => bucketArn(stack, bucket)))]
  grantList(fn, { actions: ['s3:GetObject'], resources: objects })
  // Without it S3 says 403 instead of 404 of an object that is not there.
  grantList(fn, { actions: ['s3:ListBucket'], resources: buckets })
  if (!fn.role) return
  for (const { bucket, prefix } of existing)
    Validations.of(fn.role).acknowledge({
      id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::${bucket}/${prefix}*]`,
      reason: 'The keys are those of the uploads, which nobody knows before: all objects under this prefix.',
    })
}
