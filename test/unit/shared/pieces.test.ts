import { compareBytes } from '../../../shared/compare-bytes.ts'
import { piecesOf } from '../../../shared/pieces.ts'

test.each([
  [0, []],
  [1, [[0]]],
  [2, [[0, 1]]],
  [3, [[0, 1], [2]]],
  [
    4,
    [
      [0, 1],
      [2, 3],
    ],
  ],
])('a list of %d in pieces of two', (length, pieces) => {
  expect(piecesOf([...Array(length).keys()], 2)).toEqual(pieces)
})

test('texts are in the order of their bytes', () => {
  // An emoji has a surrogate of 0xd83d, which is before U+FF5E as JavaScript compares, and four bytes, which are after.
  const texts = ['', 'A', 'a', 'a/', 'aa', 'é', '\uff5e', '😀', '😀a']
  for (const [index, one] of texts.entries())
    for (const [at, other] of texts.entries())
      expect([one, other, Math.sign(compareBytes(one, other))]).toEqual([one, other, Math.sign(index - at)])
})
