/**
 * Reads bytes of a text against all patterns at once, a table lookup a byte. The table is made as it is needed, and stays small:
 * what it has no room for, and what its alphabet does not cover, is for a slower reader.
 */

export interface AutomatonOptions {
  /** Patterns with `*`, lower case. */
  readonly patterns: readonly string[]
  /** Whether `%41` is decoded. One round: a second is for the slower reader. */
  readonly decodes: boolean
  /** Whether the text is a path, in which `//`, `/./`, `/../`, `;` and `\` are for the slower reader. */
  readonly isPath: boolean
  /** A number for the patterns that a text matches. */
  readonly setOf: (matching: readonly number[]) => number
}

/** What cannot be said here: `accept` answers this. */
export const unclear = -2
const unknown = -1

const mostStates = 2_048

/** Where in a path a state stands: at its start, behind a slash, behind a slash and a dot, or elsewhere. */
type Place = 'start' | 'slash' | 'dot' | 'within'

interface State {
  /** Positions within all patterns put one after the other, sorted. */
  readonly positions: readonly number[]
  /** What may be an encoded character: nothing, `%`, or `%` and a digit. */
  readonly pending: string
  readonly place: Place
}

const broken: State = { positions: [], pending: '%', place: 'start' }

const star = 42
const [percent, slash, dot, semicolon, backslash] = [37, 47, 46, 59, 92]

const isHex = (byte: number): boolean => (byte >= 48 && byte <= 57) || ((byte | 32) >= 97 && (byte | 32) <= 102)

const lower = (byte: number): number => (byte >= 65 && byte <= 90 ? byte + 32 : byte)

const placeAfter = (place: Place, byte: number): Place | undefined => {
  if (byte === semicolon) return undefined
  if (byte === slash) return place === 'slash' || place === 'dot' ? undefined : 'slash'
  if (place === 'start') return undefined
  if (byte === dot) return place === 'slash' ? 'dot' : place === 'dot' ? undefined : 'within'
  return 'within'
}

/** The steps of all patterns as one: where one may stand after a byte. */
const patternSteps = (patterns: readonly string[]) => {
  // A position is a place in this list; -1 stands behind the end of each pattern.
  const codes = patterns.flatMap((pattern) => [...Array.from(pattern, (char) => char.codePointAt(0) ?? 0), -1])
  const starts = patterns.map((_, index) =>
    patterns.slice(0, index).reduce((sum, each) => sum + [...each].length + 1, 0),
  )
  const ends = new Map(patterns.map((pattern, index) => [(starts[index] ?? 0) + [...pattern].length, index]))
  /** With every place that a star lets one stand at as well, because it may stand for nothing. */
  const spread = (positions: Iterable<number>): number[] => {
    const reached = new Set(positions)
    for (const position of reached) if (codes[position] === star) reached.add(position + 1)
    return [...reached].sort((one, other) => one - other)
  }
  return {
    start: spread(starts),
    after: (positions: readonly number[], byte: number): number[] =>
      spread(
        positions.flatMap((position) =>
          codes[position] === star ? position : codes[position] === byte ? position + 1 : [],
        ),
      ),
    matching: (positions: readonly number[]): number[] => positions.flatMap((position) => ends.get(position) ?? []),
  }
}

/** @returns a reader of `bytes[from, to)`: the number of the set of patterns that they match as a whole, or `unclear` */
export const automaton = ({ patterns, decodes, isPath, setOf }: AutomatonOptions) => {
  const steps = patternSteps(patterns)
  const states: State[] = []
  const numbers = new Map<string, number>()
  let table = new Int16Array(64 * 256).fill(unknown)
  const accepted: number[] = []

  const numberOf = (state: State): number => {
    const key = `${state.place} ${state.pending} ${state.positions.join()}`
    const known = numbers.get(key)
    if (known !== undefined) return known
    if (states.length === mostStates) return unclear
    numbers.set(key, states.length)
    accepted.push(unknown)
    if ((states.length + 1) * 256 > table.length) {
      const larger = new Int16Array(table.length * 2).fill(unknown)
      larger.set(table)
      table = larger
    }
    return states.push(state) - 1
  }

  const readPlain = (state: State, byte: number): State | undefined => {
    // A backslash is what a format escapes with, or a slash.
    if (byte >= 128 || byte === backslash) return undefined
    const place = isPath ? placeAfter(state.place, byte) : state.place
    return place && { positions: steps.after(state.positions, lower(byte)), pending: '', place }
  }

  const read = (state: State, byte: number): State | undefined => {
    const { pending } = state
    // A percent sign within, or that stands for itself, may hide what a second round decodes.
    if (byte === percent) return decodes && pending === '' ? { ...state, pending: '%' } : undefined
    if (pending === '') return readPlain(state, byte)
    if (!isHex(byte)) return undefined
    if (pending.length === 1) return { ...state, pending: `%${String.fromCharCode(byte)}` }
    const decoded = Number.parseInt(pending.slice(1) + String.fromCharCode(byte), 16)
    return decoded === percent ? undefined : readPlain(state, decoded)
  }

  const next = (from: number, byte: number): number => {
    const state = states[from]
    const reached = state && read(state, byte)
    const number = reached ? numberOf(reached) : unclear
    table[from * 256 + byte] = number
    return number
  }

  const accept = (at: number): number => {
    const { positions, pending, place } = states[at] ?? broken
    const isWhole = pending === '' && place !== 'dot' && !(isPath && place === 'start')
    return isWhole ? setOf(steps.matching(positions)) : unclear
  }

  numberOf({ positions: steps.start, pending: '', place: 'start' })

  return (bytes: Uint8Array, from: number, to: number): number => {
    let state = 0
    let steady = table
    for (let at = from; at < to; at += 1) {
      const byte = bytes[at] ?? 0
      let reached = steady[(state << 8) | byte] ?? unclear
      if (reached < 0) {
        if (reached === unknown) reached = next(state, byte)
        if (reached < 0) return unclear
        steady = table
      }
      state = reached
    }
    const known = accepted[state] ?? unknown
    if (known !== unknown) return known
    const set = accept(state)
    accepted[state] = set
    return set
  }
}
