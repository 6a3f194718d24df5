/** What time it is while a call goes on, by what is left of it. */
export const clockOf = ({
  now,
  remainingMs,
}: {
  readonly now: Date
  readonly remainingMs: () => number
}): (() => Date) => {
  const left = remainingMs()
  return () => new Date(now.getTime() + Math.max(0, left - remainingMs()))
}
