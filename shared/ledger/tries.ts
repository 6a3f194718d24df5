/** How often a write was cancelled so far, by what kept it. */
export interface Tries {
  /** Another call held one of its items. */
  readonly met: number
  /** The table took no more. */
  readonly throttled: number
}

export const noTries: Tries = { met: 0, throttled: 0 }

/** Most tries, and the milliseconds of the first pause and of the longest. The SDK does not try a cancelled transaction again. */
const limits = {
  // Two calls about one item meet often, and are over in milliseconds.
  met: { tries: 4, first: 50, longest: 200 },
  // A storm is over its partition for seconds. Whoever gives up is called again only after a minute, and twice at most, and
  // then everybody at once: better to wait here, for 9 seconds on average and 18 at most of the 30 that a function has.
  throttled: { tries: 12, first: 100, longest: 2_500 },
} as const

/**
 * Whether a cancelled write is tried again, and after how many milliseconds: up to twice as long each time, and of that any
 * part, so that those who failed together do not come together again.
 * https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/
 */
export const tryAgain = (
  before: Tries,
  isThrottled: boolean,
  random: () => number = Math.random,
): { readonly tries: Tries; readonly pause: number } | undefined => {
  const kind = isThrottled ? 'throttled' : 'met'
  const tries = { ...before, [kind]: before[kind] + 1 }
  const { tries: most, first, longest } = limits[kind]
  if (tries[kind] >= most) return undefined
  return { tries, pause: random() * Math.min(longest, first * 2 ** before[kind]) }
}
