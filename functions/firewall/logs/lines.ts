const newline = 10

const leastWaiting = 4_096

/** Longer lines are left out: WAF's, the longest, have some 500 KB. */
const longestLine = 1024 ** 2

/**
 * Called for each line, without its end; what ends it stands in the bytes behind it, so that readers need not look where they end. Of one that is too long `to` is less than `from`.
 * @param line its number in the object, from 1
 * @returns whether to stop behind it
 */
export type TakeLine = (bytes: Buffer, from: number, to: number, line: number) => boolean

export interface Lines {
  /** Takes the lines of a block from a place on. @returns how far it came: to the end, or behind a line at which it was to stop */
  readonly take: (block: Buffer, from: number) => number
  /** Takes what stands behind the last end of a line. */
  readonly end: () => void
  /** Lines so far. */
  readonly count: () => number
}

/** Cuts blocks into lines, which may begin in one and end in another. What waits for its end is bounded. */
export const makeLines = (takeLine: TakeLine): Lines => {
  let waiting = Buffer.allocUnsafe(leastWaiting)
  let length = 0
  /** Whether the line that waits is too long, and nothing of it is kept. */
  let skipping = false
  let count = 0

  const wait = (block: Buffer, from: number, to: number): void => {
    if (skipping) return
    if (length + to - from > longestLine) {
      skipping = true
      length = 0
      waiting = Buffer.allocUnsafe(leastWaiting)
      return
    }
    // With room for the end of the line.
    if (length + to - from >= waiting.length) {
      const larger = Buffer.allocUnsafe(Math.max(waiting.length * 2, length + to - from + 1))
      waiting.copy(larger, 0, 0, length)
      waiting = larger
    }
    block.copy(waiting, length, from, to)
    length += to - from
  }

  /** The line that waited for its end, which stands before `to`. */
  const takeWaiting = (): boolean => {
    count += 1
    waiting[length] = newline
    const [whole, end] = [waiting, skipping ? -1 : length]
    // Whoever took it may still look at it.
    waiting = Buffer.allocUnsafe(leastWaiting)
    length = 0
    skipping = false
    return takeLine(whole, 0, end, count)
  }

  return {
    take: (block, from) => {
      let at = from
      if (length > 0 || skipping) {
        const end = block.indexOf(newline, at)
        wait(block, at, end < 0 ? block.length : end)
        if (end < 0) return block.length
        at = end + 1
        if (takeWaiting()) return at
      }
      for (;;) {
        const end = block.indexOf(newline, at)
        if (end < 0) break
        const start = at
        at = end + 1
        count += 1
        if (takeLine(block, start, end, count)) return at
      }
      wait(block, at, block.length)
      return block.length
    },
    end: () => {
      if (length > 0 || skipping) takeWaiting()
    },
    count: () => count,
  }
}
