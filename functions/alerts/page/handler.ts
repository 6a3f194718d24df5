import { eventHandler, type Invocation } from '../../../shared/handler.ts'
import { parseRequest } from './request.ts'
import { serve } from './serve.ts'
import type { LinkDesk } from './view.ts'

/**
 * The function behind the address of links and heartbeats.
 * @param deskOf what one call works with, and the host that it was called at
 */
export const linkHandler = (deskOf: (invocation: Invocation, host: string | undefined) => LinkDesk) =>
  eventHandler(parseRequest, (request, invocation) => serve(request, deskOf(invocation, request.host), invocation.now))
