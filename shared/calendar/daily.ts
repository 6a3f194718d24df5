import type { LocalClock } from '../local-clock.ts'
import { dayMs } from './dates.ts'
import { instantOn } from './instants.ts'

/** A stretch of time in epoch milliseconds: from is in it, until is not. */
export interface Span {
  readonly from: number
  readonly until: number
}

/** Part of a day, in minutes from the midnight with which its day begins; it may end on the next day. */
export interface Daily {
  readonly from: number
  readonly until: number
  /** Whether it comes on a day, counted from 1970. Default: every day. */
  readonly isOn?: ((day: number) => boolean) | undefined
}

/** The instant of minutes after the midnight of a day. What differs is where clocks skip it. */
export type InstantOf = (day: number, minutes: number) => number

/** At the jump, so that nothing is turned round: calendars. */
export const atJump =
  (clock: LocalClock): InstantOf =>
  (day, minutes) =>
    instantOn(clock, day, minutes)

/** As much later as clocks jump, as a handoff does: windows of rotations. */
export const asMuchLater =
  (clock: LocalClock): InstantOf =>
  (day, minutes) =>
    clock.instantNear(day * dayMs + minutes * 60_000)

/** The span that begins on a day, whether or not it comes on it; nothing where a change of clocks leaves nothing of it. */
export const spanOn = (instant: InstantOf, { from, until }: Daily, day: number): Span | undefined => {
  const span = { from: instant(day, from), until: instant(day, until) }
  return span.from < span.until ? span : undefined
}

/** The span that holds at an instant: it begins on that day or on one of the two before, as a day may be missing between. */
export const spanAt = (clock: LocalClock, instant: InstantOf, daily: Daily, at: number): Span | undefined => {
  const today = Math.floor(clock.localAt(at) / dayMs)
  // Where clocks go back over midnight the next day may have begun already.
  for (const day of [today + 1, today, today - 1, today - 2]) {
    const span = (daily.isOn?.(day) ?? true) ? spanOn(instant, daily, day) : undefined
    if (span && span.from <= at && at < span.until) return span
  }
  return undefined
}
