import * as z from 'zod/mini'
import { parserOf, queueHandler } from '../../shared/handler.ts'
import { deskFor } from './own-desk.ts'
import { wakeUp } from './sweep.ts'

const parse = parserOf('a timer', z.object({ pk: z.string(), sk: z.string(), at: z.string() }))

/** The queue of timers brings one up: the next step of an incident, or the digest of a mailbox. */
export const handler = queueHandler(parse, (wake, invocation) => wakeUp(wake, deskFor(invocation)))
