import { fits } from '../../../shared/wildcards.ts'
import { automaton, unclear } from './automaton.ts'
import { memoized } from './memo.ts'
import { asItIs } from './spans.ts'

export interface TesterOptions {
  /** Groups of patterns with `*`, in the form in which texts are compared. */
  readonly groups: readonly (readonly string[])[]
  readonly decodes: boolean
  readonly isPath: boolean
  /** Whether few texts come again and again. */
  readonly repeats: boolean
  /** What a text is compared as. @param latin1 a character is a byte */
  readonly compared: (latin1: string) => string
}

export interface Tester {
  /** The number of the set of groups that a text matches. */
  readonly test: (bytes: Buffer, from: number, to: number, read: (latin1: string) => string) => number
  /** Whether the texts of a set match a group. */
  readonly has: (set: number, group: number) => boolean
}

/** The set of a text that is not there: it matches no group. */
export const noSet = 0

/** Says which groups of patterns a text matches. */
export const makeTester = ({ groups, decodes, isPath, repeats, compared }: TesterOptions): Tester => {
  const sets: ReadonlySet<number>[] = [new Set()]
  const numbers = new Map([['', noSet]])
  const setOf = (matching: Iterable<number>): number => {
    const set = new Set(matching)
    const key = [...set].sort((one, other) => one - other).join()
    const known = numbers.get(key)
    if (known !== undefined) return known
    numbers.set(key, sets.length)
    return sets.push(set) - 1
  }
  const groupOf = groups.flatMap((patterns, group) => patterns.map(() => group))
  const readAll = automaton({
    patterns: groups.flat(),
    decodes,
    isPath,
    setOf: (matching) => setOf(matching.flatMap((pattern) => groupOf[pattern] ?? [])),
  })
  const read = repeats ? memoized(readAll, unclear) : readAll
  const setOfText = (text: string): number =>
    setOf(groups.flatMap((patterns, group) => (patterns.some((each) => fits(each, text)) ? group : [])))
  /** For what the automaton leaves, some 5 µs a text: an attacker asks for the same a thousand times. */
  const slowly = (undo: (latin1: string) => string) =>
    memoized((bytes, from, to) => setOfText(compared(undo(bytes.toString('latin1', from, to)))), unclear)
  let slow = slowly(asItIs)
  let slowUndoes = asItIs
  return {
    // Nothing here may be captured by a function within: that would allocate at each call.
    test: (bytes, from, to, undo) => {
      const set = read(bytes, from, to)
      if (set !== unclear) return set
      if (undo !== slowUndoes) {
        slow = slowly(undo)
        slowUndoes = undo
      }
      return slow(bytes, from, to)
    },
    has: (set, group) => sets[set]?.has(group) ?? false,
  }
}
