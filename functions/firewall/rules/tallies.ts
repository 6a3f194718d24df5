import { type CountedPiece, customersRule } from '../logs/counts.ts'
import { numberAt } from './number-at.ts'
import { addToCell, cellKey, cellWidth, minuteOf, type Series } from './series.ts'
import type { Scope } from './slice.ts'

/** For so long a line may be late, and counts are kept. */
export const keptMinutes = 25 * 60

/** So many pieces' lines of one client and rule are kept as evidence: the latest. */
const keptLines = 32

/** Where a piece comes from. */
export interface PieceOrigin {
  /** Whoever is added twice counts once. */
  readonly id: string
  readonly scope: Scope
  readonly bucket: string
  readonly key: string
}

/** Counts of many pieces together. */
export interface Tallies {
  /**
   * Adds a piece once.
   * @param now lines of more than 25 hours before it are left out
   * @returns how many counts were too old, or nothing if the piece was there already
   */
  readonly add: (piece: Pick<CountedPiece, 'counts' | 'format'>, origin: PieceOrigin, now: Date) => number | undefined
  /** Clients that pieces were about since the last call. */
  readonly takeTouched: () => readonly string[]
  readonly series: (rule: string, client: string) => Series | undefined
  /** When a client was last seen as a customer, to the minute. */
  readonly customerAt: (client: string) => Date | undefined
  /** Forgets what is older than 25 hours. */
  readonly prune: (now: Date) => void
  /** Minutes of a client under a rule: what memory grows with. */
  readonly size: () => number
}

const oldest = (now: Date): number => Math.floor(now.getTime() / 60_000) - keptMinutes

/** Tallies without a piece. */
export const emptyTallies = (): Tallies => {
  const rules = new Map<string, Map<string, Series>>()
  const added = new Map<string, number>()
  let touched = new Set<string>()

  const seriesFor = (rule: string, client: string): Series => {
    const clients = rules.get(rule) ?? new Map<string, Series>()
    rules.set(rule, clients)
    const series = clients.get(client) ?? { cells: [], lines: [] }
    clients.set(client, series)
    return series
  }

  return {
    add: ({ counts, format }, { id, scope, bucket, key }, now) => {
      if (added.has(id)) return undefined
      added.set(id, now.getTime())
      let tooOld = 0
      for (const [rule, clients] of counts)
        for (const [client, { minutes, first, last }] of clients) {
          const recent = [...minutes].filter(([minute]) => minute >= oldest(now))
          tooOld += minutes.size - recent.length
          if (recent.length === 0) continue
          const series = seriesFor(rule, client)
          for (const [minute, count] of recent) addToCell(series, cellKey(minute, format, scope), count)
          if (first ?? last) {
            series.lines.push({ bucket, key, first, last })
            if (series.lines.length > keptLines) dropEarliest(series)
          }
          touched.add(client)
        }
      return tooOld
    },
    takeTouched: () => {
      const clients = [...touched]
      touched = new Set()
      return clients
    },
    series: (rule, client) => rules.get(rule)?.get(client),
    customerAt: (client) => {
      const { cells = [] } = rules.get(customersRule)?.get(client) ?? {}
      const last = cells.at(-cellWidth)
      return last === undefined ? undefined : new Date(minuteOf(last) * 60_000)
    },
    prune: (now) => {
      for (const clients of rules.values())
        for (const [client, series] of clients) if (!pruned(series, oldest(now))) clients.delete(client)
      for (const [id, at] of added) if (at < now.getTime() - 2 * keptMinutes * 60_000) added.delete(id)
    },
    size: () =>
      rules
        .values()
        .reduce(
          (sum, clients) => sum + clients.values().reduce((all, { cells }) => all + cells.length / cellWidth, 0),
          0,
        ),
  }
}

const timeOf = ({ first, last }: Series['lines'][number]): string => last?.at ?? first?.at ?? ''

const dropEarliest = ({ lines }: Series): void => {
  let earliest = 0
  lines.forEach((each, index) => {
    const other = lines[earliest]
    if (other && timeOf(each) < timeOf(other)) earliest = index
  })
  lines.splice(earliest, 1)
}

/** Whether anything is left of a series without its minutes before one. */
const pruned = ({ cells, lines }: Series, from: number): boolean => {
  let gone = 0
  while (minuteOf(numberAt(cells, gone)) < from) gone += cellWidth
  if (gone === 0) return true
  cells.splice(0, gone)
  const begins = new Date(from * 60_000).toISOString()
  const kept = lines.filter((each) => timeOf(each) >= begins)
  lines.splice(0, lines.length, ...kept)
  return cells.length > 0
}
