import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Download } from '../contract/contribution.ts'
import { PageError } from '../contract/page-error.ts'
import { signedInPage } from '../view/layout.ts'
import { readerOf } from '../view/reader.ts'
import { answerPage, answerText } from './answer.ts'
import { addresses, askedOf, frameOf, openlyAsked, ownPath, recentSeconds } from './asked.ts'
import { readChoice, readSessionCookie } from './cookies.ts'
import { longestBody, readOwnForm } from './form.ts'
import { securityHeaders } from './headers.ts'
import { placeAt } from './origin.ts'
import { noticeOf, press } from './press.ts'
import { problemPage } from './problems.ts'
import { recentMemory } from './remembering.ts'
import { isSecret } from './secret.ts'
import { sessionOf } from './sessions.ts'
import { addSettings } from './settings.ts'
import { addSignIn, signInAttempts } from './sign-in/routes.ts'
import { type ConsoleContext, type ConsoleEnv, type ConsoleWorld, clientOf } from './world.ts'

/** The console as a web application: `fetch` answers a request. It knows capabilities by their contributions alone. */
export const consoleApp = (parts: Omit<ConsoleWorld, 'recent'>): Hono<ConsoleEnv> => {
  const world: ConsoleWorld = {
    ...parts,
    contributions: parts.contributions.filter(({ isWanted }) => isWanted?.(parts.deployment.config) ?? true),
    recent: recentMemory(recentSeconds, parts.deployment.now),
  }
  const { deployment, laptop, files } = world
  const app = new Hono<ConsoleEnv>()
  const attempts = signInAttempts()

  app.use(async (c, next) => {
    for (const [name, value] of Object.entries(securityHeaders)) c.header(name, value)
    c.set('place', world.place ?? placeAt(new URL(c.req.url).origin))
    c.set(
      'reader',
      readerOf(
        {
          language: readChoice(c, 'language'),
          zone: readChoice(c, 'zone'),
          theme: readChoice(c, 'theme'),
          acceptLanguage: c.req.header('accept-language'),
        },
        deployment.config.console.zone,
      ),
    )
    await next()
  })
  app.onError((error, c) => problemPage(c, world, error))
  app.notFound((c) => problemPage(c, world, new PageError(c.req.method === 'GET' ? 404 : 405)))
  app.use(
    bodyLimit({ maxSize: longestBody, onError: (c) => problemPage(c as ConsoleContext, world, new PageError(413)) }),
  )

  app.get('/static/:name', (c) => {
    const file = files.find(c.req.param('name'))
    if (!file) throw new PageError(404)
    c.header('cache-control', 'public, max-age=31536000, immutable')
    return answerText(c, file.type, file.body)
  })
  app.get('/robots.txt', (c) => c.text('User-agent: *\nDisallow: /\n'))
  addSignIn(app, world, attempts)
  addFeeds(app, world)

  app.use(async (c, next) => {
    const cookie = readSessionCookie(c, laptop)
    const now = deployment.now()
    const client = clientOf(c)
    if (cookie !== undefined && attempts.tooMany(client, now)) throw new PageError(429)
    const session = await sessionOf(deployment.ledger(), cookie)
    // A cookie of ours that leads nowhere has ended; many of them are guesses.
    if (!session && isSecret(cookie)) attempts.failed(client, now)
    c.set('session', session)
    c.set('cookie', session && cookie)
    await next()
  })
  addSettings(app, world)
  addPages(app, world)
  return app
}

/** Addresses of feeds that nobody has are guesses, or were revoked: of many the next are not looked for. Sign-ins are not held up by them. */
const addFeeds = (app: Hono<ConsoleEnv>, world: ConsoleWorld): void => {
  const guesses = signInAttempts()
  const { now } = world.deployment
  for (const { path, load } of world.contributions.flatMap(({ feeds = [] }) => feeds))
    app.get(path, async (c) => {
      const client = clientOf(c)
      if (guesses.tooMany(client, now())) throw new PageError(429)
      const feed = await load()
      try {
        return await answerFile(c, await feed(openlyAsked(c, world)))
      } catch (error) {
        if (error instanceof PageError && error.status === 404) guesses.failed(client, now())
        throw error
      }
    })
}

const answerFile = (c: ConsoleContext, file: Download) => {
  if (file.keepSeconds !== undefined) c.header('cache-control', `private, max-age=${file.keepSeconds}`)
  if (file.name !== undefined)
    c.header('content-disposition', `attachment; filename="${file.name.replace(/[^\w.-]/g, '_')}"`)
  return answerText(c, file.type, file.body)
}

const addPages = (app: Hono<ConsoleEnv>, world: ConsoleWorld): void => {
  const { contributions } = world
  const menu = contributions.flatMap((each) => each.menu ?? [])
  for (const { path, load } of contributions.flatMap(({ views = [] }) => views))
    app.get(path, async (c) => {
      const asked = askedOf(c, world)
      const show = await load()
      const [page, notice] = await Promise.all([show(asked), noticeOf(asked)])
      if ('type' in page) return answerFile(c, page)
      return answerPage(c, signedInPage(frameOf(c, world), asked, menu, page, notice), asked.guard.once)
    })
  for (const { path, load } of contributions.flatMap(({ actions = [] }) => actions))
    app.post(path, async (c) => {
      const form = await readOwnForm(c)
      const asked = askedOf(c, world)
      const from = ownPath(form.get('from'))
      const { id, next, onceOnly } = await press(asked, await load(), form, from)
      world.recent.forget()
      if (onceOnly) return answerPage(c, signedInPage(frameOf(c, world), asked, menu, onceOnly), asked.guard.once)
      const [to = '/', query = ''] = next.split('?')
      const kept = Object.fromEntries(new URLSearchParams(query))
      return c.redirect(addresses(c.var.place.base)(to, { ...kept, pressed: id }), 303)
    })
}
