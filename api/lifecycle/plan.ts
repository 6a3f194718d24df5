import { S3Client } from '@aws-sdk/client-s3'
import {
  type Preview,
  type PreviewRow,
  previewBuckets,
  previewRows,
} from '../../functions/lifecycle/preview/preview.ts'
import { bucketReader, findBuckets } from '../../functions/lifecycle/preview/read.ts'
import { explainFailure } from '../../functions/lifecycle/rules/failure.ts'
import { reportsOf } from '../../functions/lifecycle/rules/inventory.ts'
import type { Outcome } from '../../functions/lifecycle/rules/outcome.ts'
import { wantedBuckets } from '../../functions/lifecycle/rules/policies.ts'
import { durationSeconds } from '../../shared/duration.ts'
import { type BucketRecord, keys, type RetainedRecord } from '../../shared/ledger/records.ts'
import type { Deployment } from '../deployment.ts'
import { UsageError } from '../usage-error.ts'
import { ownOutput } from './own-buckets.ts'

export { type PreviewRow, previewRows }

type Asked = Pick<Deployment, 'config' | 'connect' | 'output' | 'ledger'>

/** What buckets are like now, in whatever region they are. */
export const readerOf = ({ connect, config }: Pick<Deployment, 'connect' | 'config'>) =>
  bucketReader(connect(S3Client, { followRegionRedirects: true }), config.lifecycle && reportsOf(config.lifecycle))

/**
 * What the config as it is edited now would change in each bucket. It writes nothing.
 * @throws UsageError when the config has no lifecycle
 */
export const planLifecycle = async (deployment: Asked): Promise<Preview[]> => {
  const { lifecycle, name } = deployment.config
  if (!lifecycle) throw new UsageError('No bucket has a lifecycle policy: nightshift.config.ts has no lifecycle.')
  const reader = readerOf(deployment)
  const named = wantedBuckets(lifecycle.buckets, name, (own) => deployment.output(ownOutput[own]))
  const { wanted, failed } = await findBuckets(lifecycle.selections, named, name, reader).catch((error: unknown) => ({
    wanted: [],
    failed: [{ bucket: 'selections', reason: explainFailure(error).reason }],
  }))
  const plans = await previewBuckets(
    [...named, ...wanted],
    reader,
    await deployment.ledger().children<BucketRecord>(keys.bucket('').pk),
    { now: new Date(), graceMs: durationSeconds(lifecycle.shorten) * 1_000 },
  )
  const unread = failed.map(
    ({ bucket, reason = '' }): Preview => ({ bucket, action: 'error', rules: [], warnings: [], reason }),
  )
  if (!lifecycle.retention) return [...plans, ...unread]
  const { previewRetention, previewUnowned, thingsReader } = await import(
    '../../functions/lifecycle/preview/retention.ts'
  )
  const records = await deployment.ledger().children<RetainedRecord>(keys.retained('').pk)
  const kept = await previewRetention(lifecycle.retention, thingsReader(deployment.connect), records, new Date())
  const unowned = lifecycle.retention.reportUnowned ? await previewUnowned(deployment.connect) : []
  return [...plans, ...unread, ...kept, ...unowned]
}

/** Whether a reconcile has something to write to the bucket. */
export const isLeft = ({ action, versioning, tierings }: Preview): boolean =>
  action === 'put' || action === 'delete' || versioning !== undefined || tierings !== undefined

/** Buckets that the config would still change after the deployed one was applied, or that only one of the two names. */
export const differingBuckets = (
  plans: readonly Preview[],
  outcomes: readonly Pick<Outcome, 'bucket'>[],
): readonly string[] => {
  const kept = new Set(outcomes.map(({ bucket }) => bucket))
  const named = new Set(plans.map(({ bucket }) => bucket))
  const changes = plans.filter((plan) => isLeft(plan) || !kept.has(plan.bucket)).map(({ bucket }) => bucket)
  return [...changes, ...[...kept].filter((bucket) => !named.has(bucket))]
}
