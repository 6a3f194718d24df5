import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp, { type ResizeOptions, type Sharp } from 'sharp'
import { render } from '../../functions/thumbnails/engine/render.ts'
import { inspectUpload } from '../../functions/thumbnails/inspect/inspection.ts'
import { recipesOf } from '../../functions/thumbnails/rules/recipe.ts'
import { thumbnailsSchema } from '../../shared/config/thumbnails/schema.ts'
import type { Picture } from './pictures.ts'

// What was decoded before is decoded again, for everybody.
sharp.cache(false)

/** Makes 1600, 800 and 200 pixels of a picture as WebP of quality 80. @throws Error when it cannot */
export type Contestant = (picture: Picture) => Promise<void>

const sides = { large: 1600, medium: 800, small: 200 }
const quality = 80

const recipeFor = (frames: Picture['frames']) => {
  const [recipe] = recipesOf(thumbnailsSchema.parse({ sizes: sides, quality, frames }))
  if (!recipe) throw new RangeError('A config without a recipe')
  return recipe
}

/** Ours, from the first look to the last thumbnail, with the decoder in its own process. Reading costs nothing here. */
export const ours: Contestant = async ({ bytes, frames }) => {
  const recipe = recipeFor(frames)
  const read = async (from: number, length: number) => bytes.subarray(from, from + length)
  const { facts, refusal } = await inspectUpload(read, bytes.length, recipe)
  if (refusal) throw new Error(refusal.reason)
  const rendering = await render(bytes, recipe, facts)
  if (rendering.refusal) throw new Error(rendering.refusal.reason)
}

const encoded = (image: Sharp): Promise<Buffer> => image.webp({ quality, effort: 4 }).toBuffer()

const inside = (side: number): ResizeOptions => ({
  width: side,
  height: side,
  fit: 'inside',
  withoutEnlargement: true,
})

/** The library by itself in this process, as its manual shows it: each size from the original, one after the other. */
export const bareSharp: Contestant = async ({ bytes, frames }) => {
  for (const side of Object.values(sides))
    await encoded(
      sharp(bytes, { animated: frames === 'animated' })
        .autoOrient()
        .resize(inside(side)),
    )
}

const scratch = (directory: string, { name, extension, bytes }: Picture): string => {
  const file = join(directory, `${name.replaceAll(/\W+/g, '-')}.${extension}`)
  writeFileSync(file, bytes)
  return file
}

const runProgram = (program: string, args: readonly string[]): void => {
  const { error, status, stderr } = spawnSync(program, args, { encoding: 'utf8', timeout: 120_000 })
  if (error || status !== 0) throw new Error(`${program}: ${error?.message ?? stderr}`)
}

/** libvips' own program, once for each size. */
export const vipsThumbnail =
  (directory: string): Contestant =>
  async (picture) => {
    const file = scratch(directory, picture)
    const input = picture.frames === 'animated' ? `${file}[n=-1]` : file
    for (const [name, side] of Object.entries(sides)) {
      const output = `${join(directory, name)}.webp[Q=${quality},effort=4]`
      runProgram('vipsthumbnail', [input, '--size', `${side}x${side}>`, '-o', output])
    }
  }

/** ImageMagick, one process for all sizes. */
export const imageMagick =
  (program: string, directory: string): Contestant =>
  async (picture) => {
    const file = scratch(directory, picture)
    const resized = Object.entries(sides).flatMap(([name, side]) => {
      const output = join(directory, `${name}-im.webp`)
      return ['-resize', `${side}x${side}>`, ...(name === 'small' ? [output] : ['-write', output])]
    })
    const first = picture.frames === 'animated' ? ['-coalesce'] : []
    runProgram(program, [file, '-auto-orient', ...first, '-quality', String(quality), ...resized])
  }

/** The name of ImageMagick's program on this machine, version 7 or 6; undefined where it is not installed. */
export const findImageMagick = (): string | undefined =>
  ['magick', 'convert'].find((program) =>
    /ImageMagick/.test(spawnSync(program, ['-version'], { encoding: 'utf8' }).stdout ?? ''),
  )

export const hasVipsThumbnail = (): boolean => spawnSync('vipsthumbnail', ['--version']).status === 0
