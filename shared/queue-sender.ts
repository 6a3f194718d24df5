import { clientOptions } from './aws.ts'
import { once } from './once.ts'

/** Longest that SQS holds a message back, in seconds. What is due later is found by the sweep. */
const longestDelay = 900

/** Seconds for which the queue holds a wake back, or nothing when the sweep has to find it. Never too short. */
export const delayUntil = (at: string, now: Date): number | undefined => {
  const seconds = Math.max(0, Math.ceil((Date.parse(at) - now.getTime()) / 1000))
  return seconds <= longestDelay ? seconds : undefined
}

/** Sends messages to a queue, each held back for so many seconds: at most 900. Its client is loaded with the first one. */
export const queueSender = (QueueUrl: string) => {
  const load = once(async () => {
    const { SendMessageCommand, SQSClient } = await import('@aws-sdk/client-sqs')
    return { SendMessageCommand, client: new SQSClient(clientOptions) }
  })
  return async (message: object, DelaySeconds: number): Promise<void> => {
    const { SendMessageCommand, client } = await load()
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(message), DelaySeconds }))
  }
}
