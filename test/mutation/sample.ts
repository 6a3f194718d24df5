/** A generator of numbers from 0 to 1 that gives the same ones for a seed. Mulberry32, public domain. */
const random = (seed: number) => {
  let state = seed >>> 0
  return (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** So many of the items, in their order; the same ones for the same seed. All of them where there are no more. */
export const sampleOf = <Item>(items: readonly Item[], count: number, seed: number): Item[] => {
  const next = random(seed)
  const drawn = items.map((item, index) => ({ item, index, draw: next() }))
  return drawn
    .sort((one, other) => one.draw - other.draw)
    .slice(0, Math.max(0, count))
    .sort((one, other) => one.index - other.index)
    .map(({ item }) => item)
}
