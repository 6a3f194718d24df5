import { randomBytes } from 'node:crypto'

/** Bytes of a token: 96 bits, so that nobody guesses one, in 16 characters, so that it fits a text message. */
const tokenBytes = 12

const tokenPattern = /^[A-Za-z0-9_-]{16}$/

/**
 * A new token for an acknowledgement page, a heartbeat or a source: 16 characters of base64url.
 * @param random bytes that nobody can foresee; given by a simulation that must be repeatable
 */
export const makeToken = (random: (bytes: number) => Uint8Array = randomBytes): string =>
  Buffer.from(random(tokenBytes)).toString('base64url')

/** Whether a text has the shape of a token: what has not is refused without asking the ledger. */
export const isToken = (text: string): boolean => tokenPattern.test(text)

export const pagePath = (token: string): string => `/${token}`

export const beatPath = (token: string): string => `/beat/${token}`

export const reportPath = (token: string): string => `/report/${token}`

/** The address to send. `base` is the function's own address or the short domain before it, with or without a slash at the end. */
export const linkUrl = (base: string, path: string): string => `${base.replace(/\/+$/, '')}${path}`

export interface Route {
  readonly to: 'page' | 'beat' | 'report'
  readonly token: string
}

/** What a path asks for, or nothing when it is none of ours. */
export const routeOf = (path: string): Route | undefined => {
  const token = path.slice(path.lastIndexOf('/') + 1)
  if (!isToken(token)) return undefined
  if (path === pagePath(token)) return { to: 'page', token }
  if (path === reportPath(token)) return { to: 'report', token }
  return path === beatPath(token) ? { to: 'beat', token } : undefined
}
