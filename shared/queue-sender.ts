import { clientOptions } from './aws.ts'
import { once } from './once.ts'

/** Sends messages to a queue, each held back for so many seconds: at most 900. Its client is loaded with the first one. */
export const queueSender = (QueueUrl: string) => {
  const load = once(async () => {
    const { SendMessageCommand, SQSClient } = await import('./sdk/sqs.ts')
    return { SendMessageCommand, client: new SQSClient(clientOptions) }
  })
  return async (message: object, DelaySeconds: number): Promise<void> => {
    const { SendMessageCommand, client } = await load()
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(message), DelaySeconds }))
  }
}
