import type { HoursOrder } from '../../../shared/ledger/records.ts'
import type { Observed } from '../targets/target-kind.ts'
import type { Way } from './act.ts'
import { isProven } from './goal.ts'
import type { TargetEntry } from './slice.ts'

/** A target as far as others have to wait for it. */
export interface Standing {
  readonly target: string
  readonly entry: string
  /** What is under way with it, or will be as soon as AWS shows it. */
  readonly action: HoursOrder['action'] | undefined
  readonly observed: Observed
}

type Links = ReadonlyMap<string, readonly string[]>

const reaches = (from: string, to: string, links: Links, seen = new Set<string>()): boolean => {
  if (from === to) return true
  if (seen.has(from)) return false
  seen.add(from)
  return (links.get(from) ?? []).some((next) => reaches(next, to, links, seen))
}

/** What each entry comes after. A link of a circle, which the config refuses, holds nobody up. */
const linksOf = (entries: readonly TargetEntry[]): Links => {
  const all: Links = new Map(entries.map(({ name, after = [] }) => [name, after]))
  return new Map(
    [...all].map(([name, after]) => [name, after.filter((other) => all.has(other) && !reaches(other, name, all))]),
  )
}

const canCome = ({ state }: Observed): boolean => state !== 'gone' && state !== 'cannot'

/** The first target of each entry that is still to start, and the first that is still to stop. */
const firstOf = (standings: readonly Standing[], isOpen: (standing: Standing) => boolean): Map<string, string> => {
  const found = new Map<string, string>()
  for (const each of standings) if (!found.has(each.entry) && isOpen(each)) found.set(each.entry, each.target)
  return found
}

/**
 * What stands in the way of the targets of each entry: on a start those it comes after run first, on a stop those that come after it
 * are off first. Where nothing stands between, all goes at once. What will not be switched now (nothing is under way with it, AWS does
 * not know it) is not waited for.
 * @param standings of all targets
 * @param held entries of which nothing is stopped, and why
 * @param unseen entries that could not be looked for at this look: what they hold may be in the way
 */
export const waysOf = (
  entries: readonly TargetEntry[],
  standings: readonly Standing[],
  held: ReadonlyMap<string, string> = new Map(),
  unseen: ReadonlySet<string> = new Set(),
): ReadonlyMap<string, Way> => {
  const links = linksOf(entries)
  const starting = firstOf(
    standings,
    ({ action, observed }) => action === 'start' && canCome(observed) && !isProven(observed),
  )
  const stopping = firstOf(
    standings,
    ({ action, observed }) => action === 'stop' && canCome(observed) && observed.state !== 'stopped',
  )
  return new Map(
    entries.map(({ name }) => {
      const first = links.get(name) ?? []
      const later = [...links].flatMap(([other, after]) => (after.includes(name) ? [other] : []))
      const before = first.flatMap((other) => starting.get(other) ?? (unseen.has(other) ? [other] : []))[0]
      const behind = later.flatMap((other) => stopping.get(other) ?? (unseen.has(other) ? [other] : []))[0]
      return [
        name,
        {
          start: before && `it comes after ${before}, which does not run yet`,
          stop: held.get(name) ?? (behind && `${behind} comes after it and is not off yet`),
        },
      ]
    }),
  )
}
