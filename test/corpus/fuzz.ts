import { render } from '../../functions/thumbnails/engine/render.ts'
import type { Recipe } from '../../functions/thumbnails/rules/recipe.ts'
import { stopDecoder } from '../../functions/thumbnails/world/decoder.ts'
import { makeValid, makeVariants } from './make.ts'
import { mutate } from './mutate.ts'
import { plainRecipe } from './recipe.ts'

// node test/corpus/fuzz.ts [COUNT] [SEED] [NAME]     changes each honest file so often (default 5000) and has them all decoded; only those
// with NAME in their names, such as heic

const positions = ['centre', 'attention', 'entropy', { x: 0.3, y: 0.9 }] as const
const formats = ['webp', 'png', 'webp', 'jpeg', 'webp'] as const

const valid = await makeValid()

/** Every way through the decoder, in turn: all frames or one, marked or not, cut anywhere, with a placeholder or without, in each format but AVIF, which is slow. */
const recipeFor = (seed: number): Recipe => ({
  ...plainRecipe,
  sizes: [
    { name: 'large', width: 100, height: 100, fit: 'inside' },
    { name: 'small', width: 20, height: 20, fit: 'cover' },
  ],
  position: positions[seed % positions.length] ?? 'centre',
  placeholder: seed % 2 === 0,
  keepCopyright: true,
  acceptTiff: true,
  format: formats[seed % formats.length] ?? 'webp',
  frames: seed % 2 ? 'first' : 'animated',
  resampling: seed % 7 ? 'gamma' : 'linear',
  ...(seed % 3 === 0 && { watermark: { bytes: valid.png, place: 'south-east', share: 0.3 } }),
})

const [count = 5000, firstSeed = 1] = process.argv.slice(2, 4).map(Number)
const [name = ''] = process.argv.slice(4)
let failed = 0
for (const [type, honest] of Object.entries({ ...valid, ...(await makeVariants()) })) {
  if (!type.includes(name)) continue
  const outcomes: Record<string, number> = {}
  let slowest = 0
  for (let seed = firstSeed; seed < firstSeed + count; seed += 1) {
    const bytes = mutate(honest, seed)
    const start = performance.now()
    const rendering = await render(bytes, recipeFor(seed), {}).catch((error: unknown) => {
      console.error(`${type}, seed ${seed}:`, error)
      failed += 1
      return undefined
    })
    slowest = Math.max(slowest, performance.now() - start)
    const wild = Object.entries(rendering?.facts ?? {}).find(
      ([, fact]) => typeof fact === 'number' && !Number.isSafeInteger(fact),
    )
    if (wild) {
      console.error(`${type}, seed ${seed}: ${wild.join(' ')} cannot be recorded`)
      failed += 1
    }
    const outcome = rendering ? (rendering.refusal?.cause ?? 'thumbnails') : 'FAILED'
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
    if (rendering?.refusal?.cause === 'too-slow' || /crash/.test(rendering?.refusal?.reason ?? ''))
      console.error(`${type}, seed ${seed}: ${rendering?.refusal?.reason}`)
  }
  console.log(`${type}: slowest ${Math.round(slowest)} ms`, outcomes)
}
stopDecoder()
process.exitCode = failed > 0 ? 1 : 0
