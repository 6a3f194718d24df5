import { alb, count, countsOf, everything, failures, rule } from './scene.ts'

const one = { all: { '203.0.113.7': 1 } }

test('a line of a load balancer', async () => {
  const piece = await count(alb())
  expect(piece.format).toBe('alb')
  expect(countsOf(piece)).toEqual(one)
  expect(piece.counts.get('all')?.get('203.0.113.7')?.first).toEqual({
    at: '2026-11-30T08:00:01.123Z',
    method: 'GET',
    host: 'www.example.com:443',
    path: '/a',
    status: 404,
    agent: 'curl/8.1',
    line: 1,
  })
})

test.each([
  ['no fields behind the 23rd', { rest: '' }],
  ['fields to come, of any shape', { rest: ' "-" "-" "x" "y" "-" "-" TID_1 "a \\"b\\" c" - {new} "' }],
  ['a type to come', { type: 'h3' }],
  ['no version in the request', { request: 'GET https://www.example.com:443/a -' }],
  ['no request at all', { request: '- http://alb:80- -', status: '400' }],
  [
    'quotes within',
    { request: 'GET https://www.example.com:443/\\"a\\\\\\x22 HTTP/1.1', agent: 'a \\"quoted\\" agent \\\\' },
  ],
  ['no port', { client: '203.0.113.7' }],
  ['IPv4 within IPv6', { client: '::ffff:203.0.113.7:1234' }],
])('%s', async (_, given) => {
  expect(countsOf(await count(alb(given)))).toEqual(one)
})

test.each([
  '2a02:8071:1::f215:50718',
  '[2a02:8071:1::f215]:50718',
  '2A02:8071:1:0:0:0:0:F215:50718',
  '[2a02:8071:1::f215]',
])('a client with IPv6: %s', async (client) => {
  expect(countsOf(await count(alb({ client })))).toEqual({ all: { '2a02:8071:1::f215': 1 } })
  expect(countsOf(await count(alb({ client }), { ipv6: 64 }))).toEqual({ all: { '2a02:8071:1::/64': 1 } })
})

test('one client, whatever its ports', async () => {
  const lines = ['2a02:8071:1::f215:1', '2a02:8071:1::f215:65535', '[2a02:8071:1::f215]:99'].map((client) =>
    alb({ client }),
  )
  expect(countsOf(await count(lines.join('')))).toEqual({ all: { '2a02:8071:1::f215': 3 } })
})

test('the status is the one that the balancer sent', async () => {
  const piece = await count(alb({ status: '401', targetStatus: '-' }) + alb({ status: '200', targetStatus: '404' }), {
    rules: [failures],
  })
  expect(countsOf(piece)).toEqual({ failures: { '203.0.113.7': 1 } })
})

test('a line that was cut off within its actions, before the quote that closes them, is refused as well', async () => {
  const line = alb({ actions: 'waf' })
  const { tally } = await count(line.slice(0, line.indexOf('"waf"') + 4))
  expect(tally).toMatchObject({ lines: 1, refusedByWaf: 1 })
})

test.each([
  ['waf', 1],
  ['authenticate,waf', 1],
  ['waf,forward', 0],
  ['waf-failed,forward', 0],
  ['authenticate', 0],
  ['notwaf', 0],
])("%s: left out where the last action is WAF's, whatever the status", async (actions, refusedByWaf) => {
  for (const status of ['403', '429', '200']) {
    const piece = await count(alb({ actions, status }))
    expect(piece.tally).toMatchObject({ lines: 1, refusedByWaf })
    expect(countsOf(piece)).toEqual(refusedByWaf ? {} : one)
  }
})

test('an agent that looks like an action hides nobody', async () => {
  expect(countsOf(await count(alb({ agent: 'waf' }) + alb()))).toEqual({ all: { '203.0.113.7': 2 } })
})

test('paths, hosts and agents of rules', async () => {
  const rules = [
    rule('probes', { paths: ['/wp-login.php'] }),
    rule('site', { requests: true }, { hosts: ['www.example.com'] }),
    rule('tools', { agents: ['my "tool"'] }),
  ]
  const text =
    alb({ request: 'GET https://WWW.example.com:443/%2577p-login.php?x HTTP/1.1' }) + alb({ agent: 'My \\"Tool\\"' })
  expect(countsOf(await count(text, { rules }))).toEqual({
    probes: { '203.0.113.7': 1 },
    site: { '203.0.113.7': 2 },
    tools: { '203.0.113.7': 1 },
  })
})

test('a broken line is that line only', async () => {
  const broken = [{ status: 'x' }, { client: 'nobody' }, { time: 'now' }].map(alb)
  const text = [alb(), `${alb().slice(0, 60)}\n`, ...broken, alb()].join('')
  const piece = await count(text, { rules: [everything] })
  expect(piece.tally).toMatchObject({ lines: 6, malformed: 4 })
  expect(countsOf(piece)).toEqual({ all: { '203.0.113.7': 2 } })
})
