import type { LifecycleConfig } from '../../../shared/config/lifecycle/schema.ts'
import type { Outcome } from '../rules/outcome.ts'
import type { WantedBucket } from '../rules/policies.ts'
import { reconcileEvery } from './every-bucket.ts'
import type { Reconcile } from './reconcile.ts'

interface All extends Pick<LifecycleConfig, 'selections' | 'retention'> {
  readonly deployment: string
}

/** Buckets first, then what else has a retention; its clients are loaded only where there is one. */
export const reconcileAll = async (
  { selections, retention, deployment }: All,
  named: readonly WantedBucket[],
  world: Reconcile,
): Promise<Outcome[]> => {
  const buckets = await reconcileEvery({ named, selections, deployment }, world)
  if (!retention) return buckets
  const [{ retain }, { awsThings }] = await Promise.all([import('./retain.ts'), import('../world/retention.ts')])
  return [...buckets, ...(await retain(retention, awsThings(), world))]
}
