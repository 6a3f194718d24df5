import { isUnderWay } from '../../functions/thumbnails/rules/backfill-progress.ts'
import { dollarsFor } from '../../functions/thumbnails/rules/estimate.ts'
import { type BackfillRecord, keys } from '../../shared/ledger/records.ts'
import type { Deployment } from '../deployment.ts'
import { handOver } from './hand-over.ts'
import { currentRecipes } from './recipes.ts'

/** Bytes of a photo of 12 megapixels. */
const usualBytes = 2_400_000

/** How far the backfill of the whole bucket is, by the function or from a terminal. Times are ISO 8601. */
export interface BackfillState
  extends Pick<BackfillRecord, 'at' | 'by' | 'looked' | 'sent' | 'needs' | 'endedAt' | 'dueAt'> {
  /** `stopped`: begun, not at its end, and nobody seems to be at it. */
  readonly state: 'none' | 'running' | 'stopped' | 'cancelled' | 'done'
}

const stateOf = (record: BackfillRecord, now: Date): BackfillState['state'] =>
  record.state === 'running' && !isUnderWay(record, now) ? 'stopped' : record.state

/** How far the newest backfill of the whole bucket has come. */
export const backfillState = async ({
  ledger,
  output,
  now,
}: Pick<Deployment, 'ledger' | 'output' | 'now'>): Promise<BackfillState> => {
  const record = await ledger().get<BackfillRecord>(keys.backfill(output('UploadsBucket'), ''))
  if (!record) return { state: 'none', at: '' }
  const { at, by, looked, sent, needs, endedAt, dueAt } = record
  return { state: stateOf(record, now()), at, by, looked, sent, needs, endedAt, dueAt }
}

/** US dollars for a thousand photos of 2.4 MB that are made, by the recipe with the most sizes. */
export const dollarsPerThousand = (deployment: Pick<Deployment, 'config'>): number =>
  1_000 * dollarsFor(usualBytes, Math.max(...currentRecipes(deployment).map(({ sizes }) => sizes.length)))

/**
 * Has the function of thumbnails walk over the whole bucket, or stop, in somebody's name, as a message of its queue would.
 * @param order `start` while it walks, and `cancel` while it does not, change nothing
 * @throws Error where it did not
 */
export const askBackfill = (
  deployment: Pick<Deployment, 'connect' | 'output'>,
  order: { readonly backfill: 'start' | 'cancel'; readonly anew?: boolean },
  by: string,
): Promise<void> =>
  handOver(
    deployment,
    'backfill',
    { ...order, by },
    'The function of thumbnails could not take the backfill: see its log',
  )
