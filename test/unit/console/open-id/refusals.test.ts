import { jest } from '@jest/globals'
import type { ConfigInput } from '../../../../shared/config/schema.ts'
import { memoryLedger } from '../../../../shared/ledger/memory-ledger.ts'
import { log } from '../../../../shared/log.ts'
import { madeConsole, origin } from '../console.ts'
import { browserBefore } from './browser.ts'
import { lyingProvider, type Wrong } from './provider.ts'

type OpenId = NonNullable<NonNullable<ConfigInput['console']>['openId']>

let wrong: Wrong = {}
let provider: Awaited<ReturnType<typeof lyingProvider>>
const logged: string[] = []

beforeAll(async () => {
  provider = await lyingProvider(() => wrong)
})
afterAll(() => provider.close())
beforeEach(() => {
  wrong = {}
  logged.length = 0
  provider.seen.length = 0
  for (const level of ['info', 'warn', 'error'] as const)
    jest.spyOn(log, level).mockImplementation((...said) => void logged.push(JSON.stringify(said)))
})
afterEach(() => {
  jest.restoreAllMocks()
  expect(logged.join('\n')).not.toMatch(/mina@|corner-shop\.example|subject-of-mina/)
})

const made = (more: Partial<OpenId> = {}, others: Partial<Parameters<typeof madeConsole>[0]> = {}) => {
  const openId: OpenId = {
    issuer: provider.issuer,
    clientId: 'nightshift',
    people: [{ address: 'Mina@corner-shop.example', role: 'act', responder: 'mina' }],
    ...more,
  }
  let now = new Date()
  const records = memoryLedger([], { now: () => now })
  const page = madeConsole({ now, ledger: records, config: { console: { openId } }, ...others })
  const wait = (seconds: number): void => {
    now = new Date(now.getTime() + seconds * 1_000)
    page.wait(seconds)
  }
  return { ...page, ...browserBefore(page), records, wait }
}

type Made = ReturnType<typeof made>

/** Sign-ins that were begun, as the ledger has them. */
const begunIn = ({ records }: Made) => records.all('open-id-login')

/** Goes to the provider, signs in there, and gives the path by which the browser comes back. */
const answered = async ({ go }: Made, query = ''): Promise<string> => {
  const sent = await go(`/sign-in/open-id${query}`)
  expect(sent.status).toBe(303)
  return `/sign-in/open-id/callback?${provider.signIn(sent.headers.get('location') ?? '')}`
}

const refused = async (page: Made, path: string, status: number, text: string): Promise<void> => {
  const answer = await page.go(path)
  expect(answer.status).toBe(status)
  const shown = await answer.text()
  expect(shown).toContain(text)
  expect(shown).toContain('role="alert"')
  expect(shown).toContain('href="/sign-in/open-id"')
  expect([...page.jar.keys()].filter((name) => name.endsWith('-session'))).toEqual([])
  expect(await page.ledger.list('session')).toEqual([])
}

describe('signing in by an OpenID provider', () => {
  test('whoever the config lets in gets a session of theirs, and goes where they wanted to', async () => {
    const page = made()
    expect(await (await page.go('/jobs')).text()).toContain('href="/sign-in/open-id?next=%2Fjobs"')
    const back = await answered(page, '?next=/jobs')
    const answer = await page.go(back)
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toBe('/jobs')
    expect((await page.go('/jobs')).status).toBe(200)
    const [session, ...others] = await page.ledger.list('session')
    expect(others).toEqual([])
    expect(session).toMatchObject({ by: 'mina', role: 'act', way: 'open-id' })
    expect(JSON.stringify(session)).not.toContain('subject-of-mina')
    expect(page.jar.has('__Host-nightshift-open-id')).toBe(false)
  })

  test('PKCE, state and nonce go along, and the address to return to is ours', async () => {
    const page = made({ scopes: ['groups', 'email'] })
    const sent = await page.go('/sign-in/open-id')
    const asked = new URL(sent.headers.get('location') ?? '').searchParams
    expect(Object.fromEntries(asked)).toEqual({
      client_id: 'nightshift',
      response_type: 'code',
      redirect_uri: `${origin}/sign-in/open-id/callback`,
      scope: 'openid email groups',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
    })
    expect(sent.headers.get('set-cookie')).toMatch(
      /^__Host-nightshift-open-id=[\w-]{43}; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    )
  })

  test('nothing in the ledger could finish a sign-in', async () => {
    const page = made()
    const sent = await page.go('/sign-in/open-id')
    const asked = new URL(sent.headers.get('location') ?? '').searchParams
    const held = page.jar.get('__Host-nightshift-open-id') ?? ''
    const records = await begunIn(page)
    expect(records).toHaveLength(1)
    for (const secret of [asked.get('state'), asked.get('nonce'), asked.get('code_challenge'), held])
      expect(JSON.stringify(records)).not.toContain(secret)
    expect(records[0]?.pk).toMatch(/^login#[0-9a-f]{64}$/)
  })

  test.each<[string, Wrong, number, string]>([
    ['a token of another issuer', { claims: { iss: 'https://evil.example' } }, 401, 'was not made by 127.0.0.1'],
    ['a token for another application', { claims: { aud: 'another' } }, 401, 'for another application'],
    ['a token for us and for another', { claims: { aud: ['nightshift', 'another'] } }, 401, 'for another application'],
    ['another nonce', { claims: { nonce: 'another' } }, 401, 'belongs to another sign-in'],
    ['no nonce', { claims: { nonce: undefined } }, 401, 'cannot be trusted'],
    ['a token that has run out', { claims: { exp: 1_700_000_000, iat: 1_699_999_000 } }, 401, 'has run out'],
    ['a token of tomorrow', { claims: { nbf: Math.floor(Date.now() / 1_000) + 86_400 } }, 401, 'has run out'],
    ['a signature by another key', { signature: 'another key' }, 401, 'cannot be trusted'],
    ['no signature', { signature: 'none' }, 401, 'cannot be trusted'],
    ['no subject', { claims: { sub: undefined } }, 401, 'cannot be trusted'],
    ['an address that is not verified', { claims: { email_verified: false } }, 403, 'has not verified your email'],
    ['one whose verification is a text', { claims: { email_verified: 'true' } }, 403, 'has not verified your email'],
    ['one of which nothing is said', { claims: { email_verified: undefined } }, 403, 'has not verified your email'],
    ['somebody else', { claims: { email: 'eve@corner-shop.example' } }, 403, 'does not let you in'],
    ['nobody', { claims: { email: undefined, email_verified: undefined } }, 403, 'does not let you in'],
    ['a code that it refuses', { token: { status: 400, body: { error: 'invalid_grant' } } }, 401, 'sign-in is over'],
    [
      'a client that it refuses',
      { token: { status: 401, body: { error: 'invalid_client' } } },
      503,
      'ConsoleRedirectUrl',
    ],
    ['a provider that fails', { token: { status: 502 } }, 503, 'does not answer'],
    [
      'no token',
      { token: { status: 200, body: { access_token: 'x', token_type: 'Bearer' } } },
      401,
      'cannot be trusted',
    ],
    ['nonsense', { token: { status: 200, body: 'nonsense' } }, 401, 'cannot be trusted'],
  ])('%s: refused, with a page that says why', async (_, how, status, text) => {
    const page = made()
    const back = await answered(page)
    wrong = how
    await refused(page, back, status, text)
    expect(logged.join('\n')).toContain('sign-in refused')
  })

  test.each<[string, Wrong, string]>([
    ['has no description of itself', { discovery: 404 }, 'ConsoleRedirectUrl'],
    ['calls itself otherwise', { issuer: 'https://another.example' }, 'ConsoleRedirectUrl'],
    ['fails', { discovery: 503 }, 'does not answer'],
    ['describes itself in nonsense', { issuer: '' }, 'ConsoleRedirectUrl'],
  ])('a provider that %s: 503, what to do, and it is asked again the next time', async (_, how, text) => {
    const page = made()
    wrong = how
    await refused(page, '/sign-in/open-id', 503, text)
    expect(await begunIn(page)).toEqual([])
    wrong = {}
    expect((await page.go(await answered(page))).status).toBe(303)
  })

  test('a provider that is not there: a page that says what to do instead', async () => {
    const gone = await lyingProvider()
    await gone.close()
    const page = made({ issuer: gone.issuer })
    await refused(page, '/sign-in/open-id', 503, 'does not answer')
    expect(await (await page.go('/sign-in/open-id')).text()).toContain('nightshift -- console')
  })

  test('an answer counts once', async () => {
    const page = made()
    const back = await answered(page)
    expect((await page.go(back)).status).toBe(303)
    const before = (await page.ledger.list('session')).length
    expect((await page.go(back)).status).toBe(401)
    expect(await page.ledger.list('session')).toHaveLength(before)
  })

  test('of two answers at once one gets in', async () => {
    const page = made()
    const back = await answered(page)
    const answers = await Promise.all([page.go(back), page.go(back)])
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 401])
  })

  test('an answer in another browser, a late one, and one with a state of nobody count for nothing', async () => {
    const page = made()
    const stolen = await answered(page)
    expect((await page.ask(stolen)).status).toBe(401)
    const other = browserBefore(page)
    await other.go('/sign-in/open-id')
    expect((await other.go(stolen)).status).toBe(401)
    await refused(page, `/sign-in/open-id/callback?code=x&state=${'a'.repeat(43)}`, 401, 'sign-in is over')
    await refused(page, '/sign-in/open-id/callback?code=x', 401, 'sign-in is over')
    page.wait(601)
    await refused(page, stolen, 401, 'sign-in is over')
    expect(provider.seen.map(({ path }) => path)).not.toContain('/token')
  })

  test('two tabs of one browser can both finish', async () => {
    const page = made()
    const [one, two] = [await answered(page), await answered(page)]
    const held = page.jar.get('__Host-nightshift-open-id') ?? ''
    expect((await page.go(one)).status).toBe(303)
    page.jar.set('__Host-nightshift-open-id', held)
    expect((await page.go(two)).status).toBe(303)
  })

  test.each([
    ['access_denied', 401, 'did not let you sign in'],
    ['unauthorized_client', 503, 'ConsoleRedirectUrl'],
    ['temporarily_unavailable', 503, 'does not answer'],
  ])('a provider that answers %s', async (error, status, text) => {
    const page = made()
    const state = new URLSearchParams((await answered(page)).split('?')[1]).get('state') ?? ''
    const said = encodeURIComponent('<script>alert(1)</script> mina@corner-shop.example')
    await refused(
      page,
      `/sign-in/open-id/callback?error=${error}&error_description=${said}&state=${state}`,
      status,
      text,
    )
  })

  test('an answer that another issuer signs for itself is refused before a code is sent anywhere', async () => {
    const page = made()
    await refused(page, `${await answered(page)}&iss=https%3A%2F%2Fevil.example`, 401, 'cannot be trusted')
    expect(provider.seen.map(({ path }) => path)).not.toContain('/token')
  })

  test.each(['https://evil.example', '//evil.example', '/\\evil.example', '/sign-in/open-id', 'javascript:alert(1)'])(
    'afterwards nobody is led to %s',
    async (next) => {
      const page = made()
      const answer = await page.go(await answered(page, `?next=${encodeURIComponent(next)}`))
      expect(answer.headers.get('location')).toBe('/')
    },
  )

  test('a look without a body uses nothing up, and begins nothing', async () => {
    const page = made()
    await page.go('/sign-in/open-id', { method: 'HEAD' })
    expect(await begunIn(page)).toEqual([])
    const back = await answered(page)
    await page.go(back, { method: 'HEAD' })
    expect((await page.go(back)).status).toBe(303)
  })

  test('attempts are limited, those that begin and those that fail', async () => {
    const page = made()
    for (let count = 0; count < 20; count += 1) expect((await page.go('/sign-in/open-id')).status).toBe(303)
    expect((await page.go('/sign-in/open-id')).status).toBe(429)
    expect(await begunIn(page)).toHaveLength(20)
    const guessing = made()
    const back = await answered(guessing)
    for (let count = 0; count < 20; count += 1)
      expect((await guessing.go(`/sign-in/open-id/callback?code=x&state=${'b'.repeat(43)}`)).status).toBe(401)
    expect((await guessing.go(back)).status).toBe(429)
    guessing.wait(300)
    expect((await guessing.go(await answered(guessing))).status).toBe(303)
  })

  test('a secret is read where the config says, sent to the provider, and shown nowhere', async () => {
    const asked: unknown[] = []
    const aws = (input: Readonly<Record<string, unknown>>) => {
      asked.push(input)
      return { SecretString: 'hush-hush', Parameter: { Value: 'hush-hush' } }
    }
    for (const clientSecret of [{ secret: 'shop/console' }, { ssm: '/shop/console' }]) {
      const page = made({ clientSecret }, { aws })
      expect((await page.go(await answered(page))).status).toBe(303)
      const { authorization } = provider.seen.findLast(({ path }) => path === '/token') ?? {}
      expect(Buffer.from(authorization?.slice(6) ?? '', 'base64').toString()).toBe('nightshift:hush%2Dhush')
      expect(logged.join('\n')).not.toContain('hush')
    }
    expect(asked).toEqual([{ SecretId: 'shop/console' }, { Name: '/shop/console', WithDecryption: true }])
  })

  test('a secret that is not there: a page for whoever looks after it', async () => {
    const aws = () => {
      throw Object.assign(new Error('Secrets Manager can’t find the secret of mina@corner-shop.example'), {
        name: 'ResourceNotFoundException',
      })
    }
    await refused(made({ clientSecret: { secret: 'gone' } }, { aws }), '/sign-in/open-id', 503, 'clientSecret')
    expect(logged.join('\n')).toContain('ResourceNotFoundException')
  })

  test('what the provider says beside the token counts where the token does not say it', async () => {
    wrong = {
      claims: { email: undefined, email_verified: undefined },
      userinfo: { sub: 'subject-of-mina', email: 'mina@corner-shop.example', email_verified: true },
    }
    const page = made()
    expect((await page.go(await answered(page))).status).toBe(303)
    wrong = { ...wrong, userinfo: { ...wrong.userinfo, sub: 'somebody-else' } }
    const other = made()
    await refused(other, await answered(other), 401, 'cannot be trusted')
  })

  test('in Korean too', async () => {
    const page = made()
    const back = await answered(page)
    wrong = { claims: { email_verified: false } }
    const answer = await page.go(back, {
      headers: { cookie: [...page.jar].map((each) => each.join('=')).join('; '), 'accept-language': 'ko' },
    })
    expect(await answer.text()).toContain('이메일 주소가 확인되지 않아')
  })

  test('without an issuer in the config there are no such addresses', async () => {
    const page = madeConsole()
    expect(await (await page.ask('/sign-in')).text()).not.toContain('open-id')
    for (const path of ['/sign-in/open-id', '/sign-in/open-id/callback?code=x&state=y']) {
      const answer = await page.ask(path)
      expect([401, 404]).toContain(answer.status)
    }
  })
})
