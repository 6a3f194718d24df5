import { parserOf, queueHandler } from '../../shared/handler.ts'
import * as z from '../../shared/shape.ts'
import { runDue } from './engine/run-due.ts'
import { worldFor } from './world/wiring.ts'

const parse = parserOf('a timer of a run', z.object({ job: z.string(), scheduledAt: z.string(), at: z.string() }))

/** The queue of timers brings a run up: its next attempt, the end of a timeout, or its turn after another run. */
export const handler = queueHandler(parse, ({ job, scheduledAt }, invocation) =>
  runDue(job, scheduledAt, worldFor(invocation)),
)
