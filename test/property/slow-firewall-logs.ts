import { constants, gunzipSync } from 'node:zlib'
import {
  type Broken,
  type ClientCounts,
  type CountedPiece,
  customersRule,
  type EvidenceLine,
  type LineTally,
  type LogFormat,
  type MinuteCount,
} from '../../functions/firewall/logs/counts.ts'
import { longestParts } from '../../functions/firewall/logs/evidence.ts'
import { believedAheadMs, type CountOptions } from '../../functions/firewall/logs/options.ts'
import type { Rule } from '../../functions/firewall/rules/rule.ts'
import {
  canonicalAddress,
  canonicalEndpoint,
  clientOf,
  parseRange,
  rangeContains,
} from '../../shared/addresses/addresses.ts'
import { isOfCdn } from '../../shared/firewall/never.ts'
import { comparedGlob, comparedPath, comparedPattern, comparedText, decodeOnce } from '../../shared/firewall/paths.ts'
import { fits } from '../../shared/wildcards.ts'

/** What a line says. Texts are latin1: a character is a byte. */
interface Line {
  readonly at?: number | undefined
  readonly address: string
  /** Whether a port may follow the address without brackets. */
  readonly endpoint?: boolean
  readonly forwarded?: string | undefined
  readonly status: string
  readonly method?: string | undefined
  readonly hosts?: readonly string[]
  readonly path?: string | undefined
  readonly agent?: string | undefined
  readonly refused?: boolean | undefined
}

const legacyFields =
  'date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type cs-protocol-version fle-status fle-encrypted-fields c-port time-to-first-byte x-edge-detailed-result-type sc-content-type sc-content-len sc-range-start sc-range-end'.split(
    ' ',
  )

const msOf = (date: string, time: string): number | undefined => {
  const [, day, clock, fraction = ''] =
    /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.(\d+))?Z$/.exec(`${date}T${time}Z`) ?? []
  const ms = Date.parse(`${day}T${clock}.${fraction.slice(0, 3).padEnd(3, '0')}Z`)
  return Number.isNaN(ms) || ms < 0 || !new Date(ms).toISOString().startsWith(`${day}T${clock}`) ? undefined : ms
}

const epochOf = (text: string | undefined, unit: 'ms' | 's'): number | undefined => {
  const [, whole, fraction = ''] = /^(\d{9,14})(?:\.(\d+))?$/.exec(text ?? '') ?? []
  if (whole === undefined) return undefined
  return unit === 'ms' || Number(whole) >= 1e11
    ? Number(whole)
    : Number(whole) * 1000 + Number(fraction.padEnd(3, '0').slice(0, 3))
}

/** A record of CloudFront, whatever it was written as. */
const cloudFrontLine = (field: (name: string) => string | undefined): Line => {
  const dated = msOf(field('date') ?? '', field('time') ?? '')
  return {
    at: dated ?? epochOf(field('timestamp(ms)'), 'ms') ?? epochOf(field('timestamp'), 's'),
    address: field('c-ip') ?? '',
    forwarded: field('x-forwarded-for'),
    status: field('sc-status') ?? '',
    method: field('cs-method'),
    hosts: [field('x-host-header'), field('cs(host)')].flatMap((host) =>
      host === undefined || host === '-' ? [] : [host],
    ),
    path: field('cs-uri-stem') === '-' ? undefined : field('cs-uri-stem'),
    agent: field('cs(user-agent)'),
  }
}

const byNames = (fields: readonly string[], delimiter: string) => {
  const places = new Map(fields.map((name, index) => [name.toLowerCase(), index]))
  return (line: string): Line => {
    const values = line.split(delimiter)
    return cloudFrontLine((name) => values[places.get(name) ?? -1])
  }
}

/** Fields between single spaces; from the request on they may be quoted. */
const albFields = (line: string): { readonly text: string; readonly quoted: boolean }[] => {
  const fields: { text: string; quoted: boolean }[] = []
  for (let at = 0; at <= line.length; at += 1) {
    const quoted = fields.length >= 12 && line[at] === '"'
    const start = at
    if (quoted) for (at += 1; at < line.length && line[at] !== '"'; at += 1) if (line[at] === '\\') at += 1
    const close = Math.min(at, line.length)
    while (at < line.length && line[at] !== ' ') at += 1
    fields.push({ text: quoted ? line.slice(start + 1, close) : line.slice(start, at), quoted })
  }
  return fields
}

const albEscape = /\\(x[0-9a-f]{2}|.)/gis

const unescaped = (text: string): string =>
  text.replace(albEscape, (_, what: string) =>
    what.length === 3 ? String.fromCharCode(Number.parseInt(what.slice(1), 16)) : what,
  )

const albLine = (line: string): Line => {
  const fields = albFields(line)
  const tokens = fields.map(({ text }) => text)
  const [method = '-', address = '-'] = fields[12]?.quoted ? (tokens[12] ?? '').split(' ') : []
  const url = method === '-' ? '-' : address
  const [, host = '', path = ''] = /^[a-z+.-]+:\/\/([^/?#]*)([^?]*)/i.exec(url) ?? [undefined, '', url.split('?', 1)[0]]
  const [date = '', time = ''] = (tokens[1] ?? '').split('T')
  return {
    at: time.endsWith('Z') ? msOf(date, time.slice(0, -1)) : undefined,
    address: (tokens[3] ?? '').replace(/:-?$/, ''),
    endpoint: true,
    status: tokens[8] ?? '',
    method: method === '-' ? undefined : method,
    hosts: host === '' ? [] : [unescaped(host)],
    path: path === '-' ? undefined : unescaped(path) || '/',
    agent: tokens[13] === undefined || !fields[12]?.quoted ? undefined : unescaped(tokens[13]),
    refused: fields[22]?.quoted && /(^|,)waf$/.test(tokens[22] ?? ''),
  }
}

type Json = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

const latin1Of = (value: unknown): string | undefined =>
  typeof value === 'string'
    ? Buffer.from(value, 'utf8').toString('latin1')
    : typeof value === 'number'
      ? String(value)
      : undefined

const jsonOf = (line: string): Json | undefined => {
  try {
    const value: unknown = JSON.parse(Buffer.from(line, 'latin1').toString('utf8'))
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

const nothing: Line = { address: '', status: '' }

const cloudFrontJsonLine = (line: string): Line => {
  const record = new Map(Object.entries(jsonOf(line) ?? {}).map(([name, value]) => [name.toLowerCase(), value]))
  return cloudFrontLine((name) => latin1Of(record.get(name)))
}

const statusOfAction: Readonly<Record<string, string>> = { BLOCK: '403', CAPTCHA: '405', CHALLENGE: '202' }

const wafLine =
  (ownRules: readonly string[]) =>
  (line: string): Line => {
    const record = jsonOf(line)
    const request = isObject(record?.httpRequest) ? record.httpRequest : undefined
    if (!record || !request) return nothing
    const headers = (Array.isArray(request.headers) ? request.headers : []).filter(isObject)
    const header = (name: string) =>
      latin1Of(headers.find((each) => typeof each.name === 'string' && each.name.toLowerCase() === name)?.value)
    const groups = (Array.isArray(record.ruleGroupList) ? record.ruleGroupList : []).filter(isObject)
    const ended = groups.flatMap(({ terminatingRule }) => (isObject(terminatingRule) ? [terminatingRule.ruleId] : []))
    const action = String(record.action)
    return {
      at: typeof record.timestamp === 'number' ? record.timestamp : epochOf(latin1Of(record.timestamp), 'ms'),
      address: latin1Of(request.clientIp) ?? '',
      forwarded: header('x-forwarded-for'),
      status: latin1Of(record.responseCodeSent) ?? statusOfAction[action] ?? '000',
      method: latin1Of(request.httpMethod),
      hosts: [header('host')].flatMap((host) => host ?? []),
      path: request.uri === '-' ? undefined : latin1Of(request.uri),
      agent: header('user-agent') ?? '-',
      refused: action === 'BLOCK' && [record.terminatingRuleId, ...ended].some((id) => ownRules.includes(String(id))),
    }
  }

const hostText = (host: string): string => comparedText(host.replace(/:\d+$/, '').replace(/\.$/, ''))
const agentText = (agent: string): string => (agent === '-' ? '' : comparedText(agent))

/** Whether a rule is about a line. */
const isAbout = (rule: Rule, line: Line, status: number): boolean => {
  if (rule.hosts && !line.hosts?.some((host) => rule.hosts?.some((glob) => fits(comparedGlob(glob), hostText(host)))))
    return false
  const path = line.path === undefined ? undefined : comparedPath(line.path)
  if (rule.under && (path === undefined || !rule.under.some((start) => fits(`${comparedPattern(start)}*`, path))))
    return false
  const { match } = rule
  if ('requests' in match) return true
  if ('errors' in match)
    return (
      status >= 100 &&
      match.errors.some((code) => (/^\dxx$/i.test(code) ? code[0] === String(status)[0] : code === String(status)))
    )
  if ('paths' in match) return path !== undefined && match.paths.some((glob) => fits(comparedPattern(glob), path))
  const { agent } = line
  return (
    agent !== undefined && match.agents.some((glob) => fits(glob === '-' ? '' : comparedGlob(glob), agentText(agent)))
  )
}

/** Who asked: nobody where only proxies did; `malformed` where it is not an address. */
const askedBy = (line: Line, options: CountOptions): { address?: string; malformed?: boolean } => {
  const text = line.address.trim()
  if (/^(-|unknown|)$/i.test(text)) return text === '' ? { malformed: true } : {}
  const peer = line.endpoint ? canonicalEndpoint(text) : canonicalAddress(text)
  if (!peer) return { malformed: true }
  const proxies = options.proxies.flatMap((range) => parseRange(range) ?? [])
  const isProxy = (address: string) => {
    const range = parseRange(address)
    return range !== undefined && proxies.some((proxy) => rangeContains(proxy, range))
  }
  if (!isProxy(peer)) return { address: peer }
  for (const hop of comparedText(line.forwarded ?? '')
    .split(',')
    .reverse()) {
    const address = canonicalAddress(hop.trim())
    if (!address) return {}
    if (!isProxy(address)) return { address }
  }
  return {}
}

const shown = (latin1: string | undefined, longest: number, decode = false): string | undefined => {
  if (latin1 === undefined || latin1 === '-') return undefined
  const text = latin1.slice(0, longest)
  return Buffer.from(decode ? decodeOnce(text) : text, 'latin1').toString('utf8')
}

const evidenceOf = (line: Line, at: number, status: number, number: number): EvidenceLine => ({
  at: new Date(at).toISOString(),
  method: shown(line.method, longestParts.method),
  host: shown(
    line.hosts?.find((host) => host !== ''),
    longestParts.host,
  ),
  path: shown(line.path === '' ? '/' : line.path, longestParts.path),
  status,
  agent: shown(line.agent, longestParts.agent, true),
  line: number,
})

type Reader = (line: string) => Line

interface Sniffed {
  readonly format: LogFormat
  readonly read: Reader
  /** Names of the fields, where there are any. */
  readonly fields?: readonly string[]
}

const cloudFrontNames = /^(date|time|timestamp(\(ms\))?|c-ip|sc-status|cs-uri-stem|cs-method|x-edge-[a-z-]+)$/i

const delimiters = ['\t', ' ', ',', ';', '|']

const plainly = (line: string, { plain }: CountOptions): Sniffed | undefined => {
  if (!plain) return undefined
  const read = byNames(plain.fields, plain.delimiter)
  const { at, address, status } = read(line)
  const fits =
    line.split(plain.delimiter).length === plain.fields.length &&
    at !== undefined &&
    address !== '' &&
    /^(\d{3}|-|0)$/.test(status)
  return fits ? { format: 'cloudfront-plain', read, fields: plain.fields } : undefined
}

const sniff = (line: string, options: CountOptions): Sniffed | undefined => {
  if (line.startsWith('{')) {
    const json = jsonOf(line)
    if (!json) return undefined
    if (isObject(json.httpRequest)) return { format: 'waf', read: wafLine(options.ownRules ?? []) }
    const fields = Object.keys(json)
    return fields.some((name) => cloudFrontNames.test(name))
      ? { format: 'cloudfront-json', read: cloudFrontJsonLine, fields }
      : undefined
  }
  const asPlain = plainly(line, options)
  if (asPlain) return asPlain
  if (/^\S+ \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z \S+ \S+ \S+ \S+ \S+ \S+ \S+ \S+ \S+ \S+ "/.test(line))
    return { format: 'alb', read: albLine }
  if (/^\d{4}-\d\d-\d\d\t\d\d:\d\d:\d\d(\t[^\t]*){22,}$/s.test(line))
    return { format: 'cloudfront', read: byNames(legacyFields, '\t'), fields: legacyFields }
  return undefined
}

/** Needed fields that were not chosen, by name. */
const missingOf = (fields: readonly string[]): string[] => {
  const has = (name: string) => fields.some((field) => field.toLowerCase() === name)
  return [
    ...((has('date') && has('time')) || has('timestamp(ms)') || has('timestamp')
      ? []
      : ['date and time, or timestamp(ms)']),
    ...(has('c-ip') ? [] : ['c-ip']),
    ...(has('sc-status') ? [] : ['sc-status']),
  ]
}

/** Fields without which some of the rules see nothing. */
const missingForRules = (fields: readonly string[], rules: readonly Rule[]): string[] => {
  const has = (...names: string[]) => fields.some((field) => names.includes(field.toLowerCase()))
  return [
    ...(rules.some(({ match, under }) => under || 'paths' in match) && !has('cs-uri-stem') ? ['cs-uri-stem'] : []),
    ...(rules.some(({ match }) => 'agents' in match) && !has('cs(user-agent)') ? ['cs(User-Agent)'] : []),
    ...(rules.some(({ hosts }) => hosts) && !has('cs(host)', 'x-host-header') ? ['x-host-header'] : []),
  ]
}

/** Lines without a sign of a known format, of which an object is not a log. */
const sniffedLines = 100

/**
 * The slow, obvious counter: the whole object at once, lines split, fields split, every rule asked about every line.
 * What `countLog` says is held against it.
 */
export const countPlainly = (bytes: Uint8Array, options: CountOptions): CountedPiece => {
  const tally = { lines: 0, malformed: 0, future: 0, unattributed: 0, refusedByWaf: 0, fromCdn: 0 }
  const counts = new Map<string, Map<string, ClientCounts & { minutes: Map<number, MinuteCount> }>>()
  let sniffed: Sniffed | undefined
  let fields: readonly string[] | undefined
  let fieldsFormat: LogFormat = 'cloudfront-v2'
  let linesTo = 0
  let unknown = 0
  const broken = (reason: Broken, words: string, lines: LineTally = tally): CountedPiece => ({
    format: sniffed?.format,
    counts,
    tally: lines,
    linesTo,
    end: true,
    broken: { reason, words },
  })
  const rules: readonly (readonly [string, (line: Line, status: number) => boolean])[] = [
    ...options.rules.map((rule) => [rule.name, (line: Line, status: number) => isAbout(rule, line, status)] as const),
    [
      customersRule,
      ({ path }, status) =>
        status >= 200 &&
        status <= 399 &&
        path !== undefined &&
        options.customers.some((glob) => fits(comparedPattern(glob), comparedPath(path))),
    ],
  ]
  if (bytes.length === 0) return broken('empty', 'The object is empty.')
  const packed = bytes[0] === 0x1f && bytes[1] === 0x8b
  const unpack = () => {
    try {
      return packed ? gunzipSync(bytes) : bytes
    } catch {
      return gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH })
    }
  }
  const text = Buffer.from(unpack()).toString('latin1')
  if (text === '') return broken('empty', 'The object is empty.')
  if (text.startsWith('PAR1')) return broken('parquet', 'The log is written as Parquet.')
  const all = text.split('\n')
  if (all.at(-1) === '') all.pop()
  for (const each of all) {
    linesTo += 1
    const line = (linesTo === 1 ? each.replace(/^\xef\xbb\xbf/, '') : each).replace(/\r$/, '')
    if (/^[\0- ]*$/.test(line)) continue
    if (line.startsWith('#')) {
      // v2 has no version.
      if (/^#version:/i.test(line)) fieldsFormat = 'cloudfront'
      if (/^#version:/i.test(line) && !sniffed)
        sniffed = { format: 'cloudfront', read: byNames(legacyFields, '\t'), fields: legacyFields }
      if (/^#fields:/i.test(line)) {
        fields = line.slice(8).trim().split(/\s+/)
        sniffed = { format: fieldsFormat, read: byNames(fields, '\t'), fields }
        if (missingOf(fields).length > 0) return broken('missing-field', 'A needed field was not chosen.')
      }
      continue
    }
    if (fields) {
      const { length } = fields
      const delimiter = line.includes('\t')
        ? '\t'
        : (delimiters.find((each) => line.split(each).length === length) ?? '\t')
      sniffed = { format: fieldsFormat, read: byNames(fields, delimiter), fields }
      fields = undefined
    }
    if (!sniffed) {
      sniffed = sniff(line, options)
      if (!sniffed) unknown += 1
      if (unknown >= sniffedLines) break
      if (sniffed?.fields && missingOf(sniffed.fields).length > 0)
        return broken('missing-field', 'A needed field was not chosen.')
    }
    if (linesTo <= (options.fromLine ?? 0)) continue
    tally.lines += 1
    if (!sniffed) {
      tally.malformed += 1
      continue
    }
    const read = sniffed.read(line)
    const { address, malformed } = askedBy(read, options)
    const status = /^(-|0)$/.test(read.status) ? 0 : /^\d{3}$/.test(read.status) ? Number(read.status) : undefined
    const { at } = read
    if (at === undefined || status === undefined || malformed) tally.malformed += 1
    else if (at > options.arrivedAt.getTime() + believedAheadMs) tally.future += 1
    else if (read.refused) tally.refusedByWaf += 1
    else if (!address) tally.unattributed += 1
    else {
      const range = parseRange(address)
      if (range && isOfCdn(range)) tally.fromCdn += 1
      const client = clientOf(address, options.ipv6) ?? address
      const minute = Math.floor(at / 60_000)
      for (const [name, isOne] of rules) {
        if (!isOne(read, status)) continue
        const clients = counts.get(name) ?? new Map()
        counts.set(name, clients)
        const known = clients.get(client)
        const minutes = known?.minutes ?? new Map<number, MinuteCount>()
        const { count = 0, refused = 0, lastSecond = 0 } = minutes.get(minute) ?? {}
        minutes.set(minute, {
          count: count + 1,
          refused: refused + (status === 403 ? 1 : 0),
          lastSecond: Math.max(lastSecond, Math.floor((at % 60_000) / 1000)),
        })
        const evidence = evidenceOf(read, at, status, linesTo)
        clients.set(client, {
          minutes,
          first: known?.first && known.first.at <= evidence.at ? known.first : evidence,
          last: known?.last && known.last.at > evidence.at ? known.last : evidence,
        })
      }
    }
  }
  if (!sniffed && unknown > 0)
    return broken('not-a-log', 'This is not an access log of CloudFront, a load balancer or WAF.', {
      ...tally,
      lines: 0,
      malformed: 0,
    })
  const blind = sniffed?.fields ? missingForRules(sniffed.fields, options.rules) : []
  if (blind.length > 0)
    return broken(
      'missing-field',
      `The log has no field ${blind.join(', ')}: rules that look at it see nothing. Choose it for the delivery.`,
    )
  return { format: sniffed?.format, counts, tally, linesTo, end: true }
}
