import { partsOf } from '../../../shared/config/thumbnails/key-template.ts'
import { thumbnailKey } from './keys.ts'
import { type PrefixRecipe, recipeFor } from './recipe.ts'
import type { Mark } from './version.ts'

const patterns = { key: '(?<key>.+)', path: '(?<path>(?:.*/)?)', name: '(?<name>[^/]*)' } as const

const escaped = (text: string): string => text.replaceAll(/[$()*+.?[\\\]^{|}/-]/g, String.raw`\$&`)

const patternOf = ({ key, format, sizes }: PrefixRecipe): RegExp => {
  const size = `(?<size>${sizes.map(({ name }) => escaped(name)).join('|')})`
  const parts = partsOf(key, format).map((part) => {
    if ('text' in part) return escaped(part.text)
    return part.field === 'size' || part.field === 'format' ? size : patterns[part.field]
  })
  return new RegExp(`^${parts.join('')}$`, 's')
}

/**
 * Says of a key in the bucket of thumbnails whether an original of one of the buckets would have a thumbnail there, by the recipes as they are. It does not
 * ask whether that original is there: where it was removed, its thumbnails went with it.
 * @param buckets the recipes for the originals of each bucket, the longest prefix first
 */
export const wantedKeys = (buckets: readonly (readonly PrefixRecipe[])[]): ((key: string) => boolean) => {
  const all = buckets.flatMap((recipes) => recipes.map((recipe) => ({ recipe, recipes, pattern: patternOf(recipe) })))
  return (key) =>
    all.some(({ recipe, recipes, pattern }) => {
      const { key: whole, path = '', name = '', size = '' } = pattern.exec(key)?.groups ?? {}
      const original = whole ?? `${path}${name}`
      // What the pattern took for an original must be one of this recipe, and lead back to the same key.
      return original !== '' && recipeFor(original, recipes) === recipe && thumbnailKey(original, size, recipe) === key
    })
}

/**
 * Whether an object is a thumbnail that we wrote, where it is: nobody else leaves both marks, the hash of a recipe among them, and what was copied with them is
 * somebody's own.
 */
export const isOurs = (mark: Mark | undefined): mark is Mark & { readonly recipe: string } =>
  Boolean(mark?.sourceEtag) && /^[0-9a-f]{16}$/.test(mark?.recipe ?? '') && mark?.isCopy !== true
