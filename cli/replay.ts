import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { clientOptions } from '../shared/aws.ts'
import { type Deployment, UsageError } from './deployment.ts'
import { queueUrls, suffix } from './queue-urls.ts'

/** What a dead-letter queue holds: a message of another queue, or a function's failed event with who failed. */
interface FailedEvent {
  readonly requestContext: { readonly functionArn: string }
  readonly requestPayload: unknown
}

const failedEvent = (body: string): FailedEvent | undefined => {
  try {
    const parsed = JSON.parse(body)
    return parsed?.requestContext?.functionArn ? parsed : undefined
  } catch {
    return undefined
  }
}

/**
 * Gives the messages of a dead-letter queue back to whom they were for: the queue beside it, or the function that failed.
 * A message is deleted only after it was handed over.
 */
export const replay = async (
  deployment: Deployment,
  name: string,
  sqs = new SQSClient(clientOptions),
  lambda = new LambdaClient(clientOptions),
): Promise<number> => {
  const urls = queueUrls(deployment)
  const QueueUrl = urls[name]
  if (QueueUrl === undefined || !name.endsWith('DeadLetters')) {
    const names = Object.keys(urls).filter((each) => each.endsWith('DeadLetters'))
    throw new UsageError(`"${name}" is no dead-letter queue. There are: ${names.join(', ')}.`)
  }
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
  )
  // What comes back while we replay is not replayed again.
  let left = Number(Attributes.ApproximateNumberOfMessages ?? 0)
  let count = 0
  while (left > 0) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: Math.min(10, left), WaitTimeSeconds: 1 }),
    )
    if (Messages.length === 0) break
    for (const { Body = '', ReceiptHandle } of Messages) {
      await handOver(name, Body, deployment, sqs, lambda)
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))
      count += 1
    }
    left -= Messages.length
  }
  return count
}

const handOver = async (
  name: string,
  body: string,
  { outputs, output }: Deployment,
  sqs: SQSClient,
  lambda: LambdaClient,
): Promise<void> => {
  const call = (FunctionName: string, Payload: string) =>
    lambda.send(new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload }))
  const failed = failedEvent(body)
  if (failed) {
    await call(failed.requestContext.functionArn.replace(/:\$LATEST$/, ''), JSON.stringify(failed.requestPayload))
    return
  }
  const queue = outputs[`${addressee(name, body)}${suffix}`]
  if (queue) await sqs.send(new SendMessageCommand({ QueueUrl: queue, MessageBody: body }))
  else await call(output(`${addressee(name, body)}Function`), fromSns(body))
}

/** Who an event was for that did not even reach a function: the name of its queue's or function's output. */
const addressee = (deadLetters: string, body: string): string => {
  const name = deadLetters.slice(0, -'DeadLetters'.length)
  if (name === 'Metrics') return 'Collector'
  if (name !== 'Jobs') return name
  const event = JSON.parse(body)
  return event.source === 'aws.ecs' ? 'TaskChanges' : event.job === undefined ? 'SweepJobs' : 'StartJob'
}

/** What SNS could not deliver lies in the queue in its own envelope, which a function gets in another. */
const fromSns = (body: string): string => {
  const event = JSON.parse(body)
  return event.Type === 'Notification' ? JSON.stringify({ Records: [{ Sns: event }] }) : body
}
