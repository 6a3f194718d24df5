import type { Keep } from '../../../shared/config/backups/schema.ts'
import type { HeldSnapshot } from '../../../shared/ledger/records.ts'
import type { Seen } from '../vaults/vault.ts'
import { keptBy } from './keep.ts'
import { tagKeys } from './tags.ts'

/** What is known of the snapshots of one plan, one target and one region. */
export interface Standing {
  /** As AWS lists those that bear our tags. */
  readonly seen: readonly Seen[]
  /** Ids that the ledger knows as ours. What only bears our tags may be somebody's copy, with its tags. */
  readonly known: ReadonlySet<string>
  /** Ids that something else needs, and what. */
  readonly needed: ReadonlyMap<string, string>
  readonly keep: Keep
  /** IANA zone in which days begin. */
  readonly zone: string
}

export interface Retention {
  /** Good ones of ours, the newest first. */
  readonly held: readonly HeldSnapshot[]
  /** What may be deleted now, the oldest first. */
  readonly remove: readonly Seen[]
}

/** What the inventory says of one that is good. */
export const heldOf = ({ id, at = '', tags }: Seen): HeldSnapshot => ({
  id,
  process: tags[tagKeys.process] ?? '',
  firing: tags[tagKeys.firing] ?? '',
  at,
})

const newestFirst = (one: Seen, other: Seen): number => Date.parse(other.at ?? '') - Date.parse(one.at ?? '')

/**
 * Which snapshots are held, and which may go. One may go when it is ours by its tags and by the ledger, nothing needs it, and it is
 * good and not wanted by the policy, or failed with a good one after it. What is pending never goes, and without a good one nothing does.
 */
export const decideRetention = ({ seen, known, needed, keep, zone }: Standing): Retention => {
  const ours = seen.filter(({ id }) => known.has(id)).toSorted(newestFirst)
  const good = ours.filter(({ state, at }) => state === 'good' && at !== undefined)
  const [newest] = good
  const kept = keptBy(
    good.map(({ id, at = '' }) => ({ id, at })),
    keep,
    zone,
  )
  const isPast = ({ at }: Seen): boolean =>
    at !== undefined && newest?.at !== undefined && Date.parse(at) < Date.parse(newest.at)
  const remove = newest
    ? ours.filter(
        (each) =>
          !needed.has(each.id) &&
          ((each.state === 'good' && each.at !== undefined && !kept.has(each.id)) ||
            (each.state === 'failed' && isPast(each))),
      )
    : []
  return { held: good.map(heldOf), remove: remove.toReversed() }
}
