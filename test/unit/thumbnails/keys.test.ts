import { decodeKey, thumbnailKey, thumbnailKeys } from '../../../functions/thumbnails/rules/keys.ts'
import { recipesFor } from './fake-store.ts'

describe('decodeKey', () => {
  test.each([
    ['a%2Bb+%EC%82%AC%EC%A7%84.jpg', 'a+b 사진.jpg'],
    ['a//b%252B.jpg', 'a//b%2B.jpg'],
    ['%F0%9F%93%B7/%F0%9F%91%A9%E2%80%8D%F0%9F%91%A9%E2%80%8D%F0%9F%91%A7.png', '📷/👩‍👩‍👧.png'],
    ['line%0Abreak.jpg', 'line\nbreak.jpg'],
    ['/leading.jpg', '/leading.jpg'],
    ['a/../b.jpg', 'a/../b.jpg'],
    ['100%25.jpg', '100%.jpg'],
    ['caf%C3%A9.jpg', 'café.jpg'],
    ['cafe%CC%81.jpg', 'cafe\u0301.jpg'],
  ])('%s is %j', (encoded, key) => expect(decodeKey(encoded)).toBe(key))

  test.each(['%', '%zz', '%C3', 'a%'])('%j is malformed', (encoded) =>
    expect(() => decodeKey(encoded)).toThrow(expect.objectContaining({ reason: 'malformed-event' })),
  )
})

describe('the key of a thumbnail', () => {
  test.each([
    ['{key}/{size}.{format}', 'photos/a.jpg/small.webp'],
    ['{size}/{path}{name}.webp', 'small/photos/a.jpg.webp'],
    ['{path}thumbs/{name}.{size}.{format}', 'photos/thumbs/a.jpg.small.webp'],
  ])('by %s is %s', (key, expected) =>
    expect(thumbnailKey('photos/a.jpg', 'small', { key, format: 'webp' })).toBe(expected),
  )

  test('takes nothing in the original for a field', () =>
    expect(thumbnailKey('{size}/{path}.jpg', 'small', { key: '{key}/{size}', format: 'webp' })).toBe(
      '{size}/{path}.jpg/small',
    ))

  test('has bytes counted, not characters', () => {
    const [recipe] = recipesFor({ sizes: { small: 20 } })
    if (!recipe) throw new Error('No recipe')
    const room = 1024 - '/small.webp'.length
    expect(thumbnailKeys('a'.repeat(room), recipe)).toEqual([`${'a'.repeat(room)}/small.webp`])
    expect(thumbnailKeys('a'.repeat(room + 1), recipe)).toBeUndefined()
    expect(thumbnailKeys('사'.repeat(337), recipe)).toBeDefined()
    expect(thumbnailKeys('사'.repeat(338), recipe)).toBeUndefined()
  })
})
