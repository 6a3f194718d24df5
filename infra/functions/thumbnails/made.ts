import { Duration, type Stack } from 'aws-cdk-lib'
import * as iam from 'aws-cdk-lib/aws-iam'
import type * as lambda from 'aws-cdk-lib/aws-lambda'
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources'
import { deliveryTries } from '../../../functions/thumbnails/rules/delivery.ts'
import type { MadeConfig, WebhookConfig } from '../../../shared/config/thumbnails/made.ts'
import type { Foundation } from '../../constructs/foundation.ts'
import { grantList } from '../../constructs/grant-list.ts'
import { OpsFunction } from '../../constructs/ops-function.ts'
import { WatchedQueue } from '../../constructs/watched-queue.ts'

/** Longest that one post takes, and what is around it. */
const workTime = Duration.seconds(30)

/**
 * A queue and a function that posts what is in it. Not an API destination of EventBridge: that signs nothing, and gives an event up after a day without
 * anything that could be replayed by `queues replay`. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html
 */
const addWebhook = (stack: Stack, foundation: Foundation, webhook: WebhookConfig): { arn: string; url: string } => {
  const { queue } = new WatchedQueue(stack, 'Made', { foundation, workTime, tries: deliveryTries })
  const { fn } = new OpsFunction(stack, 'OnMade', {
    foundation,
    capability: 'thumbnails',
    entry: 'on-made',
    config: { webhook },
    timeout: workTime,
    environment: { MADE_QUEUE: queue.queueUrl },
  })
  // One at a time and two at once: a receiver that is slow is not pressed, and a try that could not begin would count as one.
  fn.addEventSource(new SqsEventSource(queue, { batchSize: 1, maxConcurrency: 2, reportBatchItemFailures: true }))
  const { address, secret } = webhook
  const parameters = [secret, ...(typeof address === 'string' ? [] : [address])]
  grantList(fn, {
    sid: 'Webhook',
    actions: ['ssm:GetParameter'],
    resources: parameters.map(({ ssm }) =>
      stack.formatArn({ service: 'ssm', resource: 'parameter', resourceName: ssm.slice(1) }),
    ),
  })
  return { arn: queue.queueArn, url: queue.queueUrl }
}

/**
 * Lets the function say on a bus, into a queue, or by a queue of ours to a webhook of the team's own that thumbnails are there.
 * @param address of the view, where there is one
 */
export const tellMade = (
  stack: Stack,
  foundation: Foundation,
  fn: lambda.Function,
  { bus, queue, webhook }: MadeConfig,
  address: string | undefined,
): void => {
  const { region, account, urlSuffix } = stack
  const say = (action: string, resource: string, to: string): void => {
    fn.addToRolePolicy(new iam.PolicyStatement({ actions: [action], resources: [resource] }))
    fn.addEnvironment('MADE_TO', to)
  }
  if (bus !== undefined)
    say('events:PutEvents', stack.formatArn({ service: 'events', resource: 'event-bus', resourceName: bus }), bus)
  if (queue !== undefined)
    say(
      'sqs:SendMessage',
      stack.formatArn({ service: 'sqs', resource: queue }),
      `https://sqs.${region}.${urlSuffix}/${account}/${queue}`,
    )
  if (webhook) {
    const { arn, url } = addWebhook(stack, foundation, webhook)
    say('sqs:SendMessage', arn, url)
  }
  if (address !== undefined) fn.addEnvironment('THUMBNAILS_ADDRESS', address)
}
