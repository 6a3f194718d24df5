import { eventHandler } from '../../shared/handler.ts'
import { doRequest } from './engine/request.ts'
import { worldFor } from './world/wiring.ts'

/** A schedule fired, or a person asked for something at the command line. */
export const handler = eventHandler(
  (raw) => raw,
  (raw, invocation) => doRequest(raw, worldFor(invocation)),
)
