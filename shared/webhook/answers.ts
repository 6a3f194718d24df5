import type { Answer } from './post.ts'

export type { Answer }

/** Why something was not taken. Neither the service's words nor its address are in it. */
export interface Untaken {
  /** Whether a later try may help. */
  readonly kind: 'transient' | 'failed'
  readonly detail: string
  /** Whether it is certain that it was not taken. */
  readonly answered: boolean
}

/** Whether an answer says that it was taken: nothing but 2xx does. */
export const isTaken = ({ status }: Answer): boolean => status >= 200 && status < 300

const askedLater = new Set([408, 425, 429])

/** What an answer that is no success means. */
export const ofAnswer = ({ status, word }: Answer): Untaken => {
  const said = `the webhook answered ${status}${word ? ` (${word})` : ''}`
  if (status >= 500 || askedLater.has(status)) return { kind: 'transient', detail: said, answered: true }
  const moved = status >= 300 && status < 400 ? ', a redirect, which is not followed' : ''
  return { kind: 'failed', detail: `${said}${moved}`, answered: true }
}

/** Before anything of the message can have gone out. */
const beforeSending =
  /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_TLS)/

/** What an error of the network means. Of its words only the code is used: they name the address. */
export const ofError = (error: unknown): Untaken => {
  if (error instanceof Error && error.name === 'PrivateAddressError')
    return { kind: 'failed', detail: "the webhook's address is in a private network", answered: true }
  const { code = 'no answer in time' } = error as { readonly code?: string }
  return { kind: 'transient', detail: `the webhook cannot be reached: ${code}`, answered: beforeSending.test(code) }
}

/** The address of a service, which is https; on the laptop http too. Undefined for any other text. */
export const addressOf = (text: string, onLaptop: boolean): URL | undefined => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  return url?.protocol === 'https:' || (onLaptop && url?.protocol === 'http:') ? url : undefined
}
