import { join } from 'node:path'
import type { Deployment } from '../../api/deployment.ts'
import { UsageError } from '../../api/usage-error.ts'
import { type PrefixRecipe, recipesOf } from '../../functions/thumbnails/rules/recipe.ts'
import type { ThumbnailsConfig } from '../../shared/config/thumbnails/schema.ts'
import { readWatermarks } from '../../shared/config/thumbnails/watermarks.ts'

/** The thumbnails' config. @throws UsageError when there is none */
export const thumbnailsConfig = ({ config }: Deployment): ThumbnailsConfig => {
  if (!config.thumbnails) throw new UsageError('nightshift.config.ts has no thumbnails.')
  return config.thumbnails
}

/** The recipes as the file says now, which the deployment may not know yet. @throws UsageError, ConfigError */
export const currentRecipes = (deployment: Deployment): readonly PrefixRecipe[] => {
  const config = thumbnailsConfig(deployment)
  return recipesOf(config, readWatermarks(config, join(import.meta.dirname, '..', '..')))
}
