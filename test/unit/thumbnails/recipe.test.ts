import { recipeFor, storageClassFor } from '../../../functions/thumbnails/rules/recipe.ts'
import { recipesFor } from './fake-store.ts'

const sizes = { small: 200, large: 1600, medium: 800 }
const only = (config: object) => {
  const [recipe] = recipesFor(config)
  if (!recipe) throw new Error('No recipe')
  return recipe
}

test('sizes come largest first, whatever the order in the config', () =>
  expect(only({ sizes }).sizes.map(({ name }) => name)).toEqual(['large', 'medium', 'small']))

test('a number is the longest side; a box that bounds one side is bounded on the other by what WebP takes', () =>
  expect(only({ sizes: { a1: 800, b1: { width: 200 }, c1: { width: 100, height: 50, fit: 'cover' } } }).sizes).toEqual([
    { name: 'b1', width: 200, height: 16_383, fit: 'inside' },
    { name: 'a1', width: 800, height: 800, fit: 'inside' },
    { name: 'c1', width: 100, height: 50, fit: 'cover' },
  ]))

test('HEIC is taken unless a recipe says otherwise', () => {
  expect(only({ sizes }).acceptHeic).toBe(true)
  expect(only({ sizes, acceptHeic: false }).acceptHeic).toBe(false)
  const press = { prefix: 'press/', acceptHeic: true }
  const both = recipesFor({ sizes, acceptHeic: false, recipes: [press] })
  expect(both.map(({ prefix, acceptHeic }) => [prefix, acceptHeic])).toEqual([
    ['press/', true],
    ['', false],
  ])
})

test('the hash follows what the pixels depend on, and nothing else', () => {
  const { hash } = only({ sizes })
  for (const same of [
    { sizes: { large: 1600, medium: 800, small: 200 } },
    { sizes, key: '{size}/{key}' },
    { sizes, prefix: 'a/' },
    { sizes, acceptTiff: true },
    { sizes, acceptHeic: false },
    { sizes, storage: 'standard' },
    { sizes, maxMegabytes: 1 },
    { sizes, maxMegapixels: 200 },
    { sizes, position: 'centre' },
    { sizes, position: 'attention' },
  ])
    expect(only(same).hash).toBe(hash)
  for (const other of [
    { sizes: { ...sizes, small: 201 } },
    { sizes: { large: 1600 } },
    { sizes: { ...sizes, small: { width: 200, height: 200, fit: 'cover' } } },
    { sizes, quality: 81 },
    { sizes, format: 'avif' },
    { sizes, background: '#000000' },
    { sizes, frames: 'animated' },
    { sizes, resampling: 'linear' },
    { sizes, keepCopyright: true },
    { sizes, placeholder: true },
    { sizes, watermark: { file: 'mark.png' } },
  ])
    expect(only(other).hash).not.toBe(hash)
})

test('where edges are cut, the hash follows what stays', () => {
  const covered = { sizes: { face: { width: 64, height: 64, fit: 'cover' } } }
  const hashes = [{}, { position: 'attention' }, { position: 'entropy' }, { position: { x: 0.3, y: 0.7 } }].map(
    (position) => only({ ...covered, ...position }).hash,
  )
  expect(new Set(hashes).size).toBe(4)
  expect(only({ ...covered, position: 'centre' }).hash).toBe(hashes[0])
})

test('sizes of as many pixels come in the order of their names', () => {
  const boxes = {
    c1: { width: 100, height: 400 },
    b1: 200,
    a1: { width: 400, height: 100 },
    d1: { width: 4000, height: 20 },
  }
  expect(only({ sizes: boxes }).sizes.map(({ name }) => name)).toEqual(['d1', 'a1', 'b1', 'c1'])
})

// Another hash has every thumbnail made again: only the revision, which says that the pixels are others, may change it.
test.each([
  ['caeff54fdd05bd3b', {}],
  ['8a15719fb1c8ddca', { watermark: { file: 'mark.png' } }],
  ['0455210194b44792', { sizes: { face: { width: 64, height: 64, fit: 'cover' } } }],
  ['32c040f20ece7d2f', { watermark: { file: 'mark.png' }, frames: 'animated' }],
])('the hash %s stays the same over releases', (hash, config) => {
  expect(only({ sizes, ...config }).hash).toBe(hash)
})

test('of the recipes that fit the one with the longest prefix counts, and what it leaves out is as for all', () => {
  const recipes = recipesFor({
    prefix: 'photos/',
    quality: 70,
    recipes: [
      { prefix: 'photos/people/', sizes: { face: { width: 64, height: 64, fit: 'cover' } } },
      { prefix: 'avatars/', format: 'png' },
    ],
  })
  const of = (key: string) => recipeFor(key, recipes)
  expect(of('photos/people/a.jpg')).toMatchObject({ prefix: 'photos/people/', quality: 70, sizes: [{ name: 'face' }] })
  expect(of('photos/a.jpg')).toMatchObject({ prefix: 'photos/', format: 'webp' })
  expect(of('avatars/a.jpg')).toMatchObject({ format: 'png', sizes: [{ name: 'large' }, { name: 'small' }] })
  expect(of('other/a.jpg')).toBeUndefined()
})

test('One Zone-IA is taken from where it costs less, unless the recipe wants Standard', () => {
  expect(storageClassFor(2_000_000, 'standard')).toBe('STANDARD')
  const standard = (bytes: number) => bytes * 0.023
  const oneZone = (bytes: number) => Math.max(bytes, 128 * 1024) * 0.01
  for (const bytes of [1, 10_000, 56_987, 56_988, 57_000, 131_072, 2_000_000])
    expect([bytes, storageClassFor(bytes, 'by-size')]).toEqual([
      bytes,
      oneZone(bytes) <= standard(bytes) ? 'ONEZONE_IA' : 'STANDARD',
    ])
})
