import type { FirewallSetRecord, FirewallStateRecord } from '../../../shared/ledger/records.ts'
import { conditions } from './signals.ts'
import type { FirewallSlice } from './slice.ts'

/** What a pass has seen of one source. */
export interface SourceSeen {
  readonly lines: number
  readonly fromCdn: number
}

/** Fewer lines than this say nothing about who asks. */
const enoughLines = 100

/** Fewer objects than this in a day say nothing about the source: one may be a slip. */
const enoughObjects = 3

export interface Seen {
  readonly state: Pick<FirewallStateRecord, 'sources'>
  /** Lines of this pass, by source. */
  readonly sources: ReadonlyMap<string, SourceSeen>
  readonly sets: readonly FirewallSetRecord[]
  /** Sources that had a broken object within a day; nothing: it was not looked. */
  readonly broken?: ReadonlySet<string> | undefined
  /** Blocks of rules that began within the window; nothing: it was not looked. */
  readonly newBlocks?: number | undefined
  /** Rules that block somebody who had been a customer. */
  readonly customers: ReadonlySet<string>
}

/** Whether each of what may be wrong is so now. What is not known is left out. */
export const conditionsAt = (seen: Seen, slice: FirewallSlice, now: Date): Map<string, boolean> => {
  const { alerts, setLimit } = slice
  const found = new Map<string, boolean>()
  for (const { name } of slice.sources) {
    const { lastAt, objects, unread } = seen.state.sources[name] ?? {}
    if (objects !== undefined && objects >= enoughObjects)
      found.set(conditions.unreadable(name), unread !== undefined && unread * 2 > objects)
    if (alerts.silentSeconds !== undefined && lastAt !== undefined)
      found.set(conditions.silent(name), now.getTime() - Date.parse(lastAt) > alerts.silentSeconds * 1000)
    if (seen.broken) found.set(conditions.broken(name), seen.broken.has(name))
    const source = seen.sources.get(name)
    if (source && source.lines >= enoughLines) found.set(conditions.behindCdn(name), source.fromCdn * 2 > source.lines)
  }
  for (const { set, places = 0, cut = 0, staleTokens, refused } of seen.sets) {
    const isFull = cut > 0 || refused === 'full'
    found.set(conditions.full(set), isFull)
    found.set(conditions.nearlyFull(set), !isFull && places > alerts.setNearlyFull * setLimit)
    found.set(conditions.stale(set), staleTokens >= 5)
    found.set(conditions.refused(set), refused !== undefined && refused !== 'full')
  }
  if (seen.newBlocks !== undefined) found.set(conditions.newBlocks(), seen.newBlocks > alerts.newBlocks)
  for (const { name } of slice.rules) found.set(conditions.customer(name), seen.customers.has(name))
  return found
}
