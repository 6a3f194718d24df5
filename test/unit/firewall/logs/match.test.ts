import { count, countsOf, legacy, legacyHead, rule } from './scene.ts'

const rulesThatMatch = async (
  values: Readonly<Record<string, string>>,
  rules: Parameters<typeof rule>[] | ReturnType<typeof rule>[],
) => {
  const compiled = rules.map((each) => (Array.isArray(each) ? rule(...each) : each))
  return Object.keys(countsOf(await count(legacyHead + legacy(values), { rules: compiled })))
}

const matchesPath = async (pattern: string, path: string) =>
  (await rulesThatMatch({ 'cs-uri-stem': path }, [['probes', { paths: [pattern] }]])).length === 1

test.each([
  '/wp-login.php',
  '/WP-Login.PHP',
  '/%77p-login.php',
  '/%2577p-login.php',
  '/%252577p-login.php',
  '//wp-login.php',
  '/./wp-login.php',
  '/a/../wp-login.php',
  '/a/%2e%2e/wp-login.php',
  '/a/%252e%252e/wp-login.php',
  '/%2Fwp-login.php',
  '\\wp-login.php',
  '/wp-login.php;jsessionid=1',
  '/a;x=1/../wp-login.php',
  // Overlong: characters of ASCII in more bytes than UTF-8 allows, which lax servers read all the same.
  '/wp%c0%adlogin.php',
  '/wp%25c0%25adlogin.php',
  '/%c1%b7p-login.php',
  '/%c0%afwp-login.php',
  '/a/%c0%ae%c0%ae/wp-login.php',
  '/%e0%80%afwp-login.php',
  '/wp%e0%80%adlogin.php',
  '/%f0%80%81%b7p-login.php',
  '/%c1%97p-login.php',
])('/wp-login.php is %s too', async (path) => {
  expect(await matchesPath('/wp-login.php', path)).toBe(true)
  expect(await matchesPath('/%77p-login.php', path)).toBe(true)
})

test.each([
  '/wp-login.php.txt',
  '/a/wp-login.php',
  '/wp-login',
  '/wp-login.php%3Fx',
  '/wp-login.php/',
  '/wp%c2%adlogin.php',
  '/wp%c0login.php',
  '/%25252577p-login.php',
])('/wp-login.php is not %s', async (path) => {
  expect(await matchesPath('/wp-login.php', path)).toBe(false)
})

test.each([
  ['*/.env', '/.env', true],
  ['*/.env', '/a/b/.ENV', true],
  ['*/.env', '/.environment', false],
  ['/api/*/users', '/api/v1/x/users', true],
  ['/api/*/users', '/api/users', false],
  ['/b\u00e4r', '/b%C3%84r', true],
  ['/index.php%3Fx', '/index.php%253Fx', true],
])('%s on %s: %p', async (pattern, path, matches) => {
  expect(await matchesPath(pattern, path)).toBe(matches)
})

test.each([
  ['*sqlmap*', 'Mozilla/5.0%20SQLMap/1', true],
  ['nice tool', 'Nice%20Tool', true],
  ['nice tool', 'Nice%2520Tool', true],
  ['', '-', true],
  ['', 'x', false],
  ['*', '-', true],
  ['curl/*', 'my-curl/1', false],
])('agent %p on %s: %p', async (pattern, agent, matches) => {
  const found = await rulesThatMatch({ 'cs(User-Agent)': agent }, [['tools', { agents: [pattern] }]])
  expect(found).toEqual(matches ? ['tools'] : [])
})

test.each([
  ['www.example.com', 'WWW.Example.com', true],
  ['www.example.com', 'www.example.com:8443', true],
  ['www.example.com', 'www.example.com.', true],
  ['*.example.com', 'example.com', false],
  ['d111111abcdef8.cloudfront.net', 'www.example.com', true],
])('host %s on %s: %p', async (pattern, host, matches) => {
  const found = await rulesThatMatch({ 'x-host-header': host }, [['site', { requests: true }, { hosts: [pattern] }]])
  expect(found).toEqual(matches ? ['site'] : [])
})

test('classes and codes of errors', async () => {
  const rules = [rule('both', { errors: ['4xx', '503'] }), rule('one', { errors: ['404'] })]
  const found = async (status: string) => await rulesThatMatch({ 'sc-status': status }, rules)
  expect(await found('404')).toEqual(['both', 'one'])
  expect(await found('499')).toEqual(['both'])
  expect(await found('503')).toEqual(['both'])
  expect(await found('500')).toEqual([])
  expect(await found('200')).toEqual([])
})

test('under a path, decoded', async () => {
  const rules = [rule('api', { requests: true }, { under: ['/api/'] })]
  expect(await rulesThatMatch({ 'cs-uri-stem': '/API/v1' }, rules)).toEqual(['api'])
  expect(await rulesThatMatch({ 'cs-uri-stem': '/x/../%61pi/v1' }, rules)).toEqual(['api'])
  expect(await rulesThatMatch({ 'cs-uri-stem': '/apis' }, rules)).toEqual([])
})

test('customers: a 2xx or 3xx on one of their paths', async () => {
  const customers = ['/checkout/*']
  const found = async (status: string, path: string) =>
    countsOf(await count(legacyHead + legacy({ 'sc-status': status, 'cs-uri-stem': path }), { rules: [], customers }))
  expect(await found('200', '/checkout/pay')).toEqual({ customers: { '203.0.113.7': 1 } })
  expect(await found('302', '/checkout/pay')).toEqual({ customers: { '203.0.113.7': 1 } })
  expect(await found('404', '/checkout/pay')).toEqual({})
  expect(await found('200', '/')).toEqual({})
})

test('more rules than a number has bits', async () => {
  const rules = Array.from({ length: 70 }, (_, index) => rule(`r${index}`, { paths: [`/p${index}`, '/all'] }))
  expect(await rulesThatMatch({ 'cs-uri-stem': '/all' }, rules)).toHaveLength(70)
  expect(await rulesThatMatch({ 'cs-uri-stem': '/p69' }, rules)).toEqual(['r69'])
})
