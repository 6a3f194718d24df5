import { createHmac, timingSafeEqual } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { IncomingHttpHeaders } from 'node:http'
import { join } from 'node:path'
import { refusalOf, type Tools } from '../../../functions/alerts/channels/index.ts'
import { webhook } from '../../../functions/alerts/channels/webhook.ts'
import type { Message } from '../../../functions/alerts/message/index.ts'
import { projectRoot } from '../../../local/places.ts'
import { retryAfterOf } from '../../../shared/webhook/post.ts'
import { isPrivateAddress } from '../../../shared/webhook/private-address.ts'
import { clientOf } from './clients.ts'
import { type Answering, startService, status } from './webhook-server.ts'

const message: Message = {
  id: 'f00dfeedf00dfeedf00dfeedf00dfeed',
  short: 'CRITICAL checkout-errors',
  subject: 'CRITICAL checkout-errors: 12 >= 5',
  text: 'CRITICAL: checkout-errors\n\nNobody has acknowledged this yet.',
  about: {
    kind: 'page',
    mood: 'critical',
    head: 'CRITICAL',
    title: 'checkout-errors',
    lines: ['12 >= 5'],
    link: { url: 'https://ns.example/AbCdEfGhIjKl_-90', text: 'Acknowledge, resolve or pass on' },
    incidents: [],
  },
}

const secret = `whsec_${Buffer.from('a secret of thirty-two bytes ....').toString('base64')}`
const start = Date.parse('2026-11-28T00:00:00Z')
let service: Awaited<ReturnType<typeof startService>>
let pauses: number[]
let parameters: Record<string, string>

beforeEach(async () => {
  service = await startService()
  pauses = []
  parameters = { '/shop/hook': `${service.url}/hook/T0KEN`, '/shop/secret': secret }
})
afterEach(() => service.stop())

/** Waits are added to a clock, and nobody waits for them. */
const toolsOf = (more: Partial<Tools> = {}): Tools => ({
  client: clientOf([]),
  contact: async (contact) => parameters[(contact as { readonly ssm: string }).ssm] ?? '',
  fallbackTopic: '',
  now: () => new Date(start + pauses.reduce((sum, ms) => sum + ms, 0)),
  pause: async (ms) => {
    pauses.push(ms)
  },
  onLaptop: true,
  ...more,
})

type Format = 'json' | 'slack' | 'teams' | 'ntfy' | 'pushover'
const send = (format: Format, tools = toolsOf(), what = message) => {
  const contact = {
    format,
    url: { ssm: '/shop/hook' },
    ...(format === 'json' ? { secret: { ssm: '/shop/secret' } } : {}),
  }
  return webhook.send({ to: 'mina', contact: contact as never, settings: {} as never, message: what, tools })
}

const refusalAfter = async (answers: readonly Answering[], tools = toolsOf()) => {
  service.answers.push(...answers)
  const error: unknown = await send('slack', tools).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeDefined()
  return refusalOf('webhook', error)
}

describe('what is posted', () => {
  test.each(['json', 'slack', 'teams', 'ntfy', 'pushover'] as const)('%s goes to the address once', async (format) => {
    expect(await send(format)).toBe(message.id)
    expect(service.received).toMatchObject([{ method: 'POST', path: '/hook/T0KEN' }])
    expect(service.received[0]?.headers['content-length']).toBe(
      String(Buffer.byteLength(service.received[0]?.body ?? '')),
    )
  })

  test('json is signed: id, time and body, by HMAC-SHA256', async () => {
    await send('json')
    const [got] = service.received
    const { headers, body } = got ?? { headers: {} as IncomingHttpHeaders, body: '' }
    const timestamp = String(start / 1000)
    expect(headers).toMatchObject({ 'webhook-id': message.id, 'webhook-timestamp': timestamp })
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
    const expected = createHmac('sha256', key).update(`${message.id}.${timestamp}.${body}`).digest('base64')
    expect(headers['webhook-signature']).toBe(`v1,${expected}`)
    expect(JSON.parse(body)).toMatchObject({
      version: 1,
      id: message.id,
      to: 'mina',
      kind: 'page',
      severity: 'critical',
    })
  })

  test('the sample of the docs takes what is sent, and nothing that was changed, is old or is signed by another', async () => {
    await send('json')
    const [{ headers, body } = { headers: {}, body: '' }] = service.received
    const docs = readFileSync(join(projectRoot, 'docs', 'messages.md'), 'utf8')
    const [, sample = ''] = /```js\n(import \{ createHmac[\s\S]*?)```/.exec(docs) ?? []
    const source = sample.replace(/^import .*$/gm, '').replace(/^export /gm, '')
    const isOurs = new Function('createHmac', 'timingSafeEqual', `${source}; return isOurs`)(
      createHmac,
      timingSafeEqual,
    )
    const now = new Date(start)
    expect(isOurs(headers, body, secret, now)).toBe(true)
    expect(isOurs(headers, `${body} `, secret, now)).toBe(false)
    expect(isOurs(headers, body, `whsec_${Buffer.from('another').toString('base64')}`, now)).toBe(false)
    expect(isOurs(headers, body, secret, new Date(start + 301_000))).toBe(false)
    expect(isOurs({ ...headers, 'webhook-signature': 'v1,AAAA' }, body, secret, now)).toBe(false)
    expect(isOurs({}, body, secret, now)).toBe(false)
  })

  test('a try that comes later is signed with its own time, and has the same id', async () => {
    service.answers.push(status(503))
    parameters['/shop/secret'] = 'a plain secret of some length'
    await send('json', toolsOf({ now: () => new Date(start + pauses.length * 2_000) }))
    expect(service.received.map(({ headers }) => [headers['webhook-id'], headers['webhook-timestamp']])).toEqual([
      [message.id, String(start / 1000)],
      [message.id, String(start / 1000 + 2)],
    ])
  })

  test("token and user of Pushover's address move into the body", async () => {
    parameters['/shop/hook'] = `${service.url}/1/messages.json?token=APP&user=USER`
    await send('pushover')
    expect(service.received[0]?.path).toBe('/1/messages.json')
    expect(Object.fromEntries(new URLSearchParams(service.received[0]?.body))).toMatchObject({
      token: 'APP',
      user: 'USER',
    })
  })
})

describe('what a service answers', () => {
  test.each([
    ['busy', [status(429)]],
    ['down', [status(500), status(503)]],
    ['too slow at first', [status(408)]],
    ['cut off', [(response) => response.destroy()]],
  ] as const satisfies readonly (readonly [string, readonly Answering[]])[])(
    '%s is tried again',
    async (_, answers) => {
      service.answers.push(...answers)
      await send('slack')
      expect(service.received).toHaveLength(answers.length + 1)
      expect(pauses).toEqual([500, 1_500].slice(0, answers.length))
    },
  )

  test('how long it wants to be left alone is respected, and where that is too long it is left to a later call', async () => {
    service.answers.push(status(429, '', { 'retry-after': '4' }))
    await send('slack')
    expect(pauses).toEqual([4_000])
    expect(await refusalAfter([status(429, '', { 'retry-after': '60' })])).toMatchObject({ kind: 'transient' })
    expect(pauses).toEqual([4_000])
  })

  test('after three tries it is left to a later call', async () => {
    expect(await refusalAfter([status(503), status(503), status(503)])).toEqual({
      kind: 'transient',
      detail: 'the webhook answered 503',
      answered: true,
    })
    expect(service.received).toHaveLength(3)
  })

  test.each([
    [400, 'invalid_payload', 'the webhook answered 400 (invalid_payload)'],
    [401, '', 'the webhook answered 401'],
    [403, '<html>T0KEN is not allowed</html>', 'the webhook answered 403'],
    [404, 'no_service', 'the webhook answered 404 (no_service)'],
    [410, '{"secret":"T0KEN"}', 'the webhook answered 410'],
    [301, '', 'the webhook answered 301, a redirect, which is not followed'],
    [307, '', 'the webhook answered 307, a redirect, which is not followed'],
  ])('%s is a failed channel at the first try, and its words are not kept', async (code, body, detail) => {
    const moved = status(code, body, { location: `${service.url}/elsewhere` })
    expect(await refusalAfter([moved])).toEqual({ kind: 'failed', detail, answered: true })
    expect(service.received).toHaveLength(1)
  })

  test('a megabyte is not read to its end', async () => {
    service.answers.push((response) => {
      response.writeHead(400)
      const more = setInterval(() => response.write('x'.repeat(65_536)), 1)
      response.on('close', () => clearInterval(more))
    })
    const error: unknown = await send('slack').catch((thrown: unknown) => thrown)
    expect(refusalOf('webhook', error)).toMatchObject({ kind: 'failed', detail: 'the webhook answered 400' })
  })

  test('no answer is none: nobody knows whether the message has gone out', async () => {
    const silent: Answering = () => undefined
    // The clock has almost run out, so nobody waits for the end of the five seconds.
    let looks = 0
    const now = (): Date => {
      looks += 1
      return new Date(looks === 1 ? start : start + 9_950)
    }
    expect(await refusalAfter([silent], toolsOf({ now }))).toEqual({
      kind: 'transient',
      detail: 'the webhook cannot be reached: no answer in time',
      answered: false,
    })
  })

  test('a call that gives up posts nothing more', async () => {
    service.answers.push(status(503))
    const giving = new AbortController()
    const tools = toolsOf({
      pause: async () => giving.abort(),
    })
    const order = {
      to: 'mina',
      contact: { format: 'slack', url: { ssm: '/shop/hook' } } as never,
      settings: {} as never,
    }
    const sending = webhook.send({ ...order, message, tools, options: { abortSignal: giving.signal } })
    const error: unknown = await sending.catch((thrown: unknown) => thrown)
    expect(refusalOf('webhook', error)).toMatchObject({ kind: 'transient', detail: 'the webhook answered 503' })
    expect(service.received).toHaveLength(1)
    const late = webhook.send({ ...order, message, tools, options: { abortSignal: AbortSignal.abort() } })
    const lateError: unknown = await late.catch((thrown: unknown) => thrown)
    expect(refusalOf('webhook', lateError)).toMatchObject({ kind: 'transient', answered: false })
    expect(service.received).toHaveLength(1)
  })

  test('an address where nobody listens has taken nothing', async () => {
    await service.stop()
    expect(await refusalAfter([])).toEqual({
      kind: 'transient',
      detail: 'the webhook cannot be reached: ECONNREFUSED',
      answered: true,
    })
    service = await startService()
  })

  test.each([
    ['5', 5],
    ['Sat, 28 Nov 2026 00:00:07 GMT', 7],
    ['Fri, 27 Nov 2026 00:00:00 GMT', 0],
    ['soon', undefined],
    ['-3', undefined],
    [undefined, undefined],
  ])('Retry-After %j is %j seconds', (header, seconds) => {
    expect(retryAfterOf(header, new Date(start))).toBe(seconds)
  })
})

describe('where a message may go', () => {
  test.each(['not an address', 'ftp://hooks.example/x', 'file:///etc/passwd', 'http://hooks.example/x'])(
    'not to %s',
    async (address) => {
      parameters['/shop/hook'] = address
      const refusal = await refusalAfter([], toolsOf({ onLaptop: false }))
      expect(refusal).toEqual({ kind: 'failed', detail: 'webhook-address', answered: true })
    },
  )

  test.each([
    'https://127.0.0.1:9001/x',
    'https://[::1]/x',
    'https://169.254.169.254/latest',
    'https://localhost/x',
    'https://2130706433/',
    'https://0x7f.1/',
  ])('not to %s, which is no place of the internet', async (address) => {
    parameters['/shop/hook'] = address
    expect(await refusalAfter([], toolsOf({ onLaptop: false }))).toEqual({
      kind: 'failed',
      detail: "the webhook's address is in a private network",
      answered: true,
    })
  })

  test.each([
    ['127.0.0.1', true],
    ['10.1.2.3', true],
    ['172.31.255.255', true],
    ['172.32.0.1', false],
    ['192.168.1.1', true],
    ['169.254.170.2', true],
    ['100.64.0.1', true],
    ['0.0.0.0', true],
    ['255.255.255.255', true],
    ['224.0.0.1', true],
    ['::', true],
    ['::1', true],
    ['::ffff:127.0.0.1', true],
    ['::ffff:a00:1', true],
    ['::ffff:8.8.8.8', false],
    ['::7f00:1', true],
    ['64:ff9b::a00:1', true],
    ['2002:a00:1::', true],
    ['fd00::1', true],
    ['fe80::1', true],
    ['ff02::1', true],
    ['8.8.8.8', false],
    ['2606:4700::6810:1', false],
    ['not an address', true],
  ])('%s is private: %j', (address, expected) => {
    expect(isPrivateAddress(address)).toBe(expected)
  })

  test('a secret that anybody could guess signs nothing', async () => {
    parameters['/shop/secret'] = 'short'
    await expect(send('json')).rejects.toMatchObject({ reason: 'webhook-secret' })
    expect(service.received).toEqual([])
  })
})

test('no error names the address, its token or what the service said', async () => {
  const errors: unknown[] = []
  const failing: readonly Answering[][] = [
    [status(404, 'T0KEN')],
    [(response) => response.destroy(), (response) => response.destroy(), (response) => response.destroy()],
  ]
  for (const answers of failing) {
    service.answers.push(...answers)
    errors.push(await send('slack').catch((thrown: unknown) => thrown))
  }
  parameters['/shop/hook'] = 'https://T0KEN.invalid/T0KEN'
  errors.push(await send('slack', toolsOf({ onLaptop: false })).catch((thrown: unknown) => thrown))
  for (const error of errors) {
    const { message: words, stack } = error as Error
    expect(JSON.stringify([words, stack, error, refusalOf('webhook', error)])).not.toMatch(/T0KEN|127\.0\.0\.1/i)
  }
})
