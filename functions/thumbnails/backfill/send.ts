import type { SQSClient } from '@aws-sdk/client-sqs'
import { TransientError } from '../../../shared/errors.ts'
import { SendMessageBatchCommand } from '../../../shared/sdk/sqs.ts'
import { type Change, notificationOf } from '../rules/notification.ts'

/** Originals a second: the function makes some 25 with its ten at a time, and people's uploads wait in the same queue. */
export const usualRate = 15

/** Most messages of one request. */
export const batchSize = 10

/** Requests for messages that the queue did not take at once. */
const tries = 5

/**
 * Sends up to ten originals through the queue of uploads, as S3 would.
 * @param delaySeconds for which each is held back, at most 900
 * @throws TransientError where the queue does not take them all
 */
export const sendBatch = async (
  queue: string,
  changes: readonly Change[],
  sqs: SQSClient,
  delaySeconds: (index: number) => number = () => 0,
): Promise<void> => {
  let left = changes.map((change, index) => ({
    Id: String(index),
    MessageBody: JSON.stringify(notificationOf(change)),
    DelaySeconds: delaySeconds(index),
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
 * Sends originals through the queue of uploads at once, each held back so that `usualRate` a second come out.
 * @param before how many of the same walk are still held back before them
 */
export const sendSpread = async (
  queue: string,
  changes: readonly Change[],
  before: number,
  sqs: SQSClient,
): Promise<void> => {
  for (let start = 0; start < changes.length; start += batchSize)
    await sendBatch(queue, changes.slice(start, start + batchSize), sqs, (index) =>
      Math.floor((before + start + index) / usualRate),
    )
}
