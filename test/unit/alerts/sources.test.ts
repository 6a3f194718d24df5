import { createHmac } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { jest } from '@jest/globals'
import { linkActions } from '../../../functions/alerts/engine/link-actions.ts'
import { takePosted } from '../../../functions/alerts/engine/posted.ts'
import { checkSources } from '../../../functions/alerts/engine/sources.ts'
import { parseRequest } from '../../../functions/alerts/page/request.ts'
import { serve } from '../../../functions/alerts/page/serve.ts'
import { lettersIn, type PostedLetter } from '../../../functions/alerts/rules/posted-letter.ts'
import { mostReportBytes } from '../../../functions/alerts/rules/source-bounds.ts'
import { keys, type SourceRecord } from '../../../shared/ledger/records.ts'
import { log } from '../../../shared/log.ts'
import { later, linkWorld, makeConfig, makeWorld, throttled } from './scene.ts'

const config = makeConfig({
  sources: {
    shop: { perMinute: 3, severity: 'warning' },
    ci: { kind: 'github', secret: { ssm: '/shop/ci' } },
    office: { to: 'primary' },
  },
})

/** A deployment with sources, the queue of reports, and a way to post. */
const opened = async () => {
  const scene = makeWorld({ config })
  await checkSources(scene.world(later(0)))
  const posted: PostedLetter[] = []
  const tokenOf = async (name: string): Promise<string> =>
    (await scene.ledger.get<SourceRecord>(keys.source(name)))?.token ?? ''
  const links = linkActions((now) => linkWorld(scene.world(now), posted))
  const post = async (token: string, body: string | Buffer, seconds = 0, headers: Record<string, string> = {}) =>
    serve(
      parseRequest({
        rawPath: `/report/${token}`,
        headers,
        requestContext: { http: { method: 'POST' } },
        isBase64Encoded: true,
        body: Buffer.from(body).toString('base64'),
      }),
      links,
      later(seconds),
    )
  const deliver = (seconds: number, letters: readonly PostedLetter[] = posted) =>
    takePosted(letters, scene.world(later(seconds)))
  return { ...scene, posted, links, tokenOf, post, deliver }
}

const disk = (more: object = {}) => JSON.stringify({ key: 'disk', state: 'firing', title: 'disk 91 %', ...more })

test('each source has an address of its own, which it keeps', async () => {
  const { tokenOf, world } = await opened()
  const token = await tokenOf('shop')
  expect(token).toMatch(/^[\w-]{16}$/)
  expect(await tokenOf('office')).not.toBe(token)
  await checkSources(world(later(60)))
  expect(await tokenOf('shop')).toBe(token)
})

test('five times the same trouble is one incident, and its end closes it; the next time is another', async () => {
  const { post, tokenOf, posted, deliver, incidents, told } = await opened()
  const token = await tokenOf('office')
  for (let count = 0; count < 5; count += 1) expect((await post(token, disk(), count)).statusCode).toBe(202)
  expect((await post(token, disk({ state: 'resolved' }), 9)).statusCode).toBe(202)
  await deliver(10)
  await deliver(11)
  expect(await incidents()).toMatchObject([
    { title: 'disk 91 %', alarm: 'source/office/disk', state: 'resolved', openedAt: later(0).toISOString() },
  ])
  expect(told().filter((each) => each.startsWith('ALARM'))).toEqual(['ALARM mina email', 'ALARM mina sms'])
  posted.length = 0
  await post(token, disk(), 3_600)
  await deliver(3_601)
  expect((await incidents()).map(({ state }) => state)).toEqual(['open', 'resolved'])
})

test('an end that comes before its beginning opens nothing; in one report each thing follows the one before', async () => {
  const { post, tokenOf, deliver, incidents } = await opened()
  const token = await tokenOf('office')
  await post(token, disk({ state: 'resolved', at: later(20).toISOString() }), 30)
  await deliver(31)
  await post(token, disk({ at: later(10).toISOString() }), 32)
  await deliver(33)
  expect(await incidents()).toEqual([])
  const flip = ['firing', 'resolved', 'firing', 'firing'].map((state) => ({ key: 'flip', state }))
  await post(token, JSON.stringify(flip), 40)
  await deliver(41)
  await deliver(42)
  expect((await incidents()).map(({ state }) => state).toSorted()).toEqual(['open', 'resolved'])
})

test('where it goes and how severe it is: a route first, then the report, then the source', async () => {
  const scene = makeWorld({
    config: makeConfig({
      ...config,
      routes: [{ match: { alarm: 'source/shop/db*', tags: { tier: 'gold' } }, severity: 'critical' }],
    }),
  })
  const letter = (body: object): PostedLetter => ({
    source: 'nightshift.report',
    name: 'shop',
    severity: 'warning',
    receivedAt: later(0).toISOString(),
    body: JSON.stringify(body),
  })
  await takePosted(
    [
      { key: 'db-1', labels: { tier: 'gold' }, severity: 'info' },
      { key: 'db-2', severity: 'info' },
      { key: 'db-3' },
    ].map(letter),
    scene.world(later(1)),
  )
  expect(Object.fromEntries((await scene.incidents()).map(({ alarm, severity }) => [alarm, severity]))).toEqual({
    'source/shop/db-1': 'critical',
    'source/shop/db-2': 'info',
    'source/shop/db-3': 'warning',
  })
})

test('two hundred alerts in one report are two hundred incidents and a few messages', async () => {
  const { post, tokenOf, posted, deliver, incidents, sent } = await opened()
  const alerts = Array.from({ length: 200 }, (_, index) => ({
    status: 'firing',
    labels: {
      alertname: `Slow${index}`,
      ...Object.fromEntries(Array.from({ length: 20 }, (__, label) => [`label${label}`, 'x'.repeat(60)])),
    },
    annotations: {},
    startsAt: later(0).toISOString(),
    fingerprint: `f${index}`,
  }))
  const body = JSON.stringify({ version: '4', groupKey: 'g', status: 'firing', alerts })
  expect(body.length).toBeGreaterThan(250_000)
  expect((await post(await tokenOf('office'), body)).statusCode).toBe(202)
  expect(posted).toMatchObject([{ name: 'office', gzip: expect.any(String) }])
  await deliver(1)
  expect((await incidents()).length).toBe(200)
  expect(sent.length).toBeLessThanOrEqual(4)
})

test('whoever has no token gets one answer, whatever they send; so does the source that is gone from the config', async () => {
  const { post, tokenOf, posted, ledger, world } = await opened()
  const nobody = 'AAAAAAAAAAAAAAAA'
  const answers = await Promise.all(
    [disk(), '{', '', 'x'.repeat(mostReportBytes + 1)].map((body) => post(nobody, body)),
  )
  for (const answer of answers) expect(answer).toEqual(answers[0])
  expect(answers[0]?.statusCode).toBe(404)
  const gone = linkActions((now) => linkWorld({ ...world(now), config: makeConfig(), ledger }, posted))
  expect(
    await gone.report?.(await tokenOf('shop'), { bytes: Buffer.from(disk()), contentType: '' }, later(0)),
  ).toBeUndefined()
  const page = await serve(
    parseRequest({ rawPath: `/report/${nobody}`, requestContext: { http: { method: 'GET' } } }),
    gone,
    later(0),
  )
  const own = await serve(
    parseRequest({ rawPath: `/report/${await tokenOf('shop')}`, requestContext: { http: { method: 'GET' } } }),
    gone,
    later(0),
  )
  expect([page.statusCode, own]).toEqual([405, page])
  expect(posted).toEqual([])
})

test.each([
  ['', 'the body is empty'],
  ['{"key": "disk",}', 'the body is not JSON: '],
  ['{"key": "disk"', 'the body is not JSON: '],
  ['disk 91 %', 'the body is not JSON: '],
  ['7', 'expected an object or a list of objects, got a number'],
  ['null', 'expected an object or a list of objects, got null'],
  ['"disk"', 'expected an object or a list of objects, got a string'],
  [Buffer.from([0x7b, 0xff, 0x7d]), 'the body is not UTF-8'],
])('the body %j is refused with its fault', async (body, fault) => {
  const { post, tokenOf, posted } = await opened()
  const answer = await post(await tokenOf('office'), body)
  expect([answer.statusCode, answer.headers['content-type']]).toEqual([400, 'text/plain; charset=utf-8'])
  expect(answer.body).toContain(fault)
  expect(posted).toEqual([])
})

test('a form with a payload, as GitHub may send it, and JSON that says it is a form, as curl does', async () => {
  const { post, tokenOf, posted } = await opened()
  const type = { 'Content-Type': 'application/x-www-form-urlencoded' }
  const token = await tokenOf('office')
  await post(token, new URLSearchParams({ payload: disk() }).toString(), 0, type)
  await post(token, disk(), 0, type)
  expect(posted.map(({ body }) => body)).toEqual([disk(), disk()])
})

test.each<[string, string | Buffer, Record<string, string>, object]>([
  ['compressed, and says so', gzipSync(disk()), { 'content-encoding': 'gzip' }, JSON.parse(disk())],
  ['with a byte order mark', `\ufeff${disk()}`, {}, JSON.parse(disk())],
  ['as text', disk(), { 'content-type': 'text/plain' }, JSON.parse(disk())],
  [
    'as fields of a form',
    'key=disk&state=firing&title=disk+91+%25&key=other',
    { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    JSON.parse(disk()),
  ],
  [
    'as the form of Uptime Kuma',
    `--x\r\nContent-Disposition: form-data; name="data"\r\n\r\n${disk()}\r\n--x--\r\n`,
    { 'content-type': 'multipart/form-data; boundary="x"' },
    JSON.parse(disk()),
  ],
  ['with keys that are there twice', '{"key":"a","key":"disk"}', {}, { key: 'disk' }],
])('a body %s is read', async (_, body, headers, expected) => {
  const { post, tokenOf, posted } = await opened()
  expect((await post(await tokenOf('office'), body, 0, headers)).statusCode).toBe(202)
  expect(JSON.parse(posted[0]?.body ?? '')).toEqual(expected)
})

test.each<[string, Buffer | string, string, string]>([
  ['gzip that is none', Buffer.from([0x1f, 0x8b, 8, 0, 1, 2]), '', 'cannot be decompressed'],
  ['gzip of a hundred megabytes', gzipSync(Buffer.alloc(100_000_000, 0x20)), '', 'has more than 1000000 bytes'],
  ['a form without a field that is known', 'disk=91', 'application/x-www-form-urlencoded', 'is not JSON'],
  ['a multipart form without its boundary', '--x\r\n', 'multipart/form-data', 'is not JSON'],
  ['a boundary that is nowhere', '--x\r\n', 'multipart/form-data; boundary=y', 'is not JSON'],
  ['UTF-16', Buffer.from(disk(), 'utf16le'), 'application/json; charset=utf-16', 'is not JSON'],
  ['a NUL', '{"key":"a\u0000b"}', '', 'is not JSON'],
])('%s is refused with its fault', async (_, body, type, fault) => {
  const { post, tokenOf } = await opened()
  const answer = await post(await tokenOf('office'), body, 0, { 'content-type': type })
  expect([answer.statusCode, answer.body]).toEqual([400, expect.stringContaining(fault)])
})

test('nesting without an end, and 300 KB, are taken and come to something', async () => {
  const { post, tokenOf, posted, deliver, incidents } = await opened()
  const token = await tokenOf('office')
  for (const body of [
    `${'['.repeat(400_000)}${']'.repeat(400_000)}`,
    `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`,
    disk({ key: 'large', text: 'x'.repeat(300_000) }),
  ])
    expect((await post(token, body)).statusCode).toBe(202)
  expect(posted).toHaveLength(3)
  await deliver(1)
  expect((await incidents()).map(({ alarm }) => alarm).toSorted()).toEqual([
    'source/office/large',
    'source/office/unreadable',
  ])
})

test.each(['PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'])('a report by %s', async (method) => {
  const { tokenOf, links, posted } = await opened()
  const rawPath = `/report/${await tokenOf('office')}`
  const request = parseRequest({ rawPath, requestContext: { http: { method } }, body: disk() })
  const answer = await serve(request, links, later(0))
  // A contact point of Grafana may be set to PUT.
  if (method === 'PUT') expect([answer.statusCode, posted.length]).toEqual([202, 1])
  else expect([answer.statusCode, answer.headers.allow, posted]).toEqual([405, 'POST, PUT', []])
})

test('with a secret only what is signed is taken', async () => {
  const { post, tokenOf, posted } = await opened()
  const token = await tokenOf('ci')
  const sign = (text: string, secret = 'it is a secret') => createHmac('sha256', secret).update(text).digest('hex')
  const statusOf = async (headers: Record<string, string>) => (await post(token, disk(), 0, headers)).statusCode
  for (const headers of [
    {},
    { 'x-hub-signature-256': '' },
    { 'x-hub-signature-256': 'sha256=' },
    { 'x-hub-signature-256': `sha256=${sign(`${disk()} `)}` },
    { 'x-hub-signature-256': `sha256=${sign(disk(), 'another')}` },
    { 'x-hub-signature-256': `sha256=${sign(disk())}00` },
    { 'x-hub-signature': `sha1=${sign(disk())}` },
  ])
    expect(await statusOf(headers)).toBe(401)
  expect(posted).toEqual([])
  expect(await statusOf({ 'X-Hub-Signature-256': `sha256=${sign(disk())}`, 'X-GitHub-Event': 'workflow_run' })).toBe(
    202,
  )
  expect(await statusOf({ 'Sentry-Hook-Signature': sign(disk()) })).toBe(202)
  expect(posted).toMatchObject([{ name: 'ci', kind: 'github', event: 'github:workflow_run' }, {}])
})

test('more than a source may send is refused, counted, reported once, and over when it has been calm', async () => {
  const { post, tokenOf, posted, sweep, incidents, incident, told } = await opened()
  const token = await tokenOf('shop')
  const answers = await Promise.all([1, 2, 3, 4, 5].map(() => post(token, disk(), 1)))
  expect(answers.map(({ statusCode }) => statusCode).toSorted()).toEqual([202, 202, 202, 429, 429])
  expect(answers.find(({ statusCode }) => statusCode === 429)?.headers['retry-after']).toBe('59')
  expect(posted.length).toBe(3)
  expect(await incident()).toMatchObject({
    alarm: 'source/shop/bounds',
    title: 'shop reports more than it may',
    state: 'open',
  })
  expect((await post(token, 'x'.repeat(mostReportBytes + 1), 30)).statusCode).toBe(413)
  expect((await post(token, disk(), 61)).statusCode).toBe(202)
  await sweep(later(120))
  const before = told().length
  await sweep(later(240))
  expect([(await incidents()).length, told().length]).toEqual([1, before])
  await sweep(later(30 + 300))
  expect(await incident()).toMatchObject({
    state: 'resolved',
    reason:
      'It keeps to its bounds again. Refused: 2 because there were more than 3 in a minute, 1 because they were larger than 1 MB.',
  })
})

test('what the ledger or the queue does not take is answered 503, so that the source sends it again', async () => {
  const { tokenOf, world } = await opened()
  const token = await tokenOf('office')
  const request = parseRequest({
    rawPath: `/report/${token}`,
    requestContext: { http: { method: 'POST' } },
    body: disk(),
  })
  const reports = { post: async () => Promise.reject(throttled()), secretOf: async () => '' }
  const broken = linkActions((now) => ({ ...linkWorld(world(now)), reports }))
  const answer = await serve(request, broken, later(0))
  expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '5'])
})

test('what was reported is in no log line', async () => {
  const lines: string[] = []
  for (const method of ['info', 'warn', 'error'] as const)
    jest.spyOn(log, method).mockImplementation((...said) => {
      lines.push(JSON.stringify(said))
    })
  const { post, tokenOf, deliver } = await opened()
  await post(await tokenOf('office'), disk({ title: 'for mina@corner-shop.example +12025550101' }))
  await post(await tokenOf('office'), '{"mina@corner-shop.example')
  await deliver(1)
  expect(lines.join('')).not.toMatch(/mina@|2025550101|disk/)
  jest.restoreAllMocks()
})

test('a call of the function is one of reports only where all that it brings are', async () => {
  const letter = { source: 'nightshift.report', name: 'shop', receivedAt: later(0).toISOString(), body: disk() }
  const record = (body: string) => ({ eventSource: 'aws:sqs', messageId: 'm', body })
  expect(lettersIn({ Records: [record(JSON.stringify(letter))] })).toEqual([letter])
  // Given back from the dead letters.
  expect(lettersIn(letter)).toEqual([letter])
  for (const other of [
    { Records: [] },
    {},
    null,
    'x',
    { Records: [record('{}')] },
    { Records: [record(JSON.stringify(letter)), record('text')] },
  ])
    expect(lettersIn(other)).toBeUndefined()
})

test('a report that cannot be decided on keeps no other from it, and fails the call', async () => {
  const { ledger, world, deliver, incidents } = await opened()
  const letter = (key: string): PostedLetter => ({
    source: 'nightshift.report',
    name: 'office',
    receivedAt: later(0).toISOString(),
    body: JSON.stringify({ key }),
  })
  const failing = {
    ...ledger,
    get: (key: { pk: string; sk: string }) =>
      key.pk === 'alarm#source:office:a' ? Promise.reject(throttled()) : ledger.get(key),
  }
  await expect(
    takePosted([letter('a'), letter('b')], world(later(1), { ledger: failing as typeof ledger })),
  ).rejects.toThrow('ThrottlingException')
  expect((await incidents()).map(({ alarm }) => alarm)).toEqual(['source/office/b'])
  await deliver(2, [letter('a'), letter('b')])
  expect((await incidents()).length).toBe(2)
})
