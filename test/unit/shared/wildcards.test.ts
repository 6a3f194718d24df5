import fc from 'fast-check'
import { covers } from '../../../shared/wildcards.ts'

test.each([
  ['/api/*', '/api/cart', true],
  ['/api/*', '/api/*', true],
  ['/api/*', '/api/?', true],
  ['/api/*', '/*', false],
  ['/a?c', '/abc', true],
  ['/a?c', '/a?c', true],
  ['/a?c', '/a*c', false],
  ['/a?c', '/ac', false],
  ['/?', '/*', false],
  ['*?', '*', false],
  ['/abc', '/a?c', false],
  ['*', '', true],
  ['', '', true],
  ['', 'a', false],
  ['*a*b', 'xaxbxb', true],
  ['a.c', 'abc', false],
  ['(a)+', '(a)+', true],
  ['/A', '/a', false],
])('%j takes all of %j: %s', (pattern, other, all) => {
  expect(covers(pattern, other)).toBe(all)
})

test('of a pattern that takes another one, every text of that one is its own', () => {
  const pattern = fc.stringMatching(/^[ab*?]{0,6}$/)
  const text = fc.stringMatching(/^[ab]{0,6}$/)
  fc.assert(
    fc.property(pattern, pattern, text, (outer, inner, word) => {
      expect(covers(outer, outer)).toBe(true)
      if (covers(outer, inner) && covers(inner, word)) expect(covers(outer, word)).toBe(true)
    }),
    { numRuns: 1_000 },
  )
})

test('what is made to take long does not', () => {
  expect(covers(`/${'*a'.repeat(120)}b`, `/${'a'.repeat(250)}`)).toBe(false)
})
