import { decodeKey, thumbnailKey } from '../../../functions/thumbnails/keys.ts'

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

describe('thumbnailKey', () => {
  test('ends in the size', () => expect(thumbnailKey('a/b.jpg', 'small')).toBe('a/b.jpg/small.webp'))

  test('counts bytes, not characters', () => {
    const room = 1024 - '/small.webp'.length
    expect(thumbnailKey('a'.repeat(room), 'small')).toHaveLength(1024)
    expect(thumbnailKey('a'.repeat(room + 1), 'small')).toBeUndefined()
    expect(thumbnailKey('사'.repeat(337), 'small')).toBeDefined()
    expect(thumbnailKey('사'.repeat(338), 'small')).toBeUndefined()
  })
})
