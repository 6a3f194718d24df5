import type { Existing } from '../../../shared/config/thumbnails/existing.ts'
import type { Change } from './notification.ts'
import { type PrefixRecipe, recipeFor } from './recipe.ts'

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

/**
 * The recipe for one original, as `recipeFor` finds it among the recipes of its bucket. Only the one whose prefix counts is looked at: an upload does not
 * copy fifty.
 * @param recipes of the config, the longest prefix first
 */
export const recipeOf = (
  { bucket, key }: Change,
  recipes: readonly PrefixRecipe[],
  existing: readonly Existing[],
): PrefixRecipe | undefined => {
  const found = recipes.filter(({ prefix }) => key.startsWith(prefix)).slice(0, 1)
  return recipeFor(key, recipesIn(bucket, found, existing))
}

/** Whether a bucket was there already: nothing in it is ever changed. */
export const isExisting = (bucket: string, existing: readonly Existing[]): boolean =>
  existing.some((each) => each.bucket === bucket)
