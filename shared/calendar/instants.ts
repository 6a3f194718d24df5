import type { LocalClock } from '../local-clock.ts'
import { dayMs } from './dates.ts'

/**
 * The instant of a time of a date, in epoch milliseconds: the first of two where clocks go back, and the instant of the jump
 * where they skip it. So a later local time is never an earlier instant, and nothing is turned round by a change of clocks.
 * @param day counted from 1970
 * @param minutes from midnight; 1440 is the next midnight
 */
export const instantOn = (clock: LocalClock, day: number, minutes: number): number => {
  const local = day * dayMs + minutes * 60_000
  return clock.instantOf(local) ?? jumpOver(clock, local)
}

const jumpOver = (clock: LocalClock, local: number): number => {
  // No other gap is so near.
  const [gap] = clock.gaps(local - 2 * dayMs, local + 2 * dayMs)
  return gap?.at ?? clock.instantNear(local)
}
