import { gzipSync } from 'node:zlib'
import type { ReplayObject } from '../../../functions/firewall/replay/replay.ts'

/** An instant of the day on which everything happens. */
export const at = (time: string): string => `2026-11-30T${time.length === 5 ? `${time}:00` : time}.000Z`

export const instant = (time: string): Date => new Date(at(time))

/** Requests of one client. */
export interface Asked {
  readonly ip: string
  /** `10:00` or `10:00:30`, or an ISO 8601 instant. */
  readonly from: string
  /** Default 1. */
  readonly times?: number
  /** Seconds between two. Default 1. */
  readonly every?: number
  readonly status?: string
  readonly path?: string
  readonly agent?: string
  readonly host?: string
  readonly forwarded?: string
  /** The balancer's last action. */
  readonly action?: string
  /** Who ended it by WAF's log. */
  readonly ended?: string
  /** Who ended it within a rule group. */
  readonly inGroup?: string
  readonly id?: string
}

const isoOf = (from: string): string => (from.includes('T') ? from : at(from))

const each = <Line>(asked: readonly Asked[], line: (one: Asked, iso: string, index: number) => Line): Line[] =>
  asked.flatMap((one) =>
    Array.from({ length: one.times ?? 1 }, (_, index) =>
      line(one, new Date(Date.parse(isoOf(one.from)) + index * (one.every ?? 1) * 1000).toISOString(), index),
    ),
  )

const dash = (count: number): string[] => Array<string>(count).fill('-')

/** CloudFront's standard log (legacy). */
export const legacy = (...asked: readonly Asked[]): string => {
  const head =
    '#Version: 1.0\n#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type cs-protocol-version fle-status fle-encrypted-fields c-port time-to-first-byte x-edge-detailed-result-type sc-content-type sc-content-len sc-range-start sc-range-end'
  const lines = each(
    asked,
    (
      { ip, status = '404', path = '/x', agent = 'curl/8', host = 'shop.example', forwarded = '-', id = 'id' },
      iso,
      index,
    ) =>
      [
        iso.slice(0, 10),
        iso.slice(11, 19),
        'ICN57',
        '500',
        ip,
        'GET',
        'd1.cloudfront.net',
        path,
        status,
        '-',
        agent.replaceAll(' ', '%20'),
        '-',
        '-',
        'Error',
        `${id}${index}`,
        host,
        'https',
        '100',
        '0.010',
        forwarded,
        ...dash(2),
        'Error',
        'HTTP/2.0',
        ...dash(2),
        '4711',
        '0.010',
        'Error',
        ...dash(4),
      ].join('\t'),
  )
  return `${[head, ...lines].join('\n')}\n`
}

/** CloudFront's log of v2, json. */
export const json = (...asked: readonly Asked[]): string =>
  each(
    asked,
    ({ ip, status = '404', path = '/x', agent = 'curl/8', host = 'shop.example', id = 'id' }, iso, index) =>
      `${JSON.stringify({ date: iso.slice(0, 10), time: iso.slice(11, 19), 'c-ip': ip, 'cs-method': 'GET', 'cs-uri-stem': path, 'sc-status': status, 'cs(User-Agent)': agent, 'x-host-header': host, 'x-edge-request-id': `${id}${index}` })}\n`,
  ).join('')

/** CloudFront's log of v2, w3c: fields in another order. */
export const w3c = (...asked: readonly Asked[]): string =>
  `#Fields: sc-status c-ip timestamp(ms) cs-uri-stem cs(User-Agent) x-host-header\n${each(asked, ({ ip, status = '404', path = '/x', agent = 'curl/8', host = 'shop.example' }, iso) => `${[status, ip, Date.parse(iso), path, agent, host].join('\t')}\n`).join('')}`

/** CloudFront's log of v2, plain. */
export const plain = (...asked: readonly Asked[]): string =>
  each(
    asked,
    ({ ip, status = '404', path = '/x', agent = 'curl/8' }, iso) =>
      `${[Date.parse(iso), ip, status, path, agent].join('|')}\n`,
  ).join('')

export const plainFields = {
  fields: ['timestamp(ms)', 'c-ip', 'sc-status', 'cs-uri-stem', 'cs(User-Agent)'],
  delimiter: '|',
}

/** A load balancer's log. */
export const alb = (...asked: readonly Asked[]): string =>
  each(
    asked,
    ({ ip, status = '404', path = '/x', agent = 'curl/8', host = 'shop.example', action = 'forward' }, iso) =>
      `https ${iso} app/shop/1 ${ip}${ip.includes(':') ? '' : ':50718'} 10.0.0.1:80 0.001 0.002 0.000 ${status} ${status} 100 200 "GET https://${host}:443${path} HTTP/2.0" "${agent}" - - - "Root=1" "-" "-" 0 ${iso} "${action}" "-" "-"\n`,
  ).join('')

/** WAF's log. */
export const waf = (...asked: readonly Asked[]): string =>
  each(
    asked,
    (
      { ip, path = '/x', agent = 'curl/8', host = 'shop.example', action = 'ALLOW', ended = 'Default_Action', inGroup },
      iso,
    ) =>
      `${JSON.stringify({
        timestamp: Date.parse(iso),
        formatVersion: 1,
        action,
        terminatingRuleId: ended,
        ruleGroupList:
          inGroup === undefined ? [] : [{ ruleGroupId: 'arn', terminatingRule: { ruleId: inGroup, action } }],
        httpRequest: {
          clientIp: ip,
          uri: path,
          httpMethod: 'GET',
          headers: [
            { name: 'Host', value: host },
            { name: 'User-Agent', value: agent },
          ],
        },
      })}\n`,
  ).join('')

let made = 0

/** An object, packed, with a key of its own. */
export const log = (arrives: string, text: string, more: Partial<ReplayObject> = {}): ReplayObject => {
  made += 1
  return { key: `logs/${made}.gz`, bytes: gzipSync(text), arrivedAt: new Date(isoOf(arrives)), ...more }
}
