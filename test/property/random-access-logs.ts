import fc from 'fast-check'
import type { CountOptions } from '../../functions/firewall/logs/options.ts'
import type { Rule } from '../../functions/firewall/rules/rule.ts'

export const arrivedAt = new Date('2026-11-30T09:00:00Z')

const rule = (name: string, match: Rule['match'], rest: Partial<Rule> = {}): Rule => ({
  name,
  match,
  threshold: 1,
  windowMinutes: 5,
  blockSeconds: 3_600,
  mode: 'block',
  escalate: { factor: 1, mostSeconds: 3_600, decaySeconds: 3_600 },
  ...rest,
})

/** Rules of every kind, and several of a kind. */
export const everyRule: readonly Rule[] = [
  rule('errors', { errors: ['4xx', '500'] }, { threshold: 50 }),
  rule('missing', { errors: ['404'] }, { hosts: ['*.example.com'], under: ['/Shop', '/%61pi/*/v1'] }),
  rule('requests', { requests: true }, { threshold: 2_000 }),
  rule('probes', { paths: ['/wp-login.php', '*/.env', '*/.git/*', '/%77p-admin*', '/a/../b'] }),
  rule('tools', { agents: ['*sqlmap*', 'curl/*', '', 'Nice (Tool)*Bär*'] }),
  rule('api', { requests: true }, { hosts: ['api.example.com'] }),
]

export const options = (rest: Partial<CountOptions> = {}): CountOptions => ({
  rules: everyRule,
  customers: ['/checkout/*', '/shop/*/buy'],
  proxies: ['198.51.100.0/24', '2001:db8:ffff::/48'],
  ipv6: 64,
  arrivedAt,
  ownRules: ['ops-block'],
  ...rest,
})

const oneOf = <Value>(...values: readonly Value[]): fc.Arbitrary<Value> => fc.constantFrom(...values)

/** Mostly the first, now and then something strange. */
const mostly = (usual: fc.Arbitrary<string>, strange: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.oneof({ weight: 12, arbitrary: usual }, { weight: 1, arbitrary: strange })

/** Without what would end a field or a line. */
const junk = fc.string({ unit: 'binary', maxLength: 12 }).map((text) => text.replace(/[\n\r\t ]/g, '_'))

const address = mostly(
  oneOf(
    '203.0.113.7',
    '203.0.113.8',
    '192.0.2.1',
    '198.51.100.9',
    '2001:db8:1::5',
    '2001:DB8:1:0:0::6',
    '2001:db8:ffff::1',
  ),
  fc.oneof(
    junk,
    oneOf(
      '-',
      '',
      'unknown',
      '::ffff:203.0.113.7',
      '[2001:db8:1::5]',
      '203.0.113.007',
      '256.1.1.1',
      '10.0.0.1',
      '1.2.3',
      '203.0.113.7:80',
    ),
  ),
)

const time = fc
  .tuple(fc.integer({ min: -3_600, max: 600 }), fc.integer({ min: 0, max: 999 }))
  .map(([seconds, ms]) => new Date(arrivedAt.getTime() + seconds * 1_000 + ms).toISOString())

const status = mostly(
  oneOf('200', '301', '403', '404', '500', '502', '000'),
  fc.oneof(junk, oneOf('-', '', '20', '2000')),
)

const segment = oneOf(
  'wp-login.php',
  'WP-Login.php',
  '.env',
  '.git',
  'config',
  'shop',
  'checkout',
  'buy',
  'a',
  'b',
  '..',
  '.',
  '',
  '%2e%2e',
  'x;y=1',
  '%2577p-login.php',
  '%77p-admin',
  'b%C3%A4r',
  '%3Fq',
  '\\a',
  'api',
  'v1',
  '100%',
  '%4%41',
  '%252e%252e',
  '..;',
)

const path = fc.array(segment, { minLength: 1, maxLength: 5 }).map((segments) => `/${segments.join('/')}`)

const agent = mostly(
  oneOf(
    'Mozilla/5.0%20(X11;%20Linux)',
    'sqlmap/1.0',
    'SQLMAP',
    'my%20sqlmap%20here',
    'curl/8.1',
    '-',
    'nice%20(tool)/1%20b%C3%A4r',
    'nice%2520(tool)bär',
    'K\u212aelvin',
    '%',
  ),
  junk,
)

const host = oneOf(
  'www.example.com',
  'API.example.com',
  'api.example.com:443',
  'api.example.com.',
  'example.com',
  '-',
  'evil.test',
)

const method = oneOf('GET', 'POST', '-')

const forwarded = mostly(
  oneOf(
    '-',
    '203.0.113.20',
    '203.0.113.20,%20198.51.100.7',
    '9.9.9.9,%20203.0.113.21:4711,198.51.100.7',
    '[2001:db8:2::1]:443',
    'unknown',
    '198.51.100.1',
  ),
  junk,
)

interface Request {
  readonly time: string
  readonly address: string
  readonly status: string
  readonly path: string
  readonly agent: string
  readonly host: string
  readonly method: string
  readonly forwarded: string
  readonly strange: string
  readonly pick: number
}

const request: fc.Arbitrary<Request> = fc.record({
  time,
  address,
  status,
  path,
  agent,
  host,
  method,
  forwarded,
  strange: junk,
  pick: fc.nat(999),
})

const fieldsOf = (each: Request): Readonly<Record<string, string>> => ({
  date: each.time.slice(0, 10),
  time: each.time.slice(11, 19),
  'timestamp(ms)': String(Date.parse(each.time)),
  timestamp: (Date.parse(each.time) / 1_000).toFixed(3),
  'x-edge-location': 'FRA56-P1',
  'c-ip': each.address,
  'cs-method': each.method,
  'cs(Host)': 'd111111abcdef8.cloudfront.net',
  'cs-uri-stem': each.path,
  'sc-status': each.status,
  'cs(Referer)': each.strange,
  'cs(User-Agent)': each.agent,
  'cs-uri-query': each.pick % 3 ? '-' : 'a=b',
  'x-host-header': each.host,
  'x-forwarded-for': each.forwarded,
  asn: '64496',
})

const legacy = [
  'date',
  'time',
  'x-edge-location',
  'sc-bytes',
  'c-ip',
  'cs-method',
  'cs(Host)',
  'cs-uri-stem',
  'sc-status',
  'cs(Referer)',
  'cs(User-Agent)',
  'cs-uri-query',
  'cs(Cookie)',
  'x-edge-result-type',
  'x-edge-request-id',
  'x-host-header',
  'cs-protocol',
  'cs-bytes',
  'time-taken',
  'x-forwarded-for',
  'ssl-protocol',
  'ssl-cipher',
  'x-edge-response-result-type',
  'cs-protocol-version',
  'fle-status',
  'fle-encrypted-fields',
  'c-port',
  'time-to-first-byte',
  'x-edge-detailed-result-type',
  'sc-content-type',
  'sc-content-len',
  'sc-range-start',
  'sc-range-end',
]

const columnLine = (names: readonly string[], delimiter: string, each: Request): string =>
  names.map((name) => fieldsOf(each)[name] ?? '-').join(delimiter)

const escaped = (text: string): string => text.replace(/["\\]/g, (char) => `\\${char}`)

const albLine = (each: Request): string => {
  const port = each.pick % 7 === 0 ? '' : ':50718'
  const url =
    each.pick % 9 === 0
      ? each.path
      : `https://${each.host === '-' ? 'alb' : each.host}:443${each.path}${each.pick % 2 ? '?q=1' : ''}`
  const asked = each.pick % 31 === 0 ? '- http://alb:80- -' : `${each.method} ${url} HTTP/1.1`
  const actions = oneOfIndex(['forward', 'waf', 'waf,forward', 'authenticate,waf', 'fixed-response'], each.pick)
  const agent = decodeURIComponentSafely(each.agent)
  return `https ${each.time.replace('Z', '123Z')} app/web/50dc6c495c0c9188 ${each.address}${port} 10.0.0.1:80 0.000 0.001 0.000 ${each.status} ${each.status} 34 366 "${escaped(asked)}" "${escaped(agent)}" ECDHE TLSv1.2 arn:aws:x "Root=1-58337281" "${each.host}" "arn:aws:acm" 0 ${each.time} "${actions}" "-" "-" "10.0.0.1:80" "200" "-" "-" TID_1 "x" "y" "z"`
}

const oneOfIndex = (values: readonly string[], index: number): string => values[index % values.length] ?? ''

const decodeURIComponentSafely = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const wafLine = (each: Request): string =>
  JSON.stringify({
    timestamp: each.pick % 11 === 0 ? each.strange : Date.parse(each.time),
    formatVersion: 1,
    terminatingRuleId: oneOfIndex(['Default_Action', 'ops-block', 'other'], each.pick),
    action: oneOfIndex(['ALLOW', 'BLOCK', 'COUNT', 'CAPTCHA', 'CHALLENGE'], each.pick),
    responseCodeSent: each.pick % 13 === 0 ? 429 : null,
    ruleGroupList:
      each.pick % 5 === 0 ? [{ ruleGroupId: 'g', terminatingRule: { ruleId: 'ops-block', action: 'BLOCK' } }] : [],
    httpRequest: {
      clientIp: each.address,
      headers: [
        { name: 'Host', value: each.host },
        { name: 'User-Agent', value: each.agent },
        { name: 'X-Forwarded-For', value: each.forwarded },
      ],
      uri: each.path,
      args: 'a=b',
      httpMethod: each.method,
    },
  })

const chosen = [
  'c-ip',
  'timestamp(ms)',
  'sc-status',
  'cs-uri-stem',
  'x-host-header',
  'cs(User-Agent)',
  'asn',
  'x-forwarded-for',
  'cs-method',
]

/** `plain` of these. */
export const plainFields: CountOptions['plain'] = {
  fields: ['time', 'sc-status', 'c-ip', 'date', 'cs-uri-stem', 'cs(User-Agent)', 'cs(Host)'],
  delimiter: '|~',
}

const json = (each: Request): string =>
  JSON.stringify(Object.fromEntries(legacy.map((name) => [name, fieldsOf(each)[name] ?? '-'])))

const writers: Readonly<Record<string, { readonly head: string; readonly line: (each: Request) => string }>> = {
  legacy: { head: `#Version: 1.0\n#Fields: ${legacy.join(' ')}\n`, line: (each) => columnLine(legacy, '\t', each) },
  headless: { head: '', line: (each) => columnLine(legacy, '\t', each) },
  w3c: { head: `#Fields: ${chosen.join(' ')}\n`, line: (each) => columnLine(chosen, '\t', each) },
  commas: {
    head: '#Fields: timestamp c-ip sc-status cs-uri-stem\n',
    line: (each) => columnLine(['timestamp', 'c-ip', 'sc-status', 'cs-uri-stem'], ',', each),
  },
  plain: { head: '', line: (each) => columnLine(plainFields?.fields ?? [], plainFields?.delimiter ?? '', each) },
  json: { head: '', line: json },
  alb: { head: '', line: albLine },
  waf: { head: '', line: wafLine },
}

export const formats: readonly string[] = Object.keys(writers)

const broken = fc.oneof(
  fc.constant(''),
  fc.constant('   '),
  fc.constant('# a comment'),
  fc.string({ unit: 'binary', maxLength: 80 }).map((text) => text.replaceAll('\n', '')),
)

/** The text of a log of one format, with lines that say nothing in between. */
export const logOf = (format: string): fc.Arbitrary<Buffer> => {
  const { head, line } = writers[format] ?? { head: '', line: () => '' }
  const written = fc.oneof(
    { weight: 9, arbitrary: request.map(line) },
    { weight: 1, arbitrary: broken },
    { weight: 1, arbitrary: fc.tuple(request, fc.nat(400)).map(([each, length]) => line(each).slice(0, length)) },
  )
  return fc
    .record({
      lines: fc.array(written, { maxLength: 40 }),
      ends: oneOf('\n', '\r\n'),
      isEnded: fc.boolean(),
      marked: fc.boolean(),
      raw: fc.boolean(),
    })
    .map(({ lines, ends, isEnded, marked, raw }) => {
      const text = `${marked ? '\ufeff' : ''}${head}${lines.join(ends)}${isEnded ? ends : ''}`
      // Bytes that are not UTF-8.
      return Buffer.from(text, raw ? 'latin1' : 'utf8')
    })
}
