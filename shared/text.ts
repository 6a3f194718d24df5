// Made only when it is needed: it costs 10 ms of a cold start.
let segmenter: Intl.Segmenter | undefined
const graphemes = (): Intl.Segmenter => {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' })
  return segmenter
}

/** Characters as people see them: a flag, a family of emoji or a letter with its accents is one. */
export const charactersOf = (text: string): string[] => [...graphemes().segment(text)].map(({ segment }) => segment)

/** UTF-16 units of what looks like one character and yet is taken apart: no emoji is that long, a name of accents may be. */
const longestCharacter = 64

const isPlain = (unit: number): boolean => unit < 0x80 && unit !== 0x0d && unit !== 0x0a

/** The last place at or before `index` at which a text can be cut without harm to a character. */
const placeBefore = (text: string, index: number): number => {
  if (index <= 0 || index >= text.length) return Math.min(Math.max(index, 0), text.length)
  if (isPlain(text.charCodeAt(index - 1)) && isPlain(text.charCodeAt(index))) return index
  // What comes much later or earlier changes nothing, and a text may have a megabyte. Flags are counted from their first one.
  const from = Math.max(0, index - 8 * longestCharacter)
  const start =
    from +
    (graphemes()
      .segment(text.slice(from, index + longestCharacter))
      .containing(index - from)?.index ?? 0)
  if (index - start <= longestCharacter) return start
  return /[\ud800-\udbff]/.test(text.charAt(index - 1)) && /[\udc00-\udfff]/.test(text.charAt(index))
    ? index - 1
    : index
}

/**
 * The beginning of a text: at most so many UTF-16 units, never half a surrogate pair or a part of what people see as one
 * character. The one way to cut a text in this project: half a pair makes DynamoDB, SNS and EventBridge refuse all of it.
 * @returns always well-formed text, where nothing is cut too
 */
export const cut = (text: string, longest: number): string => text.slice(0, placeBefore(text, longest)).toWellFormed()

/** JSON in which every text is well-formed: services refuse an event with half a surrogate pair in it. */
export const wellFormedJson = (value: unknown): string =>
  JSON.stringify(value, (_, each) => (typeof each === 'string' ? each.toWellFormed() : each))

/** The end of a text, as {@link cut} gives the beginning. */
export const cutStart = (text: string, longest: number): string => {
  const index = text.length - longest
  if (index <= 0) return text.toWellFormed()
  const before = placeBefore(text, index)
  if (before === index) return text.slice(index).toWellFormed()
  const [first = ''] = charactersOf(text.slice(before, before + longestCharacter))
  return text.slice(Math.max(index, before + first.length)).toWellFormed()
}

/** A text that is cut where it is too long, `…` included in `longest`. */
export const shorten = (text: string, longest: number): string =>
  text.length <= longest ? text.toWellFormed() : `${cut(text, longest - 1).trimEnd()}…`

// Tab and line feed stay: the others are refused by services, or move a terminal's cursor.
const controls = /[^\P{Cc}\t\n]|[\u2028\u2029]/gu
// U+202E and its like turn what follows around, so that a name reads as another one; the rest is invisible everywhere.
// Written out, because a property is looked up as soon as the file is loaded.
const invisible = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u180e\u2061-\u2064\u206a-\u206f\ufff9-\ufffb]/gu
// Outside the flags of England, Scotland and Wales, tags are text that nobody sees.
const tags = /(?<!\u{1f3f4}[\u{e0020}-\u{e007e}]*)[\u{e0000}-\u{e007f}]+/gu

/**
 * A text of somebody else's without what controls how it is shown, for messages, pages and terminals. Joiners of emoji stay.
 * @param by what a control character becomes; what is invisible is left out
 */
export const withoutControls = (text: string, by = ' '): string =>
  text.replace(controls, by).replace(invisible, '').replace(tags, '')

/** JSON escapes only the first 32 control characters; here it does what turns text around or is invisible as well. What a program reads is the same. */
export const printableJson = (json: string): string =>
  json.replace(/[\u007f-\u009f]|\p{Cf}/gu, (character) =>
    [...Array(character.length).keys()]
      .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`)
      .join(''),
  )
