import { isInstant } from '../../time.ts'

/** What AWS writes where there is no value. An empty field says the same. */
const nothing = new Set(['', 'n/a', 'no_information', 'not_supported'])

export const isNothing = (text: string): boolean => nothing.has(text.trim().toLowerCase())

/** `none`: AWS says that there is nothing to say. `unknown`: the column is missing, or its value is none that AWS documents. */
export type Flag = boolean | 'none' | 'unknown'

/** An instant in milliseconds since 1970, or why there is none, as in {@link Flag}. */
export type Moment = number | 'none' | 'unknown'

export const readFlag = (text: string | undefined): Flag => {
  if (text === undefined) return 'unknown'
  const word = text.trim().toLowerCase()
  if (word === 'true') return true
  if (word === 'false') return false
  return isNothing(word) ? 'none' : 'unknown'
}

const zoned = /T.*(?:Z|[+-]\d{2}:?\d{2})$/i

/** ISO 8601 with a zone: `Z` or `+00:00`. */
export const readMoment = (text: string | undefined): Moment => {
  if (text === undefined) return 'unknown'
  const word = text.trim().replace(/([+-]\d{2})(\d{2})$/, '$1:$2')
  if (isNothing(word)) return 'none'
  return zoned.test(word) && isInstant(word) ? Date.parse(word) : 'unknown'
}
