/** A stretch of time in milliseconds since 1970. */
export interface Stretch {
  readonly from: number
  until: number
}

/** The part of a stretch that lies between two times, where any does. */
export const overlap = ({ from, until }: Stretch, begin: number, end: number): Stretch[] =>
  Math.max(from, begin) < Math.min(until, end) ? [{ from: Math.max(from, begin), until: Math.min(until, end) }] : []

/** Milliseconds between two times that at least one of several stretches covers. */
export const coveredMs = (stretches: readonly Stretch[], begin: number, end: number): number => {
  let sum = 0
  let reached = begin
  const parts = stretches.flatMap((each) => overlap(each, begin, end))
  for (const { from, until } of parts.toSorted((one, other) => one.from - other.from)) {
    sum += Math.max(0, until - Math.max(from, reached))
    reached = Math.max(reached, until)
  }
  return sum
}
