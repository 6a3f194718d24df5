import { linkActions } from './engine/link-actions.ts'
import { linkHandler } from './page/handler.ts'
import { linkWorldAt } from './world/link-wiring.ts'

/**
 * The address of acknowledgement pages and of heartbeats: a Function URL that anybody can call. It writes down what a person
 * or a heartbeat says; what is owed to people then, `on-timer` does.
 */
export const handler = linkHandler(linkActions(linkWorldAt))
