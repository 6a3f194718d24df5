import { createHmac, timingSafeEqual } from 'node:crypto'
import { dotSegment } from '../config/thumbnails/key-template.ts'
import { type AskedPicture, normalForm, PictureError, parsePicture } from './picture.ts'

/** What is signed: a picture of an original. */
export interface AskedAddress extends AskedPicture {
  /** The original's key as it is. Of a bucket in `thumbnails.existing` it is `@bucket/key`. */
  readonly key: string
  /** Seconds since 1970 from which on the address is good for nothing. Left out: it is good until the key is changed. */
  readonly expires?: number | undefined
}

/** What an address says, once its signature is right. */
export interface VerifiedAddress {
  readonly key: string
  readonly picture: AskedPicture
  /** Its normal form, such as `w=480,h=320,fit=cover`. */
  readonly form: string
  /** Seconds since 1970. */
  readonly expires?: number
}

/** Why an address is refused: 400 where it cannot be read, 403 where it may not be used. `reason` holds nothing of the address. */
export interface RefusedAddress {
  readonly status: 400 | 403
  readonly cause: 'malformed' | 'unsigned' | 'wrong-signature' | 'expired'
  readonly reason: string
}

/** Letters that a secret has at least: an empty one would sign for everybody. */
export const shortestSecret = 16

/** Bytes of a key in S3. */
const longestKey = 1024

/** A path has a key of which each byte may be written as three letters, and the options. */
const longestPath = longestKey * 3 + 256

/** A key as it stands in an address: all but `A-Z a-z 0-9 - . _ ~ /` percent-encoded, as RFC 3986 has it, in capitals. */
export const encodeKey = (key: string): string =>
  encodeURIComponent(key)
    .replaceAll('%2F', '/')
    .replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)

const keyProblem = (key: string): string | undefined => {
  if (key === '') return 'the key of an original follows the options'
  if (!key.isWellFormed()) return 'a key is UTF-8'
  if (Buffer.byteLength(key) > longestKey) return `a key has at most ${longestKey} bytes`
  if (key.includes('\0')) return 'a key has no zero byte'
  return dotSegment.test(key) ? 'a key has no part . or .. between slashes' : undefined
}

const signatureOf = (text: string, secret: string): string =>
  createHmac('sha256', secret).update(text).digest('base64url')

const expiryProblem = (expires: number): boolean => !Number.isInteger(expires) || expires < 1 || expires > 9_999_999_999

/**
 * The path of a picture, signed: `/<options>[,exp=<seconds>],s=<signature>/<key>`. The signature is HMAC-SHA-256 of the path without
 * `,s=<signature>`, in base64url without padding: 43 letters.
 * @param secret of at least 16 letters; its UTF-8 is the key
 * @throws PictureError for a picture, a key or an expiry that no address can have, RangeError for a secret that is too short
 */
export const signAddress = ({ key, expires, ...picture }: AskedAddress, secret: string): string => {
  if (secret.length < shortestSecret) throw new RangeError(`A secret has at least ${shortestSecret} letters.`)
  const wrong = keyProblem(key)
  if (wrong !== undefined) throw new PictureError(key, wrong)
  if (expires !== undefined && expiryProblem(expires))
    throw new PictureError(`${expires}`, 'an expiry is a whole number of seconds since 1970')
  const options = `${normalForm(picture)}${expires === undefined ? '' : `,exp=${expires}`}`
  const path = encodeKey(key)
  return `/${options},s=${signatureOf(`/${options}/${path}`, secret)}/${path}`
}

const refused = (status: 400 | 403, cause: RefusedAddress['cause'], reason: string): RefusedAddress => ({
  status,
  cause,
  reason,
})

/** The key in a path, if it is written as `encodeKey` writes it. */
const decodeKey = (path: string): string | undefined => {
  try {
    const key = decodeURIComponent(path)
    return encodeKey(key) === path ? key : undefined
  } catch {
    return undefined
  }
}

const readForm = (options: string): { readonly picture: AskedPicture; readonly form: string } | string => {
  try {
    const picture = parsePicture(options)
    return { picture, form: normalForm(picture) }
  } catch (error) {
    if (error instanceof PictureError) return error.rule
    throw error
  }
}

const equal = (one: string, other: string): boolean => {
  const [left, right] = [Buffer.from(one), Buffer.from(other)]
  return left.length === right.length && timingSafeEqual(left, right)
}

/**
 * Reads the path of an address and holds it against its signature. There is one spelling for each picture, key and expiry, so that
 * any other byte is refused.
 * @param path as it was sent, without the query
 * @param secrets all that are good now; those that are too short count for nothing
 */
export const verifyAddress = (
  path: string,
  secrets: readonly string[],
  now: Date,
): VerifiedAddress | RefusedAddress => {
  if (path.length > longestPath) return refused(400, 'malformed', 'The address is too long.')
  const [, options = '', encoded = ''] = /^\/([^/]*)\/(.*)$/s.exec(path) ?? []
  const [, asked = '', seconds, signature] = /^(.*?)(?:,exp=([1-9]\d{0,9}))?(?:,s=([\w-]{43}))?$/s.exec(options) ?? []
  const read = readForm(asked)
  if (typeof read === 'string')
    return refused(400, 'malformed', `The options cannot be read: ${read}; then exp, then s, the signature.`)
  if (asked !== read.form) return refused(400, 'malformed', `The options have one order and spelling: ${read.form}`)
  const key = decodeKey(encoded)
  if (key === undefined)
    return refused(400, 'malformed', 'All of a key but A-Z a-z 0-9 - . _ ~ / is percent-encoded, in capitals.')
  const wrong = keyProblem(key)
  if (wrong !== undefined) return refused(400, 'malformed', `The key cannot be used: ${wrong}.`)
  if (signature === undefined) return refused(403, 'unsigned', 'The address has no signature.')
  const text = `/${asked}${seconds === undefined ? '' : `,exp=${seconds}`}/${encoded}`
  // All of them, whichever fits: how long it takes says nothing.
  const fits = secrets
    .filter(({ length }) => length >= shortestSecret)
    .map((secret) => equal(signatureOf(text, secret), signature))
  if (!fits.includes(true)) return refused(403, 'wrong-signature', 'The signature does not fit the address.')
  const expires = seconds === undefined ? undefined : Number(seconds)
  if (expires !== undefined && expires * 1000 <= now.getTime())
    return refused(403, 'expired', 'The address has expired.')
  return { key, ...read, ...(expires === undefined ? {} : { expires }) }
}
