import { createHash } from 'node:crypto'
import { PermanentError } from '../../../shared/errors.ts'
import { redact } from '../../../shared/log.ts'
import { cut, withoutControls } from '../../../shared/text.ts'

/**
 * An instant in one text form, or nothing. CloudWatch writes `2026-11-21T02:30:00.123+0000`, which Date does not read
 * everywhere. Years of more than four digits would not sort as text.
 */
export const instantOf = (text: string | null | undefined): string | undefined => {
  const at = new Date(text?.replace(/([+-]\d{2})(\d{2})$/, '$1:$2') ?? Number.NaN)
  const year = at.getUTCFullYear()
  return year >= 1970 && year <= 9999 ? at.toISOString() : undefined
}

/** @throws PermanentError `malformed-event` when it is not an instant */
export const instant = (text: string): string => {
  const at = instantOf(text)
  if (at === undefined) throw new PermanentError('malformed-event', 'Not an instant in time')
  return at
}

/** Longest text that is kept, in characters: enough for a person, small enough for the ledger. */
const longestText = 2_000

const plain = (text: string, longest: number): string => withoutControls(cut(text, longest))

/** A text of somebody else's as it may be kept and sent: no number or address, nothing that a service refuses. */
export const clean = (text: string): string => redact(plain(text, longestText))

/** Longest letter, in characters: one that says how each of many jobs went. */
const longestLetter = 20_000

/** The text of a report as it may be sent, whole. */
export const letterOf = (text: string): string => redact(plain(text, longestLetter))

/** A note that somebody wrote for the responder, as it may be sent: the number to call stays in it. */
export const noteOf = (text: string): string => plain(text, longestText)

/** Longest name, in characters; CloudWatch allows an alarm 255. */
const longestName = 512

/** A name on one line, otherwise as it is: routes match it. */
export const nameOf = (text: string): string => plain(text, longestName).replace(/[\t\n]/g, ' ')

/** An account number, or nothing where it is none. */
export const accountOf = (text: string | null | undefined): string | undefined =>
  text && /^\d{12}$/.test(text) ? text : undefined

/** Most bytes of a key in the ledger; DynamoDB allows 2,048 with our prefix. */
const longestKey = 1_024

/** What a thing is known by, such as its ARN. One that is too long for the ledger is cut, and stays one of its own. */
export const keyOf = (...parts: readonly string[]): string => {
  const key = parts.join(':').toWellFormed()
  if (Buffer.byteLength(key) <= longestKey) return key
  return `${cut(key, 128)}~${createHash('sha256').update(key).digest('hex')}`
}
