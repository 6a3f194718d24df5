import {
  DescribeRuleCommand,
  type EventBridgeClient,
  ListRuleNamesByTargetCommand,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge'
import { GetQueueAttributesCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs'

/** Event patterns of the rules on the default bus that lead to a queue. */
const patternsTo = async (events: EventBridgeClient, sqs: SQSClient, queueUrl: string): Promise<string[]> => {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['QueueArn'] }),
  )
  const { RuleNames = [] } = await events.send(new ListRuleNamesByTargetCommand({ TargetArn: Attributes?.QueueArn }))
  const rules = await Promise.all(RuleNames.map((Name) => events.send(new DescribeRuleCommand({ Name }))))
  return rules.flatMap(({ EventPattern, State }) => (EventPattern && State !== 'DISABLED' ? [EventPattern] : []))
}

/**
 * Delivers events to a queue as EventBridge would: the event is the message's body, and only what a rule in front of the
 * queue asks for gets there. PutEvents cannot do it, since `aws.` sources are refused. A queue without a rule gets all.
 */
export const deliverTo = (events: EventBridgeClient, sqs: SQSClient, queueUrl: string) => {
  let patterns: Promise<string[]> | undefined
  return async (event: object): Promise<void> => {
    patterns ??= patternsTo(events, sqs, queueUrl)
    const Event = JSON.stringify(event)
    const asked = await patterns
    const matches = await Promise.all(
      asked.map(
        async (EventPattern) => (await events.send(new TestEventPatternCommand({ EventPattern, Event }))).Result,
      ),
    )
    if (asked.length === 0 || matches.includes(true))
      await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: Event }))
  }
}
