import { createHash } from 'node:crypto'
import type { PostedAlert } from './alert.ts'
import { type Fields, keyFields, labelsIn, objectOf, textIn } from './fields.ts'
import { severityOf, stateOf } from './words.ts'

/** Counts and values change from report to report, and it is the same trouble. */
const withoutNumbers = (text: string): string => text.replace(/\d+([.,]\d+)*/g, '#')

/** Seconds or milliseconds since 1970 are an instant too; what is none counts from when it came in. */
const instantIn = (text: string | undefined): string | undefined => {
  if (text === undefined || !/^\d{10}(\d{3})?(\.\d+)?$/.test(text)) return text
  const [whole = ''] = text.split('.', 1)
  return new Date(Number(text) * (whole.length === 10 ? 1000 : 1)).toISOString()
}

const stateFields = ['state', 'status', 'action']
const titleFields = ['title', 'summary', 'name']
const textFields = ['text', 'message', 'description', 'details', 'body']
const severityFields = ['severity', 'level', 'priority']

/**
 * Our own form: `{key, state, severity, title, text, link, labels}`. Whatever is missing, null or of another type is as if it were not
 * there; without a key the title is the key, and without a title the text, numbers left out.
 * @returns nothing where it has neither key nor title nor text
 */
export const readJson = (fields: Fields): PostedAlert | undefined => {
  const title = textIn(fields, ...titleFields)
  const text = textIn(fields, ...textFields)
  const named = textIn(fields, ...keyFields, 'id')
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
    state: stateOf(textIn(fields, ...stateFields)),
    title: title ?? (text ?? key).split('\n', 1)[0],
    text,
    severity: severityOf(...severityFields.map((name) => textIn(fields, name))),
    link: textIn(fields, 'link', 'url'),
    labels: labelsIn(fields.labels),
    at: instantIn(textIn(fields, 'at', 'time', 'timestamp')),
  }
}

/** Whether a message of the alarm topic is one in our form: it has a key, and nothing else or what our form has beside one. */
const isPosted = (fields: Fields): boolean =>
  textIn(fields, 'key') !== undefined &&
  (textIn(fields, ...stateFields, ...titleFields, ...textFields, ...severityFields) !== undefined ||
    Object.keys(fields).every((name) => ['key', 'link', 'labels', 'at'].includes(name)))

/**
 * What a message of the alarm topic reports in our form: one trouble, or those of a list. Nothing where it is anything else: a message whose
 * key is that of another matter stays a text.
 */
export const postedIn = (json: unknown): readonly PostedAlert[] | undefined => {
  const all = (Array.isArray(json) ? json : [json]).map(objectOf)
  const alerts = all.flatMap((fields) => (fields && isPosted(fields) ? (readJson(fields) ?? []) : []))
  return alerts.length > 0 && alerts.length === all.length ? alerts : undefined
}
