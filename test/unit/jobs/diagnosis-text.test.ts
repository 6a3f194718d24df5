import { endsWithBeginningOf } from '../../../functions/jobs/diagnosis/text.ts'

const phrase = 'context deadline exceeded'

test.each([
  ['dial tcp: context d', true],
  ['dial tcp: context deadline excee', true],
  ['dial tcp: context ', false],
  ['dial tcp: context', false],
  ['dial tcp: context of', false],
  ['context deadline exceeded, and more', false],
])('whether "%s" was cut off within a phrase, by more than its first word', (tail, expected) => {
  expect(endsWithBeginningOf(tail, phrase)).toBe(expected)
})

test('where the first word is short, eight characters are enough, and seven are not', () => {
  expect(endsWithBeginningOf('x: no such ', 'no such host')).toBe(true)
  expect(endsWithBeginningOf('x: no such', 'no such host')).toBe(false)
})
