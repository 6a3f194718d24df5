import { Temporal } from 'temporal-polyfill'
import type { Layer, Rotation } from '../../../shared/config/alerts/schema.ts'
import { slowHandoff } from '../../property/slow-on-call.ts'
import type { Stretch } from './stretches.ts'

// The judge's own reading of rotations: from handoff to handoff, by Temporal. It remembers what it found last.

interface Turn extends Stretch {
  readonly responder: string | undefined
}

const hour = 3_600_000

const aboutOf = (every: string): number => {
  const count = Number.parseInt(every, 10) || 1
  const unit = every.includes('hour') ? 1 : every.includes('week') ? 168 : every.includes('month') ? 28 * 24 : 24
  return count * unit * hour
}

const turnAt = (layer: Layer, at: number): Turn => {
  const { responders } = layer
  // A guess, from which it walks on: shorter months and changed clocks make it too high or too low.
  let turn = Math.floor((at - slowHandoff(layer, 0)) / aboutOf(layer.every))
  while (slowHandoff(layer, turn) > at) turn -= 1
  while (slowHandoff(layer, turn + 1) <= at) turn += 1
  const place = ((turn % responders.length) + responders.length) % responders.length
  return { responder: responders[place], from: slowHandoff(layer, turn), until: slowHandoff(layer, turn + 1) }
}

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const

const dayAt = ({ only, zone }: Layer, at: number): Stretch & { readonly counts: boolean } => {
  if (!only) return { counts: true, from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY }
  if (only.hours) throw new RangeError('The judge only knows layers that count on some days')
  const date = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate()
  const midnightOf = (day: Temporal.PlainDate): number => day.toZonedDateTime(zone).epochMilliseconds
  return {
    counts: only.days?.some((day) => day === weekdays[date.dayOfWeek - 1]) ?? true,
    from: midnightOf(date),
    until: midnightOf(date.add({ days: 1 })),
  }
}

const remember = <Found extends Stretch>(find: (layer: Layer, at: number) => Found) => {
  const known = new WeakMap<Layer, Found>()
  return (layer: Layer, at: number): Found => {
    const last = known.get(layer)
    if (last && last.from <= at && at < last.until) return last
    const found = find(layer, at)
    known.set(layer, found)
    return found
  }
}

const turnOf = remember(turnAt)
const dayOf = remember(dayAt)

const allOf = (rotation: Rotation): readonly Layer[] => ('layers' in rotation ? rotation.layers : [rotation])

/** Whose turn it is by the layers of a rotation: by the last one that counts and is no shadow. */
export const turnIn = (rotation: Rotation, at: number): string | undefined => {
  const layer = allOf(rotation).findLast((each) => !each.shadow && dayOf(each, at).counts)
  return layer && turnOf(layer, at).responder
}

/** Who shadows a rotation. */
export const shadowsIn = (rotation: Rotation, at: number): string[] =>
  allOf(rotation).flatMap((layer) =>
    layer.shadow && dayOf(layer, at).counts ? (turnOf(layer, at).responder ?? []) : [],
  )
