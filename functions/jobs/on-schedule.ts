import { eventHandler } from '../../shared/handler.ts'
import { deskFor } from './world/wiring.ts'
import { doRequest } from './engine/request.ts'

/** A schedule fired, or a person asked for something at the command line. */
export const handler = eventHandler(
  (raw) => raw,
  (raw, invocation) => doRequest(raw, deskFor(invocation)),
)
