import type { Sharp, SharpOptions } from 'sharp'
import { errorText } from '../../../shared/errors.ts'
import { maxPixels } from '../inspect/limits.ts'
import type { Size, Watermark } from '../rules/recipe.ts'
import { allowOnly, sharp } from './libvips.ts'
import type { Message } from './message.ts'
import { type Rights, rightsOf, tag } from './rights.ts'
import { overlay } from './watermark.ts'
import { type Done, type Made, tellingLine, type Work } from './work.ts'

type Recipe = Work['recipe']
type FailOn = 'warning' | 'error'

/** A picture that is ready to be made small: decoded once for all sizes, unless it is an animation. */
interface Base {
  readonly open: () => Sharp
  readonly decoded: boolean
  readonly rights: Rights | undefined
}

interface Encoded extends Made {
  readonly bytes: Uint8Array
}

const optionsFor = (failOn: FailOn, animated: boolean): SharpOptions => ({
  failOn,
  animated,
  limitInputPixels: maxPixels,
  autoOrient: true,
})

/** How much of its own width and height a picture keeps in a thumbnail. */
const scaleFor = ({ width = Infinity, height = Infinity, fit }: Size, wide: number, high: number): number =>
  fit === 'cover' ? Math.max(width / wide, height / high) : Math.min(width / wide, height / high)

/**
 * Averages light instead of stored values where that is asked for. Decoders that shrink while they load average stored
 * values, so sharp does not let them then.
 */
const inLight = (image: Sharp, { resampling }: Recipe): Sharp =>
  resampling === 'linear' ? image.pipelineColourspace('scrgb') : image

/**
 * Decodes a picture upright, in 8-bit sRGB, and no larger than the largest size needs. Frames of an animation are decoded for
 * each size instead: together they can be too large to keep.
 */
const open = async (bytes: Uint8Array, { type, recipe }: Work, failOn: FailOn): Promise<Base> => {
  const { autoOrient, pages = 1, ...metadata } = await sharp(bytes, optionsFor(failOn, false)).metadata()
  const rights = recipe.keepCopyright ? rightsOf(metadata) : undefined
  const moves = pages > 1 && (type === 'gif' || type === 'webp')
  if (moves && recipe.frames === 'animated' && recipe.format === 'webp')
    return { open: () => sharp(bytes, optionsFor(failOn, true)), decoded: false, rights }
  const scale = Math.min(
    1,
    Math.max(...recipe.sizes.map((size) => scaleFor(size, autoOrient.width, autoOrient.height))),
  )
  const side = (pixels: number): number => Math.max(1, Math.round(pixels * scale))
  const image = inLight(sharp(bytes, optionsFor(failOn, false)), recipe)
  // sharp takes 16-bit pictures that have a profile to Display P3 and leaves them there, unless a profile is asked for.
  if (metadata.depth === 'ushort' && metadata.hasProfile) image.withIccProfile('srgb', { attach: false })
  const { data, info } = await image
    .resize(side(autoOrient.width), side(autoOrient.height), { fit: 'fill' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  const raw = { width: info.width, height: info.height, channels: info.channels }
  return { open: () => sharp(data, { raw }), decoded: true, rights }
}

const encode = (image: Sharp, { format, quality, background }: Recipe): Sharp => {
  if (format === 'webp') return image.webp({ quality, effort: 4 })
  if (format === 'avif') return image.avif({ quality, effort: 2 })
  if (format === 'png') return image.png()
  return image.flatten({ background }).jpeg({ quality, progressive: true })
}

const makeOne = async (base: Base, size: Size, recipe: Recipe, mark: Watermark | undefined): Promise<Encoded> => {
  const { width, height, fit } = size
  const resized = inLight(base.open(), recipe)
    .resize({
      ...(width && { width }),
      ...(height && { height }),
      fit,
      withoutEnlargement: true,
      background: recipe.background,
    })
    .toColourspace('srgb')
  const marked = mark ? await overlay(resized, mark) : resized
  const tagged = base.rights ? tag(marked, base.rights) : marked
  const { data, info } = await encode(tagged, recipe).toBuffer({ resolveWithObject: true })
  // Of an animation the height is that of all frames together.
  return { name: size.name, width: info.width, height: info.pageHeight ?? info.height, bytes: data }
}

interface Attempt {
  readonly made: readonly Encoded[]
  readonly fault?: string
  readonly decoded: boolean
}

/**
 * The bytes as libvips recognises them: it knows AVIFs by few names that they can have in front, and not by that of an
 * animation (`avis`), though libheif decodes the still picture in one. What is no AVIF stays as it is.
 */
const recognisable = (bytes: Uint8Array, type: string): Uint8Array => {
  if (type !== 'avif' || bytes.length < 12) return bytes
  bytes.set(Buffer.from('avif'), 8)
  return bytes
}

const attempt = async ({ head, parts }: Message<Work>, failOn: FailOn): Promise<Attempt> => {
  const { type, recipe, watermark } = head
  const [original = new Uint8Array(), bytes] = parts
  const picture = recognisable(original, type)
  const mark = watermark && bytes && { ...watermark, bytes }
  let decoded = false
  try {
    allowOnly(type)
    const base = await open(picture, head, failOn)
    decoded = base.decoded
    if (mark) allowOnly('png', 'webp', 'jpeg', type)
    const made: Encoded[] = []
    for (const size of recipe.sizes) made.push(await makeOne(base, size, recipe, mark))
    return { made, decoded }
  } catch (error) {
    return { made: [], fault: errorText(error), decoded }
  }
}

/** Whether a warning says that data of the picture is missing: libjpeg would make up the rest. */
const saysMissing = (warning: string): boolean => /premature end/i.test(warning)

/**
 * Makes every thumbnail of a recipe from one picture. Some phones write JPEGs with warnings (sharp#1578): what fails for one
 * is tried once more if nothing is missing, and the answer says so. It never throws.
 */
export const makeThumbnails = async (work: Message<Work>): Promise<Message<Done>> => {
  const strict = await attempt(work, 'warning')
  const final = strict.fault === undefined || strict.decoded || saysMissing(strict.fault)
  const patient = final ? strict : await attempt(work, 'error')
  if (patient.fault !== undefined) return { head: { fault: patient.fault, decoded: patient.decoded }, parts: [] }
  const thumbnails = patient.made.map(({ name, width, height }) => ({ name, width, height }))
  const warning = strict.fault && tellingLine(strict.fault)
  return { head: { thumbnails, ...(warning && { warning }) }, parts: patient.made.map(({ bytes }) => bytes) }
}
