/** How many texts are remembered: more than the targets of a look have. */
const mostKnown = 20_000
const known = new Map<string, number>()

/**
 * `Date.parse` of an ISO 8601 text that a record has: of ten thousand records the same ones are asked about at each look, and reading
 * one takes fifteen times as long as remembering it.
 * @returns epoch milliseconds; NaN for what is not an instant
 */
export const isoMs = (text: string): number => {
  const found = known.get(text)
  if (found !== undefined) return found
  const made = Date.parse(text)
  if (known.size >= mostKnown) known.clear()
  known.set(text, made)
  return made
}

let last = { ms: 0, text: new Date(0).toISOString() }

/** `toISOString` of an instant: a look writes the same one, its own, into all that it changes. @throws RangeError for an invalid date */
export const isoText = (at: Date): string => {
  const ms = at.getTime()
  if (ms !== last.ms) last = { ms, text: at.toISOString() }
  return last.text
}
