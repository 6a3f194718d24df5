import { createHash } from 'node:crypto'
import type { PostedAlert } from './alert.ts'
import { type Fields, labelsIn, textIn } from './fields.ts'
import { severityOf, stateOf } from './words.ts'

/** Counts and values change from report to report, and it is the same trouble. */
const withoutNumbers = (text: string): string => text.replace(/\d+([.,]\d+)*/g, '#')

/** Seconds or milliseconds since 1970 are an instant too; what is none counts from when it came in. */
const instantIn = (text: string | undefined): string | undefined => {
  if (text === undefined || !/^\d{10}(\d{3})?(\.\d+)?$/.test(text)) return text
  const [whole = ''] = text.split('.', 1)
  return new Date(Number(text) * (whole.length === 10 ? 1000 : 1)).toISOString()
}

/**
 * Our own form: `{key, state, severity, title, text, link, labels}`. Whatever is missing, null or of another type is as if it were not
 * there; without a key the title is the key, and without a title the text, numbers left out.
 * @returns nothing where it has neither key nor title nor text
 */
export const readJson = (fields: Fields): PostedAlert | undefined => {
  const title = textIn(fields, 'title', 'summary', 'name')
  const text = textIn(fields, 'text', 'message', 'description', 'details', 'body')
  const named = textIn(fields, 'key', 'dedup_key', 'dedup', 'id')
  const words = title ?? text
  if (named === undefined && words === undefined) return undefined
  const key =
    named ??
    title ??
    createHash('sha256')
      .update(withoutNumbers(words ?? ''))
      .digest('hex')
      .slice(0, 16)
  return {
    key,
    ...(named === undefined && title === undefined ? { name: words } : {}),
    state: stateOf(textIn(fields, 'state', 'status', 'action')),
    title: title ?? (text ?? key).split('\n', 1)[0],
    text,
    severity: severityOf(...['severity', 'level', 'priority'].map((name) => textIn(fields, name))),
    link: textIn(fields, 'link', 'url'),
    labels: labelsIn(fields.labels),
    at: instantIn(textIn(fields, 'at', 'time', 'timestamp')),
  }
}

/** Whether a message of the alarm topic is one in our form: it has a key and says what it is about. */
export const isPostedMessage = (fields: Fields): boolean =>
  typeof fields.key === 'string' &&
  fields.key.trim() !== '' &&
  ['state', 'status', 'title', 'text', 'message', 'severity'].some((name) => typeof fields[name] === 'string')
