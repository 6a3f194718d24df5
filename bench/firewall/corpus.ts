import { gzipSync } from 'node:zlib'

/** A log as it would be in a bucket, made the same each time. */
export interface Corpus {
  readonly name: string
  readonly format: 'cloudfront' | 'alb'
  readonly packed: Buffer
  readonly unpackedBytes: number
  readonly lines: number
}

/** When the first line was written; the last one an hour later. */
const from = Date.UTC(2026, 10, 30, 8, 0, 0)
export const arrivedAt = new Date(from + 2 * 3_600_000)

const clients = 30_000
const attackers = 40

/** Mulberry32: numbers from 0 to 1 that are the same each time. */
const numbersFrom = (seed: number) => {
  let state = seed
  return (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const agents = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Linux; Android 14; SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:132.0) Gecko/20100101 Firefox/132.0',
  'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
  'okhttp/4.12.0',
]
const tools = ['sqlmap/1.8.2#stable (https://sqlmap.org)', 'python-requests/2.32.3', 'Mozilla/5.0 zgrab/0.x', '-']
const probes = [
  '/wp-login.php',
  '/xmlrpc.php',
  '/.env',
  '/.git/config',
  '/phpmyadmin/index.php',
  '/%77p-login.php',
  '/vendor/phpunit/',
]

interface Request {
  readonly at: number
  readonly address: string
  readonly method: string
  readonly path: string
  readonly query: string
  readonly status: number
  readonly agent: string
  readonly took: number
}

const hex = (number: number): string => number.toString(16)

/** One in eight has IPv6. */
const addressOf = (client: number): string => {
  const mixed = Math.imul(client + 1, 0x9e3779b1) >>> 0
  if (client % 8 === 0)
    return `2a02:${hex(mixed & 0xffff)}:${hex(mixed >>> 16)}:${hex(client & 0xff)}:${hex((mixed >>> 8) & 0xffff)}:5b1f:9c0:${hex(client + 1)}`
  return `${80 + (mixed % 80)}.${(mixed >>> 8) & 0xff}.${(mixed >>> 16) & 0xff}.${(mixed >>> 24) & 0xff}`
}

/** Visits of a few minutes, a page and what belongs to it at a time; somebody attacks all the while. */
const requestsOf = (count: number, seed: number): Request[] => {
  const random = numbersFrom(seed)
  const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(random() * values.length)] as Value
  const attack = (at: number): Request => ({
    at,
    took: random(),
    address: `185.220.${Math.floor(random() * attackers)}.66`,
    method: 'GET',
    path: pick(probes),
    query: '-',
    status: pick([404, 404, 403, 400]),
    agent: pick(tools),
  })
  const visit = (at: number, client: number): Request => {
    const page = Math.floor(random() ** 3 * 4_000)
    const path = pick([
      ...[`/products/${page}/details`, `/assets/app.${page % 40}.js`, '/', `/images/${page}.webp`],
      ...['/api/v1/cart', '/checkout/pay'],
    ])
    const failed = random()
    return {
      at,
      took: random(),
      address: addressOf(client),
      method: path.startsWith('/api') || path.startsWith('/checkout') ? 'POST' : 'GET',
      path,
      query: random() < 0.3 ? `utm_source=newsletter&id=${page}` : '-',
      status: failed < 0.02 ? 404 : failed < 0.025 ? 502 : failed < 0.1 ? 304 : 200,
      agent: agents[client % agents.length] ?? '-',
    }
  }
  const requests: Request[] = []
  while (requests.length < count) {
    const client = Math.floor(random() * clients)
    const begun = from + Math.floor(random() * 3_500_000)
    for (let asked = 1 + Math.floor(random() * 12); asked > 0; asked -= 1) {
      requests.push(visit(begun + Math.floor(random() ** 2 * 100_000), client))
      if (random() < 0.13) requests.push(attack(from + Math.floor(random() * 3_600_000)))
    }
  }
  return requests.slice(0, count).sort((one, other) => one.at - other.at)
}

const encoded = (text: string): string => text.replaceAll('%', '%25').replaceAll(' ', '%20').replaceAll('"', '%22')

const id = (random: () => number): string =>
  Buffer.from(Array.from({ length: 39 }, () => Math.floor(random() * 256))).toString('base64')

const cloudFrontHead = `#Version: 1.0
#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type cs-protocol-version fle-status fle-encrypted-fields c-port time-to-first-byte x-edge-detailed-result-type sc-content-type sc-content-len sc-range-start sc-range-end
`

const cloudFrontLine = (each: Request, random: () => number): string => {
  const time = new Date(each.at).toISOString()
  const bytes = Math.floor(each.took * 40_000)
  const result = each.status >= 400 ? 'Error' : each.took < 0.7 ? 'Hit' : 'Miss'
  return [
    ...[
      time.slice(0, 10),
      time.slice(11, 19),
      each.took < 0.5 ? 'FRA56-P1' : 'IAD89-C2',
      bytes,
      each.address,
      each.method,
    ],
    ...[
      'd111111abcdef8.cloudfront.net',
      encoded(each.path),
      each.status,
      each.took < 0.6 ? 'https://www.example.com/' : '-',
    ],
    ...[encoded(each.agent), each.query, '-', result, id(random), 'www.example.com', 'https', 260 + (bytes % 300)],
    ...[
      each.took.toFixed(3),
      '-',
      'TLSv1.3',
      'TLS_AES_128_GCM_SHA256',
      result,
      'HTTP/2.0',
      '-',
      '-',
      30_000 + (bytes % 30_000),
    ],
    ...[each.took.toFixed(3), result, 'text/html', bytes, '-', '-'],
  ].join('\t')
}

const albLine = (each: Request, random: () => number): string => {
  const time = new Date(each.at).toISOString().replace('Z', '123Z')
  const trace = `Root=1-67582${Math.floor(random() * 1e5).toString(16)}-${Math.floor(random() * 1e14).toString(16)}`
  const query = each.query === '-' ? '' : `?${each.query}`
  const port = 30_000 + Math.floor(random() * 30_000)
  return `https ${time} app/web/50dc6c495c0c9188 ${each.address}:${port} 10.0.${Math.floor(random() * 4)}.${Math.floor(random() * 200)}:8080 0.001 ${each.took.toFixed(3)} 0.000 ${each.status} ${each.status} ${260 + (port % 300)} ${Math.floor(each.took * 40_000)} "${each.method} https://www.example.com:443${each.path}${query} HTTP/2.0" "${each.agent}" TLS_AES_128_GCM_SHA256 TLSv1.3 arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/web/73e2d6bc24d8a067 "${trace}" "www.example.com" "arn:aws:acm:eu-central-1:123456789012:certificate/12345678-1234-1234-1234-123456789012" 0 ${time} "forward" "-" "-" "10.0.0.1:8080" "${each.status}" "-" "-" TID_${Math.floor(random() * 1e14).toString(16)} "-" "-" "-"`
}

/** One line in a thousand is cut in the middle, or something else altogether. */
const breakLine = (line: string, index: number): string => {
  if (index % 1_000 !== 500) return line
  return index % 3 === 0
    ? line.slice(0, 40)
    : index % 3 === 1
      ? line.replace(/[\t ]\d{3}[\t ]/, (found) => found.replace(/\d{3}/, 'abc'))
      : '\u0000\u0001 broken'
}

/** @param broken whether one line in a thousand is broken */
export const makeCorpus = (format: Corpus['format'], lines: number, broken: boolean): Corpus => {
  const random = numbersFrom(7)
  const write = format === 'alb' ? albLine : cloudFrontLine
  const written = requestsOf(lines, 1).map((each, index) => {
    const line = write(each, random)
    return broken ? breakLine(line, index) : line
  })
  const text = Buffer.from(`${format === 'alb' ? '' : cloudFrontHead}${written.join('\n')}\n`)
  const name = `${format === 'alb' ? 'ALB' : 'CloudFront'}${broken ? ', 0.1 % broken' : ''}`
  return { name, format, packed: gzipSync(text), unpackedBytes: text.length, lines }
}
