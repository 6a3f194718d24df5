import { eventHandler } from '../../shared/handler.ts'
import { deskFor } from './desk.ts'
import { doRequest } from './request.ts'

/** A schedule fired, or a person asked for something at the command line. */
export const handler = eventHandler(
  (raw) => raw,
  (raw, invocation) => doRequest(raw, deskFor(invocation)),
)
