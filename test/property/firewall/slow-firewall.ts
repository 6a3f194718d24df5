/** A request that a rule counts, as slow and obvious code sees it. */
export interface SlowLine {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly refused?: boolean
}

export interface SlowOffence {
  readonly first: number
  readonly last: number
  readonly count: number
}

const minuteOf = ({ at }: SlowLine): number => Math.floor(at / 60_000)

/** The last offence, by looking at every minute and at every line for each. */
export const slowOffence = (
  lines: readonly SlowLine[],
  threshold: number,
  windowMinutes: number,
): SlowOffence | undefined => {
  if (lines.length === 0) return undefined
  const minutes = lines.map(minuteOf)
  const inWindow = (minute: number): SlowLine[] =>
    lines.filter((line) => minuteOf(line) <= minute && minuteOf(line) > minute - windowMinutes)
  const offending: number[] = []
  for (let minute = Math.min(...minutes); minute <= Math.max(...minutes); minute += 1)
    if (minutes.includes(minute) && inWindow(minute).length >= threshold) offending.push(minute)
  const last = offending.at(-1)
  if (last === undefined) return undefined
  let first = last
  let begins = Math.min(...inWindow(last).map(minuteOf))
  for (const minute of offending.toReversed())
    if (minute < first && minute >= begins) {
      first = minute
      begins = Math.min(...inWindow(minute).map(minuteOf))
    }
  const run = offending.filter((minute) => minute >= first)
  const times = (among: readonly SlowLine[]): number[] => among.map(({ at }) => at)
  return {
    first: Math.min(...times(inWindow(first))),
    last: Math.max(...times(lines.filter((line) => minuteOf(line) === last))),
    count: Math.max(...run.map((minute) => inWindow(minute).length)),
  }
}

export interface SlowArrival {
  readonly at: number
  readonly lines: readonly SlowLine[]
}

export interface SlowBlock {
  readonly from: number
  until: number
}

/** The blocks of one client under one rule, without escalation: each log is judged when it comes. */
export const slowBlocks = (
  arrivals: readonly SlowArrival[],
  { threshold, windowMinutes, blockMs }: { threshold: number; windowMinutes: number; blockMs: number },
): SlowBlock[] => {
  const blocks: SlowBlock[] = []
  const seen: SlowLine[] = []
  let spent = Number.NEGATIVE_INFINITY
  let [current, lastLine] = [undefined as SlowBlock | undefined, 0]
  for (const { at, lines } of arrivals.toSorted((one, other) => one.at - other.at)) {
    if (current && current.until <= at) {
      spent = Math.floor(lastLine / 60_000)
      current = undefined
    }
    seen.push(...lines)
    const counted = seen.filter((line) => minuteOf(line) > spent)
    const offence = slowOffence(counted, threshold, windowMinutes)
    if (!offence) continue
    const until = offence.last + blockMs
    if (current) {
      current.until = Math.max(current.until, until)
      lastLine = Math.max(lastLine, offence.last)
    } else if (until > at) {
      current = { from: at, until }
      lastLine = offence.last
      blocks.push(current)
    }
  }
  return blocks
}
