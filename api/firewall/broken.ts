import type { FirewallBrokenRecord } from '../../shared/ledger/records.ts'
import type { Deployment } from '../deployment.ts'

/** A log object that could not be read to its end, as `nightshift firewall logs --json` prints it. */
export interface BrokenRow {
  /** ISO 8601 in UTC. */
  readonly at: string
  readonly source: string
  readonly bucket: string
  readonly key: string
  /** Such as `not-a-log`, `truncated`, `missing-field`. */
  readonly reason: string
  readonly words: string
}

/** Log objects that could not be read, or not to their end, newest first. What could be read of them is counted. */
export const readBroken = async (
  { ledger }: Pick<Deployment, 'ledger'>,
  { since, limit = 100 }: { readonly since?: string | undefined; readonly limit?: number | undefined } = {},
): Promise<BrokenRow[]> => {
  const records = await ledger().list<FirewallBrokenRecord>('firewall-broken', { limit, ...(since ? { since } : {}) })
  return records.map(({ at, source, bucket, key, reason, words }) => ({ at, source, bucket, key, reason, words }))
}
