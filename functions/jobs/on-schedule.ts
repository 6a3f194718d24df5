import { eventHandler } from '../../shared/handler.ts'
import { startRun } from './engine/start.ts'
import { plainFiring } from './rules/firing.ts'
import { worldFor } from './world/wiring.ts'

/** A schedule fired, or a person asked for something at the command line. */
export const handler = eventHandler(
  (raw) => raw,
  async (raw, invocation) => {
    const world = worldFor(invocation)
    const firing = plainFiring(raw, world)
    if (firing) return startRun(firing, world)
    // What only a person asks for is loaded when one does: no cold start of a schedule has to wait for it.
    const { doRequest } = await import('./engine/request.ts')
    return doRequest(raw, world)
  },
)
