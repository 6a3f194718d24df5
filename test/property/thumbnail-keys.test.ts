import fc from 'fast-check'
import { decodeKey, encodeKey, thumbnailKey } from '../../functions/thumbnails/rules/keys.ts'
import { templateProblem } from '../../shared/config/thumbnails/key-template.ts'
import { thumbnailsSchema } from '../../shared/config/thumbnails/schema.ts'

const key = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }),
  // Keys that look like each other's thumbnails.
  fc
    .array(fc.constantFrom('a', '/', 'ab', 'b', '.', '-', '_', 'x', 'ab.webp', 'b-a', '/x/'), {
      minLength: 1,
      maxLength: 6,
    })
    .map((parts) => parts.join('')),
)
const size = fc.constantFrom('ab', 'ba', 'a-b', 'b-a', 'ab-a', 'b', 'a')
const template = fc
  .array(fc.constantFrom('{key}', '{path}', '{name}', '{size}', '{format}', '/', '.', '-', '_', 'a', 'ab', 'x/'), {
    maxLength: 7,
  })
  .map((parts) => parts.join(''))
  .filter((text) => templateProblem(text) === undefined)

/** Java's URLEncoder, with which S3 writes keys; it leaves slashes. */
const formEncode = (text: string): string =>
  encodeURIComponent(text)
    .replaceAll('%20', '+')
    .replaceAll('%2F', '/')
    .replace(/[!'()~]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)

test('any key comes back from the encoding as it was', () => {
  fc.assert(fc.property(key, (text) => decodeKey(formEncode(text)) === text && decodeKey(encodeKey(text)) === text))
})

test('no template that is accepted gives two thumbnails one key', () => {
  fc.assert(
    fc.property(template, key, key, size, size, (text, one, other, oneSize, otherSize) => {
      fc.pre(one !== other || oneSize !== otherSize)
      const recipe = { key: text, format: 'webp' } as const
      expect(thumbnailKey(one, oneSize, recipe)).not.toBe(thumbnailKey(other, otherSize, recipe))
    }),
    { numRuns: 2000 },
  )
})

/** All short keys, so that what can collide does. */
const shortKeys = (() => {
  const letters = ['a', 'b', '/', '-', '.']
  const two = letters.flatMap((one) => letters.map((other) => one + other))
  return [...letters, ...two, ...two.flatMap((pair) => letters.map((one) => pair + one))]
})()

test('no template that is accepted gives two of all short originals one key', () => {
  fc.assert(
    fc.property(template, (text) => {
      const recipe = { key: text, format: 'webp' } as const
      const made = shortKeys.flatMap((one) => ['a', 'b', 'ab', 'a-b'].map((each) => thumbnailKey(one, each, recipe)))
      expect(new Set(made).size).toBe(made.length)
    }),
    { numRuns: 300 },
  )
})

/** Every text that stands in another one. */
const partsOfText = (text: string): string[] =>
  Array.from({ length: text.length }, (_, from) =>
    Array.from({ length: text.length - from }, (__, length) => text.slice(from, from + length + 1)),
  ).flat()

test('no config that is accepted gives two thumbnails one key, whatever recipes they are of', () => {
  const prefix = fc.constantFrom('', 'a', 'a/', 'ab', 'ab/', 'x/', 'a/b/')
  const recipe = fc.record({ prefix, key: template, format: fc.constantFrom('webp', 'png') })
  const config = fc
    .tuple(recipe, fc.array(recipe, { maxLength: 2 }))
    .map(([shared, recipes]) => thumbnailsSchema.safeParse({ ...shared, sizes: { ab: 20, ba: 30 }, recipes }))
    .filter(({ success }) => success)
  let several = 0
  fc.assert(
    fc.property(config, ({ data }) => {
      if (!data) return
      const all = [data, ...data.recipes].map(({ prefix, key = data.key, format = data.format }) => ({
        prefix,
        key,
        format,
      }))
      if (all.length > 1) several += 1
      const recipes = all.sort((one, other) => other.prefix.length - one.prefix.length)
      const thumbnailsOf = (original: string): string[] => {
        const own = recipes.find((each) => original.startsWith(each.prefix))
        return own ? ['ab', 'ba'].map((each) => thumbnailKey(original, each, own)) : []
      }
      const originals = ['a', 'a/b', 'ab/a', 'x/a', '-', 'a/b/-'].flatMap((one) => [one, `a/${one}`, `x/${one}`])
      const made = new Map(originals.flatMap((one) => thumbnailsOf(one).map((each) => [each, one])))
      // If a thumbnail is one of another original too, then that one's key stands somewhere in it.
      const others = new Set([...made.keys()].flatMap(partsOfText))
      for (const other of others) for (const each of thumbnailsOf(other)) expect(made.get(each) ?? other).toBe(other)
    }),
    { numRuns: 80 },
  )
  expect(several).toBeGreaterThan(8)
})
