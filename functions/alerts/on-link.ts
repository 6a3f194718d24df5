import { linkDesk } from './engine/link-actions.ts'
import { deskFor } from './world/wiring.ts'
import { linkHandler } from './page/handler.ts'

/**
 * The address of acknowledgement pages and of heartbeats: a Function URL that anybody can call. Its template cannot name its
 * own address, so pages that an escalation sends from here lead to the host at which it was called.
 */
export const handler = linkHandler(({ callId }, host) =>
  linkDesk((now) => {
    const desk = deskFor({ now, callId })
    return { ...desk, linkBase: desk.linkBase ?? (host && `https://${host}`) }
  }),
)
