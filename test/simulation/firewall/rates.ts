/** How often each thing goes wrong, as a share of 1: of a call, of one effect of it, or of one thing that is on its way. */
export interface Rates {
  /** A call dies, or one effect of it does not answer. */
  readonly crash: number
  readonly slow: number
  readonly ledgerThrottled: number
  /** What was written a moment ago is not in the index yet. */
  readonly indexLags: number
  readonly busRefused: number
  /** WAF asks for less; takes a change and does not answer; spreads an earlier one. */
  readonly wafThrottled: number
  readonly wafLost: number
  readonly wafUnavailable: number
  /** Somebody changes the set between a read and a write. */
  readonly wafStale: number
  /** S3 breaks off in the middle of an object. */
  readonly objectBroken: number
  readonly wakeLost: number
  readonly wakeDoubled: number
  readonly wakeLate: number
  readonly tickLost: number
  readonly tickDoubled: number
}

const calm: Rates = {
  crash: 0,
  slow: 0,
  ledgerThrottled: 0,
  indexLags: 0,
  busRefused: 0,
  wafThrottled: 0,
  wafLost: 0,
  wafUnavailable: 0,
  wafStale: 0,
  objectBroken: 0,
  wakeLost: 0,
  wakeDoubled: 0,
  wakeLate: 0,
  tickLost: 0,
  tickDoubled: 0,
}

/** `calm`: only objects come late, twice and out of order, and people do things. `wild`: everything fails so often that each fault meets each other. */
export const ratesOf = {
  calm,
  mild: {
    crash: 0.02,
    slow: 0.02,
    ledgerThrottled: 0.002,
    indexLags: 0.05,
    busRefused: 0.01,
    wafThrottled: 0.03,
    wafLost: 0.02,
    wafUnavailable: 0.02,
    wafStale: 0.03,
    objectBroken: 0.02,
    wakeLost: 0.05,
    wakeDoubled: 0.05,
    wakeLate: 0.05,
    tickLost: 0.02,
    tickDoubled: 0.02,
  },
  wild: {
    crash: 0.15,
    slow: 0.1,
    ledgerThrottled: 0.02,
    indexLags: 0.3,
    busRefused: 0.1,
    wafThrottled: 0.2,
    wafLost: 0.15,
    wafUnavailable: 0.1,
    wafStale: 0.2,
    objectBroken: 0.1,
    wakeLost: 0.3,
    wakeDoubled: 0.2,
    wakeLate: 0.2,
    tickLost: 0.15,
    tickDoubled: 0.15,
  },
} as const satisfies Readonly<Record<string, Rates>>

export type Mood = keyof typeof ratesOf
