/** How often each thing goes wrong, as a share of 1. */
export interface Rates {
  /** Of calls: it dies, or one of its effects does not answer. */
  readonly crash: number
  /** Of calls to AWS: throttled. */
  readonly throttled: number
  /** Of what was made a moment ago: AWS does not show it yet. */
  readonly hidden: number
  /** Of snapshots, and of copies: taken, and failed later. */
  readonly fails: number
  readonly copyFails: number
  /** Of both: it takes hours, or a day. */
  readonly late: number
  /** Of looks. */
  readonly lookLost: number
  readonly lookDoubled: number
  readonly busRefused: number
}

const calm: Rates = {
  crash: 0,
  throttled: 0,
  hidden: 0,
  fails: 0,
  copyFails: 0,
  late: 0,
  lookLost: 0,
  lookDoubled: 0,
  busRefused: 0,
}

export const ratesOf = {
  calm,
  mild: {
    crash: 0.02,
    throttled: 0.01,
    hidden: 0.3,
    fails: 0.03,
    copyFails: 0.05,
    late: 0.03,
    lookLost: 0.03,
    lookDoubled: 0.03,
    busRefused: 0.01,
  },
  wild: {
    crash: 0.25,
    throttled: 0.06,
    hidden: 0.6,
    fails: 0.2,
    copyFails: 0.3,
    late: 0.15,
    lookLost: 0.2,
    lookDoubled: 0.2,
    busRefused: 0.08,
  },
} as const satisfies Record<string, Rates>

export type Mood = keyof typeof ratesOf
