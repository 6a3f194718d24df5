/** Numbers that are the same for the same seed. https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
export const makeRandom = (seed: number) => {
  let state = seed >>> 0
  /** From 0 to 1, that not included. */
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (from: number, until: number): number => from + Math.floor(next() * (until - from + 1))
  return {
    next,
    /** A whole number, both ends included. */
    between,
    chance: (share: number): boolean => next() < share,
    pick: <Value>(values: readonly [Value, ...Value[]]): Value => values[between(0, values.length - 1)] ?? values[0],
  }
}

export type Random = ReturnType<typeof makeRandom>
