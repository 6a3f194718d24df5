import type { EvidenceLine, LogFormat, MinuteCount } from '../logs/counts.ts'
import { numberAt } from './number-at.ts'
import type { Scope } from './slice.ts'

/** A line or two of one piece, and where they stand. */
export interface SeenLines {
  readonly bucket: string
  readonly key: string
  readonly first?: EvidenceLine | undefined
  readonly last?: EvidenceLine | undefined
}

/** What one client did under one rule. */
export interface Series {
  /** Cells of four numbers, in the order of their first one: minute, kind of log and scope (`cellKey`); lines; of these answered with 403; last second. */
  readonly cells: number[]
  readonly lines: SeenLines[]
}

/**
 * Kinds of log that may each have the same request: CloudFront's standard logging and v2 of one distribution, WAF's log of what another
 * log has too.
 */
const lanes = ['legacy', 'v2', 'alb', 'waf'] as const

const laneOf = (format: LogFormat | undefined): number => {
  if (format === 'alb' || format === 'waf') return lanes.indexOf(format)
  return lanes.indexOf(format === undefined || format === 'cloudfront' ? 'legacy' : 'v2')
}

const perMinute = 2 * lanes.length

export const cellKey = (minute: number, format: LogFormat | undefined, scope: Scope): number =>
  minute * perMinute + (scope === 'CLOUDFRONT' ? lanes.length : 0) + laneOf(format)

export const minuteOf = (key: number): number => Math.floor(key / perMinute)

export const cellWidth = 4

/** Adds a count to the cell of its key. */
export const addToCell = ({ cells }: Series, key: number, { count, refused, lastSecond }: MinuteCount): void => {
  let at = cells.length
  while (at >= cellWidth && numberAt(cells, at - cellWidth) > key) at -= cellWidth
  if (at >= cellWidth && cells[at - cellWidth] === key) {
    cells[at - 3] = numberAt(cells, at - 3) + count
    cells[at - 2] = numberAt(cells, at - 2) + refused
    cells[at - 1] = Math.max(numberAt(cells, at - 1), lastSecond)
  } else cells.splice(at, 0, key, count, refused, lastSecond)
}

/** What counts of one minute. */
export interface MinuteSum {
  readonly minute: number
  readonly count: number
  /** Of its last line. */
  readonly lastSecond: number
  readonly scopes: ReadonlySet<Scope>
}

/** Of kinds of log that may have the same requests, the one with most. A client that goes by the CDN does not come to the balancer itself. */
const combined = ([legacy, v2, alb, waf]: readonly [number, number, number, number]): number =>
  Math.max(Math.max(legacy, v2) + alb, waf)

/** What of a minute does not count. */
export interface Blocked {
  /** Whether the client was blocked in a minute, or a part of it: what was refused in it does not count. */
  readonly isBlocked: (minute: number) => boolean
  /** Whether nothing of a minute counts: in a replay, a block would have stopped it. Default: no minute is such. */
  readonly isStopped?: ((minute: number) => boolean) | undefined
}

/** The minutes in which something counts, in order. */
export const minuteSums = ({ cells }: Series, { isBlocked, isStopped }: Blocked): MinuteSum[] => {
  const sums: MinuteSum[] = []
  for (let at = 0; at < cells.length; ) {
    const minute = minuteOf(numberAt(cells, at))
    const blocked = isBlocked(minute)
    const stopped = isStopped?.(minute) ?? false
    const counts: [number, number, number, number] = [0, 0, 0, 0]
    let lastSecond = 0
    const scopes = new Set<Scope>()
    for (; minuteOf(numberAt(cells, at)) === minute; at += cellWidth) {
      const place = numberAt(cells, at) % perMinute
      const count = numberAt(cells, at + 1) - (blocked ? numberAt(cells, at + 2) : 0)
      if (count <= 0 || stopped) continue
      const lane = place % lanes.length
      lastSecond = Math.max(lastSecond, numberAt(cells, at + 3))
      counts[lane] = numberAt(counts, lane) + count
      scopes.add(place >= lanes.length ? 'CLOUDFRONT' : 'REGIONAL')
    }
    const count = combined(counts)
    if (count > 0) sums.push({ minute, count, lastSecond, scopes })
  }
  return sums
}
