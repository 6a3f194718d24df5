import { createHash, createHmac } from 'node:crypto'

const prefix = 'whsec_'

/** Fewest bytes of a secret that nobody guesses. */
export const leastSecret = 16

/** The bytes of a secret: those of its base64 behind `whsec_`, else of the text itself. */
export const secretBytes = (secret: string): Buffer =>
  secret.startsWith(prefix) ? Buffer.from(secret.slice(prefix.length), 'base64') : Buffer.from(secret, 'utf8')

/** An id for a message that has none: the same for the same body. */
export const bodyId = (body: string): string => createHash('sha256').update(body).digest('hex').slice(0, 32)

/**
 * Headers by which a receiver knows that a body comes from us, is as it was, and is not an old one: HMAC-SHA256 over id, time and body, as
 * Standard Webhooks has it. https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export const signatureHeaders = (id: string, body: string, secret: string, now: Date): Record<string, string> => {
  const timestamp = String(Math.floor(now.getTime() / 1000))
  const signature = createHmac('sha256', secretBytes(secret))
    .update(`${id}.${timestamp}.${body}`, 'utf8')
    .digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` }
}
