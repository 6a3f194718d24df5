import { setTimeout as sleep } from 'node:timers/promises'
import type { SQSClient } from '@aws-sdk/client-sqs'
import { batchSize, sendBatch } from '../../functions/thumbnails/backfill/send.ts'
import type { Change } from '../../functions/thumbnails/rules/notification.ts'

export { usualRate } from '../../functions/thumbnails/backfill/send.ts'

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
