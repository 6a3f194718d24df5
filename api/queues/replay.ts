import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import type { Deployment } from '../deployment.ts'
import { UsageError } from '../usage-error.ts'
import { addresseeOf, type Event } from './addressees/index.ts'
import { queueUrls, suffix } from './queue-urls.ts'

/** What a dead-letter queue holds: a message of another queue, or a function's failed event with who failed. */
interface FailedEvent {
  readonly requestContext: { readonly functionArn: string }
  readonly requestPayload: unknown
}

/** The event in a body; nothing when it is none, as in a message that somebody sent by hand. */
const eventOf = (body: string): Event | undefined => {
  try {
    const parsed: unknown = JSON.parse(body)
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? (parsed as Event) : undefined
  } catch {
    return undefined
  }
}

const isFailedEvent = (event: object | undefined): event is FailedEvent =>
  (event as Partial<FailedEvent> | undefined)?.requestContext?.functionArn !== undefined

/** What became of the messages of a dead-letter queue, as `nightshift queues replay --json` prints it. */
export interface Replayed {
  readonly replayed: number
  /** Messages that no function could read: they stay in the queue. */
  readonly kept: number
}

/**
 * Gives the messages of a dead-letter queue back to whom they were for: the queue beside it, or the function that failed.
 * A message is deleted only after it was handed over. What cannot be read stays, and holds up no other.
 * @throws UsageError when there is no such queue; the SDK's errors
 */
export const replay = async (
  deployment: Pick<Deployment, 'outputs' | 'output' | 'connect'>,
  name: string,
): Promise<Replayed> => {
  const sqs = deployment.connect(SQSClient)
  const urls = queueUrls(deployment)
  const QueueUrl = urls[name]
  if (QueueUrl === undefined || !name.endsWith('DeadLetters')) {
    const names = Object.keys(urls).filter((each) => each.endsWith('DeadLetters'))
    throw new UsageError(`"${name}" is not a dead-letter queue. There are: ${names.join(', ')}.`)
  }
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
  )
  // What comes back while we replay is not replayed again.
  let left = Number(Attributes.ApproximateNumberOfMessages ?? 0)
  let replayed = 0
  let kept = 0
  while (left > 0) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: Math.min(10, left), WaitTimeSeconds: 1 }),
    )
    if (Messages.length === 0) break
    for (const { Body = '', ReceiptHandle } of Messages) {
      if (await handOver(name, Body, deployment)) {
        await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))
        replayed += 1
      } else kept += 1
    }
    left -= Messages.length
  }
  return { replayed, kept }
}

/** Says whether there was somebody to hand it over to. */
const handOver = async (
  name: string,
  body: string,
  { outputs, output, connect }: Pick<Deployment, 'outputs' | 'output' | 'connect'>,
): Promise<boolean> => {
  const lambda = connect(LambdaClient)
  const call = (FunctionName: string, event: unknown) =>
    lambda.send(new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload: JSON.stringify(event) }))
  const event = eventOf(body)
  const to = addresseeOf(name, event)
  const queue = outputs[`${to}${suffix}`]
  if (isFailedEvent(event)) await call(event.requestContext.functionArn.replace(/:\$LATEST$/, ''), event.requestPayload)
  else if (queue) await connect(SQSClient).send(new SendMessageCommand({ QueueUrl: queue, MessageBody: body }))
  else if (event) await call(output(`${to}Function`), fromSns(event))
  else return false
  return true
}

/** What SNS could not deliver lies in the queue in its own envelope, which a function gets in another. */
const fromSns = (event: Event): Event => (event.Type === 'Notification' ? { Records: [{ Sns: event }] } : event)
