import { getCookie, setCookie } from 'hono/cookie'
import { sessionHours } from './sessions.ts'
import type { ConsoleContext } from './world.ts'

/** With this beginning a browser takes a cookie from this host alone, over HTTPS, for all of it. The laptop speaks HTTP. */
const sessionName = (laptop: boolean): string => (laptop ? 'nightshift-session' : '__Host-nightshift-session')

/** What the browser holds of a session. */
export const readSessionCookie = (c: ConsoleContext, laptop: boolean): string | undefined =>
  getCookie(c, sessionName(laptop))

/** Lax, and not Strict: a link in a message has to find its reader signed in. A form from elsewhere brings it along no more. */
const kept = (laptop: boolean, seconds: number) =>
  ({ path: '/', httpOnly: true, secure: !laptop, sameSite: 'Lax', maxAge: seconds }) as const

export const keepSession = (c: ConsoleContext, laptop: boolean, cookie: string): void =>
  setCookie(c, sessionName(laptop), cookie, kept(laptop, sessionHours * 3_600))

export const forgetSession = (c: ConsoleContext, laptop: boolean): void =>
  setCookie(c, sessionName(laptop), '', kept(laptop, 0))

/** What the browser holds while its reader is at the OpenID provider. */
const loginName = (laptop: boolean): string => (laptop ? 'nightshift-open-id' : '__Host-nightshift-open-id')

export const readLoginCookie = (c: ConsoleContext, laptop: boolean): string | undefined =>
  getCookie(c, loginName(laptop))

export const keepLogin = (c: ConsoleContext, laptop: boolean, cookie: string, seconds: number): void =>
  setCookie(c, loginName(laptop), cookie, kept(laptop, seconds))

export const forgetLogin = (c: ConsoleContext, laptop: boolean): void =>
  setCookie(c, loginName(laptop), '', kept(laptop, 0))

const year = 365 * 86_400

/** What somebody chose for themselves. The script names the zone. */
export const choices = ['language', 'theme', 'zone'] as const

export const readChoice = (c: ConsoleContext, name: (typeof choices)[number]): string | undefined =>
  getCookie(c, `nightshift-${name}`)

export const keepChoice = (c: ConsoleContext, laptop: boolean, name: (typeof choices)[number], value: string): void =>
  setCookie(c, `nightshift-${name}`, value, { path: '/', secure: !laptop, sameSite: 'Lax', maxAge: year })
