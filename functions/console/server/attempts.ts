/** Attempts that failed within a time, by who made them. Each instance of the function counts for itself; infra/ limits how many there are. */
export interface Attempts {
  /** Notes one that failed. */
  readonly failed: (by: string, now: Date) => void
  /** Whether there were so many that the next is refused unseen. */
  readonly tooMany: (by: string, now: Date) => boolean
}

/** Addresses that are remembered; after that all of them share one count, so that many addresses are no way around. */
const mostKnown = 10_000

/**
 * Counts in windows of a fixed length.
 * @param most failures of one address within a window that are borne
 * @param windowSeconds length of a window
 */
export const makeAttempts = (most: number, windowSeconds: number): Attempts => {
  let window = 0
  const counts = new Map<string, number>()
  const enter = (now: Date): void => {
    const current = Math.floor(now.getTime() / (windowSeconds * 1_000))
    if (current !== window) counts.clear()
    window = current
  }
  const nameOf = (by: string): string => (counts.has(by) || counts.size < mostKnown ? by : '')
  return {
    failed: (by, now) => {
      enter(now)
      const name = nameOf(by)
      counts.set(name, (counts.get(name) ?? 0) + 1)
    },
    tooMany: (by, now) => {
      enter(now)
      return (counts.get(nameOf(by)) ?? 0) >= most
    },
  }
}
