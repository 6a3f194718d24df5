import { createHash } from 'node:crypto'
import { type BackfillStore, decidePage, isToMake } from '../../functions/thumbnails/rules/backfill.ts'
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

const textOf = (recipes: readonly PrefixRecipe[]): string =>
  createHash('sha256')
    .update(JSON.stringify(recipes.map(({ prefix, key, hash }) => [prefix, key, hash])))
    .digest('hex')
    .slice(0, 16)

/** How far it has come, kept in the ledger: whoever starts it again goes on from there. */
const bookmark = async ({ bucket, prefix, recipes, ledger, restart, now, say, send }: Backfill) => {
  if (!send) return { after: undefined, keep: async () => {} }
  const key = keys.backfill(bucket, prefix)
  let known: Stored<BackfillRecord> | undefined = await ledger.get<BackfillRecord>(key)
  const version = textOf(recipes)
  const goesOn = !restart && known?.state === 'running' && known.recipes === version
  const after = goesOn ? known?.after : undefined
  const at = goesOn && known ? known.at : now().toISOString()
  if (after) say(`Going on with what was begun at ${at}. To begin anew: --restart`)
  const keep = async (place: string, state: BackfillRecord['state']): Promise<void> => {
    const item: BackfillRecord = { ...key, kind: 'backfill', at, recipes: version, after: place, state }
    try {
      await ledger.commit([{ item, expect: known?.version ?? 'absent' }], now())
    } catch (error) {
      if (error instanceof ConflictError) throw new UsageError('Another backfill of this prefix is under way.')
      throw error
    }
    known = { ...item, version: (known?.version ?? 0) + 1 }
  }
  return { after, keep }
}

/**
 * Goes over all originals under a prefix, page by page, and sends those without the right thumbnails through the queue.
 * Stopped at any time, it goes on from the last page that was sent; what is sent twice is found to be right and costs little.
 * @throws UsageError when another one is at the same prefix
 */
export const backfill = async (task: Backfill): Promise<Walked> => {
  const { bucket, prefix, recipes, store, send, limit, say } = task
  const { after, keep } = await bookmark(task)
  let sums: readonly Tally[] = []
  let sent = 0
  let looked = 0
  let last = after ?? ''
  for await (const page of store.originals(prefix, after)) {
    const decisions = await decidePage(page, recipes, store)
    const wanted = decisions.filter(isToMake)
    const taken = wanted.slice(0, limit - sent)
    const isCut = taken.length < wanted.length
    last = (isCut ? taken.at(-1)?.original.key : page.at(-1)?.key) ?? last
    const until = isCut ? decisions.findIndex(({ original }) => original.key === last) + 1 : decisions.length
    sums = tally(sums, decisions.slice(0, until))
    await send?.(taken.map(({ original }) => ({ bucket, key: original.key })))
    sent += taken.length
    looked += isCut ? until : page.length
    await keep(last, 'running')
    say(`${looked} looked at, ${sent} ${send ? 'sent' : 'to make'}`)
    if (isCut) return { sums, sent, finished: false }
  }
  await keep(last, 'done')
  return { sums, sent, finished: true }
}
