import type { Hono } from 'hono'
import { PageError } from '../../contract/page-error.ts'
import { consoleWords } from '../../view/words/console.ts'
import { addresses, ownPath } from '../asked.ts'
import { type Attempts, makeAttempts } from '../attempts.ts'
import { browserOf } from '../browser.ts'
import { keepSession } from '../cookies.ts'
import { readForm } from '../form.ts'
import { openSession, useLogin } from '../sessions.ts'
import { type ConsoleEnv, type ConsoleWorld, clientOf } from '../world.ts'
import { addOpenId } from './open-id.ts'
import { signInPage } from './page.ts'

/** Failures of one address within five minutes after which the next attempt is not looked at. */
const mostFailures = 20

export const signInAttempts = (): Attempts => makeAttempts(mostFailures, 300)

/** Where a link of the terminal leads, what OpenID Connect needs, and on the laptop a button. */
export const addSignIn = (app: Hono<ConsoleEnv>, world: ConsoleWorld, attempts: Attempts): void => {
  const { deployment, laptop } = world

  app.get('/sign-in', async (c) => {
    const token = c.req.query('token')
    if (token === undefined || c.req.raw.method === 'HEAD') return signInPage(c, world)
    const now = deployment.now()
    const client = clientOf(c)
    if (attempts.tooMany(client, now)) throw new PageError(429)
    const cookie = await useLogin(deployment.ledger(), token, browserOf(c.req.header('user-agent')), now)
    if (cookie === undefined) {
      attempts.failed(client, now)
      return signInPage(c, world, { status: 401, text: consoleWords[c.var.reader.language].signIn.link })
    }
    keepSession(c, laptop, cookie)
    return c.redirect(addresses(c.var.place.base)(ownPath(c.req.query('next'))), 303)
  })

  addOpenId(app, world, attempts)
  if (!laptop) return
  app.post('/sign-in/laptop', async (c) => {
    const form = await readForm(c)
    const cookie = await openSession(
      deployment.ledger(),
      { by: 'laptop', role: 'act', way: 'laptop', caller: undefined },
      browserOf(c.req.header('user-agent')),
      deployment.now(),
    )
    keepSession(c, laptop, cookie)
    return c.redirect(addresses(c.var.place.base)(ownPath(form.get('next'))), 303)
  })
}
