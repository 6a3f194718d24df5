import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { inspect } from '../functions/thumbnails/inspection.ts'
import { recipeOf } from '../functions/thumbnails/recipe.ts'
import { render } from '../functions/thumbnails/render.ts'
import type { Bench } from './row.ts'
import { duration, median, timed } from './statistics.ts'

const recipe = recipeOf({ sizes: { large: 1600, medium: 800, small: 200 }, quality: 80 })

/** Runs of each, one of ours after one of the other's, so that both meet the same machine. */
const rounds = 9

/** Milliseconds that 12 megapixels may take, warm. */
const goal = 600

/** A JPEG that is as hard as a photo: gradients, shapes with edges, and the grain of a sensor. About 12 MP. */
const makePhoto = async (width = 4000, height = 3000): Promise<Buffer> => {
  const scene = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <defs><linearGradient id="sky" x2="0.3" y2="1"><stop stop-color="#6fa8dc"/><stop offset="1" stop-color="#e0c9a6"/></linearGradient></defs>
    <rect width="100%" height="100%" fill="url(#sky)"/>
    ${Array.from({ length: 60 }, (_, index) => `<circle cx="${(index * 977) % width}" cy="${(index * 613) % height}" r="${40 + ((index * 37) % 300)}" fill="hsl(${(index * 47) % 360} 60% 50%)" opacity="0.6"/>`).join('')}
  </svg>`
  const grain = await sharp({
    create: { width, height, channels: 3, background: '#808080', noise: { type: 'gaussian', mean: 128, sigma: 30 } },
  })
    .png({ compressionLevel: 1 })
    .toBuffer()
  sharp.unblock({ operation: ['VipsForeignLoadSvg'] })
  const photo = await sharp(Buffer.from(scene))
    .composite([{ input: grain, blend: 'soft-light' }])
    .jpeg({ quality: 85 })
    .toBuffer()
  sharp.block({ operation: ['VipsForeignLoadSvg'] })
  return photo
}

/** What the bare library takes: each size from the original, one after the other. */
const bare = async (photo: Uint8Array): Promise<void> => {
  for (const { pixels } of recipe.sizes)
    await sharp(photo)
      .autoOrient()
      .resize({ width: pixels, height: pixels, fit: 'inside', withoutEnlargement: true })
      .webp({ quality: recipe.quality, effort: 4 })
      .toBuffer()
}

const ours = async (photo: Uint8Array): Promise<void> => {
  const inspection = inspect(photo)
  if (inspection.refusal) throw new Error(inspection.refusal.reason)
  const rendering = await render(photo, recipe, inspection.facts)
  if (rendering.refusal) throw new Error(rendering.refusal.reason)
}

/** What libvips' own program takes, if this machine has it: three times, each with the start of a process. */
const vips = async (photo: Uint8Array): Promise<number | undefined> => {
  const directory = mkdtempSync(join(tmpdir(), 'nightshift-bench-'))
  try {
    const file = join(directory, 'photo.jpg')
    writeFileSync(file, photo)
    const once = () => {
      for (const { name, pixels } of recipe.sizes) {
        const output = `${join(directory, name)}.webp[Q=${recipe.quality},effort=4]`
        const { error, status } = spawnSync('vipsthumbnail', [file, '--size', `${pixels}x${pixels}>`, '-o', output])
        if (error || status !== 0) throw new Error('vipsthumbnail is not to be had')
      }
    }
    once()
    return median(await inTurn(() => timed(once)))
  } catch {
    return undefined
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

const inTurn = async <Value>(measure: () => Promise<Value>): Promise<Value[]> => {
  const values: Value[] = []
  for (let round = 0; round < rounds; round += 1) values.push(await measure())
  return values
}

/** Three sizes of a 12 MP photo, from bytes to bytes: ours against sharp by itself, warm, in this process. */
export const run: Bench['run'] = async (report) => {
  const photo = await makePhoto()
  report(`made a photo of 12 MP, ${(photo.length / 1e6).toFixed(1)} MB`)
  await ours(photo)
  await bare(photo)
  const times = await inTurn(async () => ({
    bare: await timed(() => bare(photo)),
    ours: await timed(() => ours(photo)),
  }))
  const own = median(times.map((time) => time.ours))
  const other = median(times.map((time) => time.bare))
  const program = await vips(photo)
  if (program === undefined) report('vipsthumbnail is not on this machine: left out')
  const what = '12 MP JPEG → three WebP, warm'
  return [
    {
      what,
      ours: duration(own),
      reference: `${duration(other)} bare sharp, a decode for each size`,
      ratio: own / other,
      mark: `≤ ${goal} ms`,
      met: own <= goal,
    },
    ...(program === undefined
      ? []
      : [{ what, ours: duration(own), reference: `${duration(program)} vipsthumbnail × 3`, ratio: own / program }]),
  ]
}
