import type { Gravity, Sharp } from 'sharp'
import type { Watermark } from '../rules/recipe.ts'
import { sharp } from './libvips.ts'

const gravities: Readonly<Record<Watermark['place'], Gravity>> = {
  'north-west': 'northwest',
  'north-east': 'northeast',
  'south-west': 'southwest',
  'south-east': 'southeast',
  centre: 'centre',
}

/** Lays a mark over a picture, and over each frame of an animation; it keeps its shape, and never sticks out. */
export const overlay = async (image: Sharp, { bytes, place, share }: Watermark): Promise<Sharp> => {
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true })
  const { width, height, channels, pageHeight = height } = info
  const mark = await sharp(bytes)
    .resize({ width: Math.max(1, Math.round(width * share)), height: pageHeight, fit: 'inside' })
    .png()
    .toBuffer()
  const animated = pageHeight < height
  const marked = sharp(data, { raw: { width, height, channels, ...(animated && { pageHeight }) }, animated })
  if (!animated) return marked.composite([{ input: mark, gravity: gravities[place] }])
  // Frames lie below each other in one high picture: a sheet as large as one of them is laid over each.
  const clear = { width, height: pageHeight, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } as const
  const sheet = await sharp({ create: clear })
    .composite([{ input: mark, gravity: gravities[place] }])
    .png()
    .toBuffer()
  return marked.composite([{ input: sheet, tile: true, gravity: 'northwest' }])
}
