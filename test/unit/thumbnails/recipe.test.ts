import { recipeOf, storageClassFor } from '../../../functions/thumbnails/recipe.ts'

const sizes = { small: 200, large: 1600, medium: 800 }

test('sizes come largest first, whatever the order in the config', () =>
  expect(recipeOf({ sizes, quality: 80 }).sizes.map(({ name }) => name)).toEqual(['large', 'medium', 'small']))

test('the hash follows the recipe and nothing else', () => {
  const { hash } = recipeOf({ sizes, quality: 80 })
  expect(recipeOf({ sizes: { large: 1600, medium: 800, small: 200 }, quality: 80 }).hash).toBe(hash)
  expect(recipeOf({ sizes, quality: 81 }).hash).not.toBe(hash)
  expect(recipeOf({ sizes: { ...sizes, small: 201 }, quality: 80 }).hash).not.toBe(hash)
  expect(recipeOf({ sizes: { large: 1600 }, quality: 80 }).hash).not.toBe(hash)
})

test('One Zone-IA is taken from where it costs less', () => {
  const standard = (bytes: number) => bytes * 0.023
  const oneZone = (bytes: number) => Math.max(bytes, 128 * 1024) * 0.01
  for (const bytes of [1, 10_000, 56_987, 56_988, 57_000, 131_072, 2_000_000])
    expect([bytes, storageClassFor(bytes)]).toEqual([
      bytes,
      oneZone(bytes) <= standard(bytes) ? 'ONEZONE_IA' : 'STANDARD',
    ])
})
