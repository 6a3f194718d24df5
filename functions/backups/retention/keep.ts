import type { Keep } from '../../../shared/config/backups/schema.ts'
import { localClock } from '../../../shared/local-clock.ts'

const dayMs = 86_400_000

/** A snapshot as far as keeping it goes. */
export interface Dated {
  readonly id: string
  /** ISO 8601: the moment whose data it has. */
  readonly at: string
}

/** Monday of the week of a day since 1970: day 0 was a Thursday. */
const mondayOf = (day: number): number => day - ((((day + 3) % 7) + 7) % 7)

/** What each class calls one period, by the local day since 1970. */
const periods: Readonly<Record<'daily' | 'weekly' | 'monthly' | 'yearly', (day: number) => string>> = {
  daily: (day) => String(day),
  weekly: (day) => String(mondayOf(day)),
  monthly: (day) => new Date(day * dayMs).toISOString().slice(0, 7),
  yearly: (day) => new Date(day * dayMs).toISOString().slice(0, 4),
}

/** The newest of one moment comes first; of two of one moment, the one whose id is greater. */
const byAge = (one: Dated, other: Dated): number => {
  const [a, b] = [Date.parse(one.at), Date.parse(other.at)]
  if (a !== b) return b - a
  return one.id < other.id ? 1 : one.id > other.id ? -1 : 0
}

/**
 * Which good snapshots a policy wants: one that `last`, `days` or any class wants is kept. A class keeps the newest of each of its
 * last so many periods that have one, so what is missing takes nobody's place. Ages count from the newest snapshot and not from now:
 * where none is taken any more none gets too old, and a clock that goes wrong deletes nothing.
 * @param good those that can be restored, in any order; `at` as AWS says
 * @param zone IANA zone in which days begin
 * @returns the ids that are kept: the newest always is
 */
export const keptBy = (good: readonly Dated[], keep: Keep, zone: string): Set<string> => {
  const sorted = good.toSorted(byAge)
  const [newest] = sorted
  if (!newest) return new Set()
  const kept = new Set(sorted.slice(0, Math.max(1, keep.last)).map(({ id }) => id))
  const { localAt } = localClock(zone)
  for (const [name, periodOf] of Object.entries(periods)) {
    const most = keep[name as keyof typeof periods] ?? 0
    const seen = new Set<string>()
    for (const { id, at } of sorted) {
      if (seen.size >= most) break
      const period = periodOf(Math.floor(localAt(Date.parse(at)) / dayMs))
      if (!seen.has(period)) kept.add(id)
      seen.add(period)
    }
  }
  const { days } = keep
  if (days !== undefined)
    for (const { id, at } of sorted) if (Date.parse(at) >= Date.parse(newest.at) - days * dayMs) kept.add(id)
  return kept
}
