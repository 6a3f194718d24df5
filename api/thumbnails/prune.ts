import { S3Client } from '@aws-sdk/client-s3'
import { type PruneStore, pruneStore } from '../../functions/thumbnails/backfill/prune-store.ts'
import { isOurs, wantedKeys } from '../../functions/thumbnails/rules/gone.ts'
import { requestsFolder } from '../../functions/thumbnails/rules/recipe.ts'
import type { Mark } from '../../functions/thumbnails/rules/version.ts'
import { ConflictError } from '../../shared/errors.ts'
import { inParallel } from '../../shared/in-parallel.ts'
import type { Deployment } from '../deployment.ts'
import { existingBuckets } from './existing.ts'
import { currentRecipes, thumbnailsConfig } from './recipes.ts'

/** Thumbnails that no size or key template is for any more, as `nightshift thumbnails backfill --prune --json` prints them. */
export interface PruneRow {
  /** Hash of the recipe that made them. */
  readonly recipe: string
  readonly thumbnails: number
  readonly bytes: number
  /** The first of them. */
  readonly example: string
}

/** What was found, and what was done. */
export interface Pruned {
  readonly rows: readonly PruneRow[]
  /** Objects that no recipe is for and that we did not write: they stay. */
  readonly others: number
  readonly removed: number
  /** Written anew while they were looked at: they stay. */
  readonly changed: number
}

/** How many objects are looked at at once. */
const width = 32

/** The removal of one thumbnail, if it is still that one. */
const removeOne = async (key: string, mark: Mark, store: PruneStore): Promise<'removed' | 'changed'> => {
  try {
    await store.remove(key, mark)
    return 'removed'
  } catch (error) {
    if (error instanceof ConflictError) return 'changed'
    throw error
  }
}

/**
 * Finds the thumbnails that no recipe is for any more, and removes them where somebody has agreed.
 * @param isWanted of a key
 */
export const prune = async (
  store: PruneStore,
  isWanted: (key: string) => boolean,
  { confirm, say }: { readonly confirm: boolean; readonly say: (text: string) => void },
): Promise<Pruned> => {
  const rows = new Map<string, PruneRow>()
  let [others, removed, changed, looked] = [0, 0, 0, 0]
  for await (const page of store.pages()) {
    const gone = page.filter(({ key }) => !isWanted(key))
    await inParallel(gone, width, async ({ key, bytes }) => {
      const mark = await store.readMark(key)
      if (!isOurs(mark)) {
        others += mark ? 1 : 0
        return
      }
      const row = rows.get(mark.recipe) ?? { recipe: mark.recipe, thumbnails: 0, bytes: 0, example: key }
      const example = key < row.example ? key : row.example
      rows.set(mark.recipe, { ...row, example, thumbnails: row.thumbnails + 1, bytes: row.bytes + bytes })
      if (!confirm) return
      if ((await removeOne(key, mark, store)) === 'removed') removed += 1
      else changed += 1
    })
    looked += page.length
    say(
      `${looked} thumbnails looked at, ${[...rows.values()].reduce((sum, row) => sum + row.thumbnails, 0)} without a recipe`,
    )
  }
  return { rows: [...rows.values()].sort((one, other) => other.bytes - one.bytes), others, removed, changed }
}

/**
 * Finds thumbnails of sizes and key templates that the config has no more, and removes them where somebody has agreed. What we did not write stays,
 * and so does what is written anew meanwhile.
 * @throws UsageError when the config has no thumbnails
 */
export const pruneThumbnails = (
  deployment: Pick<Deployment, 'config' | 'connect' | 'output'>,
  asked: { readonly confirm: boolean; readonly say: (text: string) => void },
): Promise<Pruned> => {
  const buckets = [undefined, ...existingBuckets(deployment.config)]
  const isThumbnail = wantedKeys(buckets.map((bucket) => currentRecipes(deployment, {}, bucket)))
  // What was made on request follows its original, as long as anything may be asked for.
  const isWanted = (key: string): boolean =>
    isThumbnail(key) || (thumbnailsConfig(deployment).requests !== undefined && key.startsWith(requestsFolder))
  return prune(pruneStore(deployment.output('ThumbnailsBucket'), deployment.connect(S3Client)), isWanted, asked)
}
