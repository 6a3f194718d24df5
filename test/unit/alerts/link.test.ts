import * as fc from 'fast-check'
import { beatPath, isToken, linkUrl, makeToken, pagePath, routeOf } from '../../../functions/alerts/rules/link.ts'

const tokens = fc.uint8Array({ minLength: 12, maxLength: 12 }).map((bytes) => makeToken(() => bytes))

describe('a token', () => {
  test('has 16 characters that need no escaping, and is new each time', () => {
    const made = Array.from({ length: 1_000 }, () => makeToken())
    expect(made.every(isToken)).toBe(true)
    expect(new Set(made).size).toBe(1_000)
  })

  test('carries all 96 bits of its source', () => {
    const asked: number[] = []
    const bytes = Uint8Array.from({ length: 12 }, (_, index) => 255 - index)
    const token = makeToken((count) => {
      asked.push(count)
      return bytes
    })
    expect(asked).toEqual([12])
    expect(Buffer.from(token, 'base64url')).toEqual(Buffer.from(bytes))
  })

  test.each(['', 'AbCdEfGhIjKlMn-', 'AbCdEfGhIjKlMn-_x', 'AbCdEfGhIjKlMn-=', 'AbCdEfGhIjKlMn-_\n', 'AbCdEfGh/jKlMn-_'])(
    '%j is none',
    (text) => expect(isToken(text)).toBe(false),
  )
})

describe('a path', () => {
  test('leads where it was made for', () => {
    fc.assert(
      fc.property(tokens, (token) => {
        expect(routeOf(pagePath(token))).toEqual({ to: 'page', token })
        expect(routeOf(beatPath(token))).toEqual({ to: 'beat', token })
      }),
    )
  })

  test.each([
    '',
    '/',
    '/favicon.ico',
    'AbCdEfGhIjKlMn-_',
    '/AbCdEfGhIjKlMn-_/',
    '//AbCdEfGhIjKlMn-_',
    '/beat/AbCdEfGhIjKlMn-_/',
    '/beat/AbCdEfGhIjKlMn-_/AbCdEfGhIjKlMn-_',
    '/beats/AbCdEfGhIjKlMn-_',
    '/BEAT/AbCdEfGhIjKlMn-_',
    '/AbCdEfGhIjKlMn%2D_',
    '/AbCdEfGhIjKlMn-_.',
    '/..%2fAbCdEfGhIjKl',
  ])('%j leads nowhere', (path) => expect(routeOf(path)).toBeUndefined())

  test('of any kind that leads somewhere is one that we make', () => {
    const paths = fc.oneof(
      fc.string(),
      fc.array(fc.oneof(tokens, fc.constantFrom('', 'beat', '.', '..'), fc.string())).map((parts) => parts.join('/')),
    )
    fc.assert(
      fc.property(paths, (path) => {
        const route = routeOf(path)
        if (route) expect(path).toBe(route.to === 'page' ? pagePath(route.token) : beatPath(route.token))
      }),
      { numRuns: 1_000 },
    )
  })
})

test.each(['https://ns.example', 'https://ns.example/'])('an address on %s has one slash', (base) => {
  expect(linkUrl(base, pagePath('AbCdEfGhIjKlMn-_'))).toBe('https://ns.example/AbCdEfGhIjKlMn-_')
})
