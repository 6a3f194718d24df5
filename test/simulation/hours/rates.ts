/** How often each thing goes wrong, as a share of 1; of a call, of one effect of it, or of one thing that is asked for. */
export interface Rates {
  /** A call dies, or one effect of it does not answer. */
  readonly crash: number
  readonly slow: number
  readonly ledgerThrottled: number
  readonly busRefused: number
  /** AWS answers with throttling and has done nothing; has done it, and the answer is lost; has done half of it. */
  readonly throttled: number
  readonly answerLost: number
  readonly half: number
  /** What AWS shows is as it was a moment ago. */
  readonly stale: number
  /** There is no capacity; a start is taken and undone; it takes much longer than usual. */
  readonly noCapacity: number
  readonly undone: number
  readonly late: number
  /** Of looks. */
  readonly lookLost: number
  readonly lookDoubled: number
  readonly lookLate: number
  /** Milliseconds by which the clock of a call may be wrong, both ways. */
  readonly skew: number
}

const calm: Rates = {
  crash: 0,
  slow: 0,
  ledgerThrottled: 0,
  busRefused: 0,
  throttled: 0,
  answerLost: 0,
  half: 0,
  stale: 0,
  noCapacity: 0,
  undone: 0,
  late: 0,
  lookLost: 0,
  lookDoubled: 0,
  lookLate: 0,
  skew: 0,
}

/** `calm`: only people, deployments and RDS itself do things. `wild`: everything fails so often that each fault meets each other one. */
export const ratesOf = {
  calm,
  mild: {
    crash: 0.01,
    slow: 0.01,
    ledgerThrottled: 0.003,
    busRefused: 0.003,
    throttled: 0.01,
    answerLost: 0.01,
    half: 0.02,
    stale: 0.05,
    noCapacity: 0.03,
    undone: 0.03,
    late: 0.03,
    lookLost: 0.02,
    lookDoubled: 0.02,
    lookLate: 0.02,
    skew: 200,
  },
  wild: {
    crash: 0.12,
    slow: 0.06,
    ledgerThrottled: 0.03,
    busRefused: 0.05,
    throttled: 0.08,
    answerLost: 0.12,
    half: 0.15,
    stale: 0.25,
    noCapacity: 0.15,
    undone: 0.12,
    late: 0.1,
    lookLost: 0.15,
    lookDoubled: 0.15,
    lookLate: 0.15,
    skew: 2_000,
  },
} as const satisfies Record<string, Rates>

export type Mood = keyof typeof ratesOf
