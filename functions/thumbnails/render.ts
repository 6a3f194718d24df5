import { errorText, TransientError } from '../../shared/errors.ts'
import { log } from '../../shared/log.ts'
import { loadDecoder } from './decoder.ts'
import { maxPixels, refuseByPixels } from './inspection.ts'
import type { Recipe, Size } from './recipe.ts'
import type { ImageFacts, Refusal } from './refusal.ts'

/** Longest that decoding may take, in seconds; sharp looks at it between regions, so it can be late. */
export const decodeSeconds = 20

export interface Thumbnail {
  readonly size: Size
  readonly bytes: Uint8Array
}

export type Rendering =
  | { readonly facts: ImageFacts; readonly thumbnails: readonly Thumbnail[]; readonly refusal?: undefined }
  | { readonly facts: ImageFacts; readonly refusal: Refusal }

/**
 * Why libvips gave a file up.
 * @throws TransientError when it was for want of memory, which is this machine's fault and not the file's
 */
const refusalOf = (error: unknown): Refusal => {
  const text = errorText(error)
  if (/out of memory|cannot allocate|bad_alloc|insufficient memory/i.test(text))
    throw new TransientError('No memory left to decode it')
  if (/exceeds pixel limit/.test(text))
    return { cause: 'too-many-pixels', reason: `It has more than ${maxPixels / 1e6} million pixels.` }
  if (/^timeout:/.test(text)) return { cause: 'too-slow', reason: `Decoding it takes over ${decodeSeconds} seconds.` }
  if (/premature end|unexpected end|truncated|outside of file bounds/i.test(text))
    return { cause: 'truncated', reason: 'It is cut short: the end of the picture is missing.' }
  const [first = ''] = text.split('\n')
  return { cause: 'corrupt', reason: `It cannot be decoded: ${first.slice(0, 200)}` }
}

const options = (failOn: 'warning' | 'error') => ({ failOn, limitInputPixels: maxPixels, autoOrient: true }) as const

/** Decodes once, to the largest size: a JPEG or WebP is shrunk while it is loaded. 8-bit sRGB without any metadata. */
const decode = async (bytes: Uint8Array, { pixels }: Size, failOn: 'warning' | 'error') => {
  const sharp = await loadDecoder()
  return sharp(bytes, options(failOn))
    .resize({ width: pixels, height: pixels, fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .timeout({ seconds: decodeSeconds })
    .raw()
    .toBuffer({ resolveWithObject: true })
}

/** Some phones write JPEGs with warnings (sharp#1578): those are tried once more, and the log says so. */
const decodeWithPatience = (bytes: Uint8Array, size: Size) =>
  decode(bytes, size, 'warning').catch(async (error: unknown) => {
    if (/^timeout:|exceeds pixel limit/.test(errorText(error))) throw error
    const decoded = await decode(bytes, size, 'error')
    log.warn('decoded in spite of warnings', { warning: errorText(error).slice(0, 200) })
    return decoded
  })

type Decoded =
  | { readonly facts: ImageFacts; readonly raw: Awaited<ReturnType<typeof decode>>; readonly refusal?: undefined }
  | { readonly facts: ImageFacts; readonly refusal: Refusal }

const decodeOrRefuse = async (bytes: Uint8Array, size: Size, facts: ImageFacts): Promise<Decoded> => {
  let known = facts
  try {
    const sharp = await loadDecoder()
    const { width, height } = await sharp(bytes, options('error')).metadata()
    known = { ...facts, width, height }
    const refusal = refuseByPixels(width, height)
    return refusal ? { facts: known, refusal } : { facts: known, raw: await decodeWithPatience(bytes, size) }
  } catch (error) {
    return { facts: known, refusal: refusalOf(error) }
  }
}

/**
 * Makes every size of a recipe from the bytes of one image that was inspected: upright, sRGB, metadata stripped, never
 * enlarged, of an animation the first frame. The smaller ones are made from the largest.
 * @param facts what the inspection found; it comes back with width and height
 * @throws TransientError for want of memory, and what an encoder throws: neither is the file's fault
 */
export const render = async (bytes: Uint8Array, { sizes, quality }: Recipe, facts: ImageFacts): Promise<Rendering> => {
  const decoded = await decodeOrRefuse(bytes, sizes[0], facts)
  if (decoded.refusal) return decoded
  const { data, info } = decoded.raw
  const raw = { width: info.width, height: info.height, channels: info.channels }
  const thumbnails: Thumbnail[] = []
  const sharp = await loadDecoder()
  for (const size of sizes) {
    const encoded = await sharp(data, { raw })
      .resize({ width: size.pixels, height: size.pixels, fit: 'inside', withoutEnlargement: true })
      .webp({ quality, effort: 4 })
      .toBuffer()
    thumbnails.push({ size, bytes: encoded })
  }
  return { facts: decoded.facts, thumbnails }
}
