import { count, countsOf, everything, failures, jsonLine, legacy, legacyHead, lineOf, rule } from './scene.ts'

const one = { all: { '203.0.113.7': 1 } }

test('legacy: 33 fields, known by their names', async () => {
  const piece = await count(legacyHead + legacy())
  expect(piece).toMatchObject({ format: 'cloudfront', tally: { lines: 1 } })
  expect(countsOf(piece)).toEqual(one)
  expect(piece.counts.get('all')?.get('203.0.113.7')).toEqual({
    minutes: new Map([[Date.UTC(2026, 10, 30, 8) / 60_000, { count: 1, refused: 0, lastSecond: 1 }]]),
    first: expect.objectContaining({ at: '2026-11-30T08:00:01.000Z', line: 3, status: 404, method: 'GET', path: '/' }),
    last: expect.objectContaining({ agent: 'Mozilla/5.0 (X11)', host: 'www.example.com' }),
  })
})

test.each([
  ['what the visitor typed', { 'x-host-header': 'shop.example' }, 'shop.example'],
  ["the distribution's name where there is no other", { 'x-host-header': '-' }, 'd111111abcdef8.cloudfront.net'],
])('evidence has as host %s, in legacy and json, for the first and the last line', async (_, values, host) => {
  const logs = [
    legacyHead + legacy(values) + legacy({ ...values, time: '08:00:02' }),
    `#Fields: ${legacyHead.split('#Fields: ')[1]?.trim().split(' ').toReversed().join(' ')}\n${lineOf(legacyHead.split('#Fields: ')[1]?.trim().split(' ').toReversed() ?? [], values)}\n`,
    jsonLine(values),
  ]
  for (const text of logs) {
    const client = (await count(text)).counts.get('all')?.get('203.0.113.7')
    expect([client?.first?.host, client?.last?.host]).toEqual([host, host])
  }
})

test('evidence of a long line has its host', async () => {
  const agent = 'x'.repeat(700)
  const piece = await count(legacyHead + legacy({ 'cs(User-Agent)': agent, 'x-host-header': 'shop.example' }))
  expect(piece.counts.get('all')?.get('203.0.113.7')?.last).toMatchObject({
    host: 'shop.example',
    agent: agent.slice(0, 256),
  })
})

test('legacy without its head', async () => {
  expect(countsOf(await count(legacy()))).toEqual(one)
})

test('35 fields, in any order', async () => {
  const names = [
    ...(legacyHead.split('#Fields: ')[1]?.trim().split(' ') ?? []),
    'c-country',
    'cache-behavior-path-pattern',
  ]
  const shuffled = names.toReversed()
  const piece = await count(`#Fields: ${shuffled.join(' ')}\n${lineOf(shuffled)}\n`)
  expect(countsOf(piece)).toEqual(one)
})

test('a selection, with timestamp(ms) and fields that nobody knows', async () => {
  const names = ['asn', 'c-ip', 'origin-fbl', 'timestamp(ms)', 'sc-status', 'new-field']
  const piece = await count(`#Fields: ${names.join(' ')}\n${lineOf(names)}\n`)
  expect(countsOf(piece)).toEqual(one)
  expect(piece.counts.get('all')?.get('203.0.113.7')?.first?.at).toBe('2026-11-30T08:00:01.000Z')
})

test('a delimiter that was chosen', async () => {
  const names = ['date', 'time', 'c-ip', 'sc-status']
  expect(countsOf(await count(`#Fields: ${names.join(' ')}\n${lineOf(names, {}, ',')}\n`))).toEqual(one)
})

test('fields that change within an object', async () => {
  const [before, after] = [
    ['date', 'time', 'c-ip', 'sc-status'],
    ['sc-status', 'c-ip', 'timestamp(ms)'],
  ]
  const part = (names: readonly string[]) => `#Fields: ${names.join(' ')}\n${lineOf(names)}\n`
  expect(countsOf(await count(part(before) + part(after)))).toEqual({ all: { '203.0.113.7': 2 } })
})

test('json: an object a line, every value a text', async () => {
  const piece = await count(jsonLine() + jsonLine({ 'sc-status': '200' }), { rules: [everything, failures] })
  expect(piece.format).toBe('cloudfront-json')
  expect(countsOf(piece)).toEqual({ all: { '203.0.113.7': 2 }, failures: { '203.0.113.7': 1 } })
})

test('plain: fields and delimiter by the config', async () => {
  const fields = ['time', 'c-ip', 'sc-status', 'date']
  for (const delimiter of ['\t', ' ', '|', '::']) {
    const piece = await count(`${lineOf(fields, {}, delimiter)}\n`, { plain: { fields, delimiter } })
    expect(piece.format).toBe('cloudfront-plain')
    expect(countsOf(piece)).toEqual(one)
  }
})

test.each([
  [['date', 'c-ip', 'sc-status'], 'date and time, or timestamp(ms)'],
  [['date', 'time', 'sc-status'], 'c-ip'],
  [['timestamp(ms)', 'c-ip'], 'sc-status'],
])('a field that is needed and was not chosen is named: %s', async (names, missing) => {
  const piece = await count(`#Fields: ${names.join(' ')}\n${lineOf(names)}\n`)
  expect(piece.broken).toMatchObject({ reason: 'missing-field', words: expect.stringContaining(missing) })
  expect(piece.counts.size).toBe(0)
})

test('a field that only some rules need: the others count, and it is named', async () => {
  const names = ['date', 'time', 'c-ip', 'sc-status']
  const rules = [everything, rule('probes', { paths: ['/wp-login.php'] })]
  const piece = await count(`#Fields: ${names.join(' ')}\n${lineOf(names)}\n`, { rules })
  expect(countsOf(piece)).toEqual(one)
  expect(piece.broken).toMatchObject({ reason: 'missing-field', words: expect.stringContaining('cs-uri-stem') })
})

test('000 is a client that went away: a request, and not an error', async () => {
  const piece = await count(legacyHead + legacy({ 'sc-status': '000' }), { rules: [everything, failures] })
  expect(countsOf(piece)).toEqual(one)
})

test.each([
  ['sc-status', 'abc'],
  ['sc-status', ''],
  ['c-ip', '203.0.113.777'],
  ['c-ip', ''],
  ['date', '2026-02-30'],
  ['time', '25:00:00'],
  ['time', '8:00:01'],
])('a line whose %s is %p is malformed, and stops nothing', async (name, value) => {
  const text = legacyHead + legacy({ [name]: value }).repeat(20) + legacy()
  const piece = await count(text)
  expect(piece.tally).toMatchObject({ lines: 21, malformed: 20 })
  expect(piece.broken).toBeUndefined()
  expect(countsOf(piece)).toEqual(one)
})

test('bytes that are not UTF-8 in a user agent do not hide their sender', async () => {
  const line = Buffer.from(legacy({ 'cs(User-Agent)': 'bad\u00ff\u00fe' }), 'latin1')
  const piece = await count(Buffer.concat([Buffer.from(legacyHead), line]), {
    rules: [everything, rule('tools', { agents: ['bad*'] })],
  })
  expect(countsOf(piece)).toEqual({ ...one, tools: { '203.0.113.7': 1 } })
})

test('a line of more than five minutes after the arrival is not believed', async () => {
  const text = legacyHead + legacy({ time: '09:05:00' }) + legacy({ time: '09:05:01' }) + legacy({ date: '2027-01-01' })
  const piece = await count(text)
  expect(piece.tally).toMatchObject({ lines: 3, future: 2 })
  expect(countsOf(piece)).toEqual(one)
})

test('minutes are those of the lines; 403s are counted apart', async () => {
  const lines = [
    legacy({ time: '08:59:59', 'sc-status': '403' }),
    legacy({ time: '08:00:59' }),
    legacy({ time: '08:00:00', 'sc-status': '403' }),
  ]
  const piece = await count(legacyHead + lines.join(''))
  const client = piece.counts.get('all')?.get('203.0.113.7')
  const minute = Date.UTC(2026, 10, 30, 8) / 60_000
  expect(client?.minutes).toEqual(
    new Map([
      [minute + 59, { count: 1, refused: 1, lastSecond: 59 }],
      [minute, { count: 2, refused: 1, lastSecond: 59 }],
    ]),
  )
  expect([client?.first?.line, client?.last?.line]).toEqual([5, 3])
})

test('the same request twice is two lines', async () => {
  expect(countsOf(await count(legacyHead + legacy() + legacy()))).toEqual({ all: { '203.0.113.7': 2 } })
})

test('evidence of many clients: only of those that could reach the threshold', async () => {
  const many = Array.from({ length: 600 }, (_, index) => legacy({ 'c-ip': `192.0.${index >> 8}.${index & 255}` }))
  const attack =
    legacy({ 'c-ip': '198.51.100.1', 'cs-uri-stem': '/first' }) +
    legacy({ 'c-ip': '198.51.100.1', time: '08:30:00' }).repeat(9)
  const rules = [rule('all', { requests: true }, { threshold: 160 })]
  const clients = (await count(legacyHead + many.join('') + attack, { rules })).counts.get('all')
  expect(clients?.get('192.0.2.87')?.first).toBeUndefined()
  expect(clients?.get('198.51.100.1')).toMatchObject({ first: { path: '/first', line: 603 }, last: { line: 612 } })
})
