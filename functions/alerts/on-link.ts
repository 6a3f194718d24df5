import { linkDesk } from './link-desk.ts'
import { deskFor } from './own-desk.ts'
import { linkHandler } from './page/handler.ts'

/** The address of acknowledgement pages and of heartbeats: a Function URL that anybody can call. */
export const handler = linkHandler(({ callId }) => linkDesk((now) => deskFor({ now, callId })))
