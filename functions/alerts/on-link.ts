import { linkActions } from './engine/link-actions.ts'
import { linkHandler } from './page/handler.ts'
import { worldFor } from './world/wiring.ts'

/**
 * The address of acknowledgement pages and of heartbeats: a Function URL that anybody can call. Its template cannot name its
 * own address, so pages that an escalation sends from here lead to the host at which it was called.
 */
export const handler = linkHandler(({ callId }, host) =>
  linkActions((now) => {
    const world = worldFor({ now, callId })
    return { ...world, linkBase: world.linkBase ?? (host && `https://${host}`) }
  }),
)
