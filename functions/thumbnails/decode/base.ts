import type { Metadata, Sharp, SharpOptions } from 'sharp'
import type { Size } from '../rules/recipe.ts'
import { sharp } from './libvips.ts'
import type { Readable } from './readable.ts'
import { type Rights, rightsOf } from './rights.ts'
import type { Work } from './work.ts'

type Recipe = Work['recipe']
export type FailOn = 'warning' | 'error'

/** A picture that is ready to be made small: decoded once for all sizes, unless it is an animation too large to keep. */
export interface Base {
  readonly open: () => Sharp
  /** Its first frame, with the values that are stored. */
  readonly first: () => Sharp
  /** Whether it is a still picture and decoded: what goes wrong from now on is no fault of it. */
  readonly decoded: boolean
  /** Whether `open` decodes it anew. */
  readonly again: boolean
  /** Pixels of what `open` gives; of an animation, those of one frame. */
  readonly width: number
  readonly height: number
  /** Of what `open` gives. */
  readonly frames: number
  readonly rights: Rights | undefined
  /** Of an animation: milliseconds that each frame is shown, and how often all are; 0 is for ever. */
  readonly timing: { readonly delay?: number[]; readonly loop: number } | undefined
}

/** Bytes of an animation's decoded frames that are kept. */
const keptFrames = 60e6

/** Longest delay, and most rounds, that sharp takes. */
const longest = 65_535

/** How much of its own width and height a picture keeps in a thumbnail. */
export const scaleFor = ({ width = Infinity, height = Infinity, fit }: Size, wide: number, high: number): number =>
  fit === 'cover' ? Math.max(width / wide, height / high) : Math.min(width / wide, height / high)

/** Width and height to which a picture is decoded: what the largest size needs, and no more than it has. */
export const neededSize = (
  { width, height }: { readonly width: number; readonly height: number },
  { sizes }: Recipe,
): { readonly width: number; readonly height: number } => {
  const scale = Math.min(1, Math.max(...sizes.map((size) => scaleFor(size, width, height))))
  const side = (pixels: number): number => Math.max(1, Math.round(pixels * scale))
  return { width: side(width), height: side(height) }
}

/**
 * Averages light instead of stored values where that is asked for. Decoders that shrink while they load average stored
 * values, so sharp does not let them then.
 */
export const inLight = (image: Sharp, { resampling }: Recipe): Sharp =>
  resampling === 'linear' ? image.pipelineColourspace('scrgb') : image

/** Of 16 bits a channel 8 are left before anything else is done: that takes half the time, and the thumbnail has no more. */
const inEightBits = (image: Sharp, { space, depth, hasProfile }: Metadata, { resampling }: Recipe): Sharp => {
  if (depth !== 'ushort') return image
  if (resampling === 'gamma' && space === 'rgb16') return image.pipelineColourspace('srgb')
  if (resampling === 'gamma' && space === 'grey16') return image.pipelineColourspace('b-w')
  // sharp takes 16-bit pictures that have a profile to Display P3 and leaves them there, unless a profile is asked for.
  return hasProfile ? image.withIccProfile('srgb', { attach: false }) : image
}

const optionsFor = (failOn: FailOn, pages: number, { maxPixels }: Recipe): SharpOptions => ({
  failOn,
  pages,
  limitInputPixels: maxPixels,
  autoOrient: true,
})

const timingOf = ({ delay, loop = 0 }: Metadata, frames: number): Base['timing'] => ({
  ...(delay?.length && { delay: delay.slice(0, frames).map((each) => Math.min(Math.max(each, 0), longest)) }),
  loop: Math.min(Math.max(loop, 0), longest),
})

/**
 * Decodes a picture upright, in 8-bit sRGB, and no larger than the largest size needs. Frames of an animation that are too
 * large together to be kept are decoded for each size instead.
 */
export const openBase = async ({ bytes, added }: Readable, { type, recipe }: Work, failOn: FailOn): Promise<Base> => {
  const metadata = await sharp(bytes, optionsFor(failOn, 1, recipe)).metadata()
  const { autoOrient, pages = 1 } = metadata
  const frames = pages - added
  const rights = recipe.keepCopyright ? rightsOf(metadata) : undefined
  const moves = frames > 1 && (type === 'gif' || type === 'webp')
  const animated = moves && recipe.frames === 'animated' && recipe.format === 'webp'
  const drawn = animated ? frames : 1
  const source = () => sharp(bytes, optionsFor(failOn, drawn, recipe))
  const { width, height } = neededSize(autoOrient, recipe)
  const timing = animated ? timingOf(metadata, frames) : undefined
  if (animated && drawn * width * height * 4 > keptFrames)
    return {
      ...autoOrient,
      frames,
      open: source,
      first: () => sharp(bytes, optionsFor(failOn, 1, recipe)),
      decoded: false,
      again: true,
      rights,
      timing,
    }
  const { data, info } = await inEightBits(inLight(source(), recipe), metadata, recipe)
    .resize(width, height, { fit: 'fill' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  const { channels, pageHeight } = info
  const raw = { width: info.width, height: info.height, channels, ...(animated && pageHeight && { pageHeight }) }
  return {
    width,
    height,
    frames: drawn,
    open: () => sharp(data, { raw, animated }),
    first: () => sharp(data.subarray(0, width * height * channels), { raw: { width, height, channels } }),
    decoded: !animated,
    again: false,
    rights,
    timing,
  }
}
