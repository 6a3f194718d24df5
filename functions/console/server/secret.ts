import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** 32 random bytes as 43 characters that fit into a cookie and an address. */
export const newSecret = (): string => randomBytes(32).toString('base64url')

/** Whether a text has the form of {@link newSecret}: what has another form need not be looked up. */
export const isSecret = (text: string | undefined): text is string =>
  text !== undefined && /^[A-Za-z0-9_-]{43}$/.test(text)

/** SHA-256, 64 hexadecimal digits: what the ledger has of a secret. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex')

/** What a form must carry so that it is known to come from a page of this session. Who does not hold the cookie cannot make it. */
export const formTokenOf = (cookie: string): string => hashOf(`form ${cookie}`)

/** Whether two texts are the same, in a time that says nothing about where they differ. */
export const isSameText = (one: string, other: string): boolean => {
  const [first, second] = [Buffer.from(one), Buffer.from(other)]
  return first.length === second.length && timingSafeEqual(first, second)
}
