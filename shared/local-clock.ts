const minuteMs = 60_000
const dayMs = 86_400_000

/** Zones are read in spans of four days: since 1970 none has changed twice within six. */
const spanMs = 4 * dayMs

/** Spans that a zone remembers: 20 years. */
const maxSpans = 1_830

/** A stretch of time, from ≤ t < until in epoch milliseconds, throughout which local time is ahead of UTC by `offset`. */
interface Stretch {
  readonly from: number
  readonly until: number
  readonly offset: number
}

/** Local time is written as the epoch milliseconds at which UTC's clocks show the same. */
export interface LocalClock {
  /** Milliseconds by which local time is ahead of UTC. */
  readonly offsetAt: (instant: number) => number
  /** What clocks show at an instant. */
  readonly localAt: (instant: number) => number
  /** The first instant at which clocks show a local time; nothing where a change of DST skips it. */
  readonly instantOf: (local: number) => number | undefined
  /** The same, but what a change of DST skips comes as much later as clocks jump. */
  readonly instantNear: (local: number) => number
  /** The changes in (after, until] by which clocks jump ahead: when, and from which local time to which. */
  readonly gaps: (
    after: number,
    until: number,
  ) => { readonly at: number; readonly from: number; readonly until: number }[]
}

const offsetPattern = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/

const readOffset = (format: Intl.DateTimeFormat, instant: number): number => {
  const [, sign, hours = 0, minutes = 0, seconds = 0] = offsetPattern.exec(format.format(instant)) ?? []
  const size = Number(hours) * 3_600_000 + Number(minutes) * minuteMs + Number(seconds) * 1_000
  return sign === '-' ? -size : size
}

const makeClock = (zone: string): LocalClock => {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
  const spans = new Map<number, readonly [Stretch, ...Stretch[]]>()

  /** Intl tells only the offset at an instant; when it changes is found by halving. */
  const readSpan = (span: number): readonly [Stretch, ...Stretch[]] => {
    const [from, until] = [span * spanMs, (span + 1) * spanMs]
    const [first, last] = [readOffset(format, from), readOffset(format, until)]
    if (first === last) return [{ from, until, offset: first }]
    let [low, high] = [from, until]
    while (high - low > 1_000) {
      const middle = Math.floor((low + high) / 2_000) * 1_000
      if (readOffset(format, middle) === first) low = middle
      else high = middle
    }
    return [
      { from, until: high, offset: first },
      { from: high, until, offset: last },
    ]
  }
  const spanOf = (instant: number): readonly [Stretch, ...Stretch[]] => {
    const span = Math.floor(instant / spanMs)
    const known = spans.get(span)
    if (known) return known
    if (spans.size >= maxSpans) spans.clear()
    const found = readSpan(span)
    spans.set(span, found)
    return found
  }
  const stretchAt = (instant: number): Stretch => {
    const span = spanOf(instant)
    return span.find(({ until }) => instant < until) ?? span[0]
  }

  const offsetAt = (instant: number): number => stretchAt(instant).offset

  let near: Stretch = { from: 0, until: 0, offset: 0 }
  const instantOf = (local: number): number | undefined => {
    // An offset is less than a day, so all instants that can be meant are within a day of it.
    if (local - dayMs >= near.from && local + dayMs < near.until) return local - near.offset
    const [before, after] = [stretchAt(local - dayMs), stretchAt(local + dayMs)]
    if (before.offset === after.offset) {
      near = { ...before, until: after.until }
      return local - before.offset
    }
    // Of the two instants that a repeated local time has, the greater offset gives the earlier one.
    return [Math.max(before.offset, after.offset), Math.min(before.offset, after.offset)]
      .map((offset) => ({ offset, instant: local - offset }))
      .find(({ offset, instant }) => offsetAt(instant) === offset)?.instant
  }

  return {
    offsetAt,
    localAt: (instant) => instant + offsetAt(instant),
    instantOf,
    // In a gap clocks are read as they went before it.
    instantNear: (local) => instantOf(local) ?? local - offsetAt(local - dayMs),
    gaps: (after, until) => {
      const found: { at: number; from: number; until: number }[] = []
      let last = stretchAt(after)
      while (last.until <= until) {
        const next = stretchAt(last.until)
        if (next.offset > last.offset)
          found.push({ at: next.from, from: next.from + last.offset, until: next.from + next.offset })
        last = next
      }
      return found
    },
  }
}

const clocks = new Map<string, LocalClock>()

/** The clock of an IANA zone, by this Node's own data of zones. @throws RangeError for a zone that it does not know */
export const localClock = (zone: string): LocalClock => {
  const known = clocks.get(zone)
  if (known) return known
  const made = makeClock(zone)
  clocks.set(zone, made)
  return made
}
