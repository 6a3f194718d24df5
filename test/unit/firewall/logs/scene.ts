import { gzipSync } from 'node:zlib'
import { countLog } from '../../../../functions/firewall/logs/count-log.ts'
import type { CountedPiece } from '../../../../functions/firewall/logs/counts.ts'
import type { CountOptions } from '../../../../functions/firewall/logs/options.ts'
import type { Rule } from '../../../../functions/firewall/rules/rule.ts'

export const arrivedAt = new Date('2026-11-30T09:00:00Z')

export const rule = (name: string, match: Rule['match'], rest: Partial<Rule> = {}): Rule => ({
  name,
  match,
  threshold: 5,
  windowMinutes: 5,
  blockSeconds: 3_600,
  mode: 'block',
  escalate: { factor: 1, mostSeconds: 3_600, decaySeconds: 3_600 },
  ...rest,
})

export const everything = rule('all', { requests: true })
export const failures = rule('failures', { errors: ['4xx'] })

export const optionsOf = (rest: Partial<CountOptions> = {}): CountOptions => ({
  rules: [everything],
  customers: [],
  proxies: [],
  ipv6: 128,
  arrivedAt,
  ...rest,
})

async function* asChunks(parts: readonly (Uint8Array | string)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield typeof part === 'string' ? Buffer.from(part) : part
}

/** All pieces of an object, whose bytes come in these chunks. */
export const piecesOf = async (
  parts: readonly (Uint8Array | string)[],
  rest: Partial<CountOptions> = {},
): Promise<CountedPiece[]> => {
  const pieces: CountedPiece[] = []
  for await (const piece of countLog(asChunks(parts), optionsOf(rest))) pieces.push(piece)
  return pieces
}

/** The only piece of an object. */
export const count = async (log: Uint8Array | string, rest: Partial<CountOptions> = {}): Promise<CountedPiece> => {
  const [piece, ...more] = await piecesOf([log], rest)
  if (!piece || more.length > 0) throw new Error('There is not one piece')
  return piece
}

export const packed = (text: string): Buffer => gzipSync(text)

/** How often each client was counted, by rule. */
export const countsOf = ({ counts }: Pick<CountedPiece, 'counts'>): Record<string, Record<string, number>> =>
  Object.fromEntries(
    [...counts].map(([name, clients]) => [
      name,
      Object.fromEntries(
        [...clients].map(([client, { minutes }]) => [
          client,
          [...minutes.values()].reduce((sum, each) => sum + each.count, 0),
        ]),
      ),
    ]),
  )

const legacyNames =
  'date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type cs-protocol-version fle-status fle-encrypted-fields c-port time-to-first-byte x-edge-detailed-result-type sc-content-type sc-content-len sc-range-start sc-range-end'

export const legacyHead = `#Version: 1.0\n#Fields: ${legacyNames}\n`

const usual: Readonly<Record<string, string>> = {
  date: '2026-11-30',
  time: '08:00:01',
  'timestamp(ms)': '1796025601000',
  'x-edge-location': 'FRA56-P1',
  'c-ip': '203.0.113.7',
  'cs-method': 'GET',
  'cs(Host)': 'd111111abcdef8.cloudfront.net',
  'cs-uri-stem': '/',
  'sc-status': '404',
  'cs(User-Agent)': 'Mozilla/5.0%20(X11)',
  'x-host-header': 'www.example.com',
}

/** A line with these fields in this order. */
export const lineOf = (
  names: readonly string[],
  values: Readonly<Record<string, string>> = {},
  delimiter = '\t',
): string => names.map((name) => values[name] ?? usual[name] ?? '-').join(delimiter)

/** A line of a legacy log, with its end. */
export const legacy = (values: Readonly<Record<string, string>> = {}): string =>
  `${lineOf(legacyNames.split(' '), values)}\n`

/** A line of JSON, whose values are all texts. */
export const jsonLine = (values: Readonly<Record<string, string>> = {}): string =>
  `${JSON.stringify({ ...usual, ...values })}\n`

interface Alb {
  readonly type?: string
  readonly time?: string
  readonly client?: string
  readonly status?: string
  readonly targetStatus?: string
  readonly request?: string
  readonly agent?: string
  readonly actions?: string
  readonly rest?: string
}

/** A line of a load balancer, with its end. */
export const alb = (given: Alb = {}): string => {
  const { type = 'https', time = '2026-11-30T08:00:01.123456Z', client = '203.0.113.7:50718', status = '404' } = given
  const { targetStatus = '404', request = 'GET https://www.example.com:443/a?b=c HTTP/1.1', agent = 'curl/8.1' } = given
  const { actions = 'forward', rest = ' "-" "-" "10.0.0.1:80" "404" "-" "-" TID_1' } = given
  return `${type} ${time} app/web/50dc6c495c0c9188 ${client} 10.0.0.1:80 0.001 0.002 0.000 ${status} ${targetStatus} 34 366 "${request}" "${agent}" ECDHE-RSA TLSv1.2 arn:aws:tg "Root=1-5833" "www.example.com" "arn:aws:cert" 0 ${time} "${actions}"${rest}\n`
}

interface Waf {
  readonly action?: string
  readonly terminatingRuleId?: string
  readonly httpRequest?: Readonly<Record<string, unknown>>
  readonly [name: string]: unknown
}

/** A line of WAF's log, with its end. */
export const waf = ({ httpRequest, ...rest }: Waf = {}): string =>
  `${JSON.stringify({
    timestamp: 1_796_025_601_000,
    formatVersion: 1,
    webaclId: 'arn:aws:wafv2:x',
    terminatingRuleId: 'Default_Action',
    action: 'ALLOW',
    ruleGroupList: [],
    ...rest,
    httpRequest: {
      clientIp: '203.0.113.7',
      headers: [
        { name: 'Host', value: 'www.example.com' },
        { name: 'User-Agent', value: 'curl/8.1' },
      ],
      uri: '/a',
      args: 'b=c',
      httpMethod: 'GET',
      requestId: 'r1',
      ...httpRequest,
    },
  })}\n`
