import { queueHandler } from '../../shared/handler.ts'
import { takeMessage } from './engine/take-message.ts'
import { arrivalsIn } from './rules/notification.ts'
import { logWorldFor } from './world/log-wiring.ts'

/** Counts the logs that have come. One object that fails does not keep those of other messages. */
export const handler = queueHandler(arrivalsIn, (arrivals, invocation) =>
  takeMessage(arrivals, logWorldFor(invocation)),
)
