import { render } from '../../functions/thumbnails/engine/render.ts'
import { stopDecoder } from '../../functions/thumbnails/world/decoder.ts'
import { makeValid, types } from './make.ts'
import { mutate } from './mutate.ts'
import { plainRecipe } from './recipe.ts'

// node test/corpus/fuzz.ts [COUNT] [SEED]     changes each honest file so often (default 5000) and has them all decoded

const recipe = { ...plainRecipe, keepCopyright: true, acceptTiff: true }

const [count = 5000, firstSeed = 1] = process.argv.slice(2).map(Number)
const valid = await makeValid()
let failed = 0
for (const type of types) {
  const outcomes: Record<string, number> = {}
  let slowest = 0
  for (let seed = firstSeed; seed < firstSeed + count; seed += 1) {
    const bytes = mutate(valid[type], seed)
    const start = performance.now()
    const rendering = await render(bytes, { ...recipe, frames: seed % 2 ? 'first' : 'animated' }, {}).catch(
      (error: unknown) => {
        console.error(`${type}, seed ${seed}:`, error)
        failed += 1
        return undefined
      },
    )
    slowest = Math.max(slowest, performance.now() - start)
    const outcome = rendering ? (rendering.refusal?.cause ?? 'thumbnails') : 'FAILED'
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
    if (rendering?.refusal?.cause === 'too-slow' || /crash/.test(rendering?.refusal?.reason ?? ''))
      console.error(`${type}, seed ${seed}: ${rendering?.refusal?.reason}`)
  }
  console.log(`${type}: slowest ${Math.round(slowest)} ms`, outcomes)
}
stopDecoder()
process.exitCode = failed > 0 ? 1 : 0
