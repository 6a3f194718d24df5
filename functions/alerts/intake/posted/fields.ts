import { redact } from '../../../../shared/log.ts'
import { cut, withoutControls } from '../../../../shared/text.ts'

/** An object of JSON of which nothing is taken for granted. */
export type Fields = Readonly<Record<string, unknown>>

/** Names under which our own form, and products like it, have the key of a trouble. */
export const keyFields = ['key', 'dedup_key', 'dedup']

/** The fields of an object, or nothing where a value is none. */
export const objectOf = (value: unknown): Fields | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined

/** The fields of a part, none where it is missing, null or of another type. */
export const partOf = (fields: Fields | undefined, name: string): Fields => objectOf(fields?.[name]) ?? {}

const scalarOf = (value: unknown): string =>
  typeof value === 'string'
    ? withoutControls(value).trim()
    : (typeof value === 'number' && Number.isFinite(value)) || typeof value === 'boolean'
      ? String(value)
      : ''

/** The first of several fields that says anything: a text that is not empty, a number or a truth value, as text. */
export const textIn = (fields: Fields | undefined, ...names: readonly string[]): string | undefined =>
  names.map((name) => scalarOf(fields?.[name])).find((text) => text !== '')

/** Every field that says anything, as text. */
export const textsIn = (fields: Fields): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(fields)
      .map(([name, value]) => [name, scalarOf(value)] as const)
      .filter(([, text]) => text !== ''),
  )

/** Most labels that are kept, and most characters of a name or a value. */
const mostLabels = 50
const longestLabel = 256

/** Labels as texts, without numbers and addresses of people. What has no value is left out. */
export const labelsIn = (...all: readonly unknown[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    all
      .flatMap((labels) => Object.entries(objectOf(labels) ?? {}))
      .flatMap(([name, value]) => {
        const text = scalarOf(value)
        return text === '' || name === '' ? [] : [[cut(name, longestLabel), redact(cut(text, longestLabel))] as const]
      })
      .slice(0, mostLabels),
  )

/** The lines that say anything, each once. */
export const linesOf = (...lines: readonly (string | undefined)[]): string | undefined =>
  [...new Set(lines.filter((line) => line !== undefined && line !== ''))].join('\n') || undefined
