const units = { second: 1, minute: 60, hour: 3600, day: 86_400 } as const
/** A duration in words: `90 seconds`, `5 minutes`, `1 day`. */
export const durationPattern = /^([1-9]\d{0,5}) (second|minute|hour|day)s?$/

/** Seconds of a duration in words that the schema has accepted. */
export const durationSeconds = (duration: string): number => {
  const match = durationPattern.exec(duration)
  if (!match) throw new RangeError(`Not a duration: ${duration}`)
  return Number(match[1]) * units[match[2] as keyof typeof units]
}
