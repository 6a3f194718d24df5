import { redact } from '../../shared/log.ts'
import { shorten, withoutControls } from '../../shared/text.ts'

/** Names of what nobody has to read: it proves who somebody is. */
const secret = /signature|token|secret|password|credential|authorization|unsubscribe|receipthandle/i

const v4 = /(?<![\d.])(\d{1,3}\.\d{1,3})\.\d{1,3}\.\d{1,3}(?![\d.])/g
const v6 = /(?<![\w:])([0-9a-f]{1,4}:[0-9a-f]{1,4}):(?:[0-9a-f]{0,4}:){0,6}[0-9a-f]{0,4}(?![\w:])/gi
/** In an address of a page. */
const secretInQuery = /([?&](?:token|code|key|signature|x-amz-[a-z-]+)=)[^&\s"]+/gi

const longestText = 2_000
const deepest = 12

/** A text without phone numbers, email addresses, the end of client addresses, tokens of links and control characters. */
export const readableText = (text: string, longest = longestText): string =>
  shorten(
    redact(withoutControls(text)).replace(secretInQuery, '$1•••').replace(v4, '$1.•.•').replace(v6, '$1:•'),
    longest,
  )

const parsed = (text: string): unknown => {
  if (!/^\s*[[{]/.test(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * A value of a message as a person may see it: without what names or proves a person. JSON in a text is taken apart, as SNS and
 * SQS wrap one message in another.
 */
export const readable = (value: unknown, depth = 0): unknown => {
  if (depth > deepest) return '…'
  if (typeof value === 'string') {
    const inner = parsed(value)
    return inner === undefined ? readableText(value) : readable(inner, depth + 1)
  }
  if (Array.isArray(value)) return value.slice(0, 100).map((each) => readable(each, depth + 1))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      readableText(name, 100),
      secret.test(name) ? '•••' : readable(each, depth + 1),
    ]),
  )
}
