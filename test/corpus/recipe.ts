import type { Recipe } from '../../functions/thumbnails/rules/recipe.ts'

/** A recipe with nothing special in it; tests change what they are about. */
export const plainRecipe: Recipe = {
  sizes: [{ name: 'small', width: 20, height: 20, fit: 'inside' }],
  format: 'webp',
  quality: 80,
  background: '#ffffff',
  frames: 'first',
  resampling: 'gamma',
  position: 'centre',
  keepCopyright: false,
  placeholder: false,
  acceptTiff: false,
  acceptHeic: true,
  maxPixels: 50e6,
  hash: 'hash',
}
