import { dayMs } from '../calendar/dates.ts'
import type { AlertsConfig } from '../config/alerts/schema.ts'
import { localClock } from '../local-clock.ts'
import { layersOf, overridesOf, type Stretch, stretches } from './on-call.ts'
import { named } from './targets.ts'
import type { Span } from './turns.ts'

type Rotations = Pick<AlertsConfig, 'rotations' | 'overrides'>

export { dayMs } from '../calendar/dates.ts'

/** How far ahead is looked. */
export const weeks = 52
const yearFrom = (from: Date): Span => ({ from: from.getTime(), until: from.getTime() + weeks * 7 * dayMs })

/** Joins neighbours for which `same` holds. */
export const join = <Each extends Span>(spans: Iterable<Each>, same: (one: Each, other: Each) => boolean): Each[] => {
  const joined: Each[] = []
  for (const span of spans) {
    const last = joined.at(-1)
    if (last && last.until === span.from && same(last, span)) joined[joined.length - 1] = { ...last, until: span.until }
    else joined.push(span)
  }
  return joined
}

/** The coming year of each rotation, walked once. */
export const readYears = (config: Rotations, from: Date): ReadonlyMap<string, readonly Stretch[]> =>
  new Map(
    Object.entries(config.rotations).map(([name, rotation]) => [
      name,
      [...stretches(rotation, overridesOf(config, name), yearFrom(from))],
    ]),
  )

/** `2026-11-21 18:00`, with seconds where there are any. */
export const localText = (at: number, zone: string): string => {
  const local = new Date(localClock(zone).localAt(at)).toISOString().slice(0, 19).replace('T', ' ')
  return local.replace(/:00$/, '')
}

/** The zone in which a rotation's times are told: its first layer's. */
export const zoneOf = ({ rotations }: Rotations, name: string): string => {
  const rotation = named(rotations, name)
  return (rotation && layersOf(rotation)[0]?.zone) ?? 'UTC'
}
