import { jest } from '@jest/globals'
import { linkHandler } from '../../../functions/alerts/page/handler.ts'
import { parseRequest } from '../../../functions/alerts/page/request.ts'
import { serve } from '../../../functions/alerts/page/serve.ts'
import type { LinkActions, PageView } from '../../../functions/alerts/page/view.ts'
import { log } from '../../../shared/log.ts'
import { metrics } from '../../../shared/metrics.ts'
import { formType, linkEvent, makeDesk, makeView, now, token } from './page-view.ts'

let lines: string[] = []
beforeEach(() => {
  lines = []
  jest.spyOn(metrics, 'flush').mockImplementation(() => undefined)
  for (const method of ['info', 'warn', 'error'] as const)
    jest.spyOn(log, method).mockImplementation((...said) => {
      lines.push(JSON.stringify(said))
    })
})
afterEach(() => jest.restoreAllMocks())

const ask = (world: LinkActions, request: Parameters<typeof linkEvent>[0]) =>
  serve(parseRequest(linkEvent(request)), world, now)
const post = (body: string, more: Parameters<typeof linkEvent>[0] = {}) => ({
  method: 'POST',
  type: formType,
  body,
  ...more,
})
const other = 'ZZZZZZZZZZZZZZZZ'

describe('a link', () => {
  test('shows its page, however often, and changes nothing', async () => {
    const { world, asked } = makeDesk()
    const first = await ask(world, {})
    expect(first.statusCode).toBe(200)
    expect(first.body).toContain('checkout-errors')
    expect(await ask(world, { query: 'action=resolve' })).toEqual(first)
    expect(await ask(world, { body: 'action=resolve', type: formType })).toEqual(first)
    expect(asked).toEqual(Array(3).fill(['view', token]))
  })

  test('is nowhere in its own page', async () => {
    expect((await ask(makeDesk().world, {})).body).not.toContain(token)
  })

  test('answers HEAD as GET, without the page', async () => {
    const { world, asked } = makeDesk()
    const { body, ...get } = await ask(world, {})
    expect(body).not.toBe('')
    expect(await ask(world, { method: 'HEAD' })).toEqual({ ...get, body: '' })
    expect(asked).toEqual(Array(2).fill(['view', token]))
  })

  test.each([
    ['action=acknowledge', ['acknowledge', undefined], `./${token}`],
    ['action=resolve&steps=2', ['resolve', 2], `./${token}`],
    ['steps=2&action=escalate', ['escalate', 2], `./${token}?done=escalate`],
    ['action=escalate&steps=-1', ['escalate', undefined], `./${token}?done=escalate`],
  ])('acts on %s, then shows the page', async (body, question, location) => {
    for (const base64 of [true, false]) {
      const { world, asked } = makeDesk()
      const answer = await ask(world, post(body, { base64 }))
      expect([answer.statusCode, answer.headers.location, answer.body]).toEqual([303, location, ''])
      expect(asked).toEqual([['act', token, ...question]])
    }
  })

  test('takes a form whose type is written another way', async () => {
    const answer = await ask(
      makeDesk().world,
      post('action=acknowledge', { type: 'Application/X-WWW-Form-Urlencoded; charset=UTF-8' }),
    )
    expect(answer.statusCode).toBe(303)
  })

  test('says what was asked for after an escalation', async () => {
    expect((await ask(makeDesk().world, { query: 'done=escalate' })).body).toContain('You asked for the next in line')
    expect((await ask(makeDesk().world, { query: 'done=%3Cb%3E&done=escalate' })).body).not.toContain('You asked')
  })
})

describe('a heartbeat', () => {
  test.each(['GET', 'POST', 'HEAD'])('checks in by %s', async (method) => {
    const { world, asked } = makeDesk()
    const answer = await ask(world, { method, path: `/beat/${token}` })
    expect([answer.statusCode, answer.body]).toEqual([200, method === 'HEAD' ? '' : 'ok\n'])
    expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8')
    expect(asked).toEqual([['beat', token]])
  })

  test('checks in whatever it brings along', async () => {
    const answer = await ask(makeDesk().world, {
      method: 'POST',
      path: `/beat/${token}`,
      type: 'application/json',
      body: 'x'.repeat(9_000),
    })
    expect(answer.statusCode).toBe(200)
  })
})

describe('refused', () => {
  test.each([
    ['PUT', 405, { method: 'PUT' }],
    ['OPTIONS', 405, { method: 'OPTIONS' }],
    ['DELETE of a heartbeat', 405, { method: 'DELETE', path: `/beat/${token}` }],
    ['a body of more than 2 KB', 413, post(`action=acknowledge&${'x'.repeat(2_048)}`)],
    ['JSON', 415, post('{"action":"acknowledge"}', { type: 'application/json' })],
    ['a body without a type', 415, { method: 'POST', body: 'action=acknowledge' }],
    ['an unknown action', 400, post('action=delete')],
    ['a name of every object', 400, post('action=constructor')],
    ['no action', 400, post('')],
  ] as const)('%s, without asking the ledger, and for every token alike', async (_name, status, request) => {
    const { world, asked } = makeDesk()
    const answer = await ask(world, request)
    expect(answer.statusCode).toBe(status)
    expect(answer.headers.allow).toBe(status === 405 ? 'GET, HEAD, POST' : undefined)
    const path = 'path' in request ? `/beat/${other}` : `/${other}`
    expect(await ask(world, { ...request, path })).toEqual(answer)
    expect(asked).toEqual([])
  })

  test('a link that is unknown, over, mistyped or made up: one and the same answer', async () => {
    const { world, asked } = makeDesk()
    const requests = [
      { path: '/' },
      { path: '/favicon.ico' },
      { path: `/${token}x` },
      { path: `/${other}` },
      { path: `/beat/${other}` },
      { path: '/', method: 'PUT' },
      post('action=acknowledge', { path: `/${other}` }),
      post('action=acknowledge', { path: '/../../etc/passwd' }),
    ]
    const answers = await Promise.all(requests.map((request) => ask(world, request)))
    expect(answers[0]?.statusCode).toBe(404)
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect(asked.map(([, given]) => given)).toEqual([other, other, other])
  })
})

describe('when the ledger is down', () => {
  const fault = new Error(`no answer for link#${token}, mail of mina.kim@corner-shop.example, +12025550101`)
  test.each([{}, { method: 'HEAD' }, post('action=acknowledge'), { path: `/beat/${token}` }])(
    '%j says the other way, in both languages, and nothing else',
    async (request) => {
      const answer = await ask(makeDesk(makeView(), fault).world, request)
      expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '5'])
      expect(answer.headers['content-security-policy']).toContain("default-src 'none'")
      expect(answer.body).not.toMatch(/no answer|mina\.kim|2025550101/)
      expect(lines.join()).toContain('link failed')
      expect(answer.body === '').toBe('method' in request && request.method === 'HEAD')
      expect(lines.join()).not.toMatch(/mina\.kim|2025550101/)
      expect(lines.join()).not.toContain(token)
    },
  )
})

describe('when an action goes wrong on its way', () => {
  const failing = (view: PageView): LinkActions => ({
    ...makeDesk(view).world,
    act: () => Promise.reject(new Error('email is not available now')),
  })
  test.each([
    ['acknowledge', { state: 'acknowledged', acknowledgedBy: 'joon' }],
    ['acknowledge', { state: 'resolved' }],
    ['resolve', { state: 'resolved' }],
    ['escalate&steps=1', { state: 'open', steps: 2 }],
  ] as const)('but %s has happened, the page shows it, and the log says what is wrong', async (action, incident) => {
    expect((await ask(failing(makeView(incident)), post(`action=${action}`))).statusCode).toBe(303)
    expect(lines.join()).toContain('email is not available now')
  })

  test.each([
    ['acknowledge', { state: 'open' }],
    ['resolve', { state: 'acknowledged' }],
    ['escalate&steps=2', { state: 'open', steps: 2 }],
    ['escalate', { state: 'open', steps: 2 }],
  ] as const)('and %s has not happened, it says so', async (action, incident) => {
    expect((await ask(failing(makeView(incident)), post(`action=${action}`))).statusCode).toBe(503)
  })
})

test('logs say which incident and who, and never the token', async () => {
  await ask(makeDesk().world, {})
  await ask(makeDesk().world, post('action=acknowledge'))
  await ask(makeDesk().world, { path: `/beat/${token}` })
  expect(lines).toHaveLength(2)
  for (const line of lines) {
    expect(line).toContain('"incident":"checkout-errors-1","responder":"joon"')
    expect(line).not.toContain(token)
  }
})

test('every answer keeps the address to itself and lets nothing in', async () => {
  const answers = await Promise.all(
    [
      {},
      { path: '/' },
      { method: 'PUT' },
      post('action=acknowledge'),
      post('action=?'),
      { path: `/beat/${token}` },
    ].map((request) => ask(makeDesk().world, request)),
  )
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 404, 405, 303, 400, 200])
  for (const { headers } of answers) {
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'strict-transport-security': 'max-age=31536000',
      'x-content-type-options': 'nosniff',
      'x-robots-tag': 'noindex, nofollow, noarchive',
    })
    expect(headers['content-security-policy']).toMatch(
      /^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/]{43}='; form-action 'self'; frame-ancestors 'none'; base-uri 'none'$/,
    )
    expect(Object.keys(headers)).not.toContain('set-cookie')
  }
})

test('the function answers an event', async () => {
  const { world, asked } = makeDesk()
  const handler = linkHandler(world)
  const context = { awsRequestId: 'call-1', functionName: 'f', getRemainingTimeInMillis: () => 30_000 }
  const answer = await handler(linkEvent({}), context as unknown as Parameters<typeof handler>[1])
  expect(answer).toMatchObject({ statusCode: 200 })
  expect(asked).toEqual([['view', token]])
})
