import type { LedgerItem } from '../ledger.ts'

/** Somebody who signed in to the console, found by the hash of what the browser holds. Gone 12 hours after `at`. */
export interface SessionRecord extends LedgerItem {
  readonly kind: 'session'
  /** SHA-256 of the cookie, so that nobody who reads the ledger can use it. */
  readonly hash: string
  /** Short name under which actions are recorded. */
  readonly by: string
  readonly role: 'read' | 'act'
  /** How: a link of the terminal, the laptop's button, or the team's OpenID provider. */
  readonly way: 'link' | 'laptop' | 'open-id'
  /** The caller's ARN, as AWS reported it; of a provider its issuer, and a hash of what it calls the person. */
  readonly caller?: string | undefined
  /** Browser and system, without versions. */
  readonly browser: string
}

/** A link by which one browser may sign in, once and within a minute. */
export interface LoginRecord extends LedgerItem {
  readonly kind: 'login'
  readonly by: string
  readonly role: 'read' | 'act'
  readonly way: SessionRecord['way']
  readonly caller?: string | undefined
  readonly used: boolean
}

/**
 * A sign-in at the OpenID provider that was begun, found by the hash of its `state`. Gone ten minutes after `at`. Nothing in it opens anything: nonce
 * and PKCE's verifier are made from what the browser holds.
 */
export interface OpenIdLoginRecord extends LedgerItem {
  readonly kind: 'open-id-login'
  /** SHA-256 of what the browser holds, so that an answer counts only in the browser that asked. */
  readonly browser: string
  /** Path of ours that follows. */
  readonly next: string
  /** Whether an answer to it has come. */
  readonly used: boolean
}

/** A button of the console that somebody pressed. Written before anything is done, so that a form counts once. */
export interface PressRecord extends LedgerItem {
  readonly kind: 'press'
  readonly by: string
  readonly role: 'act'
  readonly caller?: string | undefined
  /** Path of the action, such as `/incidents/0123456789abcdef/acknowledge`. */
  readonly action: string
  /** `asked`: it was begun, and its end is not known. */
  readonly outcome: 'asked' | 'done' | 'refused' | 'failed'
  /** Path of the page that follows. */
  readonly next?: string | undefined
  /** What came of it, for a person, in the language in which it was asked. */
  readonly answer?: string | undefined
}
