import type { MadeConfig } from '../../../shared/config/thumbnails/made.ts'
import { once } from '../../../shared/once.ts'
import { queueSender } from '../../../shared/queue-sender.ts'
import { type Made, madeName, madeSource } from '../rules/made.ts'

/**
 * Says on a bus, or into a queue, that thumbnails are there. In a queue it has the same shape as on a bus. The client is loaded with the first.
 * What goes to a webhook goes into a queue of ours first.
 * @param to name of the bus, or address of the queue
 * @throws TransientError and AWS errors where it was not taken: it has to be said again
 */
export const madeEffects = (config: MadeConfig, to: string): ((made: Made) => Promise<void>) => {
  if (config.bus !== undefined) {
    const load = once(async () => (await import('../../../shared/signals.ts')).eventPublisher(to, madeSource))
    return async (made) => (await load())(madeName, made)
  }
  const send = queueSender(to)
  return (made) => send({ source: madeSource, 'detail-type': madeName, time: made.at, detail: made }, 0)
}
