import { eventHandler } from '../../../shared/handler.ts'
import { parseRequest } from './request.ts'
import { serve } from './serve.ts'
import type { LinkActions } from './view.ts'

/** The function behind the address of links and heartbeats. */
export const linkHandler = (actions: LinkActions) =>
  eventHandler(parseRequest, (request, { now }) => serve(request, actions, now))
