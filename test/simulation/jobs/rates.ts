import type { Random } from '../engine/random.ts'

/** How often each thing goes wrong, as a share of 1; of a call, of one effect of it, or of one thing that happens. */
export interface Rates {
  /** A call dies, or one effect of it does not answer. */
  readonly crash: number
  readonly ledgerThrottled: number
  /** The index of what is open does not show an item yet. */
  readonly indexLags: number
  readonly ecsThrottled: number
  /** ECS answers with a 5xx or not at all, and has done nothing; or has done what it was asked for. */
  readonly ecsBroken: number
  readonly answerLost: number
  /** StopTask says yes and does nothing. */
  readonly stopIgnored: number
  readonly slow: number
  readonly busRefused: number
  /** What the queue of timers, or the bus on the way to us, forgets, delays or doubles. */
  readonly wakeLost: number
  readonly wakeLate: number
  readonly wakeDoubled: number
  readonly changeLost: number
  readonly changeLate: number
  readonly changeDoubled: number
  readonly firingLost: number
  readonly firingLate: number
  readonly firingDoubled: number
  /** RunTask is refused for good, or answers with failures; a task ends in another way than well. */
  readonly refused: number
  readonly unlucky: number
  /** Milliseconds by which the clock of a call may be wrong, both ways, and by which ECS's lists may be behind. */
  readonly skew: number
  readonly lag: number
}

const calm: Rates = {
  crash: 0,
  ledgerThrottled: 0,
  indexLags: 0,
  ecsThrottled: 0,
  ecsBroken: 0,
  answerLost: 0,
  stopIgnored: 0,
  slow: 0,
  busRefused: 0,
  wakeLost: 0,
  wakeLate: 0,
  wakeDoubled: 0,
  changeLost: 0,
  changeLate: 0,
  changeDoubled: 0,
  firingLost: 0.02,
  firingLate: 0,
  firingDoubled: 0.02,
  refused: 0.02,
  unlucky: 0.3,
  skew: 0,
  lag: 0,
}

/**
 * `calm`: jobs fail and firings are lost, but everything that we call works, so that what is promised in seconds can be
 * held against a clock. `wild`: everything fails so often that each fault meets each other one.
 */
export const ratesOf = {
  calm,
  mild: {
    ...calm,
    crash: 0.002,
    ledgerThrottled: 0.0005,
    indexLags: 0.001,
    ecsThrottled: 0.01,
    ecsBroken: 0.002,
    answerLost: 0.002,
    stopIgnored: 0.005,
    slow: 0.02,
    busRefused: 0.002,
    wakeLost: 0.002,
    wakeLate: 0.01,
    wakeDoubled: 0.01,
    changeLost: 0.005,
    changeLate: 0.02,
    changeDoubled: 0.02,
    firingLate: 0.02,
    skew: 200,
    lag: 1_000,
  },
  wild: {
    crash: 0.06,
    ledgerThrottled: 0.006,
    indexLags: 0.02,
    ecsThrottled: 0.05,
    ecsBroken: 0.05,
    answerLost: 0.08,
    stopIgnored: 0.1,
    slow: 0.1,
    busRefused: 0.03,
    wakeLost: 0.08,
    wakeLate: 0.1,
    wakeDoubled: 0.1,
    changeLost: 0.08,
    changeLate: 0.1,
    changeDoubled: 0.15,
    firingLost: 0.06,
    firingLate: 0.1,
    firingDoubled: 0.12,
    refused: 0.06,
    unlucky: 0.4,
    skew: 2_000,
    lag: 5_000,
  },
} as const satisfies Record<string, Rates>

/** Tells of something that may go wrong whether it does now. */
export const makeHappens =
  (random: Random, rates: () => Rates) =>
  (what: keyof Rates): boolean => {
    const share = rates()[what]
    return share > 0 && random.chance(share)
  }

export type Mood = keyof typeof ratesOf
