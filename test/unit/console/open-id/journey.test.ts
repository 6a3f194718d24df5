import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { jest } from '@jest/globals'
import { Provider } from 'oidc-provider'
import { log } from '../../../../shared/log.ts'
import { guardOf, madeConsole, origin } from '../console.ts'
import { browserBefore } from './browser.ts'

const accounts: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  mina: { email: 'mina@corner-shop.example', email_verified: true, groups: ['on-call'] },
  kim: { email: 'kim@corner-shop.example', email_verified: true, groups: ['readers'] },
  eve: { email: 'eve@elsewhere.example', email_verified: true, groups: ['guests'] },
  new: { email: 'joon@corner-shop.example', email_verified: false, groups: ['on-call'] },
}

/** A provider as teams run them, on this machine, with the forms for trying it out that it brings along. */
const startProvider = async (secret: string | undefined) => {
  const handlers: ((...asked: Parameters<ReturnType<Provider['callback']>>) => unknown)[] = []
  const server: Server = createServer((request, response) => void handlers[0]?.(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'nightshift',
        redirect_uris: [`${origin}/sign-in/open-id/callback`],
        grant_types: ['authorization_code'],
        response_types: ['code'],
        ...(secret === undefined
          ? { token_endpoint_auth_method: 'none' }
          : { client_secret: secret, token_endpoint_auth_method: 'client_secret_post' }),
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], groups: ['groups'] },
    scopes: ['openid', 'email', 'groups'],
    findAccount: (_, sub) =>
      accounts[sub] ? { accountId: sub, claims: () => ({ ...accounts[sub], sub }) } : undefined,
    cookies: { keys: ['a key for tests'] },
    pkce: { required: () => true },
  })
  handlers.push(provider.callback())
  return {
    issuer,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

/** Goes through the provider's forms as somebody. @returns the address with which the provider sends the browser back */
const through = async (begin: string, login: string): Promise<URL> => {
  const jar = new Map<string, string>()
  let [address, form]: [string, URLSearchParams | undefined] = [begin, undefined]
  for (let step = 0; step < 12; step += 1) {
    const answer = await fetch(address, {
      redirect: 'manual',
      headers: { cookie: [...jar].map((each) => each.join('=')).join('; ') },
      ...(form ? { method: 'POST', body: form } : {}),
    })
    for (const each of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(each) ?? []
      jar.set(name, value)
    }
    const to = answer.headers.get('location')
    if (to !== null) {
      const next = new URL(to, address)
      if (next.origin === origin) return next
      address = next.href
      form = undefined
      continue
    }
    const page = await answer.text()
    const action = /<form[^>]* action="([^"]+)"/.exec(page)?.[1]
    if (action === undefined) throw new Error(`The provider shows no form (${answer.status}): ${page.slice(0, 400)}`)
    address = new URL(action, address).href
    const prompt = /name="prompt" value="([^"]+)"/.exec(page)?.[1] ?? ''
    form = new URLSearchParams(prompt === 'login' ? { prompt, login, password: 'any' } : { prompt })
  }
  throw new Error('The provider leads nowhere')
}

const logged: string[] = []

describe.each([
  ['a public client', undefined],
  ['a client with a secret', 'hush-hush-hush'],
])('a whole sign-in by a real provider, as %s', (_, secret) => {
  let provider: Awaited<ReturnType<typeof startProvider>>
  beforeAll(async () => {
    for (const level of ['info', 'warn'] as const) jest.spyOn(console, level).mockImplementation(() => undefined)
    provider = await startProvider(secret)
  })
  afterAll(() => provider.close())
  beforeEach(() => {
    logged.length = 0
    for (const level of ['info', 'warn', 'error'] as const)
      jest.spyOn(log, level).mockImplementation((...said) => void logged.push(JSON.stringify(said)))
  })
  afterEach(() => {
    jest.restoreAllMocks()
    expect(logged.join('\n')).not.toMatch(/corner-shop\.example|elsewhere\.example|hush/)
  })

  const made = () => {
    const page = madeConsole({
      now: new Date(),
      aws: () => ({ SecretString: secret }),
      config: {
        console: {
          openId: {
            issuer: provider.issuer,
            clientId: 'nightshift',
            ...(secret === undefined ? {} : { clientSecret: { secret: 'shop/console' } }),
            scopes: ['groups'],
            people: [
              { address: 'mina@corner-shop.example', role: 'act', responder: 'mina' },
              { group: 'readers', role: 'read' },
              { group: 'on-call', role: 'act' },
            ],
          },
        },
      },
    })
    return { ...page, ...browserBefore(page) }
  }

  const signInAs = async (page: ReturnType<typeof made>, login: string): Promise<Response> => {
    const { pathname, search } = await through(
      (await page.go('/sign-in/open-id?next=/sessions')).headers.get('location') ?? '',
      login,
    )
    return page.go(`${pathname}${search}`)
  }

  test('by an address: the session is listed, presses count, and it ends by signing out', async () => {
    const page = made()
    const answer = await signInAs(page, 'mina')
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/sessions'])
    const sessions = await (await page.go('/sessions')).text()
    expect(sessions).toContain('OpenID provider')
    expect(sessions).toContain('Signed in as mina · can act')
    const body = new URLSearchParams(guardOf(sessions))
    const out = await page.go('/sign-out', { method: 'POST', body, headers: { origin } })
    expect(out.status).toBe(303)
    expect((await page.go('/sessions')).status).toBe(401)
  })

  test('by a group: what the group may', async () => {
    const page = made()
    expect((await signInAs(page, 'kim')).status).toBe(303)
    expect(await (await page.go('/sessions')).text()).toContain('Signed in as kim · can look')
  })

  test.each([
    ['eve', 'does not let you in'],
    ['new', 'has not verified your email address'],
  ])('%s is refused, with a page that says why', async (login, text) => {
    const page = made()
    const answer = await signInAs(page, login)
    expect(answer.status).toBe(403)
    expect(await answer.text()).toContain(text)
    expect(await page.ledger.list('session')).toEqual([])
  })

  test('the same answer again is refused by the page, and its code by the provider', async () => {
    const page = made()
    const sent = (await page.go('/sign-in/open-id')).headers.get('location') ?? ''
    const { pathname, search } = await through(sent, 'mina')
    expect((await page.go(`${pathname}${search}`)).status).toBe(303)
    expect((await page.go(`${pathname}${search}`)).status).toBe(401)
    // A stolen code in a sign-in of one's own.
    const own = browserBefore(page)
    const state =
      new URL((await own.go('/sign-in/open-id')).headers.get('location') ?? '').searchParams.get('state') ?? ''
    const stolen = new URLSearchParams(search)
    stolen.set('state', state)
    const answer = await own.go(`${pathname}?${stolen}`)
    expect(answer.status).toBe(401)
    expect(await answer.text()).toContain('This sign-in is over')
  })
})
