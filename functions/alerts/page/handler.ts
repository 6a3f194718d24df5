import { eventHandler, type Invocation } from '../../../shared/handler.ts'
import { parseRequest } from './request.ts'
import { serve } from './serve.ts'
import type { LinkDesk } from './view.ts'

/** The function behind the address of links and heartbeats. @param deskOf what one call works with */
export const linkHandler = (deskOf: (invocation: Invocation) => LinkDesk) =>
  eventHandler(parseRequest, (request, invocation) => serve(request, deskOf(invocation), invocation.now))
