import { createHash } from 'node:crypto'
import type { RequestsConfig } from '../../../shared/config/thumbnails/requests.ts'
import type { RecipeFields, ThumbnailsConfig } from '../../../shared/config/thumbnails/schema.ts'
import type { FocalPoint } from './focal-point.ts'

/** One thumbnail of a recipe. Nothing is enlarged. */
export interface Size {
  /** The key of the thumbnail has it in it. */
  readonly name: string
  /** Pixels. A recipe from `recipesOf` always bounds both sides. */
  readonly width?: number
  readonly height?: number
  readonly fit: 'inside' | 'cover' | 'contain'
}

/** A picture that is laid over every thumbnail. */
export interface Watermark {
  readonly bytes: Uint8Array
  readonly place: 'north-west' | 'north-east' | 'south-west' | 'south-east' | 'centre'
  /** Its width, as a share of the thumbnail's: more than 0, at most 1. */
  readonly share: number
}

/** What of a picture stays in a thumbnail with `cover`. */
export type Position = 'centre' | 'attention' | 'entropy' | FocalPoint

/** How thumbnails are made. */
export interface Recipe {
  /** Largest first. */
  readonly sizes: readonly [Size, ...Size[]]
  readonly format: 'webp' | 'jpeg' | 'avif' | 'png'
  /** 1 to 100. */
  readonly quality: number
  /** `#rrggbb`, for `contain`, and for what is transparent where the format cannot be. */
  readonly background: string
  readonly frames: 'first' | 'animated'
  /** Whether pixels are averaged as they are stored, or as light. */
  readonly resampling: 'gamma' | 'linear'
  /** For sizes with `cover`; an original may say otherwise. */
  readonly position: Position
  readonly keepCopyright: boolean
  /** Whether thumbnails carry a ThumbHash and their dominant colour. */
  readonly placeholder: boolean
  readonly watermark?: Watermark
  readonly acceptTiff: boolean
  readonly acceptHeic: boolean
  /** Pixels of the largest original that is decoded, all of its frames together. */
  readonly maxPixels: number
  /** A hash of all that the pixels depend on, and what is carried with them; every thumbnail carries it. */
  readonly hash: string
}

/** A recipe, and the originals that it is for. */
export interface PrefixRecipe extends Recipe {
  /** What the keys of its originals start with. */
  readonly prefix: string
  /** Template of the thumbnails' keys. */
  readonly key: string
  readonly storage: RecipeFields['storage']
  /** Where set, it is for no original whose key starts with one of these. */
  readonly except?: readonly string[]
  /** Where set, it is only for originals whose keys start with one of these. */
  readonly only?: readonly string[]
}

/** The config as it is laid beside the function: with the watermarks' files in base64, by their names in the config. */
export type DeployedConfig = ThumbnailsConfig & {
  readonly watermarks: Readonly<Record<string, string>>
  /** Whether there is a view, whose address is then in the environment. */
  readonly isServed: boolean
}

/** The same for the function of pictures on request. */
export type RequestsFunctionConfig = Omit<DeployedConfig, 'isServed' | 'view' | 'concurrency'> & {
  readonly requests: RequestsConfig
}

/** Raise it when the code makes other pixels from the same recipe. */
const revision = 2

/** No format takes more on a side: WebP has the least. https://developers.google.com/speed/webp/faq */
const longestSide = 16_383

const sizeOf = ([name, size]: [string, RecipeFields['sizes'][string]]): Required<Size> =>
  typeof size === 'number'
    ? { name, width: size, height: size, fit: 'inside' }
    : { name, width: size.width ?? longestSide, height: size.height ?? longestSide, fit: size.fit }

/** Whether a recipe has a size of which edges are cut. */
export const cuts = ({ sizes }: Pick<Recipe, 'sizes'>): boolean => sizes.some(({ fit }) => fit === 'cover')

const recipeOf = (
  fields: RecipeFields & Pick<ThumbnailsConfig, 'maxMegapixels'>,
  prefix: string,
  marks: Readonly<Record<string, string>>,
): PrefixRecipe => {
  const {
    format,
    quality,
    background,
    frames,
    resampling,
    position,
    keepCopyright,
    placeholder,
    acceptTiff,
    acceptHeic,
    key,
    storage,
  } = fields
  const [first, ...rest] = Object.entries(fields.sizes)
    .map(sizeOf)
    .sort((one, other) => other.width * other.height - one.width * one.height || (one.name < other.name ? -1 : 1))
  if (!first) throw new RangeError('A recipe needs a size')
  const sizes: Recipe['sizes'] = [first, ...rest]
  const watermark = fields.watermark && { ...fields.watermark, bytes: marks[fields.watermark.file] ?? '' }
  // Marks were once laid over the first frame alone.
  const marking = watermark && frames === 'animated' ? ['each frame'] : []
  // Where no size cuts anything, it changes nothing, and the centre is what there was before.
  const cutting = position !== 'centre' && cuts({ sizes }) ? [{ position }] : []
  const pixels = [
    revision,
    sizes,
    format,
    quality,
    background,
    frames,
    resampling,
    keepCopyright,
    watermark,
    ...marking,
    ...cutting,
    ...(placeholder ? ['placeholder'] : []),
  ]
  return {
    prefix,
    key,
    storage,
    sizes,
    format,
    quality,
    background,
    frames,
    resampling,
    position,
    keepCopyright,
    placeholder,
    acceptTiff,
    acceptHeic,
    maxPixels: fields.maxMegapixels * 1e6,
    hash: createHash('sha256').update(JSON.stringify(pixels)).digest('hex').slice(0, 16),
    ...(watermark
      ? {
          watermark: {
            bytes: Buffer.from(watermark.bytes, 'base64'),
            place: watermark.place,
            share: watermark.share,
          },
        }
      : {}),
  }
}

/**
 * The recipes that a config asks for, the longest prefix first. What a recipe leaves out is as the config says for all.
 * @param marks the watermarks' files in base64, by their names in the config
 * @throws RangeError when one has no size, which the schema refuses
 */
export const recipesOf = (
  {
    recipes,
    prefix,
    ...shared
  }: Omit<ThumbnailsConfig, 'maxMegabytes' | 'concurrency' | 'rejects' | 'view' | 'existing' | 'made' | 'requests'>,
  marks: Readonly<Record<string, string>> = {},
): readonly PrefixRecipe[] =>
  [
    recipeOf(shared, prefix, marks),
    ...recipes.map(({ prefix: own, ...fields }) => recipeOf({ ...shared, ...fields }, own, marks)),
  ].sort((one, other) => other.prefix.length - one.prefix.length)

/**
 * The folder of the bucket of thumbnails for pictures on request, and what their addresses begin with. A bucket's name is never empty, so that it is no
 * folder of a bucket that was there already; and no original whose key starts so has thumbnails.
 */
export const requestsFolder = '@/'

/** The recipe for an original: of those whose prefix its key starts with, the one with the longest. */
export const recipeFor = (key: string, recipes: readonly PrefixRecipe[]): PrefixRecipe | undefined => {
  if (key.startsWith(requestsFolder)) return undefined
  const starts = (start: string): boolean => key.startsWith(start)
  const found = recipes.find(({ prefix }) => starts(prefix))
  return found?.except?.some(starts) || found?.only?.some(starts) === false ? undefined : found
}

/**
 * From so many bytes on, a month in One Zone-IA costs less than in Standard: it bills at least 128 KiB, at $0.010 a
 * GB-month against $0.023 (us-east-1, November 2026). A thumbnail that is lost with its zone can be made again.
 */
const oneZoneFrom = Math.ceil((128 * 1024 * 0.01) / 0.023)

/** The storage class for a thumbnail of so many bytes: the cheaper one, unless the recipe wants Standard. */
export const storageClassFor = (bytes: number, storage: PrefixRecipe['storage']): 'STANDARD' | 'ONEZONE_IA' =>
  storage === 'by-size' && bytes >= oneZoneFrom ? 'ONEZONE_IA' : 'STANDARD'
