import fc from 'fast-check'
import { fewerPrefixes } from '../../../shared/config/thumbnails/prefixes.ts'

test.each([
  ['few stay as they are', ['b/', 'a/'], 2, ['a/', 'b/']],
  [
    'of neighbours those with most in common become one',
    ['photos/a/', 'photos/b/', 'avatars/', 'press/'],
    3,
    ['avatars/', 'photos/', 'press/'],
  ],
  ['what has nothing in common becomes everything', ['a/', 'b/'], 1, ['']],
  ['one that begins with another is covered by it', ['a/', 'a/b/', 'c/'], 2, ['a/', 'c/']],
])('%s', (_, prefixes, most, expected) => {
  expect(fewerPrefixes(prefixes, most).toSorted()).toEqual(expected)
})

test('every prefix stays covered, none begins with another, and there are never too many', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 8 }), { minLength: 1 }),
      fc.integer({ min: 1, max: 6 }),
      (prefixes, most) => {
        const fewer = fewerPrefixes(prefixes, most)
        expect(fewer.length).toBeLessThanOrEqual(most)
        for (const prefix of prefixes) expect(fewer.some((each) => prefix.startsWith(each))).toBe(true)
        for (const one of fewer) expect(fewer.filter((other) => one.startsWith(other))).toEqual([one])
      },
    ),
  )
})
