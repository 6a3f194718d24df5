import type { Hono } from 'hono'
import { once } from '../../../../shared/once.ts'
import { PageError } from '../../contract/page-error.ts'
import { type Attempts, makeAttempts } from '../attempts.ts'
import { type ConsoleContext, type ConsoleEnv, type ConsoleWorld, clientOf } from '../world.ts'
import { signInPage } from './page.ts'

/** Sign-ins that one address may begin within five minutes: each leaves a record. */
const mostBegun = 20

/**
 * Sign-in by the OpenID provider that the config names; without one there are no such addresses. The library for it is loaded when somebody
 * asks for one of them. @param attempts those that failed, of every way to sign in
 */
export const addOpenId = (app: Hono<ConsoleEnv>, world: ConsoleWorld, attempts: Attempts): void => {
  const { config, now } = world.deployment
  const { openId } = config.console
  if (!openId) return
  const begun = makeAttempts(mostBegun, 300)
  const signIn = once(async () => (await import('./open-id/flow.ts')).openIdSignIn(world, openId, attempts))
  // A look without a body, as previews of links make it, uses nothing up.
  const isLook = (c: ConsoleContext): boolean => c.req.raw.method === 'HEAD'

  app.get('/sign-in/open-id', async (c) => {
    if (isLook(c)) return signInPage(c, world)
    const client = clientOf(c)
    if (attempts.tooMany(client, now()) || begun.tooMany(client, now())) throw new PageError(429)
    begun.failed(client, now())
    return (await signIn()).begin(c)
  })
  app.get('/sign-in/open-id/callback', async (c) => {
    if (isLook(c)) return signInPage(c, world)
    if (attempts.tooMany(clientOf(c), now())) throw new PageError(429)
    return (await signIn()).finish(c)
  })
}
