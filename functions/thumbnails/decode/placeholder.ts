import type { Sharp } from 'sharp'
import { rgbaToThumbHash } from 'thumbhash'
import type { Placeholder } from '../rules/placeholder.ts'
import type { Size } from '../rules/recipe.ts'
import type { Base } from './base.ts'
import { type Crop, cropAround } from './crop.ts'
import type { Made, Work } from './work.ts'

/** Longest side of what a placeholder is made from, in pixels: ThumbHash takes no more. */
const longest = 100

/** From so much alpha on a pixel counts as one that has a colour. */
const opaque = 128

interface Pixels {
  readonly rgba: Uint8Array
  readonly width: number
  readonly height: number
}

const centre = { x: 0.5, y: 0.5 }

/** What of the picture is in a thumbnail, as small as a placeholder needs it. */
const shrunk = (base: Base, size: Size, crop: Crop | undefined, made: Made, background: string): Sharp => {
  const scale = Math.min(1, longest / Math.max(made.width, made.height))
  const small = (pixels: number): number => Math.max(1, Math.round(pixels * scale))
  const [width, height] = [small(made.width), small(made.height)]
  if (size.fit !== 'cover')
    return base.first().resize(width, height, { fit: size.fit === 'contain' ? 'contain' : 'fill', background })
  const box = { name: size.name, fit: size.fit, width: size.width ?? made.width, height: size.height ?? made.height }
  const { part, ...whole } = crop ?? cropAround(centre, box, base.width, base.height)
  const [wide, high] = [Math.max(width, small(whole.width)), Math.max(height, small(whole.height))]
  const left = Math.min(Math.round(part.left * scale), wide - width)
  const top = Math.min(Math.round(part.top * scale), high - height)
  return base.first().resize(wide, high, { fit: 'fill' }).extract({ left, top, width, height })
}

/** A thumbnail's first frame, small: the same part of the picture, with the same edges, and without a watermark. */
const smallOf = async (
  base: Base,
  size: Size,
  crop: Crop | undefined,
  made: Made,
  { background, format }: Work['recipe'],
): Promise<Pixels> => {
  const fitted = shrunk(base, size, crop, made, background)
  const flat = format === 'jpeg' ? fitted.flatten({ background }) : fitted
  const { data, info } = await flat.toColourspace('srgb').ensureAlpha().raw().toBuffer({ resolveWithObject: true })
  return { rgba: data, width: info.width, height: info.height }
}

interface Box {
  readonly pixels: number
  readonly sum: readonly [number, number, number]
}

const hex = (value: number): string => Math.round(value).toString(16).padStart(2, '0')

/**
 * The colour that most pixels have: they are counted in 4,096 boxes of like colours, and the mean of those in the fullest is it, so that
 * a picture of one colour has exactly that. sharp's own count gives the middle of a box, up to 14 beside the colour.
 * @returns undefined where all are transparent
 */
const dominantColour = ({ rgba }: Pixels): string | undefined => {
  const boxes = new Map<number, Box>()
  let fullest: Box | undefined
  for (let at = 0; at < rgba.length; at += 4) {
    const [red = 0, green = 0, blue = 0, alpha = 0] = rgba.subarray(at, at + 4)
    if (alpha < opaque) continue
    const key = ((red >> 4) << 8) | ((green >> 4) << 4) | (blue >> 4)
    const { pixels, sum } = boxes.get(key) ?? { pixels: 0, sum: [0, 0, 0] }
    const box: Box = { pixels: pixels + 1, sum: [sum[0] + red, sum[1] + green, sum[2] + blue] }
    boxes.set(key, box)
    if (box.pixels > (fullest?.pixels ?? 0)) fullest = box
  }
  const { pixels = 0, sum = [] } = fullest ?? {}
  return pixels === 0 ? undefined : `#${sum.map((channel) => hex(channel / pixels)).join('')}`
}

/** What is shown in a thumbnail's place until it is there: of the same part, shape and colours. The same picture has the same. */
export const placeholderOf = async (
  base: Base,
  size: Size,
  crop: Crop | undefined,
  made: Made,
  recipe: Work['recipe'],
): Promise<Placeholder> => {
  const pixels = await smallOf(base, size, crop, made, recipe)
  const thumbHash = Buffer.from(rgbaToThumbHash(pixels.width, pixels.height, pixels.rgba)).toString('base64')
  const colour = dominantColour(pixels)
  return { thumbHash, ...(colour === undefined ? {} : { dominantColour: colour }) }
}
