import { asMuchLater, type Daily, type Span, spanOn } from '../calendar/daily.ts'
import { dayMs, weekdayOf } from '../calendar/dates.ts'
import { readTime } from '../calendar/words.ts'
import type { Layer, Weekday } from '../config/alerts/schema.ts'
import { type LocalClock, localClock } from '../local-clock.ts'

/** Whether a layer counts, and over which stretch that does not change. */
export type Window = Span & { readonly counts: boolean }

const weekdays: readonly Weekday[] = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
const always: Window = { counts: true, from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY }

/**
 * How many days away the next or last window may be. A week, but one that a change of DST or of the date line swallowed
 * is followed by another only a week later.
 */
const reach = 16

/** The window that begins on a day, counted from 1 January 1970. */
type WindowOf = (day: number) => Span | undefined

/** The days and hours of a layer. Until the time at which it begins, or one before it, is until that of the next day. */
const dailyOf = ({ days, hours }: NonNullable<Layer['only']>): Daily => {
  const [from, until] = [readTime(hours?.from ?? '00:00'), readTime(hours?.until ?? '24:00')]
  return {
    from,
    until: until <= from ? until + 1_440 : until,
    isOn: days && ((day) => days.some((name) => weekdays.indexOf(name) === weekdayOf(day))),
  }
}

/** Reads each day once: local times are what costs. */
const readWindows = (daily: Daily, clock: LocalClock): WindowOf => {
  const instant = asMuchLater(clock)
  const known = new Map<number, Span | undefined>()
  return (day) => {
    if (!known.has(day)) known.set(day, (daily.isOn?.(day) ?? true) ? spanOn(instant, daily, day) : undefined)
    return known.get(day)
  }
}

/** Joins to a window those of the days before and after that touch it. */
const joined = (span: Span, window: WindowOf, today: number): Span => {
  let { from, until } = span
  for (let days = 0; days < reach; days += 1) {
    const next = window(today + days)
    if (next && next.from > until) break
    if (next) until = Math.max(until, next.until)
  }
  for (let days = 0; days < reach; days += 1) {
    const last = window(today - days)
    if (last && last.until < from) break
    if (last) from = Math.min(from, last.from)
  }
  return { from, until }
}

/** The time between two windows. Windows of later days begin and end later, so the first that fits is the nearest. */
const between = (at: number, window: WindowOf, today: number): Span => {
  const find = (sign: 1 | -1, edge: (span: Span) => number): number => {
    for (let days = -1; days <= reach; days += 1) {
      const span = window(today + days * sign)
      if (span && (sign > 0 ? edge(span) > at : edge(span) <= at)) return edge(span)
    }
    return sign * Number.POSITIVE_INFINITY
  }
  return { from: find(-1, ({ until }) => until), until: find(1, ({ from }) => from) }
}

/**
 * Reads of a layer whether it counts at an instant by its `only`, in epoch milliseconds, and from when until when that
 * holds. Hours belong to the day on which they begin; windows that touch are one.
 */
export const windowsOf = (layer: Layer): ((at: number) => Window) => {
  const { only, zone } = layer
  if (!only?.hours && (!only?.days || weekdays.every((day) => only.days?.includes(day)))) return () => always
  const clock = localClock(zone)
  const window = readWindows(dailyOf(only), clock)
  return (at) => {
    const today = Math.floor(clock.localAt(at) / dayMs)
    const now = [today - 1, today, today + 1].map(window).find((span) => span && span.from <= at && at < span.until)
    return now ? { counts: true, ...joined(now, window, today) } : { counts: false, ...between(at, window, today) }
  }
}
