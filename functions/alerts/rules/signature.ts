import { createHmac, timingSafeEqual } from 'node:crypto'

/** The headers in which a product sends the HMAC-SHA-256 of a body, in hexadecimal digits, GitHub's after `sha256=`. */
export const signatureHeaders = [
  'x-hub-signature-256',
  'sentry-hook-signature',
  'x-grafana-alerting-signature',
] as const

/**
 * Whether a body is signed with a secret, by a header of GitHub, Sentry or Grafana; compared in constant time.
 * https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
 */
export const isSigned = (
  { bytes, signature }: { readonly bytes: Uint8Array; readonly signature?: string | undefined },
  secret: string,
): boolean => {
  const expected = createHmac('sha256', secret).update(bytes).digest()
  const given = Buffer.from((signature ?? '').trim().replace(/^sha256=/i, ''), 'hex')
  return given.length === expected.length && timingSafeEqual(given, expected)
}
