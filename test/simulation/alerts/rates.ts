/** How often each thing goes wrong, as a share of 1; of a call or of one effect of it. */
export interface Rates {
  /** A call dies, or one effect of it does not answer. */
  readonly crash: number
  /** The ledger asks to try again. */
  readonly ledgerThrottled: number
  /** What was made at run time cannot be read. */
  readonly madeUnread: number
  readonly channelThrottled: number
  /** A channel does not answer, and has sent nothing. */
  readonly channelSilent: number
  /** A channel does not answer, and has sent the message. */
  readonly answerLost: number
  /** A channel takes so long that the call ends before it answers. It has sent the message, or not. */
  readonly channelHangs: number
  /** The queue of timers refuses, forgets, delays or doubles what it is given. */
  readonly wakeRefused: number
  readonly wakeLost: number
  readonly wakeLate: number
  readonly wakeDoubled: number
  /** Milliseconds by which the clock of a call may be wrong, both ways. */
  readonly skew: number
}

/**
 * `calm`: nothing fails. `mild`: about what a bad month on AWS is like; what it shows is a rate that can be met.
 * `wild`: everything fails so often that each fault meets each other one.
 */
export const ratesOf = {
  calm: {
    crash: 0,
    ledgerThrottled: 0,
    madeUnread: 0,
    channelThrottled: 0,
    channelSilent: 0,
    answerLost: 0,
    channelHangs: 0,
    wakeRefused: 0,
    wakeLost: 0,
    wakeLate: 0,
    wakeDoubled: 0,
    skew: 0,
  },
  mild: {
    crash: 0.001,
    ledgerThrottled: 0.0005,
    madeUnread: 0.0005,
    channelThrottled: 0.005,
    channelSilent: 0.0005,
    answerLost: 0.0002,
    channelHangs: 0.0002,
    wakeRefused: 0.0005,
    wakeLost: 0.001,
    wakeLate: 0.005,
    wakeDoubled: 0.001,
    skew: 100,
  },
  wild: {
    crash: 0.03,
    ledgerThrottled: 0.004,
    madeUnread: 0.01,
    channelThrottled: 0.02,
    channelSilent: 0.01,
    answerLost: 0.002,
    channelHangs: 0.01,
    wakeRefused: 0.01,
    wakeLost: 0.03,
    wakeLate: 0.05,
    wakeDoubled: 0.05,
    skew: 2_000,
  },
} as const satisfies Record<string, Rates>

export type Mood = keyof typeof ratesOf
