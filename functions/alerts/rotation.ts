import type { Rotation } from '../../shared/config/alerts.ts'
import { Temporal } from '../../shared/time.ts'

export interface Turn {
  /** The responder's short name. */
  readonly responder: string
  readonly from: Date
  readonly until: Date
}

const daysIn = { day: 1, week: 7 } as const

/**
 * Whose turn it is at an instant, and from when until when.
 * A handoff is a local time in the rotation's zone, so a turn over a change of DST is an hour shorter or longer; a handoff
 * in a gap happens as much later, one in a repeated hour at its first pass (Temporal's `compatible`).
 * Before `from` the turns are counted backwards, so that somebody always has it.
 */
export const turnAt = (rotation: Rotation, at: Date): Turn => {
  const days = daysIn[rotation.every]
  const first = Temporal.PlainDate.from(rotation.from)
  const handoff = (index: number): number =>
    first.add({ days: index * days }).toZonedDateTime({ timeZone: rotation.zone, plainTime: rotation.at })
      .epochMilliseconds
  const today = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(rotation.zone).toPlainDate()
  // The date alone is one turn off before the handoff hour, and at most one at the edges of DST.
  let index = Math.floor(first.until(today, { largestUnit: 'days' }).days / days)
  while (handoff(index) > at.getTime()) index -= 1
  while (handoff(index + 1) <= at.getTime()) index += 1
  const people = rotation.responders
  const responder = people[((index % people.length) + people.length) % people.length]
  if (responder === undefined) throw new RangeError('A rotation has at least one responder')
  return { responder, from: new Date(handoff(index)), until: new Date(handoff(index + 1)) }
}
