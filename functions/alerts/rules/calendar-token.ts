import { createHash, randomBytes } from 'node:crypto'

/** Bytes of a token: nobody guesses 192 bits. */
const tokenBytes = 24

const tokenPattern = /^[A-Za-z0-9_-]{32}$/

/** A new token of a calendar's address: 32 characters of base64url. @param random bytes that nobody can foresee */
export const makeCalendarToken = (random: (bytes: number) => Uint8Array = randomBytes): string =>
  Buffer.from(random(tokenBytes)).toString('base64url')

/** Whether a text has the shape of a token: what has not is refused without asking the ledger. */
export const isCalendarToken = (text: string): boolean => tokenPattern.test(text)

/** What the ledger has in place of a token, so that who reads it cannot read the calendar. */
export const calendarHash = (token: string): string => createHash('sha256').update(token).digest('hex')
