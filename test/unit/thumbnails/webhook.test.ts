import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ChangeMessageVisibilityCommand, SQSClient } from '@aws-sdk/client-sqs'
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { jest } from '@jest/globals'
import { mockClient } from 'aws-sdk-client-mock'
import { parameterFinding } from '../../../api/doctor/made-webhook.ts'
import { deliver, parseLetter } from '../../../functions/thumbnails/engine/deliver.ts'
import { deliveryTries, verdictOf } from '../../../functions/thumbnails/rules/delivery.ts'
import { webhookEffects } from '../../../functions/thumbnails/world/webhook-effects.ts'
import { projectRoot } from '../../../local/places.ts'
import { config as written } from '../../../nightshift.config.ts'
import { parseConfig } from '../../../shared/config/define-config.ts'
import { ConfigError } from '../../../shared/errors.ts'
import { queueHandler } from '../../../shared/handler.ts'
import { log } from '../../../shared/log.ts'
import { post } from '../../../shared/webhook/post.ts'
import { signatureHeaders } from '../../../shared/webhook/sign.ts'
import { status as answering, startService } from '../alerts/webhook-server.ts'

const now = new Date('2026-11-30T00:00:00Z')
const event = {
  source: 'nightshift.thumbnails',
  'detail-type': 'thumbnails.made',
  time: now.toISOString(),
  detail: { id: 'f00d', thumbnails: [{ key: 'a.jpg/small.webp' }] },
}
const secret = `whsec_${Buffer.from('a secret of thirty-two bytes ....').toString('base64')}`

describe('what an answer means', () => {
  test.each([200, 201, 204, 299])('%s is done', (status) => expect(verdictOf({ status }, 1)).toEqual({ taken: true }))

  test.each([100, 199, 300, 301, 302, 307, 308, 400, 401, 403, 404, 408, 410, 429, 500, 503])(
    '%s is not, and is tried again',
    (status) => expect(verdictOf({ status }, 1)).toMatchObject({ taken: false, again: 10, isLast: false }),
  )

  test('a redirect is said to be one', () =>
    expect(verdictOf({ status: 302 }, 1)).toMatchObject({ detail: expect.stringContaining('not followed') }))

  test('each try comes later than the one before, and after the last the queue gives it up at once', () => {
    const waits = Array.from({ length: deliveryTries }, (_, index) => verdictOf({ status: 500 }, index + 1))
    expect(waits.map((each) => !each.taken && each.again)).toEqual([10, 60, 300, 900, 3_600, 7_200, 14_400, 0])
    expect(waits.map((each) => !each.taken && each.isLast).indexOf(true)).toBe(deliveryTries - 1)
    expect(verdictOf({ status: 500 }, deliveryTries + 3)).toMatchObject({ again: 0, isLast: true })
    expect(verdictOf({ status: 500 }, 0)).toMatchObject({ again: 10 })
    // SQS hides a message for 12 hours at most.
    for (const each of waits) expect(each.taken ? 0 : each.again).toBeLessThanOrEqual(43_200)
  })

  test.each([
    [120, 1, 120],
    [5, 1, 10],
    [0.2, 1, 10],
    [90_000, 1, 3_600],
    [120, 6, 7_200],
    [120, deliveryTries, 0],
  ])('a receiver that wants %s seconds of rest after try %s gets %s', (retryAfter, tries, again) =>
    expect(verdictOf({ status: 503, retryAfter }, tries)).toMatchObject({ again }),
  )

  test('no answer is tried again too', () =>
    expect(verdictOf({ kind: 'transient', detail: 'cannot be reached', answered: false }, 2)).toEqual({
      taken: false,
      detail: 'cannot be reached',
      again: 60,
      isLast: false,
    }))
})

describe('an event of the queue', () => {
  const ssm = mockClient(SSMClient)
  const sqs = mockClient(SQSClient)
  let service: Awaited<ReturnType<typeof startService>>
  let parameters: Record<string, string>
  const before = process.env.AWS_ENDPOINT_URL

  beforeEach(async () => {
    service = await startService()
    parameters = { '/shop/hook': `${service.url}/hook/T0KEN`, '/shop/secret': secret }
    ssm.reset()
    sqs.reset()
    ssm.on(GetParameterCommand).callsFake(({ Name }) => ({ Parameter: { Value: parameters[Name] } }))
    sqs.on(ChangeMessageVisibilityCommand).resolves({})
    process.env.AWS_ENDPOINT_URL = 'http://localhost:1'
  })
  afterEach(async () => {
    if (before === undefined) delete process.env.AWS_ENDPOINT_URL
    else process.env.AWS_ENDPOINT_URL = before
    await service.stop()
  })

  const call = async (receives = 1, body: unknown = event) => {
    const effects = webhookEffects(
      { address: { ssm: '/shop/hook' }, secret: { ssm: '/shop/secret' } },
      'https://q/made',
    )
    const handler = queueHandler(parseLetter, (letter, invocation, delivery) =>
      deliver(letter, delivery, effects, invocation.now),
    )
    const record = {
      messageId: 'm1',
      receiptHandle: 'r1',
      body: JSON.stringify(body),
      attributes: { ApproximateReceiveCount: `${receives}` },
    }
    const context = { awsRequestId: 'c', getRemainingTimeInMillis: () => 30_000 }
    const { batchItemFailures } = (await handler({ Records: [record] } as never, context as never)) ?? {}
    const held = sqs.commandCalls(ChangeMessageVisibilityCommand).map(({ args }) => args[0].input)
    return { failures: batchItemFailures?.length, held }
  }

  test('is posted as it is, with its id, the time of the try and a signature', async () => {
    const { failures, held } = await call()
    expect([failures, held]).toEqual([0, []])
    const [{ headers = {}, body = '', path = '' } = {}] = service.received
    expect(JSON.parse(body)).toEqual(event)
    expect(path).toBe('/hook/T0KEN')
    expect(headers['webhook-id']).toBe('f00d')
    const at = new Date(Number(headers['webhook-timestamp']) * 1000)
    expect(headers).toMatchObject(signatureHeaders('f00d', body, secret, at))
  })

  test.each([301, 404, 500])('that is answered %s goes back, and comes again after a while', async (status) => {
    service.answers.push(answering(status))
    expect(await call(3)).toEqual({
      failures: 1,
      held: [{ QueueUrl: 'https://q/made', ReceiptHandle: 'r1', VisibilityTimeout: 300 }],
    })
    expect(service.received).toHaveLength(1)
  })

  test('goes into the dead letters right after the last try', async () => {
    service.answers.push(answering(500))
    expect((await call(deliveryTries)).held).toMatchObject([{ VisibilityTimeout: 0 }])
  })

  test.each([
    ['a secret that is guessed', { '/shop/secret': 'short' }],
    ['a parameter that is empty', { '/shop/secret': ' ' }],
    ['an address that is no https', { '/shop/hook': 'ftp://shop.example' }],
    ['an address that nobody answers at', { '/shop/hook': 'http://127.0.0.1:1/' }],
  ])('with %s is kept too, and tried later', async (_, changes) => {
    Object.assign(parameters, changes)
    expect(await call()).toMatchObject({ failures: 1, held: [{ VisibilityTimeout: 10 }] })
    expect(service.received).toEqual([])
  })

  test('away from the laptop is posted to no private address, whatever its name', async () => {
    delete process.env.AWS_ENDPOINT_URL
    const { hostname, port } = new URL(service.url)
    for (const host of [hostname, '169.254.169.254', '[::1]', 'localhost']) {
      parameters['/shop/hook'] = `https://${host}:${port}/`
      expect((await call()).failures).toBe(1)
    }
    expect(service.received).toEqual([])
  })

  test('that is none of ours is kept, and posted nowhere', async () => {
    for (const body of [{}, { ...event, 'detail-type': 'other' }, { ...event, detail: {} }, 'x'])
      expect((await call(1, body)).failures).toBe(1)
    expect(service.received).toEqual([])
  })

  test('leaves neither its address nor what is in it in the log', async () => {
    const lines = jest.spyOn(process.stdout, 'write').mockReturnValue(true)
    log.setLogLevel('INFO')
    service.answers.push(answering(500))
    await call()
    await call()
    log.setLogLevel('SILENT')
    const text = JSON.stringify(lines.mock.calls)
    lines.mockRestore()
    expect(text).toContain('the webhook answered 500')
    expect(text).toContain('tried again in 10 seconds')
    for (const hidden of ['T0KEN', 'a.jpg', service.url, secret]) expect(text).not.toContain(hidden)
  })
})

describe('the receiver of the docs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nightshift-receiver-'))
  let receiver: Server
  let url: URL
  const body = JSON.stringify(event)

  beforeAll(async () => {
    const page = readFileSync(join(projectRoot, 'docs/thumbnails.md'), 'utf8')
    const code =
      /```js\n((?:(?!```)[\s\S])*createServer[\s\S]*?)```/.exec(page.slice(page.indexOf('### By a webhook')))?.[1] ?? ''
    const file = join(folder, 'receiver.mjs')
    writeFileSync(
      file,
      code
        .replace('process.env.THUMBNAILS_SECRET', JSON.stringify(secret))
        .replace('createServer(async', 'export const receiver = createServer(async')
        .replace('8080', "0, '127.0.0.1'"),
    )
    receiver = (await import(pathToFileURL(file).href)).receiver
    if (!receiver.listening) await new Promise((resolve) => receiver.once('listening', resolve))
    url = new URL(`http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`)
  })
  afterAll(() => {
    receiver.close()
    rmSync(folder, { recursive: true })
  })

  const answerTo = async (headers: Record<string, string>, sent = body) =>
    (await post({ url, headers, body: sent }, { anywhere: true, timeoutMs: 5_000, now })).status
  const today = () => new Date()

  test('takes what we sign, twice too, and acts once', async () => {
    const said = jest.spyOn(console, 'log').mockImplementation(() => {})
    expect(await answerTo(signatureHeaders('f00d', body, secret, today()))).toBe(204)
    expect(await answerTo(signatureHeaders('f00d', body, secret, today()))).toBe(204)
    const calls = [...said.mock.calls]
    said.mockRestore()
    expect(calls).toEqual([[['a.jpg/small.webp']]])
  })

  test('takes nothing else', async () => {
    const right = signatureHeaders('f00d', body, secret, today())
    const old = signatureHeaders('f00d', body, secret, new Date(Date.now() - 3_600_000))
    const strange = signatureHeaders('f00d', body, `whsec_${Buffer.alloc(32).toString('base64')}`, today())
    for (const headers of [
      {},
      old,
      strange,
      { ...right, 'webhook-id': 'other' },
      { ...right, 'webhook-signature': 'v1,' },
    ])
      expect(await answerTo(headers)).toBe(401)
    expect(await answerTo(right, body.replace('small', 'large'))).toBe(401)
  })
})

test.each([
  ['there is none', 'secret', undefined, /There is no parameter \/shop\/p \(secret/],
  ['it is empty', 'address', ' ', /There is no parameter \/shop\/p \(address/],
  ['it is guessed', 'secret', 'hunter2', /less than 16 bytes/],
  ['it is short behind its prefix', 'secret', 'whsec_AAAAAAAAAAAAAAAA', /less than 16 bytes/],
  ['it is no https', 'address', 'http://shop.example/T0KEN', /not hold an https address/],
  ['it is good', 'secret', secret, undefined],
  ['it is good', 'address', 'https://shop.example/T0KEN', undefined],
] as const)('the doctor says of a parameter that %s (%s), without its value', (_, holds, value, found) => {
  const finding = parameterFinding({ name: '/shop/p', holds, value })
  expect(finding.state).toBe(found ? 'problem' : 'ok')
  if (found) expect(JSON.stringify(finding)).toMatch(found)
  for (const hidden of ['hunter2', 'T0KEN', secret]) expect(JSON.stringify(finding)).not.toContain(hidden)
})

describe('in the config', () => {
  const problemsOf = (made: unknown): readonly string[] => {
    try {
      parseConfig({ ...written, thumbnails: { made } as never }, now)
      return []
    } catch (error) {
      if (error instanceof ConfigError) return error.problems
      throw error
    }
  }
  const webhook = { address: 'https://shop.example/hooks', secret: { ssm: '/shop/secret' } }

  test('an address with its secret is taken, and one that is a parameter', () => {
    expect(problemsOf({ webhook })).toEqual([])
    expect(problemsOf({ webhook: { ...webhook, address: { ssm: '/shop/hook' } } })).toEqual([])
    expect(problemsOf({ webhook: { ...webhook, address: 'https://[2606:4700::1]:8443/a?b=c' } })).toEqual([])
  })

  test.each([
    'http://shop.example/',
    'shop.example',
    'https://',
    'ftp://shop.example',
    'https://mina:pass@shop.example/',
    'https://shop.example/#a',
    'https://localhost/',
    'https://intranet/',
    'https://shop.internal/',
    'https://10.0.0.1/',
    'https://169.254.169.254/latest',
    'https://[::1]/',
    'https://2130706433/',
    '',
    5,
    null,
  ])('%j is no address, and that is said with what would be one', (address) => {
    const [problem, ...more] = problemsOf({ webhook: { ...webhook, address } })
    expect(problem).toMatch(/^thumbnails\.made\.webhook\.address: .*https address/)
    expect(more).toEqual([])
  })

  test('a secret stands in no config, and in no error about one', () => {
    const [problem, ...more] = problemsOf({ webhook: { ...webhook, secret: 'hunter2-hunter2-hunter2' } })
    expect(problem).toMatch(/^thumbnails\.made\.webhook\.secret: what stands there is not allowed; expected ssm/)
    expect(more).toEqual([])
    expect(problemsOf({ webhook: { address: webhook.address } }).join()).toMatch(/secret: missing/)
    expect(problemsOf({ bus: 'default', webhook: { ...webhook, secret: 'hunter2' } }).join()).not.toContain('hunter2')
  })

  test.each([{}, { bus: 'default', queue: 'a' }, { bus: 'default', webhook }])('%j is not one place', (made) => {
    const [problem, ...more] = problemsOf(made)
    expect(problem).toMatch(/^thumbnails\.made: .*expected one of \{ bus: 'default' \}/)
    expect(more).toEqual([])
  })

  test.each(['default', 5, null, []])('%j is no place at all', (made) =>
    expect(problemsOf(made).join()).toMatch(/^thumbnails\.made: .*expected one of \{ bus: 'default' \}/),
  )
})
