import { createHash } from 'node:crypto'
import type { BackfillRecord } from '../../../shared/ledger/records.ts'
import type { Portion } from './backfill.ts'
import type { PrefixRecipe } from './recipe.ts'

/** Milliseconds after its time after which a step is taken for lost: the message waits behind those of uploads. */
export const lostAfterMs = 10 * 60_000

/** The recipes by which a backfill decides, in a few letters. */
export const recipesVersion = (recipes: readonly PrefixRecipe[]): string =>
  createHash('sha256')
    .update(JSON.stringify(recipes.map(({ prefix, key, hash }) => [prefix, key, hash])))
    .digest('hex')
    .slice(0, 16)

/** Whether the next backfill goes on where this one stopped: it has not come to its end, and the recipes are the same. */
export const canGoOn = ({ state, recipes }: Pick<BackfillRecord, 'state' | 'recipes'>, version: string): boolean =>
  state !== 'done' && recipes === version

/** Whether the function is at it: its next step is due, or late by a little. */
export const isUnderWay = ({ state, run, dueAt }: BackfillRecord, now: Date): boolean =>
  state === 'running' && run !== undefined && dueAt !== undefined && Date.parse(dueAt) + lostAfterMs > now.getTime()

/** What a backfill has counted once it has looked at some more. */
export const counted = (
  { looked = 0, sent = 0, needs = {} }: Pick<BackfillRecord, 'looked' | 'sent' | 'needs'>,
  portion: Pick<Portion, 'decisions' | 'taken' | 'looked'>,
): Required<Pick<BackfillRecord, 'looked' | 'sent' | 'needs'>> => {
  const sums: Record<string, number> = { ...needs }
  for (const { need } of portion.decisions) sums[need] = (sums[need] ?? 0) + 1
  return { looked: looked + portion.looked, sent: sent + portion.taken.length, needs: sums }
}
