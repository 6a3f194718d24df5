import { keys, type LifecyclePlace } from '../../../shared/ledger/records.ts'
import { isoSeconds } from '../../../shared/time.ts'

interface Named {
  readonly bucket: string
}

const byName = (one: Named, other: Named): number =>
  one.bucket < other.bucket ? -1 : one.bucket > other.bucket ? 1 : 0

/**
 * The order in which buckets are looked at: by name, from where the call before ran out of time. So many buckets take several
 * calls, each of which carries on, and none is forgotten however many there are.
 */
export const inOrder = <Each extends Named>(
  buckets: readonly Each[],
  place: Pick<LifecyclePlace, 'next'> | undefined,
): { readonly waiting: readonly Each[]; readonly done: readonly Each[] } => {
  const sorted = buckets.toSorted(byName)
  const next = place?.next
  if (next === undefined) return { waiting: sorted, done: [] }
  return {
    waiting: sorted.filter(({ bucket }) => bucket >= next),
    // Those of which the call before had time for.
    done: sorted.filter(({ bucket }) => bucket < next),
  }
}

/** Where the next call goes on; at the beginning where nothing was left. @param left buckets that were not begun */
export const placeOf = (left: readonly Named[], now: Date): LifecyclePlace => {
  const [first] = left.toSorted(byName)
  return {
    ...keys.lifecyclePlace(),
    kind: 'lifecycle-place',
    at: isoSeconds(now),
    ...(first ? { next: first.bucket } : {}),
  }
}
