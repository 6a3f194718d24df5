import { render } from '../../functions/thumbnails/engine/render.ts'
import { inspectUpload } from '../../functions/thumbnails/inspect/inspection.ts'
import { recipesOf } from '../../functions/thumbnails/rules/recipe.ts'
import { thumbnailsSchema } from '../../shared/config/thumbnails/schema.ts'
import { makeCorpus } from '../../test/corpus/make.ts'
import type { BenchRow } from '../row.ts'
import { duration, timed } from '../statistics.ts'

/** Milliseconds for the verdict on a hostile file. */
const mark = 1_000

/** Every file of the corpus that must be refused, from the first look to the verdict; the slowest counts. */
export const slowestVerdict = async (): Promise<BenchRow> => {
  const [recipe] = recipesOf(thumbnailsSchema.parse({ sizes: { large: 1600, small: 200 }, acceptTiff: true }))
  if (!recipe) throw new RangeError('A config without a recipe')
  const files = (await makeCorpus()).filter(({ verdict }) => verdict !== 'accepted')
  let slowest = { name: '', ms: 0 }
  for (const { name, bytes } of files) {
    const ms = await timed(async () => {
      const read = async (from: number, length: number) => bytes.subarray(from, from + length)
      const { facts, refusal } = await inspectUpload(read, bytes.length, recipe)
      if (!refusal && !(await render(bytes, recipe, facts)).refusal) throw new Error(`Not refused: ${name}`)
    })
    if (ms > slowest.ms) slowest = { name, ms }
  }
  return {
    what: `the slowest verdict on ${files.length} hostile files: ${slowest.name}`,
    ours: duration(slowest.ms),
    mark: `≤ ${duration(mark)}`,
    met: slowest.ms <= mark,
  }
}
