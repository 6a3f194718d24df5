import type { Region } from 'sharp'
import type { FocalPoint } from '../rules/focal-point.ts'
import type { Position, Size } from '../rules/recipe.ts'
import { type Base, scaleFor } from './base.ts'

/** A part of a picture that was made smaller first. Pixels. */
export interface Crop {
  /** Of the whole picture, made smaller. */
  readonly width: number
  readonly height: number
  readonly part: Region
}

const within = (value: number, most: number): number => Math.min(Math.max(0, Math.round(value)), most)

/** What of a picture fills a box, around a point of it as far as its edges let. Nothing is enlarged. */
export const cropAround = ({ x, y }: FocalPoint, size: Required<Size>, wide: number, high: number): Crop => {
  const scale = Math.min(1, scaleFor(size, wide, high))
  const [width, height] = [wide, high].map((side) => Math.max(1, Math.round(side * scale))) as [number, number]
  const part = { width: Math.min(size.width, width), height: Math.min(size.height, height) }
  const left = within(x * width - part.width / 2, width - part.width)
  const top = within(y * height - part.height / 2, height - part.height)
  return { width, height, part: { ...part, left, top } }
}

/**
 * The point around which libvips would cut: of an animation by its first frame, so that all frames keep together, and by the
 * values as they are stored, whatever is averaged later.
 */
const strikingPoint = async (
  base: Base,
  size: Required<Size>,
  position: 'attention' | 'entropy',
): Promise<FocalPoint> => {
  const { width, height, fit } = size
  const { info } = await base
    .first()
    .resize({ width, height, fit, position, withoutEnlargement: true })
    .raw()
    .toBuffer({ resolveWithObject: true })
  const whole = cropAround({ x: 0, y: 0 }, size, base.width, base.height)
  // libvips says how far the picture was moved, and nothing where it was not cut.
  const share = (offset: number | undefined, part: number, all: number): number =>
    offset === undefined ? 0.5 : (part / 2 - offset) / all
  return {
    x: share(info.cropOffsetLeft, whole.part.width, whole.width),
    y: share(info.cropOffsetTop, whole.part.height, whole.height),
  }
}

/** What of a picture fills the box of a size by the recipe's position; undefined where its centre does, or nothing is cut. */
export const cropFor = async (base: Base, size: Size, position: Position): Promise<Crop | undefined> => {
  const { name, fit, width, height } = size
  if (fit !== 'cover' || position === 'centre' || width === undefined || height === undefined) return undefined
  const box = { name, fit, width, height }
  const point = typeof position === 'string' ? await strikingPoint(base, box, position) : position
  return cropAround(point, box, base.width, base.height)
}
