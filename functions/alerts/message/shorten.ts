import { charactersOf, cut, cutStart } from '../../../shared/text.ts'

/** Most characters of a text that are looked at, so that a megabyte of name costs no second. */
const longest = 500

/** UTF-16 units of the longest emoji (two people and a kiss have 15). What is longer is one letter under a heap of accents or joiners. */
const longestCharacter = 16

/** What people see as single characters; of one that alone would fill a message, its first letter. */
const piecesOf = (text: string): string[] =>
  charactersOf(text).map((each) =>
    each.length > longestCharacter ? String.fromCodePoint(each.codePointAt(0) ?? 0) : each,
  )

/** The largest count from 0 to `most` for which it holds, given that it holds for all smaller ones; -1 when for none. */
const largest = (most: number, holds: (count: number) => boolean): number => {
  let low = -1
  let high = most
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (holds(middle)) low = middle
    else high = middle - 1
  }
  return low
}

const cutMark = '..'

/** As much of the beginning as `fits`, with `..` for the rest; nothing when not even one character fits. */
export const shortenEnd = (text: string, fits: (shorter: string) => boolean): string | undefined => {
  if (fits(text)) return text
  const characters = piecesOf(cut(text, longest))
  const shorter = (count: number): string => `${characters.slice(0, count).join('').trimEnd()}${cutMark}`
  const count = largest(characters.length - 1, (kept) => fits(shorter(kept)))
  return count < 1 ? undefined : shorter(count)
}

/**
 * As much of both ends as `fits`, with `..` for the middle: alarms that one template made differ at the end. The beginning
 * gets three fifths. Nothing when fewer than two characters fit.
 */
export const shortenMiddle = (text: string, fits: (shorter: string) => boolean): string | undefined => {
  if (fits(text)) return text
  const isLong = text.length > longest
  const ends = isLong ? cut(text, longest / 2) + cutStart(text, longest / 2) : text
  const characters = piecesOf(ends)
  // One letter under a heap of accents is a name, too.
  const bare = `${characters.join('')}${isLong ? cutMark : ''}`
  if (bare.length < ends.length && fits(bare)) return bare
  const shorter = (count: number): string => {
    const head = Math.ceil(count * 0.6)
    const tail = count - head
    return `${characters.slice(0, head).join('')}${cutMark}${tail === 0 ? '' : characters.slice(-tail).join('')}`
  }
  const count = largest(characters.length - 1, (kept) => fits(shorter(kept)))
  return count < 2 ? undefined : shorter(count)
}
