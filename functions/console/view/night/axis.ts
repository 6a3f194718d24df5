import { localClock } from '../../../../shared/local-clock.ts'
import type { Span } from '../../contract/night.ts'
import type { Reader } from '../reader.ts'
import { timeText } from '../times.ts'

const hourMs = 3_600_000

/** A line of the grid. */
export interface Tick {
  /** Percent of the span, from 0 to 100. */
  readonly at: number
  readonly label: string
  /** `day`: midnight. `major`: labelled at any width. `minor`: labelled where there is room. `line`: never. */
  readonly rank: 'day' | 'major' | 'minor' | 'line'
}

/** Where an instant stands in a span, in percent, never outside it. */
export const placeIn = ({ from, until }: Span, at: Date | number): number => {
  const share = (Number(at) - from.getTime()) / (until.getTime() - from.getTime())
  return Math.round(Math.min(1, Math.max(0, share)) * 10_000) / 100
}

/** The grid of a span by the reader's clock: hours of a day, days of a week. */
export const ticksOf = (span: Span, reader: Reader): Tick[] => {
  const clock = localClock(reader.zone)
  const days = (span.until.getTime() - span.from.getTime()) / (24 * hourMs)
  const every = days > 2 ? 24 : 1
  const ticks: Tick[] = []
  // Local hours from the last midnight on. One that a change of clocks skips comes where clocks jump, one that comes twice the first time.
  const first = Math.floor(clock.localAt(span.from.getTime()) / (24 * hourMs)) * 24 * hourMs
  for (let local = first; ; local += every * hourMs) {
    const at = clock.instantNear(local)
    if (at > span.until.getTime()) return ticks
    if (at < span.from.getTime()) continue
    const hour = (local / hourMs) % 24
    const rank = hour === 0 ? 'day' : hour % 6 === 0 ? 'major' : hour % 3 === 0 ? 'minor' : 'line'
    ticks.push({ at: placeIn(span, at), label: timeText(reader, new Date(at), hour === 0 ? 'day' : 'time'), rank })
  }
}

/** Stretches of night, from ten in the evening to six in the morning by the reader's clock, each from and to a percent. */
export const nightsOf = (span: Span, { zone }: Reader): { readonly from: number; readonly until: number }[] => {
  const clock = localClock(zone)
  const first = Math.floor(clock.localAt(span.from.getTime()) / (24 * hourMs)) * 24 * hourMs - 24 * hourMs
  const nights: { from: number; until: number }[] = []
  for (let day = first; clock.instantNear(day) < span.until.getTime(); day += 24 * hourMs) {
    const [from, until] = [day + 22 * hourMs, day + 30 * hourMs].map((local) => placeIn(span, clock.instantNear(local)))
    if (from !== undefined && until !== undefined && until > from) nights.push({ from, until })
  }
  return nights
}
