import { setTimeout as sleep } from 'node:timers/promises'
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs'
import { type Change, notificationOf } from '../../functions/thumbnails/rules/notification.ts'
import { TransientError } from '../../shared/errors.ts'

/** Originals a second: the function makes some 25 with its ten at a time, and people's uploads wait in the same queue. */
export const usualRate = 15

/** Most messages of one request. */
const batchSize = 10

/** Requests for messages that the queue did not take at once. */
const tries = 5

const sendBatch = async (queue: string, changes: readonly Change[], sqs: SQSClient): Promise<void> => {
  let left = changes.map((change, index) => ({
    Id: String(index),
    MessageBody: JSON.stringify(notificationOf(change)),
  }))
  for (let attempt = 1; left.length > 0; attempt += 1) {
    const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: queue, Entries: left }))
    const failed = new Set(Failed.map(({ Id }) => Id))
    left = left.filter(({ Id }) => failed.has(Id))
    if (left.length > 0 && attempt === tries)
      throw new TransientError(`The queue did not take ${left.length} messages: ${Failed[0]?.Code}`)
  }
}

/**
 * Sends originals through the queue of uploads, as S3 would, so many a second at most.
 * @param rate originals a second
 */
export const uploadSender = (
  queue: string,
  rate: number,
  { sqs, wait = sleep }: { readonly sqs: SQSClient; readonly wait?: (ms: number) => Promise<unknown> },
): ((changes: readonly Change[]) => Promise<void>) => {
  let free = 0
  return async (changes) => {
    for (let start = 0; start < changes.length; start += batchSize) {
      const batch = changes.slice(start, start + batchSize)
      const now = performance.now()
      if (free > now) await wait(free - now)
      free = Math.max(free, now) + (batch.length * 1000) / rate
      await sendBatch(queue, batch, sqs)
    }
  }
}
