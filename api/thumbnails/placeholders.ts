import { S3Client, S3ServiceException } from '@aws-sdk/client-s3'
import { pruneStore } from '../../functions/thumbnails/backfill/prune-store.ts'
import { thumbnailKey } from '../../functions/thumbnails/rules/keys.ts'
import type { Placeholder } from '../../functions/thumbnails/rules/placeholder.ts'
import { recipeFor } from '../../functions/thumbnails/rules/recipe.ts'
import type { Deployment } from '../deployment.ts'
import { currentRecipes } from './recipes.ts'
import type { AddressRow } from './url.ts'

/** An address, and what is shown until the thumbnail is there. */
export type PlaceholderRow = AddressRow & Partial<Placeholder>

/** Who may only sign addresses need not be allowed to read the bucket. */
const orNothing = (error: unknown): undefined => {
  if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 403) return undefined
  throw error
}

/**
 * Adds the ThumbHash and the dominant colour that each thumbnail carries, where its recipe wants them. Of those that are not there, or
 * that one may not read, nothing is added.
 * @param bucket of the originals; default: the bucket of uploads
 */
export const withPlaceholders = (
  deployment: Pick<Deployment, 'config' | 'connect' | 'output'>,
  rows: readonly AddressRow[],
  bucket?: string,
): Promise<PlaceholderRow[]> => {
  const recipes = currentRecipes(deployment, {}, bucket)
  return Promise.all(
    rows.map(async (row) => {
      const recipe = recipeFor(row.key, recipes)
      if (!recipe?.placeholder) return row
      const { readMark } = pruneStore(deployment.output('ThumbnailsBucket'), deployment.connect(S3Client))
      const mark = await readMark(thumbnailKey(row.key, row.size, recipe)).catch(orNothing)
      return { ...row, ...mark?.placeholder }
    }),
  )
}
