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

/**
 * Whether a span of a calendar holds at an instant: it begins on that day or on the one before, and where clocks go back over midnight
 * on the next, which may have begun already. Where the day after is missing, it ends with its own.
 */
export const holdsAt = (clock: LocalClock, daily: Daily, isOn: (day: number) => boolean, at: number): boolean => {
  const today = Math.floor(clock.localAt(at) / dayMs)
  return [today + 1, today, today - 1].some((day) => {
    const span = isOn(day) ? spanOn(atJump(clock), daily, day) : undefined
    return span !== undefined && span.from <= at && at < span.until
  })
}
