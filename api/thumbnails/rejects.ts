import { openReject } from '../../functions/thumbnails/rules/reject.ts'
import type { RejectRecord } from '../../shared/ledger/records.ts'
import type { Deployment } from '../deployment.ts'

/** Which refusals are asked for. */
export interface RejectFilter {
  /** ISO 8601, UTC: only refused then or later. */
  readonly since?: string | undefined
  /** Only refused for that. */
  readonly cause?: string | undefined
  /** Only this original. */
  readonly key?: string | undefined
  /** At most so many, newest first. */
  readonly limit: number
}

/** An upload that was refused, as `nightshift thumbnails rejects --json` prints it. Times are ISO 8601. */
export type RejectRow = Pick<
  RejectRecord,
  'bucket' | 'key' | 'versionId' | 'cause' | 'reason' | 'at' | 'resolution' | 'resolvedAt'
>

/** The newest refusals that nothing has fixed yet, of one cause or one key where that is asked for. */
export const openRejects = async (
  { ledger }: Pick<Deployment, 'ledger'>,
  { since = '', cause, key, limit }: RejectFilter,
): Promise<RejectRecord[]> => {
  const rejects = await ledger().open<RejectRecord>(openReject)
  return rejects
    .filter(
      (reject) =>
        reject.at >= since &&
        (cause === undefined || reject.cause === cause) &&
        (key === undefined || reject.key === key),
    )
    .reverse()
    .slice(0, limit)
}

/** The newest refusals, also those that something has fixed since, or only those that are open. */
export const readRejects = async (
  deployment: Pick<Deployment, 'ledger'>,
  {
    since,
    limit = 100,
    open = false,
  }: Partial<Pick<RejectFilter, 'since' | 'limit'>> & { readonly open?: boolean } = {},
): Promise<RejectRow[]> => {
  const rejects = open
    ? await openRejects(deployment, { since, limit })
    : await deployment.ledger().list<RejectRecord>('reject', { limit, ...(since === undefined ? {} : { since }) })
  return rejects.map(({ bucket, key, versionId, cause, reason, at, resolution, resolvedAt }) => ({
    bucket,
    key,
    versionId,
    cause,
    reason,
    at,
    resolution,
    resolvedAt,
  }))
}
