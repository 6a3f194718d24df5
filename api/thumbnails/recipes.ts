import { thumbnailKeys } from '../../functions/thumbnails/rules/keys.ts'
import { recipesIn } from '../../functions/thumbnails/rules/origin.ts'
import { type PrefixRecipe, recipeFor, recipesOf, type Size } from '../../functions/thumbnails/rules/recipe.ts'
import type { ThumbnailsConfig } from '../../shared/config/thumbnails/schema.ts'
import type { Deployment } from '../deployment.ts'
import { UsageError } from '../usage-error.ts'

type Asked = Pick<Deployment, 'config'>

/** The files of watermarks in base64, by their names in the config: `readWatermarks` of shared/config gives them. */
export type Watermarks = Readonly<Record<string, string>>

/** The thumbnails' config. @throws UsageError when there is none */
export const thumbnailsConfig = ({ config }: Asked): ThumbnailsConfig => {
  if (!config.thumbnails) throw new UsageError('nightshift.config.ts has no thumbnails.')
  return config.thumbnails
}

/**
 * The recipes as the config says now, which the functions may not know yet.
 * @param watermarks needed where it matters what the thumbnails look like, not only what they are called
 * @param bucket of the originals; default: the bucket of uploads
 * @throws UsageError when the config has no thumbnails
 */
export const currentRecipes = (
  deployment: Asked,
  watermarks: Watermarks = {},
  bucket = '',
): readonly PrefixRecipe[] => {
  const config = thumbnailsConfig(deployment)
  return recipesIn(bucket, recipesOf(config, watermarks), config.existing)
}

/** The thumbnails that an original is to have, by their keys; none where no recipe is for it. */
export const thumbnailsOf = (
  deployment: Asked,
  original: string,
): { readonly key: string; readonly size: Size | undefined }[] => {
  const recipe = recipeFor(original, currentRecipes(deployment))
  const keys = (recipe && thumbnailKeys(original, recipe)) ?? []
  return keys.map((key, index) => ({ key, size: recipe?.sizes[index] }))
}
