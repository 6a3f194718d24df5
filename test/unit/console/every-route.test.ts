import { jest } from '@jest/globals'
import { contributions } from '../../../functions/console/pages/index.ts'
import { keys, type PressRecord } from '../../../shared/ledger/records.ts'
import { log } from '../../../shared/log.ts'
import { guardOf, madeConsole as makeConsole, origin } from './console.ts'
import { finding, incident, run } from './records.ts'

/** With what the example leaves out, so that every route is there. */
const madeConsole = (given: Parameters<typeof makeConsole>[0] = {}) =>
  makeConsole({ ...given, config: { audits: {}, backups: {}, ...given.config } })

const runAt = '2026-11-30T02:00:00.000Z'

/** The id of what a route is about: those of findings are shorter. */
const idOf = (path: string): string => (path.startsWith('/audits/') ? finding().id : incident().id)

/** A path that a route takes, with something in each of its places. */
const filled = (path: string, value = 'abc'): string =>
  path.replace(/:(\w+)(\{[^}]*\})?/g, (_, name) => (name === 'id' ? idOf(path) : encodeURIComponent(value)))

const views = contributions.flatMap(({ views = [] }) => views.map(({ path }) => path))
const actions = contributions.flatMap(({ actions = [] }) => actions.map(({ path }) => filled(path)))
/** What somebody may do for themselves as well. */
const posts = [...actions, '/settings', '/sessions/end', '/sign-out']

const records = [incident(), run({ scheduledAt: runAt }), finding()]

const sessions = async ({ ledger }: ReturnType<typeof madeConsole>): Promise<number> =>
  (await ledger.list('session')).length

/** What of a console would show that something was done. */
const traces = async (made: ReturnType<typeof madeConsole>) => ({
  handedOver: made.handedOver.length,
  presses: (await made.ledger.list<PressRecord>('press')).length,
  sessions: await sessions(made),
})

/** What the function of queues answers here. */
const queues = (payload: unknown): unknown =>
  (payload as { readonly action?: string }).action === 'queues' ? [] : { refused: 'There is no such queue.' }

const logged: string[] = []
beforeEach(() => {
  logged.length = 0
  for (const level of ['debug', 'info', 'warn', 'error'] as const)
    jest.spyOn(log, level).mockImplementation((...said) => void logged.push(JSON.stringify(said)))
})
afterEach(() => jest.restoreAllMocks())

/** Nothing in the log is a person's, or opens anything. */
const expectNothingOfAPerson = (...secrets: readonly string[]): void => {
  const said = logged.join('\n')
  for (const secret of ['mina@', '+1202', '203.0.113.9', ...secrets]) expect(said).not.toContain(secret)
}

type Sent = readonly [
  what: string,
  status: number,
  headers: Readonly<Record<string, string>>,
  fields: Readonly<Record<string, string>>,
]

const refusals: readonly Sent[] = [
  ['of another site', 403, { origin: 'https://evil.example' }, {}],
  ['of a sandbox', 403, { origin: 'null' }, {}],
  ['of a neighbour by name', 403, { origin: `${origin}.evil.example` }, {}],
  ['of the same host without TLS', 403, { origin: origin.replace('https', 'http') }, {}],
  ['sent across sites', 403, { 'sec-fetch-site': 'cross-site' }, {}],
  ['sent from a neighbour', 403, { 'sec-fetch-site': 'same-site' }, {}],
  ['without the token', 403, {}, { form: '' }],
  ['with a token that was made up', 403, {}, { form: 'A'.repeat(43) }],
  ['that is JSON', 415, { 'content-type': 'application/json' }, {}],
  ['that is text', 415, { 'content-type': 'text/plain' }, {}],
  ['that is long', 413, {}, { note: 'a'.repeat(40_000) }],
]

describe.each(posts)('POST %s', (path) => {
  test('nothing that is forged does anything, and each says so with its status', async () => {
    const made = madeConsole({ records })
    const cookie = await made.signIn()
    const other = guardOf(await made.read('/sessions', await made.signIn({ by: 'joon' })))
    const own = guardOf(await made.read('/sessions', cookie))
    const before = await traces(made)
    for (const [what, status, headers, fields] of [
      ...refusals,
      ['with the token of another session', 403, {}, { form: other.form }] as const,
    ]) {
      const answer = await made.send(path, { ...own, ...fields }, cookie, headers)
      expect([what, answer.status]).toEqual([what, status])
      expect(answer.headers.get('set-cookie')).toBeNull()
      expect(await answer.text()).toMatch(/Nothing was changed|load the page again/)
    }
    expect(await traces(made)).toEqual(before)
    expectNothingOfAPerson(cookie, own.form)
  })

  test('nor does anybody without a session, with one that has ended, or with a cookie that is a guess', async () => {
    const made = madeConsole({ records })
    const cookie = await made.signIn()
    const guard = guardOf(await made.read('/sessions', cookie))
    const before = await traces(made)
    for (const forged of [undefined, 'A'.repeat(43), `${cookie.slice(0, -1)}${cookie.endsWith('A') ? 'B' : 'A'}`])
      expect((await made.send(path, guard, forged)).status).toBe(401)
    expect(await traces(made)).toEqual(before)
    made.wait(12 * 3_600)
    const late = await made.send(path, guard, cookie)
    expect(late.status).toBe(401)
    expect(await late.text()).toContain('Nothing was changed')
    expect(made.handedOver).toEqual([])
  })

  test('a body of ten megabytes is refused before it is read to its end', async () => {
    const made = madeConsole({ records })
    const cookie = await made.signIn()
    let pulled = 0
    const body = new ReadableStream({
      pull: (controller) => {
        pulled += 1
        if (pulled > 160) controller.close()
        else controller.enqueue(new Uint8Array(65_536).fill(97))
      },
    })
    const headers = { origin, 'content-type': 'application/x-www-form-urlencoded' }
    const init = { method: 'POST', body, duplex: 'half', headers } as RequestInit
    expect((await made.ask(path, init, cookie)).status).toBe(413)
    expect(pulled).toBeLessThan(5)
  })
})

test.each(actions)('whoever may only look is refused %s', async (path) => {
  const made = madeConsole({ records })
  const cookie = await made.signIn({ role: 'read' })
  const guard = guardOf(await made.read('/sessions', cookie))
  expect((await made.send(path, guard, cookie)).status).toBe(403)
  expect(await traces(made)).toMatchObject({ handedOver: 0, presses: 0 })
})

test.each([...views, '/settings', '/sign-out'])('nobody without a session sees %s', async (path) => {
  const made = madeConsole({ records })
  const answer = await made.ask(filled(path))
  expect([401, 404]).toContain(answer.status)
  const text = await answer.text()
  for (const name of ['checkout-errors', 'sync-stock', 'mina', '198.51.100.1']) expect(text).not.toContain(name)
})

const tricks = [
  'a%0d%0aset-cookie:%20x=1',
  '%0aset-cookie:x=1',
  '%00',
  '..%2f..%2f..%2fetc%2fpasswd',
  '%2e%2e%2f%2e%2e%2fincidents',
  '..%5c..%5cwindows',
  '%c0%ae%c0%ae%c0%af',
  '%e0%80%af',
  '%ff%fe',
  '%ed%a0%80',
  '%f4%90%80%80',
  '%25252e',
  '__proto__',
  'constructor',
  'toString',
  'a'.repeat(6_000),
  '%F0%9F%8C%99',
  '%E2%80%AE',
  "'%20or%201=1--",
  '%7B%7B7*7%7D%7D',
]

test.each(views.filter((path) => path.includes(':')))(
  'no name in the address of %s leads anywhere else, breaks it, or comes back as a header',
  async (path) => {
    const made = madeConsole({ records, invoked: queues })
    const cookie = await made.signIn()
    for (const trick of tricks) {
      const asked = path.replace(/:\w+(\{[^}]*\})?/g, trick)
      const answer = await made.ask(asked, {}, cookie)
      expect([asked.slice(0, 80), [200, 400, 404].includes(answer.status)]).toEqual([asked.slice(0, 80), true])
      expect(answer.headers.get('set-cookie')).toBeNull()
      expect(await answer.text()).not.toContain('root:')
    }
  },
)

test.each([
  '//evil.example/',
  '//evil.example/%2f..',
  '/%2fevil.example',
  '/.//evil.example',
  '/incidents/',
  '/incidents//',
  '//incidents',
  '/INCIDENTS',
  '/incidents;a=b',
  '/incidents%2f',
  '/static/',
  '/static/console.js',
  '/static/..%2fon-request.mjs',
  '/.env',
  '/.git/config',
  '/calendar/.ics',
  '/calendar/%2e%2e.ics',
])('%s is a page of ours or none, and nobody is sent anywhere', async (path) => {
  const made = madeConsole({ records })
  const answer = await made.ask(path, {}, await made.signIn())
  expect([200, 400, 404]).toContain(answer.status)
  expect(answer.headers.get('location')).toBeNull()
})

/** Every name by which something is asked for in an address. */
const names =
  'attempt begin day end from hours instead months next open page pressed q rotation span state token who why with year zone mine severity alarm policy since until search before'.split(
    ' ',
  )

test.each(views.filter((path) => !path.includes(':')))(
  'what stands in the query of %s is no header and no way out',
  async (path) => {
    const made = madeConsole({ records, invoked: queues })
    const cookie = await made.signIn()
    for (const value of [
      'a\r\nset-cookie: x=1',
      'https://evil.example/',
      '//evil.example',
      'javascript:alert(1)',
      '\u0000',
    ]) {
      const query = new URLSearchParams(names.map((name): [string, string] => [name, value]))
      const answer = await made.ask(`${path}?${query}`, {}, cookie)
      expect([value, [200, 400, 404].includes(answer.status)]).toEqual([value, true])
      expect(answer.headers.get('location')).toBeNull()
      expect(answer.headers.get('set-cookie')).toBeNull()
      expect(await answer.text()).not.toMatch(/(href|src|action)="(https?:)?\/\/evil|(href|src|action)="javascript:/)
    }
  },
)

test.each(posts)('no name that a form of %s may send sends anybody elsewhere', async (path) => {
  const made = madeConsole({ records, invoked: () => ({ refused: 'no' }) })
  for (const to of ['https://evil.example', '//evil.example', '/\\evil.example', '/\r\nx: y', 'javascript:alert(1)']) {
    const cookie = await made.signIn()
    const guard = guardOf(await made.read('/sessions', cookie))
    const sent = Object.fromEntries([...names, 'to'].map((name) => [name, to]))
    const location = (await made.send(path, { ...sent, ...guard, from: to }, cookie)).headers.get('location') ?? '/'
    expect(location).toMatch(/^\/(?![/\\])[^\r\n]*$/)
  }
})

test('addresses of calendars that nobody has are soon not looked for, and a sign-in is not held up by them', async () => {
  const made = madeConsole({ records })
  const statuses: number[] = []
  for (let count = 0; count < 25; count += 1)
    statuses.push((await made.ask(`/calendar/${'A'.repeat(42)}${count % 10}.ics`)).status)
  expect(statuses.slice(18, 22)).toEqual([404, 404, 429, 429])
  expect((await made.ask('/sign-in?token=x')).status).toBe(401)
  made.wait(300)
  expect((await made.ask('/calendar/x.ics')).status).toBe(404)
})

test('a link, a calendar or a session of somebody else: five thousand guesses open nothing, change nothing, and are not in the log', async () => {
  const made = madeConsole({ records })
  await made.signIn()
  const before = await traces(made)
  const statuses = new Set<number>()
  const guess = (): string => Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url')
  const guesses: string[] = []
  for (let count = 0; count < 5_000; count += 1) {
    const token = guess()
    if (count % 100 === 0) guesses.push(token)
    const [path, init, cookie] = (
      [
        [`/sign-in?token=${token}`],
        [`/calendar/${token}.ics`],
        ['/incidents', {}, token],
        ['/incidents/0123456789abcdef/resolve', { method: 'POST', headers: { origin } }, token],
      ] as [string, RequestInit?, string?][]
    )[count % 4] ?? ['/']
    statuses.add(
      (await made.ask(path, { ...init, headers: { ...init?.headers, 'x-forwarded-for': '203.0.113.9' } }, cookie))
        .status,
    )
  }
  expect([...statuses].sort()).toEqual([401, 404, 415, 429])
  expect(await traces(made)).toEqual(before)
  expectNothingOfAPerson(...guesses)
  expect(keys.session('x').pk).toBe('session#x')
})
