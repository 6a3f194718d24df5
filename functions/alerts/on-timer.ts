import { queueHandler } from '../../shared/handler.ts'
import { takeOver } from './engine/take-over.ts'
import { parseOrder } from './rules/hand-over.ts'
import { worldFor } from './world/wiring.ts'

/**
 * The queue of timers brings one up: the next step of an incident, or the digest of a mailbox; and what the function of links
 * hands over.
 */
export const handler = queueHandler(parseOrder, (order, invocation) => takeOver(order, worldFor(invocation)))
