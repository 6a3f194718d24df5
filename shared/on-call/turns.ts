import type { Layer } from '../config/alerts/schema.ts'
import { localClock } from '../local-clock.ts'

/** A stretch of time in epoch milliseconds: from is in it, until is not. */
export interface Span {
  readonly from: number
  readonly until: number
}

export type TurnSpan = Span & {
  /** Short name. */
  readonly responder: string
}

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** Length of a turn: local dates, or hours that have really passed. */
const lengthOf = (every: string): { readonly days: number } | { readonly hours: number } => {
  if (every === 'day') return { days: 1 }
  if (every === 'week') return { days: 7 }
  const [, count, unit] = /^(\d+) (day|hour)s?$/.exec(every) ?? []
  if (count === undefined) throw new RangeError(`Not the length of a turn: ${every}`)
  return unit === 'day' ? { days: Number(count) } : { hours: Number(count) }
}

/** When the turn of a number begins; the first is number 0. `about` is how long turns are, DST aside. */
const handoffsOf = (layer: Layer): { readonly handoff: (turn: number) => number; readonly about: number } => {
  const { zone, at, every } = layer
  const clock = localClock(zone)
  const first = Date.parse(`${layer.from}T${at}Z`)
  const length = lengthOf(every)
  if ('days' in length) {
    const about = length.days * dayMs
    // One in a gap comes as much later, one in a repeated hour at its first pass.
    return { handoff: (turn) => clock.instantNear(first + turn * about), about }
  }
  const start = clock.instantNear(first)
  return { handoff: (turn) => start + turn * length.hours * hourMs, about: length.hours * hourMs }
}

/**
 * Reads of a layer whose turn it is at an instant in epoch milliseconds, and from when until when, whether or not the layer
 * counts then. Turns of days and weeks change at a local time in the layer's zone, so one over a change of DST is an hour
 * shorter or longer; turns of hours are as long as they say, counted from the first handoff. Before `from` the turns are
 * counted backwards, so that somebody always has it.
 */
export const turnsOf = (layer: Layer): ((at: number) => TurnSpan) => {
  const { handoff, about } = handoffsOf(layer)
  const first = handoff(0)
  const people = layer.responders
  return (at) => {
    // Changes of DST and of the date line put this one turn off, or a day's worth of turns at most.
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
