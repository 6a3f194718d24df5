import { eventHandler, type Invocation } from '../../../shared/handler.ts'
import { parseRequest } from './request.ts'
import { serve } from './serve.ts'
import type { LinkActions } from './view.ts'

/**
 * The function behind the address of links and heartbeats.
 * @param deskOf what one call works with, and the host that it was called at
 */
export const linkHandler = (worldOfPart: (invocation: Invocation, host: string | undefined) => LinkActions) =>
  eventHandler(parseRequest, (request, invocation) =>
    serve(request, worldOfPart(invocation, request.host), invocation.now),
  )
