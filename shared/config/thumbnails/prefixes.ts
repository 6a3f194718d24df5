/** Those of the texts that begin with no other of them. */
export const shortest = (texts: readonly string[]): readonly string[] => {
  const all = [...new Set(texts)]
  return all.filter((one) => !all.some((other) => other !== one && one.startsWith(other)))
}

const common = (one: string, other: string): string => {
  const end = [...one].findIndex((character, index) => character !== other[index])
  return end < 0 ? one : one.slice(0, end)
}

/**
 * At most so many prefixes that cover all of these, none of which begins with another: of neighbours those that have most in
 * common become one. Where they are few enough, they stay as they are.
 */
export const fewerPrefixes = (prefixes: readonly string[], most: number): readonly string[] => {
  const all = shortest(prefixes)
  if (all.length <= most) return all
  const sorted = all.toSorted()
  const shared = sorted.slice(1).map((prefix, index) => common(sorted[index] ?? '', prefix))
  const longest = Math.max(...shared.map(({ length }) => length))
  return fewerPrefixes([...sorted, ...shared.filter(({ length }) => length === longest).slice(0, 1)], most)
}
