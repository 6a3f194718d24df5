import { batchHandler } from '../../shared/handler.ts'
import { takeMessages } from './engine/take-messages.ts'
import { arrivalsIn } from './rules/notification.ts'
import { logWorldFor } from './world/log-wiring.ts'

/** Counts the logs that have come. One object that fails does not keep those of other messages. */
export const handler = batchHandler(arrivalsIn, (messages, invocation) =>
  takeMessages(messages, logWorldFor(invocation)),
)
