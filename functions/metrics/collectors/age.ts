/** Seconds from one time to another; none where the clocks differ and the first is the later one. */
export const secondsBetween = (earlier: Date, later: Date): number =>
  Math.max(0, (later.getTime() - earlier.getTime()) / 1000)
