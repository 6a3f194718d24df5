import { Temporal } from 'temporal-polyfill'
import type { Layer, Override, Rotation } from '../../shared/config/alerts/schema.ts'

// The same rules as in shared/on-call, written for the eye: it tries day after day and knows of no stretches. It reads the
// clock through Temporal, where the engine reckons with Intl's offsets.

const instants = new Map<string, number>()

/** The instant of a local time: one in a gap comes as much later, one in a repeated hour at its first pass. */
export const slowInstant = (date: string, plainTime: string, timeZone: string): number => {
  const key = `${date} ${plainTime} ${timeZone}`
  const at =
    instants.get(key) ?? Temporal.PlainDate.from(date).toZonedDateTime({ timeZone, plainTime }).epochMilliseconds
  instants.set(key, at)
  return at
}

/** When a day begins: where a change of DST skips its midnight, at the change. */
const slowMidnight = (date: Temporal.PlainDate, zone: string): number => date.toZonedDateTime(zone).epochMilliseconds

const dateAt = (at: number, zone: string): Temporal.PlainDate =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate()

const plusDays = (date: string, days: number): string => Temporal.PlainDate.from(date).add({ days }).toString()

/** The local time so many hours after another one, by the clock on the wall. */
const slowHours = (
  { from, at, zone }: Layer,
  hours: number,
): { readonly instant: number; readonly skipped: boolean } => {
  const local = Temporal.PlainDateTime.from(`${from}T${at}`).add({ hours })
  const instant = slowInstant(local.toPlainDate().toString(), local.toPlainTime().toString(), zone)
  const shown = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).toPlainDateTime()
  return { instant, skipped: !shown.equals(local) }
}

export const slowHandoff = (layer: Layer, turn: number): number => {
  const { from, at, zone, every } = layer
  if (every.includes('hour')) {
    const length = Number.parseInt(every, 10)
    const { instant, skipped } = slowHours(layer, turn * length)
    if (!skipped || length >= 24) return instant
    // None after it may come before it.
    const later = Array.from({ length: Math.ceil(24 / length) }, (_, index) =>
      slowHours(layer, (turn + index + 1) * length),
    )
    return Math.min(instant, ...later.map((each) => each.instant))
  }
  if (every.includes('month')) {
    const months = turn * (Number.parseInt(every, 10) || 1)
    return slowInstant(Temporal.PlainDate.from(from).add({ months }).toString(), at, zone)
  }
  const days = every === 'day' ? 1 : every === 'week' ? 7 : Number.parseInt(every, 10)
  return slowInstant(plusDays(from, turn * days), at, zone)
}

/** Walks from handoff to handoff, one after the other, from the first one on, forwards or backwards. */
export const slowTurn = (layer: Layer, at: number) => {
  const { responders } = layer
  let turn = 0
  let person = 0
  while (slowHandoff(layer, turn + 1) <= at) {
    turn += 1
    person = (person + 1) % responders.length
  }
  while (slowHandoff(layer, turn) > at) {
    turn -= 1
    person = (person + responders.length - 1) % responders.length
  }
  return {
    responder: responders[person],
    from: new Date(slowHandoff(layer, turn)),
    until: new Date(slowHandoff(layer, turn + 1)),
  }
}

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const

/** Whether the instant lies in the window of any of the days around it. */
const slowCounts = ({ only, zone }: Layer, at: number): boolean => {
  if (!only) return true
  const today = dateAt(at, zone)
  return [-2, -1, 0, 1].some((days) => {
    const date = today.add({ days })
    const weekday = weekdays[date.dayOfWeek - 1]
    if (only.days && !only.days.some((day) => day === weekday)) return false
    const tomorrow = date.add({ days: 1 })
    if (!only.hours) return slowMidnight(date, zone) <= at && at < slowMidnight(tomorrow, zone)
    const { from, until } = only.hours
    const end = slowInstant((until < from ? tomorrow : date).toString(), until, zone)
    return slowInstant(date.toString(), from, zone) <= at && at < end
  })
}

const applies = ({ from, until }: Override, at: number): boolean => Date.parse(from) <= at && at < Date.parse(until)

/** Whether anybody at all is on call, where no override waits for somebody's turn. */
export const slowIsCovered = (layers: readonly Layer[], overrides: readonly Override[], at: number): boolean =>
  layers.some((layer) => slowCounts(layer, at)) || overrides.some((override) => applies(override, at))

export interface SlowAnswer {
  readonly responder: string | undefined
  readonly by: string
  /** Beginning of the turn; 0 where no turn decides. */
  readonly turn: number
}

/** Who is on call at one instant, asked of every layer and every override in turn. */
export const slowOnCall = (rotation: Rotation, overrides: readonly Override[], at: number): SlowAnswer => {
  let answer: SlowAnswer = { responder: undefined, by: 'nobody', turn: 0 }
  const layers = 'layers' in rotation ? rotation.layers : [rotation]
  for (const [index, layer] of layers.entries())
    if (slowCounts(layer, at)) {
      const { responder, from } = slowTurn(layer, at)
      answer = { responder, by: `layer ${index + 1}`, turn: from.getTime() }
    }
  const turnOf = answer.responder
  for (const override of overrides) {
    const { responder, instead } = override
    if (applies(override, at) && (instead === undefined || instead === turnOf))
      answer = { responder, by: 'override', turn: 0 }
  }
  return answer
}
