import { delayUntil } from '../../../shared/queue-delay.ts'
import { queueSender } from '../../../shared/queue-sender.ts'
import type { Wake } from './world.ts'

/** Sends wakes to the queue of timers. */
export const wakeBy = (queueUrl: string) => {
  const send = queueSender(queueUrl)
  return async (wake: Wake, now: Date): Promise<void> => {
    const seconds = delayUntil(wake.at, now)
    if (seconds !== undefined) await send(wake, seconds)
  }
}
