import { type BucketRecord, keys } from '../../shared/ledger/records.ts'
import type { Deployment } from '../deployment.ts'
import { ownOutput } from './own-buckets.ts'

/** Where one bucket stands, as the last reconcile left it. */
export interface KeptBucket {
  readonly bucket: string
  /** `new`: no reconcile has looked at it. */
  readonly state: BucketRecord['state'] | 'new'
  /** ISO 8601, since when it is so. */
  readonly since?: string | undefined
  /** Rules of ours, as they were when all was last well. */
  readonly rules: number
  readonly reason?: string | undefined
}

/** The buckets of the config, each as the last reconcile left it. One question to the ledger. */
export const keptBuckets = async ({
  config,
  outputs,
  ledger,
}: Pick<Deployment, 'config' | 'outputs' | 'ledger'>): Promise<KeptBucket[]> => {
  const records = await ledger().children<BucketRecord>(keys.bucket('').pk)
  return (config.lifecycle?.buckets ?? []).map(({ bucket }) => {
    const name = typeof bucket === 'string' ? bucket : (outputs[ownOutput[bucket.own]] ?? `own('${bucket.own}')`)
    const found = records.find((each) => each.bucket === name)
    return {
      bucket: name,
      state: found?.state ?? 'new',
      since: found?.since,
      rules: found?.rules.length ?? 0,
      reason: found?.reason,
    }
  })
}
