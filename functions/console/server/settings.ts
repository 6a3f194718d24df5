import type { Hono } from 'hono'
import { languages } from '../../../shared/language.ts'
import { PageError } from '../contract/page-error.ts'
import { isZone, themes } from '../view/reader.ts'
import { consoleWords } from '../view/words/console.ts'
import { addresses, ownPath } from './asked.ts'
import { choices, forgetSession, keepChoice } from './cookies.ts'
import { readOwnForm } from './form.ts'
import { endSession, sessionsOf } from './sessions.ts'
import type { ConsoleEnv, ConsoleWorld } from './world.ts'

const isChoice: Readonly<Record<(typeof choices)[number], (value: string) => boolean>> = {
  language: (value) => languages.some((each) => each === value),
  theme: (value) => themes.some((each) => each === value),
  zone: isZone,
}

/** What somebody may do for themselves, whatever their role: choose how pages look, and sign out. */
export const addSettings = (app: Hono<ConsoleEnv>, world: ConsoleWorld): void => {
  app.post('/settings', async (c) => {
    const form = await readOwnForm(c)
    for (const name of choices) {
      const value = form.get(name)
      if (value !== null && isChoice[name](value)) keepChoice(c, world.laptop, name, value)
    }
    return c.redirect(addresses(c.var.place.base)(ownPath(form.get('from'))), 303)
  })
  // Nobody can end the session of another person: it is looked for among one's own.
  app.post('/sessions/end', async (c) => {
    const form = await readOwnForm(c)
    const { session } = c.var
    const [ledger, now] = [world.deployment.ledger(), world.deployment.now()]
    const beginning = form.get('session') ?? ''
    const own = session && /^[0-9a-f]{16}$/.test(beginning) ? await sessionsOf(ledger, session.by, now) : []
    const ended = own.find(({ hash }) => hash.startsWith(beginning))
    if (!ended) throw new PageError(404, consoleWords[c.var.reader.language].session.gone)
    await endSession(ledger, ended.hash, now)
    return c.redirect(addresses(c.var.place.base)('/sessions'), 303)
  })
  app.post('/sign-out', async (c) => {
    await readOwnForm(c)
    const { session } = c.var
    if (session) await endSession(world.deployment.ledger(), session.hash, world.deployment.now())
    forgetSession(c, world.laptop)
    return c.redirect(addresses(c.var.place.base)('/sign-in'), 303)
  })
}
