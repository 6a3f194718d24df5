import { createHash } from 'node:crypto'
import { ConflictError } from '../../../../../shared/errors.ts'
import type { Ledger } from '../../../../../shared/ledger/ledger.ts'
import { keys, type OpenIdLoginRecord } from '../../../../../shared/ledger/records.ts'
import { hashOf, isSameText, isSecret, newSecret } from '../../secret.ts'

/** Seconds that somebody has to sign in at the provider, with a second factor if need be. */
export const beginSeconds = 600

/** What goes to the provider, and must come back or be known again. */
export interface Exchange {
  readonly state: string
  readonly nonce: string
  /** PKCE's: 43 characters. https://www.rfc-editor.org/rfc/rfc7636#section-4.1 */
  readonly verifier: string
}

const made = (what: string, held: string, state: string): string =>
  createHash('sha256').update(`${what} ${held} ${state}`).digest('base64url')

const exchangeOf = (held: string, state: string): Exchange => ({
  state,
  nonce: made('nonce', held, state),
  verifier: made('verifier', held, state),
})

/**
 * Begins a sign-in. @param held the secret that the browser holds in a cookie
 * @param next path of ours that follows
 */
export const beginLogin = async (ledger: Ledger, held: string, next: string, now: Date): Promise<Exchange> => {
  const state = newSecret()
  const item: OpenIdLoginRecord = {
    ...keys.openIdLogin(hashOf(state)),
    kind: 'open-id-login',
    at: now.toISOString(),
    keepUntil: new Date(now.getTime() + beginSeconds * 1_000).toISOString(),
    browser: hashOf(held),
    next,
    used: false,
  }
  await ledger.commit([{ item, expect: 'absent' }], now)
  return exchangeOf(held, state)
}

/**
 * Takes the answer to a sign-in: from then on no other counts, whatever comes of this one.
 * @returns nothing where none waits for it in this browser: unknown, too old, answered already, or begun in another browser
 */
export const takeAnswer = async (
  ledger: Ledger,
  held: string | undefined,
  state: string | undefined,
  now: Date,
): Promise<(Exchange & { readonly next: string }) | undefined> => {
  if (!isSecret(held) || !isSecret(state)) return undefined
  const begun = await ledger.get<OpenIdLoginRecord>(keys.openIdLogin(hashOf(state)))
  if (!begun || begun.used || !isSameText(begun.browser, hashOf(held))) return undefined
  const used: OpenIdLoginRecord = { ...begun, used: true }
  try {
    await ledger.commit([{ item: used, expect: begun.version }], now)
  } catch (error) {
    if (error instanceof ConflictError) return undefined
    throw error
  }
  return { ...exchangeOf(held, state), next: begun.next }
}
