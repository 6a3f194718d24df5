import { createHash } from 'node:crypto'
import type { Existing } from '../../../shared/config/thumbnails/existing.ts'
import type { RequestsConfig } from '../../../shared/config/thumbnails/requests.ts'
import { type AskedPicture, normalForm, positionOf } from '../../../shared/thumbnails/picture.ts'
import type { Change } from './notification.ts'
import { folderOf } from './origin.ts'
import { type PrefixRecipe, requestsFolder } from './recipe.ts'
import type { Version } from './version.ts'

const hash = (text: string): string => createHash('sha256').update(text).digest('hex')

/** The original that the key in an address means: that of uploads, or `@bucket/key` of a bucket that was there already. */
export const originalOf = (key: string, uploads: string, existing: readonly Existing[]): Change => {
  const own = existing.find(({ bucket }) => key.startsWith(folderOf(bucket)))
  return own ? { bucket: own.bucket, key: key.slice(folderOf(own.bucket).length) } : { bucket: uploads, key }
}

/** What is asked for, by the format that it gets. */
export interface ResolvedPicture extends Omit<AskedPicture, 'format'> {
  readonly format?: Exclude<AskedPicture['format'], 'auto'>
}

/** Formats that `auto` gives, the best first. Browsers that show one show those behind it. */
export const autoFormats = ['avif', 'webp', 'jpeg'] as const
export type AutoFormat = (typeof autoFormats)[number]

/**
 * With what quality AVIF is made for `auto`, of that which WebP and JPEG have: with as many bytes it would be better than they are, and nobody asked for
 * that. imgproxy makes AVIF with 63 where others have 80: https://docs.imgproxy.net/configuration/options
 */
const avifShare = 0.8

/**
 * What `format=auto` may be for a browser, the best first: a picture that cannot be made as the first for its size is made as the next one. Where animations
 * move, nothing is AVIF: its frames are not made here. Any other picture is what it says.
 * @param best that the browser takes
 * @param recipe of the original
 */
export const resolveAuto = (
  { format, ...asked }: AskedPicture,
  best: AutoFormat,
  recipe: Pick<PrefixRecipe, 'frames' | 'quality'>,
): readonly ResolvedPicture[] => {
  if (format !== 'auto') return [{ ...asked, format }]
  const quality = asked.quality ?? recipe.quality
  const least = best === 'avif' && recipe.frames === 'animated' ? 'webp' : best
  return autoFormats.slice(autoFormats.indexOf(least)).map((each) => ({
    ...asked,
    format: each,
    quality: each === 'avif' ? Math.max(1, Math.round(quality * avifShare)) : quality,
  }))
}

/**
 * The recipe for one picture on request: what its address leaves out is as the recipe of its original says, and a side that it leaves out has at most
 * `largest` pixels.
 * @param version of the original, whose metadata may say around which point it is cut, where the address does not
 * @returns a recipe of one size, whose hash says all that the pixels depend on
 */
export const requestedRecipe = (
  recipe: PrefixRecipe,
  asked: ResolvedPicture,
  { focus }: Pick<Version, 'focus'>,
  { largest }: Pick<RequestsConfig, 'largest'>,
): PrefixRecipe => {
  const { width = largest, height = largest, fit = 'inside' } = asked
  const format = asked.format ?? recipe.format
  const quality = asked.quality ?? recipe.quality
  const background = asked.background === undefined ? recipe.background : `#${asked.background}`
  const position = positionOf(asked.position ?? '') ?? focus?.point ?? recipe.position
  const pixels = [recipe.hash, width, height, fit, format, quality, background, ...(fit === 'cover' ? [position] : [])]
  return {
    ...recipe,
    sizes: [{ name: 'requested', width, height, fit }],
    format,
    quality,
    background,
    position,
    // Nobody reads it of a picture on request.
    placeholder: false,
    hash: hash(JSON.stringify(pixels)).slice(0, 16),
  }
}

/** Where everything stands that was made on request of an original, of whatever version. */
export const shelfOf = ({ bucket, key }: Change): string => `${requestsFolder}${hash(`${bucket}/${key}`).slice(0, 32)}/`

/** Where everything stands that was made of one version. */
export const versionShelfOf = (original: Change, etag: string): string => `${shelfOf(original)}${etag}/`

/**
 * Where everything stands that may be asked for of one version now: what another recipe, `largest` or focal point has made is not counted with it.
 * @param recipe hash of the original's own
 */
export const recipeShelfOf = (
  original: Change,
  { etag, focus }: Pick<Version, 'etag' | 'focus'>,
  recipe: string,
  { largest }: Pick<RequestsConfig, 'largest'>,
): string => `${versionShelfOf(original, etag)}${hash(JSON.stringify([recipe, largest, focus?.point])).slice(0, 16)}/`

/** The key of one picture in the bucket of thumbnails. @param shelf by `recipeShelfOf` */
export const slotOf = (shelf: string, { hash: recipe, format }: PrefixRecipe): string => `${shelf}${recipe}.${format}`

/** Why the config lets nobody have this picture, or nothing. */
export const notAllowed = (
  picture: AskedPicture,
  { sizes, largest }: Pick<RequestsConfig, 'sizes' | 'largest'>,
): string | undefined => {
  const { width = 0, height = 0 } = picture
  if (Math.max(width, height) > largest) return `At most ${largest} pixels a side may be asked for.`
  if (sizes && !sizes.includes(normalForm(picture))) return 'This size is not among those that may be asked for.'
  return undefined
}
