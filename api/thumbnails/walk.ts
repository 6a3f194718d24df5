import { type BackfillStore, portionOf } from '../../functions/thumbnails/rules/backfill.ts'
import { canGoOn, counted, isUnderWay, recipesVersion } from '../../functions/thumbnails/rules/backfill-progress.ts'
import { type Tally, tally } from '../../functions/thumbnails/rules/estimate.ts'
import type { Change } from '../../functions/thumbnails/rules/notification.ts'
import type { PrefixRecipe } from '../../functions/thumbnails/rules/recipe.ts'
import { ConflictError } from '../../shared/errors.ts'
import type { Ledger, Stored } from '../../shared/ledger/ledger.ts'
import { type BackfillRecord, keys } from '../../shared/ledger/records.ts'
import { UsageError } from '../usage-error.ts'

export interface Backfill {
  readonly bucket: string
  readonly prefix: string
  readonly recipes: readonly PrefixRecipe[]
  readonly store: BackfillStore
  /** Left out: nothing is sent, and nothing is written down. */
  readonly send?: ((changes: readonly Change[]) => Promise<void>) | undefined
  readonly ledger: Ledger
  /** Begin anew, also when another one was not finished. */
  readonly restart: boolean
  /** Most originals that are sent. */
  readonly limit: number
  readonly now: () => Date
  readonly say: (text: string) => void
}

export interface Walked {
  readonly sums: readonly Tally[]
  readonly sent: number
  readonly finished: boolean
}

type Counts = Pick<BackfillRecord, 'looked' | 'sent' | 'needs'>

/** How far it has come, kept in the ledger: whoever starts it again goes on from there. */
const bookmark = async ({ bucket, prefix, recipes, ledger, restart, now, say, send }: Backfill) => {
  if (!send) return { after: undefined, counts: {}, keep: async () => {} }
  const key = keys.backfill(bucket, prefix)
  let known: Stored<BackfillRecord> | undefined = await ledger.get<BackfillRecord>(key)
  if (known && isUnderWay(known, now()))
    throw new UsageError(
      `The function is at a backfill of this prefix, which ${known.by} began at ${known.at}. Wait for its end, or stop it on the page of thumbnails.`,
    )
  const version = recipesVersion(recipes)
  const earlier = !restart && known && canGoOn(known, version) ? known : undefined
  const at = earlier?.at ?? now().toISOString()
  if (earlier?.after) say(`Going on with what was begun at ${at}. To begin anew: --restart`)
  const keep = async (place: string, state: BackfillRecord['state'], counts: Counts): Promise<void> => {
    const ended = state === 'running' ? {} : { endedAt: now().toISOString() }
    const item: BackfillRecord = {
      ...key,
      kind: 'backfill',
      at,
      recipes: version,
      after: place,
      state,
      ...counts,
      ...ended,
    }
    try {
      await ledger.commit([{ item, expect: known?.version ?? 'absent' }], now())
    } catch (error) {
      if (error instanceof ConflictError) throw new UsageError('Another backfill of this prefix is under way.')
      throw error
    }
    known = { ...item, version: (known?.version ?? 0) + 1 }
  }
  const counts: Counts = { looked: earlier?.looked, sent: earlier?.sent, needs: earlier?.needs }
  return { after: earlier?.after || undefined, counts, keep }
}

/**
 * Goes over all originals under a prefix, page by page, and sends those without the right thumbnails through the queue.
 * Stopped at any time, it goes on from the last page that was sent; what is sent twice is found to be right and costs little.
 * @throws UsageError when another one is at the same prefix
 */
export const backfill = async (task: Backfill): Promise<Walked> => {
  const { bucket, prefix, recipes, store, send, limit, say } = task
  const mark = await bookmark(task)
  let counts: Counts = mark.counts
  let sums: readonly Tally[] = []
  let [sent, looked] = [0, 0]
  let last = mark.after ?? ''
  for await (const page of store.originals(prefix, mark.after)) {
    const portion = await portionOf(page, recipes, store, limit - sent)
    last = portion.last ?? last
    sums = tally(sums, portion.decisions)
    await send?.(portion.taken.map(({ key }) => ({ bucket, key })))
    sent += portion.taken.length
    looked += portion.looked
    counts = counted(counts, portion)
    await mark.keep(last, 'running', counts)
    say(`${looked} looked at, ${sent} ${send ? 'sent' : 'to make'}`)
    if (portion.isCut) return { sums, sent, finished: false }
  }
  await mark.keep(last, 'done', counts)
  return { sums, sent, finished: true }
}
