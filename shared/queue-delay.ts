/** Longest that SQS holds a message back, in seconds. What is due later is found by the sweep. */
const longestDelay = 900

/** Seconds for which the queue holds a wake back, or nothing when the sweep has to find it. Never too short. */
export const delayUntil = (at: string, now: Date): number | undefined => {
  const seconds = Math.max(0, Math.ceil((Date.parse(at) - now.getTime()) / 1000))
  return seconds <= longestDelay ? seconds : undefined
}
