import type { BucketRecord } from '../../shared/ledger/records.ts'
import type { Deployment } from '../deployment.ts'

/** The buckets that are not kept at their policy, since when and why. */
export const failingBuckets = ({ ledger }: Pick<Deployment, 'ledger'>): Promise<BucketRecord[]> =>
  ledger().open<BucketRecord>('lifecycle')
