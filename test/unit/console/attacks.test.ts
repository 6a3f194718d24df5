import { randomBytes } from 'node:crypto'
import { jest } from '@jest/globals'
import type { ConsoleWorld } from '../../../functions/console/server/world.ts'
import { keys, type RejectRecord } from '../../../shared/ledger/records.ts'
import { log } from '../../../shared/log.ts'
import { guardOf, madeConsole, origin } from './console.ts'
import { incident, run } from './records.ts'

const evil = `"><script>alert(1)</script><img src=x onerror=alert(2)>'</title></style><svg onload=alert(3)>\u202egpj.exe`

/** Markup with its quoted values taken out: nothing of a stranger may be left in it. A value with a quote in it would leave some. */
const bare = (text: string): string => text.replace(/"[^"]*"/g, '""')

/** What there is of a stranger's that a browser would act on. */
const harmIn = (text: string): string[] => [
  ...(bare(text).match(/<img|<svg onload|<script(?! src="" defer><\/script>)|<[^>]*\s(on\w+|style)\s*=/gi) ?? []),
  ...(text.match(/(href|src|action)="\s*(javascript|data):/gi) ?? []),
  ...(text.match(/\u202e/g) ?? []),
]

const reject = (key: string): RejectRecord => ({
  ...keys.reject('uploads', key, 'etag'),
  kind: 'reject',
  at: '2026-11-30T02:30:00.000Z',
  open: 'reject',
  bucket: 'uploads',
  key,
  cause: evil,
  reason: evil,
  basis: { event: {}, config: 'test' },
})

const records = [
  incident({
    alarm: evil,
    alarmKey: evil,
    title: evil,
    reason: evil,
    acknowledgedBy: evil,
    state: 'acknowledged',
    acknowledgedAt: '2026-11-30T02:10:00.000Z',
  }),
  incident({ id: 'fedcba9876543210', alarm: evil, title: evil }),
  run({ job: evil, state: 'failed', explanation: evil, logTail: [evil] }),
  run({ job: 'sync-stock', state: 'failed', explanation: evil, cause: evil, scheduledAt: '2026-11-30T02:45:00.000Z' }),
  reject(`photos/${evil}.svg`),
]

const pages = ['/', '/?span=week', '/incidents', '/jobs', '/sessions']

test.each(pages)('names, reasons and log lines of strangers stay text on %s', async (path) => {
  const page = madeConsole({ records })
  const cookie = await page.signIn({ by: evil })
  const answer = await page.ask(path, { headers: { 'accept-language': evil.replace(/[^\x20-\x7e]/g, '') } }, cookie)
  expect(answer.status).toBe(200)
  const text = await answer.text()
  expect(harmIn(text)).toEqual([])
})

test('the test sees harm where there is some', () => {
  for (const text of [
    '<img src=x>',
    '<a onclick="x">',
    '<p style="x">',
    '<script>x</script>',
    '<a href="javascript:x">',
    '\u202e',
  ])
    expect(harmIn(text)).toHaveLength(1)
})

test('what stands in the address stays text, and leads nowhere', async () => {
  const page = madeConsole({ records })
  const cookie = await page.signIn()
  for (const path of [
    `/${encodeURIComponent(evil)}`,
    `/?span=${encodeURIComponent(evil)}`,
    `/?pressed=${encodeURIComponent(evil)}`,
    `/incidents?open=${encodeURIComponent(evil)}`,
    `/jobs/${encodeURIComponent(evil)}`,
    '/incidents/%00',
    '/static/..%2f..%2findex.mjs',
    '/static/%2e%2e/config.json',
    '//evil.example/',
    '/..//..//etc/passwd',
    `/${'a'.repeat(8_000)}`,
    '/%',
    '/%ff%fe',
  ]) {
    const answer = await page.ask(path, {}, cookie)
    expect([200, 400, 404]).toContain(answer.status)
    expect(harmIn(await answer.text())).toEqual([])
  }
})

test('every answer has the headers that keep a browser to our own files', async () => {
  const page = madeConsole({ records })
  const cookie = await page.signIn()
  const answers = [
    await page.ask('/', {}, cookie),
    await page.ask('/'),
    await page.ask('/nothing', {}, cookie),
    await page.ask('/sign-in?token=x'),
    await page.send('/incidents/0123456789abcdef/acknowledge', {}, cookie),
    await page.ask('/', { method: 'PUT' }, cookie),
  ]
  for (const { headers } of answers) {
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toContain('unsafe')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  }
})

test.each([
  'https://evil.example/',
  '//evil.example/',
  '/\\evil.example/',
  '/\t/evil.example/',
  'javascript:alert(1)',
  '/\r\nset-cookie: a=b',
  '/sign-out',
])('nobody is sent to %j after signing in', async (next) => {
  const page = madeConsole({ laptop: true })
  const answer = await page.send('/sign-in/laptop', { next })
  expect(answer.headers.get('location')).toBe('/')
  expect(answer.headers.get('set-cookie')).not.toContain('a=b')
})

test('nor after a form, by what it says where it comes from', async () => {
  const page = madeConsole({ records: [incident()], invoked: () => ({ refused: 'no' }) })
  const cookie = await page.signIn()
  const guard = guardOf(await page.read('/', cookie))
  const answer = await page.send(
    '/incidents/0123456789abcdef/acknowledge',
    { ...guard, from: '//evil.example' },
    cookie,
  )
  expect(answer.headers.get('location')).toMatch(/^\/\?pressed=/)
  const settings = await page.send(
    '/settings',
    { ...guard, from: 'https://evil.example', language: `ko; domain=x`, zone: '../../etc', theme: '"' },
    cookie,
  )
  expect(settings.headers.get('location')).toBe('/')
  expect(settings.headers.get('set-cookie')).toBeNull()
})

test('a body of ten megabytes is refused, with or without its length', async () => {
  const page = madeConsole({ records: [incident()] })
  const cookie = await page.signIn()
  const guard = guardOf(await page.read('/', cookie))
  const path = '/incidents/0123456789abcdef/acknowledge'
  const long = await page.send(path, { ...guard, note: 'a'.repeat(10_000_000) }, cookie)
  expect(long.status).toBe(413)
  const stream = new ReadableStream({
    start: (controller) => {
      for (let piece = 0; piece < 160; piece += 1) controller.enqueue(new Uint8Array(65_536).fill(97))
      controller.close()
    },
  })
  const init = {
    method: 'POST',
    body: stream,
    duplex: 'half',
    headers: { origin, 'content-type': 'application/x-www-form-urlencoded' },
  }
  expect((await page.ask(path, init as RequestInit, cookie)).status).toBe(413)
  expect(page.handedOver).toEqual([])
})

test.each(['text/plain', 'application/json', 'multipart/form-data; boundary=a', ''])(
  'a form as %j is none',
  async (type) => {
    const page = madeConsole({ records: [incident()] })
    const cookie = await page.signIn()
    const { form, once } = guardOf(await page.read('/', cookie))
    const answer = await page.ask(
      '/incidents/0123456789abcdef/acknowledge',
      { method: 'POST', body: `form=${form}&once=${once}`, headers: { origin, 'content-type': type } },
      cookie,
    )
    expect(answer.status).toBe(415)
    expect(page.handedOver).toEqual([])
  },
)

test('five thousand guesses of a session: refused, the ledger is soon not asked any more, and nobody is signed in', async () => {
  const whole = madeConsole({ records: [incident()] })
  let reads = 0
  const ledger = {
    ...whole.ledger,
    get: ((key) => {
      reads += 1
      return whole.ledger.get(key)
    }) as typeof whole.ledger.get,
  }
  const page = madeConsole({ ledger })
  const counts = new Map<number, number>()
  for (let guess = 0; guess < 5_000; guess += 1) {
    const { status } = await page.ask('/', {}, randomBytes(32).toString('base64url'))
    counts.set(status, (counts.get(status) ?? 0) + 1)
  }
  expect([...counts.keys()].sort()).toEqual([401, 429])
  expect(reads).toBeLessThan(50)
})

test('a cookie that was stolen and ended opens nothing; a hash from the ledger opens nothing', async () => {
  const page = madeConsole({ records: [incident()] })
  const cookie = await page.signIn()
  const { createHash } = await import('node:crypto')
  const hash = createHash('sha256').update(cookie).digest('hex')
  for (const forged of [
    hash,
    hash.slice(0, 43),
    `${cookie}x`,
    cookie.slice(0, -1),
    '',
    '__proto__',
    `${cookie}; path=/`,
  ])
    if (forged !== `${cookie}; path=/`) expect((await page.ask('/', {}, forged)).status).toBe(401)
  expect((await page.ask('/', {}, cookie)).status).toBe(200)
})

test('nothing of a person is in the log, whatever is asked', async () => {
  const lines: string[] = []
  for (const level of ['info', 'warn', 'error'] as const)
    jest.spyOn(log, level).mockImplementation((...said) => void lines.push(JSON.stringify(said)))
  try {
    const page = madeConsole({
      records: [incident()],
      invoked: () => Promise.reject(new Error('mina@corner-shop.example +12025550101')),
    })
    const cookie = await page.signIn()
    const guard = guardOf(await page.read('/', cookie))
    await page.send('/incidents/0123456789abcdef/acknowledge', guard, cookie)
    await page.ask('/sign-in?token=secret-token')
    const said = lines.join('\n')
    expect(said).toContain('page failed')
    for (const secret of ['mina@', '+1202', cookie, guard.form, 'secret-token']) expect(said).not.toContain(secret)
  } finally {
    jest.restoreAllMocks()
  }
})

test('a contribution that fails to load is a page of its own, and says nothing of why', async () => {
  const broken: ConsoleWorld['contributions'] = [
    { name: 'broken', views: [{ path: '/broken', load: () => Promise.reject(new Error('secret path /var/task')) }] },
  ]
  const page = madeConsole({ contributions: broken })
  const cookie = await page.signIn()
  const answer = await page.ask('/broken', {}, cookie)
  expect(answer.status).toBe(503)
  expect(await answer.text()).not.toContain('/var/task')
})
