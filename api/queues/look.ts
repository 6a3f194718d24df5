import {
  ChangeMessageVisibilityBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import type { Deployment } from '../deployment.ts'
import { deadLetterUrl } from './dead-letter-url.ts'
import { type Letter, letterOf } from './letter.ts'

/** Seconds for which a message that is looked at is hidden from others, if it is not given back before. */
const lookSeconds = 30

/** Letters that are looked at: SQS cannot ask for one by its name, and each look hides them for a moment. */
export const mostLetters = 50

/** What a dead-letter queue holds. */
export interface Letters {
  /** Oldest first. */
  readonly letters: readonly Letter[]
  /** How many there are, about. */
  readonly count: number
}

/** How many messages wait in a queue, about. */
export const waitingIn = async (sqs: SQSClient, QueueUrl: string): Promise<number> => {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
  )
  return Number(Attributes.ApproximateNumberOfMessages ?? 0)
}

/**
 * Receives messages of a queue one after the other until one is taken or none comes, and gives all others back.
 * @param take says whether it has taken a message: the look ends with that one
 * @returns whether one was taken
 */
export const receiveEach = async (
  { connect }: Pick<Deployment, 'connect'>,
  QueueUrl: string,
  most: number,
  take: (message: Message) => Promise<boolean>,
): Promise<boolean> => {
  const sqs = connect(SQSClient)
  const back: Message[] = []
  const seen = new Set<string>()
  let isTaken = false
  try {
    while (!isTaken && seen.size < most) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages: Math.min(10, most - seen.size),
          WaitTimeSeconds: 1,
          VisibilityTimeout: lookSeconds,
          MessageSystemAttributeNames: ['SentTimestamp'],
          MessageAttributeNames: ['All'],
        }),
      )
      const fresh = Messages.filter(({ MessageId = '' }) => !seen.has(MessageId))
      if (fresh.length === 0) break
      for (const message of fresh) {
        seen.add(message.MessageId ?? '')
        if (!isTaken && (await take(message))) isTaken = true
        else back.push(message)
      }
    }
    return isTaken
  } finally {
    for (let index = 0; index < back.length; index += 10)
      await sqs.send(
        new ChangeMessageVisibilityBatchCommand({
          QueueUrl,
          Entries: back
            .slice(index, index + 10)
            .map(({ ReceiptHandle }, place) => ({ Id: String(place), ReceiptHandle, VisibilityTimeout: 0 })),
        }),
      )
  }
}

/** The messages of a dead-letter queue, without anything that names a person. They stay where they are. @throws UsageError when there is no such queue */
export const readLetters = async (
  deployment: Pick<Deployment, 'outputs' | 'connect'>,
  name: string,
): Promise<Letters> => {
  const QueueUrl = deadLetterUrl(deployment, name)
  const count = await waitingIn(deployment.connect(SQSClient), QueueUrl)
  const letters: Letter[] = []
  await receiveEach(deployment, QueueUrl, Math.min(count, mostLetters), async (message) => {
    letters.push(letterOf(name, message))
    return false
  })
  return { letters: letters.sort((one, other) => ((one.sentAt ?? '') < (other.sentAt ?? '') ? -1 : 1)), count }
}
