import { render } from '../../functions/thumbnails/engine/render.ts'
import { inspect, inspectUpload } from '../../functions/thumbnails/inspect/inspection.ts'
import { stopDecoder } from '../../functions/thumbnails/world/decoder.ts'
import { heicSample } from '../corpus/heic.ts'
import { makeValid, types } from '../corpus/make.ts'
import { mutate } from '../corpus/mutate.ts'
import { plainRecipe } from '../corpus/recipe.ts'

// The decoder gets every tenth of those that reach it; `node test/corpus/fuzz.ts` gives it all.

const recipe = { ...plainRecipe, keepCopyright: true, acceptTiff: true }
const decodeEvery = 10

const valid = await makeValid()
const cases = [...types.map((type) => [5000, type, valid[type]] as const), [1000, 'heic', heicSample('plain')] as const]

afterAll(stopDecoder)

test.each(cases)(
  'each of %d changes of a %s is refused with a reason or let through, and the decoder survives them',
  async (mutations, _, honest) => {
    let rendered = 0
    for (let seed = 1; seed <= mutations; seed += 1) {
      const bytes = mutate(honest, seed)
      const read = async (from: number, length: number) => bytes.subarray(from, from + length)
      const front = await inspectUpload(read, bytes.length, recipe)
      const whole = await inspect(bytes, recipe)
      if (front.refusal?.cause !== whole.refusal?.cause) throw new Error(`Seed ${seed}: front and whole do not agree`)
      if (whole.refusal || seed % decodeEvery > 0) continue
      const rendering = await render(bytes, recipe, whole.facts)
      expect(rendering.refusal?.cause ?? 'made').toMatch(/^(made|corrupt|truncated)$/)
      rendered += 1
    }
    expect(rendered).toBeGreaterThan(20)
    expect((await render(honest, recipe, {})).refusal).toBeUndefined()
  },
  60_000,
)
