import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { Deployment } from '../deployment.ts'
import { UsageError } from '../usage-error.ts'
import { addresseeOf, type Event } from './addressees/index.ts'
import { deadLetterUrl } from './dead-letter-url.ts'
import { eventOf, isFailedEvent } from './failed-event.ts'
import { mostLetters, receiveEach, waitingIn } from './look.ts'
import { suffix } from './queue-urls.ts'

/** What became of the messages of a dead-letter queue, as `nightshift queues replay --json` prints it. */
export interface Replayed {
  readonly replayed: number
  /** Messages that no function could read: they stay in the queue. */
  readonly kept: number
}

/**
 * Gives the messages of a dead-letter queue back to whom they were for: the queue beside it, or the function that failed.
 * A message is deleted only after it was handed over. What cannot be read stays, and holds up no other.
 * @param most messages at one time, where whoever asks cannot wait for all
 * @throws UsageError when there is no such queue; the SDK's errors
 */
export const replay = async (
  deployment: Pick<Deployment, 'outputs' | 'output' | 'connect'>,
  name: string,
  most = Number.POSITIVE_INFINITY,
): Promise<Replayed> => {
  const sqs = deployment.connect(SQSClient)
  const QueueUrl = deadLetterUrl(deployment, name)
  // What comes back while we replay is not replayed again.
  let left = Math.min(most, await waitingIn(sqs, QueueUrl))
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

/**
 * Gives one message of a dead-letter queue back to whom it was for.
 * @param id SQS's id of the message; it is looked for among the first that the queue gives
 * @throws UsageError when there is no such queue or message, or it cannot be read; the SDK's errors
 */
export const replayLetter = async (
  deployment: Pick<Deployment, 'outputs' | 'output' | 'connect'>,
  name: string,
  id: string,
): Promise<void> => {
  const QueueUrl = deadLetterUrl(deployment, name)
  let isUnreadable = false
  const isReplayed = await receiveEach(deployment, QueueUrl, mostLetters, async (message) => {
    const { MessageId, Body = '', ReceiptHandle } = message
    if (MessageId !== id) return false
    isUnreadable = !(await handOver(name, Body, deployment))
    if (isUnreadable) return false
    await deployment.connect(SQSClient).send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))
    return true
  })
  if (isReplayed) return
  throw new UsageError(
    isUnreadable
      ? `No function could read that message of ${name}: it stays there.`
      : `${name} has no such message now: somebody else may be looking at it, or has replayed it.`,
  )
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
