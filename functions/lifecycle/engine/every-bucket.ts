import type { LifecycleConfig } from '../../../shared/config/lifecycle/schema.ts'
import { keys, type LifecyclePlace } from '../../../shared/ledger/records.ts'
import type { Outcome } from '../rules/outcome.ts'
import { inOrder, placeOf } from '../rules/place.ts'
import type { WantedBucket } from '../rules/policies.ts'
import { findBuckets } from '../world/find.ts'
import { type Reconcile, reconcile } from './reconcile.ts'

interface Every extends Pick<LifecycleConfig, 'selections'> {
  /** Buckets with an entry of their own. */
  readonly named: readonly WantedBucket[]
  readonly deployment: string
}

/**
 * Brings every bucket to its policy, those of selections too. Where a call has no time for all, the next one goes on where it
 * stopped; what the call before had time for comes last, and is left out where there is no time for it again.
 * @throws what the ledger throws when it cannot be read, and S3 when buckets cannot be listed, before anything is changed
 */
export const reconcileEvery = async (
  { named, selections, deployment }: Every,
  world: Reconcile,
): Promise<Outcome[]> => {
  const { ledger, now } = world
  const [place, found] = await Promise.all([
    ledger.get<LifecyclePlace>(keys.lifecyclePlace()),
    findBuckets(selections, named, deployment, world.buckets),
  ])
  const { waiting, done } = inOrder([...named, ...found.wanted], place)
  const outcomes = await reconcile([...waiting, ...done], world)
  const isAgain = new Set(done.map(({ bucket }) => bucket))
  const left = outcomes.filter(({ notBegun, bucket }) => notBegun && !isAgain.has(bucket))
  const next = placeOf(left, now)
  if (next.next !== place?.next) await ledger.commit([{ item: next, expect: place?.version ?? 'absent' }], now)
  return [...outcomes.filter(({ notBegun, bucket }) => !notBegun || !isAgain.has(bucket)), ...found.failed]
}
