import type { Sharp } from 'sharp'
import { errorText } from '../../../shared/errors.ts'
import { inParallel } from '../../../shared/in-parallel.ts'
import type { Size, Watermark } from '../rules/recipe.ts'
import { type Base, type FailOn, inLight, openBase, scaleFor } from './base.ts'
import { cropFor } from './crop.ts'
import { openHeic } from './heic-base.ts'
import { libheif } from './libheif.ts'
import { allowOnly } from './libvips.ts'
import type { Message } from './message.ts'
import { placeholderOf } from './placeholder.ts'
import { readable } from './readable.ts'
import { tag } from './rights.ts'
import { overlay } from './watermark.ts'
import { type Done, type Made, tellingLine, type Work } from './work.ts'

type Recipe = Work['recipe']

interface Encoded extends Made {
  readonly bytes: Uint8Array
}

const encode = (image: Sharp, { format, quality, background }: Recipe, timing: Base['timing']): Sharp => {
  if (format === 'webp') return image.webp({ quality, effort: 4, ...timing })
  if (format === 'avif') return image.avif({ quality, effort: 2 })
  if (format === 'png') return image.png()
  return image.flatten({ background }).jpeg({ quality, progressive: true })
}

const makeOne = async (base: Base, size: Size, recipe: Recipe, mark: Watermark | undefined): Promise<Encoded> => {
  const { width, height, fit } = size
  const crop = await cropFor(base, size, recipe.position)
  const opened = inLight(base.open(), recipe)
  const fitted = crop
    ? opened.resize(crop.width, crop.height, { fit: 'fill' }).extract(crop.part)
    : opened.resize({
        ...(width && { width }),
        ...(height && { height }),
        fit,
        withoutEnlargement: true,
        background: recipe.background,
      })
  const resized = fitted.toColourspace('srgb')
  const marked = mark ? await overlay(resized, mark) : resized
  const tagged = base.rights ? tag(marked, base.rights) : marked
  const { data, info } = await encode(tagged, recipe, base.timing).toBuffer({ resolveWithObject: true })
  // Of an animation the height is that of all frames together.
  const made = { name: size.name, width: info.width, height: info.pageHeight ?? info.height }
  const placeholder = recipe.placeholder && (await placeholderOf(base, size, crop, made, recipe))
  return { ...made, ...(placeholder && { placeholder }), bytes: data }
}

/** Sizes with one answer come out alike: nothing is enlarged, so a small picture is the same in all that are larger. */
const outcomeOf = (size: Size, { width, height }: Base): string =>
  size.fit === 'inside' && scaleFor(size, width, height) >= 1 ? 'as it is' : `${size.fit} ${size.width} ${size.height}`

/** Pixels of a thumbnail at most, in all of its frames. */
const pixelsOf = (size: Size, { width, height, frames }: Base): number =>
  frames *
  (size.fit === 'contain'
    ? (size.width ?? width) * (size.height ?? height)
    : width * height * Math.min(1, scaleFor(size, width, height)) ** 2)

/** Pixels of all thumbnails together up to which two are made at once; above, and for AVIF, that takes too much memory. */
const mostAtOnce = 6e6

/** Makes each thumbnail that differs from the others once, and two at a time where there is memory for it. */
const makeAll = async (base: Base, { recipe }: Work, mark: Watermark | undefined): Promise<readonly Encoded[]> => {
  const firsts = new Map([...recipe.sizes].reverse().map((size) => [outcomeOf(size, base), size]))
  const different = recipe.sizes.filter((size) => firsts.get(outcomeOf(size, base)) === size)
  const pixels = different.reduce((sum, size) => sum + pixelsOf(size, base), 0)
  const together = recipe.format !== 'avif' && !base.again && pixels <= mostAtOnce
  const made = await inParallel(different, together ? 2 : 1, async (size) => {
    const thumbnail = await makeOne(base, size, recipe, mark)
    return [outcomeOf(size, base), thumbnail] as const
  })
  const byOutcome = new Map(made)
  return recipe.sizes.flatMap((size) => {
    const thumbnail = byOutcome.get(outcomeOf(size, base))
    return thumbnail ? [{ ...thumbnail, name: size.name }] : []
  })
}

interface Attempt {
  readonly made: readonly Encoded[]
  readonly fault?: string
  readonly decoded: boolean
}

const attempt = async ({ head, parts }: Message<Work>, failOn: FailOn): Promise<Attempt> => {
  const { type, watermark } = head
  const [picture = new Uint8Array(), bytes] = parts
  const mark = watermark && bytes && { ...watermark, bytes }
  let decoded = false
  // Where it is missing, that is nothing against the picture: the process ends, and the upload is tried again.
  if (type === 'heic') await libheif()
  try {
    allowOnly(type)
    const base = type === 'heic' ? await openHeic(picture, head) : await openBase(readable(picture, type), head, failOn)
    decoded = base.decoded
    if (mark) allowOnly('png', 'webp', 'jpeg', type)
    return { made: await makeAll(base, head, mark), decoded }
  } catch (error) {
    return { made: [], fault: errorText(error), decoded }
  }
}

/** Whether a warning says that data of the picture is missing: libjpeg would make up the rest. */
const saysMissing = (warning: string): boolean => /premature end/i.test(warning)

/**
 * Makes every thumbnail of a recipe from one picture. Some phones write JPEGs with warnings (sharp#1578): what fails for one
 * is tried once more if nothing is missing, and the answer says so. What a picture does is never thrown.
 * @throws Error where a program that it needs is not there
 */
export const makeThumbnails = async (work: Message<Work>): Promise<Message<Done>> => {
  const strict = await attempt(work, 'warning')
  // libheif makes no difference.
  const final = strict.fault === undefined || strict.decoded || saysMissing(strict.fault) || work.head.type === 'heic'
  const patient = final ? strict : await attempt(work, 'error')
  if (patient.fault !== undefined) return { head: { fault: patient.fault, decoded: patient.decoded }, parts: [] }
  const thumbnails = patient.made.map(({ bytes: _, ...made }) => made)
  const warning = strict.fault && tellingLine(strict.fault)
  return { head: { thumbnails, ...(warning && { warning }) }, parts: patient.made.map(({ bytes }) => bytes) }
}
