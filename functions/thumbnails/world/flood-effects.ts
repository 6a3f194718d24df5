import { once } from '../../../shared/once.ts'
import { queueSender } from '../../../shared/queue-sender.ts'
import type { Signal } from '../../../shared/signals.ts'

/** What a watch over floods does in the world. Few calls ever need it, so the clients are loaded by the first that does. */
export interface FloodEffects {
  readonly publish: (signal: Signal) => Promise<void>
  /** Puts a message into this function's own queue, after so many seconds: at most 900. */
  readonly send: (message: object, seconds: number) => Promise<void>
}

/** @param bus name of the bus of signals @param queue URL of the function's own queue */
export const floodEffects = (bus: string, queue: string): FloodEffects => {
  const publisher = once(async () => (await import('../../../shared/signals.ts')).signalPublisher(bus))
  return {
    publish: async (signal) => (await publisher())(signal),
    send: queueSender(queue),
  }
}
