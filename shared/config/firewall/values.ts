import * as z from 'zod'
import { canonicalAddress, parseRange, rangeText } from '../../addresses/addresses.ts'
import { pathFault } from '../../firewall/paths.ts'
import { expected, faultless } from '../values.ts'

/** The range that somebody most likely meant: without a port, a scheme or blanks. */
const offerRange = (value: unknown): string | undefined => {
  if (typeof value !== 'string') return undefined
  const text = value.trim().replace(/^https?:\/\//i, '')
  const range = parseRange(text)
  return range ? rangeText(range) : (canonicalAddress(text) ?? canonicalAddress(text.replace(/\b0+(?=\d)/g, '')))
}

/** An address or a range in CIDR notation, of either family. */
export const rangeSchema = z.string().refine((text) => text.trim() === text && parseRange(text) !== undefined, {
  error: expected('an address or a range such as 203.0.113.7, 203.0.113.0/24 or 2001:db8::/48', offerRange),
})

/** A path as a browser writes it, with `*` for any text. */
export const pathSchema = faultless(z.string('a path such as /wp-login.php'), pathFault)

const offerStatus = (value: unknown): string | undefined => {
  const text = String(value).trim().toLowerCase()
  if (/^[45](xx|\d\d)$/.test(text)) return text
  return /^[45](\*|\*\*|x\*|\d\*|x|00s)$/.test(text) ? `${text[0]}xx` : undefined
}

/** A status that reports an error; `000` is a client that went before it had an answer. */
export const statusSchema = z.string().regex(/^([45](xx|\d\d)|000)$/, {
  error: expected(
    "a status of an error: '404', '4xx', '503', '5xx', or '000' for a client that went away",
    offerStatus,
  ),
})

const offerHost = (value: unknown): string | undefined => {
  const [, host = ''] = /^(?:[a-z]+:\/\/)?([a-z0-9*.-]+)(?::\d+)?(?:\/.*)?$/i.exec(String(value).trim()) ?? []
  return host === '' ? undefined : host.toLowerCase()
}

/** A host without scheme, port and path, with `*` for any text. */
export const hostSchema = z.string().regex(/^(?=.{1,253}$)[a-z0-9*]([a-z0-9*.-]*[a-z0-9*])?$/, {
  error: expected(
    'a host in lower case without scheme, port or path, such as shop.example or *.shop.example',
    offerHost,
  ),
})

/** What CloudFront's plain format calls its fields, as far as they are read. */
export const fieldSchema = z
  .string('the name of a field')
  .regex(/^[A-Za-z][\w()-]{0,63}$/, 'the name of a field such as c-ip or cs(User-Agent)')
