import { once } from '../../../shared/once.ts'
import type { Asked } from '../contract/contribution.ts'
import { PageError } from '../contract/page-error.ts'
import type { Frame } from '../view/layout.ts'
import { rememberingLedger, requestMemory } from './remembering.ts'
import { formTokenOf, hashOf, newSecret } from './secret.ts'
import type { ConsoleContext, ConsoleWorld } from './world.ts'

/** What the script sends along when it looks again by itself: after how many seconds it does. */
export const pollHeader = 'x-nightshift-poll'

/** Seconds for which pages that look again by themselves share what was read: less than the time between two looks of most. */
export const recentSeconds = 50

/** Makes addresses of the console: the path, and what of the query is there. */
export const addresses =
  (base: string): Asked['at'] =>
  (path, query = {}) => {
    const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined)
    const text = new URLSearchParams(given).toString()
    return `${base}${path}${text === '' ? '' : `?${text}`}`
  }

export const frameOf = (c: ConsoleContext, { deployment, laptop, files }: ConsoleWorld): Frame => ({
  reader: c.var.reader,
  config: deployment.config,
  at: addresses(c.var.place.base),
  laptop,
  assets: files,
})

/** What whoever is signed in asks for. @throws PageError 401 where nobody is */
export const askedOf = (c: ConsoleContext, world: ConsoleWorld): Asked => {
  const { session, cookie } = c.var
  if (!session || cookie === undefined) throw new PageError(401)
  return { ...openlyAsked(c, world), session, guard: { token: formTokenOf(cookie), once: newSecret().slice(0, 22) } }
}

/** The same for whoever asks without a session. */
export const openlyAsked = (
  c: ConsoleContext,
  { deployment, contributions, recent }: ConsoleWorld,
): Omit<Asked, 'session' | 'guard'> => ({
  deployment: {
    ...deployment,
    ledger: once(() =>
      // A page that looks again by itself may get what was read for another a moment ago; whoever asks gets it fresh, and so does a
      // page that follows what goes on every few seconds.
      rememberingLedger(
        deployment.ledger(),
        Number(c.req.header(pollHeader) ?? 0) > recentSeconds ? recent : requestMemory(),
      ),
    ),
  },
  now: deployment.now(),
  contributions,
  reader: c.var.reader,
  path: c.req.path,
  param: (name) => c.req.param(name) ?? '',
  query: (name) => c.req.query(name) || undefined,
  at: addresses(c.var.place.base),
  home: `${c.var.place.origin}${c.var.place.base}`,
})

/** By what a press is found: one form and one action of a session. */
export const pressId = (once: string, path: string): string => hashOf(`${once} ${path}`).slice(0, 32)

/** A path of ours to go to, from a stranger's text: nothing that a browser could take for another host. */
export const ownPath = (text: string | null | undefined): string =>
  text && /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(text) && !text.startsWith('/sign-') ? text : '/'
