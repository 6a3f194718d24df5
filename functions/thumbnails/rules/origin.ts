import type { Existing } from '../../../shared/config/thumbnails/existing.ts'
import type { PrefixRecipe } from './recipe.ts'

/**
 * The folder of the bucket of thumbnails for what comes from a bucket that was there already: two buckets may have the same keys. No key template can
 * start so, and no upload whose key starts so has thumbnails.
 */
export const folderOf = (bucket: string): string => `@${bucket}/`

/**
 * The recipes for originals of one bucket, the longest prefix first. Those of a bucket that was there already keep their thumbnails in its folder.
 * @param recipes of the config
 */
export const recipesIn = (
  bucket: string,
  recipes: readonly PrefixRecipe[],
  existing: readonly Existing[],
): readonly PrefixRecipe[] => {
  if (existing.length === 0) return recipes
  const own = existing.filter((each) => each.bucket === bucket)
  if (own.length === 0) {
    const except = existing.map((each) => folderOf(each.bucket))
    return recipes.map((recipe) => ({ ...recipe, except }))
  }
  const only = own.map(({ prefix }) => prefix)
  return recipes.map((recipe) => ({ ...recipe, key: `${folderOf(bucket)}${recipe.key}`, only }))
}

/** Whether a bucket was there already: nothing in it is ever changed. */
export const isExisting = (bucket: string, existing: readonly Existing[]): boolean =>
  existing.some((each) => each.bucket === bucket)
