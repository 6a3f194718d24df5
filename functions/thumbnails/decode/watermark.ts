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

/** Lays a mark over a picture; it keeps its shape, and never sticks out. */
export const overlay = async (image: Sharp, { bytes, place, share }: Watermark): Promise<Sharp> => {
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true })
  const { width, height, channels } = info
  const input = await sharp(bytes)
    .resize({ width: Math.max(1, Math.round(width * share)), height, fit: 'inside' })
    .png()
    .toBuffer()
  return sharp(data, { raw: { width, height, channels } }).composite([{ input, gravity: gravities[place] }])
}
