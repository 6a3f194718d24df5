import { millions } from '../../../functions/thumbnails/inspect/limits.ts'
import type { Decision } from '../../../functions/thumbnails/rules/backfill.ts'
import { dollarsFor, tally } from '../../../functions/thumbnails/rules/estimate.ts'
import { fileType } from '../../../functions/thumbnails/rules/file-type.ts'
import { storageClassFor } from '../../../functions/thumbnails/rules/recipe.ts'
import { megabytes } from '../../../functions/thumbnails/rules/refusal.ts'
import { dollars } from '../../../shared/prices.ts'
import { recipesFor } from './fake-store.ts'

const [recipe] = recipesFor()
if (!recipe) throw new RangeError('A config has a recipe')

test('an original costs its time, its call, its message and its requests', () => {
  // 0.15 s and 0.1 s for each MB, on 1,769 MB of memory; five looks at it and one at each thumbnail.
  const time = 0.39 * (1769 / 1024) * dollars.lambdaGigabyteSecond
  const requests = 3 * dollars.queueRequest + 7 * dollars.bucketRead + 2 * dollars.bucketWrite
  expect(dollarsFor(2_400_000, 2)).toBeCloseTo(time + dollars.lambdaCall + requests, 12)
})

test('a tally counts each need, and the bytes and dollars of what is to be made alone', () => {
  const of = (need: Decision['need'], bytes: number): Decision => ({
    original: { key: 'a', etag: 'e', bytes, archived: false },
    recipe,
    need,
  })
  const none = { right: 0, missing: 0, 'other-recipe': 0, 'other-version': 0, refused: 0, archived: 0 }
  expect(tally([], [of('right', 5)])).toEqual([
    { prefix: '', originals: 1, needs: { ...none, right: 1 }, toMake: 0, bytes: 0, dollars: 0 },
  ])
  const first = tally([], [of('missing', 5), of('refused', 7), of('archived', 9)])
  const [sum] = tally(first, [of('other-recipe', 11), of('other-version', 13), of('missing', 17)])
  expect(sum).toMatchObject({
    originals: 6,
    needs: { right: 0, missing: 2, 'other-recipe': 1, 'other-version': 1, refused: 1, archived: 1 },
    toMake: 4,
    bytes: 46,
  })
  expect(sum?.dollars).toBeCloseTo(
    [5, 11, 13, 17].reduce((all, bytes) => all + dollarsFor(bytes, 2), 0),
    12,
  )
})

test('the hash of a recipe has sixteen characters', () => {
  expect(recipe.hash).toMatch(/^[0-9a-f]{16}$/)
})

test('sizes are said in bytes below a tenth of a megabyte', () => {
  expect(megabytes(99_999)).toBe('99999 bytes')
  expect(megabytes(100_000)).toBe('0.1 MB')
  expect(megabytes(250_000)).toBe('0.3 MB')
  expect(millions(250_000)).toBe('0.3 million')
})

test('a thumbnail goes to One Zone-IA from where that costs less', () => {
  expect(storageClassFor(56_987, 'by-size')).toBe('STANDARD')
  expect(storageClassFor(56_988, 'by-size')).toBe('ONEZONE_IA')
  expect(storageClassFor(1_000_000, 'standard')).toBe('STANDARD')
})

test('a text whose last character is cut where it is looked at is a text', () => {
  expect(fileType(Buffer.from(`x${'é'.repeat(3_000)}`)).type).toBe('text')
  expect(fileType(Buffer.from(`${'é'.repeat(10)}\xff\xff`, 'latin1')).type).toBe('unknown')
})

test.each([
  [1, 1, 'tga'],
  [0, 48, 'unknown'],
  [64, 0, 'unknown'],
])('a TGA of %s × %s pixels is %s', (width, height, type) => {
  const head = [0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, width, 0, height, 0, 24, 0x20]
  expect(fileType(Buffer.from([...head, 0x80, 0xff])).type).toBe(type)
})
