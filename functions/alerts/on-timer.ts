import { queueHandler } from '../../shared/handler.ts'
import { wakeUp } from './engine/sweep.ts'
import { parseWake } from './rules/timers.ts'
import { worldFor } from './world/wiring.ts'

/** The queue of timers brings one up: the next step of an incident, or the digest of a mailbox. */
export const handler = queueHandler(parseWake, (wake, invocation) => wakeUp(wake, worldFor(invocation)))
