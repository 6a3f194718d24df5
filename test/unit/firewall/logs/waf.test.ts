import { count, countsOf, failures, rule, waf } from './scene.ts'

const one = { all: { '203.0.113.7': 1 } }

test('a request that WAF let through: its time is in UTC, its client the socket', async () => {
  const headers = [{ name: 'X-Forwarded-For', value: '9.9.9.9' }]
  const piece = await count(waf({ httpRequest: { headers } }))
  expect(piece.format).toBe('waf')
  expect(countsOf(piece)).toEqual(one)
  expect(piece.counts.get('all')?.get('203.0.113.7')?.first).toMatchObject({
    at: '2026-11-30T08:00:01.000Z',
    path: '/a',
  })
})

test.each(['ALLOW', 'COUNT', 'CAPTCHA', 'CHALLENGE', 'BLOCK'])('%s counts as a request', async (action) => {
  expect(countsOf(await count(waf({ action }), { ownRules: ['ops-block'] }))).toEqual(one)
})

test('what our own rule refused is left out, alone or within a group', async () => {
  const own = waf({ action: 'BLOCK', terminatingRuleId: 'ops-block' })
  const grouped = waf({
    action: 'BLOCK',
    terminatingRuleId: 'group',
    ruleGroupList: [{ ruleGroupId: 'arn', terminatingRule: { ruleId: 'ops-block', action: 'BLOCK' } }],
  })
  const others = waf({ action: 'BLOCK', terminatingRuleId: 'reputation' })
  const piece = await count(own + grouped + others, { ownRules: ['ops-block'] })
  expect(piece.tally).toMatchObject({ lines: 3, refusedByWaf: 2 })
  expect(countsOf(piece)).toEqual(one)
})

test('a refusal of others is an error of its status', async () => {
  const text = waf({ action: 'BLOCK' }) + waf({ action: 'BLOCK', responseCodeSent: 503 }) + waf()
  expect(countsOf(await count(text, { rules: [failures] }))).toEqual({ failures: { '203.0.113.7': 1 } })
})

test('host, path and agent of rules', async () => {
  const rules = [rule('tools', { agents: ['curl/*'] }, { hosts: ['www.example.com'], under: ['/A'] })]
  expect(countsOf(await count(waf(), { rules }))).toEqual({ tools: { '203.0.113.7': 1 } })
})

test('a header of a proxy is believed', async () => {
  const headers = [{ name: 'x-forwarded-for', value: '9.9.9.9, 198.51.100.4' }]
  const piece = await count(waf({ httpRequest: { clientIp: '203.0.113.1', headers } }), {
    proxies: ['203.0.113.0/24', '198.51.100.0/24'],
  })
  expect(countsOf(piece)).toEqual({ all: { '9.9.9.9': 1 } })
})

test.each(['{', '{}', '{"httpRequest":{}}', '{"timestamp":"now","httpRequest":{"clientIp":"203.0.113.9"}}', '[]'])(
  '%s is a broken line',
  async (line) => {
    const piece = await count(`${waf()}${line}\n${waf()}`)
    expect(piece.tally).toMatchObject({ lines: 3, malformed: 1 })
    expect(countsOf(piece)).toEqual({ all: { '203.0.113.7': 2 } })
  },
)
