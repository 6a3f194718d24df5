import type { Span } from '../calendar/daily.ts'
import { dayMs } from '../calendar/dates.ts'
import type { Layer } from '../config/alerts/schema.ts'
import { localClock } from '../local-clock.ts'

export type { Span } from '../calendar/daily.ts'

export type TurnSpan = Span & {
  /** Short name. */
  readonly responder: string
}

const hourMs = 3_600_000

/** No clock has ever jumped by more: the date line. */
const longestGap = dayMs

/** A month on average, by which a turn's number is guessed before it is looked for. */
const monthMs = (146_097 / 4_800) * dayMs

/** How many months a turn has; nothing where it is counted in hours, days or weeks. */
const monthsOf = (every: string): number | undefined => {
  if (every === 'month') return 1
  const [, count] = /^(\d+) months?$/.exec(every) ?? []
  return count === undefined ? undefined : Number(count)
}

/**
 * The same local time so many months later: on the same day of the month, or the last one of a month that has no such day. Counted from the first
 * each time, so that the 31st comes back after February.
 */
const monthsLater = (local: number, months: number): number => {
  const date = new Date(local)
  const day = date.getUTCDate()
  const first = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1)
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months + 1, 0)).getUTCDate()
  return first + (Math.min(day, last) - 1) * dayMs + (local % dayMs)
}

/** Length of a turn by the clock on the wall, in milliseconds. */
const lengthOf = (every: string): number => {
  if (every === 'day') return dayMs
  if (every === 'week') return 7 * dayMs
  const [, count, unit] = /^(\d+) (day|hour)s?$/.exec(every) ?? []
  if (count === undefined) throw new RangeError(`Not the length of a turn: ${every}`)
  return Number(count) * (unit === 'day' ? dayMs : hourMs)
}

/** When the turn of a number begins; the first is number 0. `about` is how long turns are, DST aside. */
const handoffsOf = (layer: Layer): { readonly handoff: (turn: number) => number; readonly about: number } => {
  const { zone, at, every } = layer
  const clock = localClock(zone)
  const first = Date.parse(`${layer.from}T${at}Z`)
  const months = monthsOf(every)
  if (months !== undefined)
    return {
      handoff: (turn) => clock.instantNear(monthsLater(first, turn * months)),
      about: months * monthMs,
    }
  const about = lengthOf(every)
  // One in a gap comes as much later, one in a repeated hour at its first pass.
  const handoff = (turn: number): number => clock.instantNear(first + turn * about)
  if (about >= longestGap) return { handoff, about }
  // In a gap that is longer than a turn, one that comes later must not be overtaken by those after it.
  const inOrder = (turn: number): number => {
    const local = first + turn * about
    if (clock.instantOf(local) !== undefined) return handoff(turn)
    const others = Math.ceil(longestGap / about)
    return Math.min(...Array.from({ length: others }, (_, ahead) => handoff(turn + ahead)))
  }
  return { handoff: inOrder, about }
}

/**
 * Reads of a layer whose turn it is at an instant in epoch milliseconds, and from when until when, whether or not the layer
 * counts then. Turns change at a local time in the layer's zone, those of hours too, so one over a change of DST is an hour
 * shorter or longer. Before `from` the turns are counted backwards, so that somebody always has it.
 */
export const turnsOf = (layer: Layer): ((at: number) => TurnSpan) => {
  const { handoff, about } = handoffsOf(layer)
  const first = handoff(0)
  const people = layer.responders
  return (at) => {
    // Changes of DST and of the date line put this one turn off, or a day's worth of turns at most; so do months, which are not of one length.
    let turn = Math.floor((at - first) / about)
    let from = handoff(turn)
    while (from > at) {
      turn -= 1
      from = handoff(turn)
    }
    let until = handoff(turn + 1)
    while (until <= at) {
      turn += 1
      from = until
      until = handoff(turn + 1)
    }
    const responder = people[((turn % people.length) + people.length) % people.length]
    if (responder === undefined) throw new RangeError('A layer has at least one responder')
    return { responder, from, until }
  }
}
