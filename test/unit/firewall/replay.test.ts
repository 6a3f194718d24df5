import { gzipSync } from 'node:zlib'
import { type Replayed, type ReplayObject, replayLogs } from '../../../functions/firewall/replay/replay.ts'
import { firewallReplay, firewallSlice } from '../../../functions/firewall/replay/replay-config.ts'
import type { FirewallInput } from '../../../shared/config/firewall/schema.ts'
import { alb, at, instant, json, legacy, log, plain, plainFields, w3c, waf } from './scene.ts'

const attacker = '198.51.100.7'
const times = { window: '5 minutes', block: '1 hour', mode: 'block' } as const
const scan = { errors: ['4xx'], threshold: 50, ...times }
const one = (rule: object, more: object = {}): FirewallInput =>
  ({ rules: { scan: { ...scan, ...rule } }, ...more }) as FirewallInput
const errors = one({})
const probes = (...paths: string[]): FirewallInput => ({ rules: { probes: { paths, threshold: 1, ...times } } })
const rule = (name: string, match: object): FirewallInput =>
  ({ rules: { [name]: { threshold: 50, ...times, ...match } } }) as FirewallInput

/** Who is blocked, by which rule, from when until when it is released, which is at its end. */
const shown = ({ blocks }: Replayed): string[] =>
  blocks.map(
    ({ client, rule: name, from, releasedAt, until }) =>
      `${client} ${name} ${from.slice(11, 19)} ${releasedAt === until ? until.slice(11, 19) : releasedAt}`,
  )

const replay = (firewall: FirewallInput, ...objects: ReplayObject[]): Promise<Replayed> =>
  firewallReplay(firewall, { objects, until: new Date('2026-12-02T12:00:00Z') })

interface Scenario {
  readonly name: string
  readonly firewall: FirewallInput
  readonly objects: readonly ReplayObject[]
  /** Blocks as `shown` says them; or only who. */
  readonly blocked: readonly string[]
  readonly and?: object
}

const ip = attacker
const burst = { ip, from: '10:00', times: 60 }
/** 60 requests from 10:00:00 to 10:00:59, arrived 10:06. */
const done = `${ip} scan 10:06:00 11:00:59`

const scenarios: readonly Scenario[] = [
  { name: 'an attack in one file', firewall: errors, objects: [log('10:06', legacy(burst))], blocked: [done] },
  {
    name: 'one request too few',
    firewall: errors,
    objects: [log('10:06', legacy({ ...burst, times: 49 }))],
    blocked: [],
  },
  {
    name: 'just enough',
    firewall: errors,
    objects: [log('10:06', legacy({ ...burst, times: 50 }))],
    blocked: [`${ip} scan 10:06:00 11:00:49`],
  },
  {
    name: 'three files of 40 in one minute',
    firewall: errors,
    objects: ['10:06', '10:07', '10:08'].map((time) => log(time, legacy({ ...burst, times: 40 }))),
    blocked: [`${ip} scan 10:07:00 11:00:39`],
  },
  {
    name: 'three files out of order, 40 minutes apart',
    firewall: errors,
    objects: [
      log('10:10', legacy({ ip, from: '10:02', times: 40, every: 2 })),
      log('10:50', legacy({ ip, from: '10:00', times: 40, every: 2 })),
      log('11:30', legacy({ ip, from: '10:01', times: 40, every: 2 })),
    ],
    blocked: [`${ip} scan 10:50:00 11:03:18`],
  },
  {
    name: 'a slow scan beyond the window',
    firewall: errors,
    objects: [log('12:00', legacy({ ip, from: '10:00', times: 100, every: 10 }))],
    blocked: [],
  },
  {
    name: 'answers that are no errors',
    firewall: errors,
    objects: [log('10:06', legacy({ ...burst, status: '200' }))],
    blocked: [],
  },
  {
    name: 'a client that went away (000)',
    firewall: errors,
    objects: [log('10:06', legacy({ ...burst, status: '000' }))],
    blocked: [],
  },
  {
    name: 'server errors by 5xx',
    firewall: one({ errors: ['5xx'] }),
    objects: [log('10:06', legacy({ ...burst, status: '502' }))],
    blocked: [done],
  },
  {
    name: 'one code alone',
    firewall: one({ errors: ['401'] }),
    objects: [log('10:06', legacy({ ...burst, status: '404' }))],
    blocked: [],
  },
  { name: 'v2 as json', firewall: errors, objects: [log('10:06', json(burst))], blocked: [done] },
  {
    name: 'v2 as w3c, fields in another order',
    firewall: errors,
    objects: [log('10:06', w3c(burst))],
    blocked: [done],
  },
  {
    name: 'v2 as plain',
    firewall: one({}, { sources: { buckets: [{ name: 'cdn', bucket: 'shop-cdn-logs', plain: plainFields }] } }),
    objects: [log('10:06', plain(burst), { bucket: 'shop-cdn-logs' })],
    blocked: [done],
  },
  { name: 'a load balancer', firewall: errors, objects: [log('10:06', alb(burst))], blocked: [done] },
  {
    name: 'a load balancer, what WAF refused',
    firewall: errors,
    objects: [log('10:06', alb({ ...burst, status: '403', action: 'waf' }))],
    blocked: [],
  },
  {
    name: 'a load balancer, what WAF let through',
    firewall: errors,
    objects: [log('10:06', alb({ ...burst, action: 'waf,forward' }))],
    blocked: [done],
  },
  {
    name: "a load balancer's own 401",
    firewall: errors,
    objects: [log('10:06', alb({ ...burst, status: '401', action: 'authenticate' }))],
    blocked: [done],
  },
  {
    name: "WAF's log by requests",
    firewall: rule('flood', { requests: true }),
    objects: [log('10:06', waf(burst))],
    blocked: [`${ip} flood 10:06:00 11:00:59`],
  },
  {
    name: "WAF's log, what our block list refused",
    firewall: rule('flood', { requests: true }),
    objects: [log('10:06', waf({ ...burst, action: 'BLOCK', ended: 'block-list' }))],
    blocked: [],
    and: { lines: { refusedByWaf: 60 } },
  },
  {
    name: "WAF's log, what our block list refused from within a rule group that another web ACL refers to",
    firewall: rule('flood', { requests: true }),
    objects: [log('10:06', waf({ ...burst, action: 'BLOCK', ended: 'nightshift', inGroup: 'block-list' }))],
    blocked: [],
    and: { lines: { refusedByWaf: 60 } },
  },
  {
    name: "WAF's log, what a rate of the config refused",
    firewall: { ...errors, managed: [{ rate: 2000, window: '1 minute', mode: 'block' }] },
    objects: [log('10:06', waf({ ...burst, action: 'BLOCK', ended: 'rate-2000-in-60' }))],
    blocked: [],
    and: { lines: { refusedByWaf: 60 } },
  },
  {
    name: "WAF's log, what somebody else's rate refused",
    firewall: { ...errors, managed: [{ rate: 2000, window: '1 minute' }] },
    objects: [log('10:06', waf({ ...burst, action: 'BLOCK', ended: 'rate-2000-in-60' }))],
    blocked: [done],
  },
  {
    name: "WAF's log, what AWS's reputation list refused",
    firewall: { ...errors, managed: [{ group: 'reputation', mode: 'block' }] },
    objects: [log('10:06', waf({ ...burst, action: 'BLOCK', ended: 'reputation' }))],
    blocked: [done],
  },
  {
    name: 'an object with which a load balancer tests its bucket',
    firewall: errors,
    objects: [
      log('10:00', 'Enable AccessLog for ELB', { key: 'AWSLogs/123456789012/ELBAccessLogTestFile' }),
      log('10:06', alb(burst)),
    ],
    blocked: [done],
    and: { broken: [] },
  },
  {
    name: 'a file that is not packed',
    firewall: errors,
    objects: [{ key: 'a', bytes: Buffer.from(legacy(burst)), arrivedAt: instant('10:06') }],
    blocked: [done],
  },
  {
    name: 'several members of gzip',
    firewall: errors,
    objects: [
      {
        key: 'a',
        bytes: Buffer.concat([
          gzipSync(legacy({ ...burst, times: 30 })),
          gzipSync(legacy({ ...burst, from: '10:00:30', times: 30 })),
        ]),
        arrivedAt: instant('10:06'),
      },
    ],
    blocked: [done],
  },
  {
    name: 'the same object twice',
    firewall: errors,
    objects: ['10:06', '10:07'].map((time) => ({
      key: 'same',
      bytes: gzipSync(legacy({ ...burst, times: 40 })),
      arrivedAt: instant(time),
    })),
    blocked: [],
    and: { repeated: 1 },
  },
  {
    name: 'one key with other content',
    firewall: errors,
    objects: [
      log('10:06', legacy({ ...burst, times: 40 }), { key: 'same' }),
      log('10:07', legacy({ ip, from: '10:01', times: 40 }), { key: 'same' }),
    ],
    blocked: [`${ip} scan 10:07:00 11:01:39`],
  },
  {
    name: 'standard logging and v2 of one distribution: the same requests twice',
    firewall: errors,
    objects: [log('10:06', legacy({ ...burst, times: 40 })), log('10:07', json({ ...burst, times: 40 }))],
    blocked: [],
  },
  {
    name: "a log and WAF's log of the same requests",
    firewall: rule('flood', { requests: true }),
    objects: [log('10:06', alb({ ...burst, times: 40 })), log('10:07', waf({ ...burst, times: 40 }))],
    blocked: [],
  },
  {
    name: 'both kinds of load: the balancer and the distribution',
    firewall: errors,
    objects: [log('10:06', alb({ ...burst, times: 40 })), log('10:07', legacy({ ...burst, times: 40 }))],
    blocked: [`${ip} scan 10:07:00 11:00:39`],
  },
  {
    name: 'a broken line among them',
    firewall: errors,
    objects: [log('10:06', `${legacy(burst)}broken\nbroken\t\t\n`)],
    blocked: [done],
    and: { malformedShare: 2 / 62 },
  },
  {
    name: 'a path that is probed',
    firewall: probes('/wp-login.php'),
    objects: [log('10:06', legacy({ ip, from: '10:00', path: '/wp-login.php' }))],
    blocked: [`${ip} probes 10:06:00 11:00:00`],
  },
  {
    name: 'an encoded path',
    firewall: probes('/wp-login.php'),
    objects: [log('10:06', legacy({ ip, from: '10:00', path: '/%2577p-login.php' }))],
    blocked: [`${ip} probes 10:06:00 11:00:00`],
  },
  {
    name: 'a path in capitals',
    firewall: probes('/wp-login.php'),
    objects: [log('10:06', legacy({ ip, from: '10:00', path: '/WP-Login.PHP' }))],
    blocked: [`${ip} probes 10:06:00 11:00:00`],
  },
  {
    name: 'an encoded path in the config',
    firewall: probes('/%2Eenv'),
    objects: [log('10:06', legacy({ ip, from: '10:00', path: '/.env' }))],
    blocked: [`${ip} probes 10:06:00 11:00:00`],
  },
  {
    name: 'another path',
    firewall: probes('/wp-login.php'),
    objects: [log('10:06', legacy({ ip, from: '10:00', path: '/wp-login.php5' }))],
    blocked: [],
  },
  {
    name: 'a pattern of paths',
    firewall: probes('*.php'),
    objects: [log('10:06', legacy({ ip, from: '10:00', path: '/a/b.php' }))],
    blocked: [`${ip} probes 10:06:00 11:00:00`],
  },
  {
    name: 'an agent',
    firewall: rule('bots', { agents: ['*sqlmap*'], threshold: 1 }),
    objects: [log('10:06', legacy({ ip, from: '10:00', agent: 'SQLMap/1.7' }))],
    blocked: [`${ip} bots 10:06:00 11:00:00`],
  },
  {
    name: 'an agent that says nothing',
    firewall: rule('bots', { agents: [''], threshold: 1 }),
    objects: [log('10:06', legacy({ ip, from: '10:00', agent: '-' }))],
    blocked: [`${ip} bots 10:06:00 11:00:00`],
  },
  {
    name: 'only one host',
    firewall: one({ hosts: ['shop.example'] }),
    objects: [log('10:06', legacy({ ...burst, host: 'blog.example' }))],
    blocked: [],
  },
  {
    name: 'only below a path',
    firewall: one({ under: ['/admin/'] }),
    objects: [
      log('10:06', legacy({ ...burst, path: '/admin/x' }), {}),
      log('10:06', legacy({ ...burst, ip: '198.51.100.8', path: '/shop' })),
    ],
    blocked: [done],
  },
  {
    name: 'IPv6 by /64',
    firewall: errors,
    objects: [
      log(
        '10:06',
        legacy({ ...burst, ip: '2001:db8:1:2::7', times: 30 }, { ...burst, ip: '2001:DB8:1:2:ffff::9', times: 30 }),
      ),
    ],
    blocked: ['2001:db8:1:2::/64 scan 10:06:00 11:00:29'],
  },
  {
    name: 'IPv6 by /128',
    firewall: one({}, { ipv6: 128 }),
    objects: [
      log(
        '10:06',
        legacy({ ...burst, ip: '2001:db8:1:2::7', times: 30 }, { ...burst, ip: '2001:db8:1:2::9', times: 30 }),
      ),
    ],
    blocked: [],
  },
  {
    name: 'two spellings are one client',
    firewall: errors,
    objects: [log('10:06', legacy({ ...burst, times: 30 }, { ...burst, ip: `::ffff:${ip}`, times: 30 }))],
    blocked: [`${ip} scan 10:06:00 11:00:29`],
  },
  {
    name: 'private addresses',
    firewall: errors,
    objects: [log('10:06', legacy({ ...burst, ip: '172.16.0.9' }))],
    blocked: [],
  },
  {
    name: 'beside private addresses',
    firewall: errors,
    objects: [log('10:06', legacy({ ...burst, ip: '172.32.0.9' }))],
    blocked: ['172.32.0.9 scan 10:06:00 11:00:59'],
  },
  {
    name: 'the allow list',
    firewall: one({}, { allow: [{ address: '198.51.100.0/24', why: 'a partner' }] }),
    objects: [log('10:06', legacy(burst))],
    blocked: [],
  },
  {
    name: 'an allow that is over by then',
    firewall: one({}, { allow: [{ address: ip, until: at('10:05:30'), why: 'a test' }] }),
    objects: [log('10:05', legacy({ ip, from: '09:00' })), log('10:06', legacy(burst))],
    blocked: [done],
  },
  {
    name: 'own ranges',
    firewall: one({}, { own: ['198.51.100.0/28'] }),
    objects: [log('10:06', legacy(burst))],
    blocked: [],
  },
  {
    name: 'a /64 that contains an own address',
    firewall: one({}, { own: ['2001:db8:1:2::99'] }),
    objects: [log('10:06', legacy({ ...burst, ip: '2001:db8:1:2::7' }))],
    blocked: [],
  },
  {
    name: 'a proxy, whose last hop is meant',
    firewall: one({}, { proxies: ['192.0.2.0/24'] }),
    objects: [log('10:06', legacy({ ...burst, ip: '192.0.2.9', forwarded: `203.0.113.1,%20${ip}` }))],
    blocked: [done],
  },
  {
    name: 'a forged header without a proxy',
    firewall: errors,
    objects: [log('10:06', legacy({ ...burst, forwarded: '203.0.113.1' }))],
    blocked: [done],
  },
  {
    name: 'only proxies',
    firewall: one({}, { proxies: ['192.0.2.0/24'] }),
    objects: [log('10:06', legacy({ ...burst, ip: '192.0.2.9', forwarded: '192.0.2.10' }))],
    blocked: [],
    and: { lines: { unattributed: 60 } },
  },
  {
    name: "a CDN's own address",
    firewall: errors,
    objects: [log('10:06', alb({ ...burst, ip: '13.32.7.7' }))],
    blocked: [],
  },
  {
    name: 'an hour late, for what is left',
    firewall: errors,
    objects: [log('10:50', legacy(burst))],
    blocked: [`${ip} scan 10:50:00 11:00:59`],
  },
  {
    name: 'so late that it would be over',
    firewall: errors,
    objects: [log('11:30', legacy(burst))],
    blocked: [],
    and: { late: [{ client: ip, rule: 'scan', count: 60, until: at('11:00:59') }] },
  },
  {
    name: '24 hours late, with a block of two days',
    firewall: one({ block: '2 days' }),
    objects: [log('2026-12-01T10:06:00Z', legacy(burst))],
    blocked: [`${ip} scan 10:06:00 10:00:59`],
  },
  {
    name: 'more than 25 hours late',
    firewall: one({ block: '2 days' }),
    objects: [log('2026-12-01T11:30:00Z', legacy(burst))],
    blocked: [],
    and: { tooOld: 1 },
  },
  {
    name: 'a line of the future',
    firewall: errors,
    objects: [log('10:06', legacy({ ...burst, from: '12:00' })), log('10:07', legacy({ ...burst, times: 40 }))],
    blocked: [],
    and: { lines: { future: 60 } },
  },
  {
    name: 'a blocked client that goes on asking: its 403s renew nothing',
    firewall: errors,
    objects: [
      log('10:06', legacy(burst)),
      ...['10:30', '10:50', '11:00'].map((time) =>
        log(time, legacy({ ip, from: time, times: 60, status: '403', every: -1 })),
      ),
    ],
    blocked: [done],
  },
  {
    name: '403s before any block count',
    firewall: errors,
    objects: [log('10:06', legacy({ ...burst, status: '403' }))],
    blocked: [done],
  },
  {
    name: '403s after the block are counted again',
    firewall: errors,
    objects: [log('10:06', legacy(burst)), log('11:10', legacy({ ip, from: '11:03', times: 60, status: '403' }))],
    blocked: [done, `${ip} scan 11:10:00 12:03:59`],
  },
  {
    name: 'going on while blocked makes the same block longer',
    firewall: errors,
    objects: [log('10:06', legacy(burst)), log('10:20', legacy({ ip, from: '10:04', times: 55 }))],
    blocked: [`${ip} scan 10:06:00 11:04:54`],
  },
  {
    name: 'one line after a block is no offence',
    firewall: one({ block: '5 minutes', window: '30 minutes' }),
    objects: [log('10:02', legacy(burst)), log('10:10', legacy({ ip, from: '10:09' }))],
    blocked: [`${ip} scan 10:02:00 10:05:59`],
  },
  {
    name: 'escalation',
    firewall: one({ escalate: { factor: 2, most: '3 hours' } }),
    objects: ['10:00', '12:00', '15:00', '20:00'].map((from) => log(from, legacy({ ...burst, from, every: -1 }))),
    blocked: [
      `${ip} scan 10:00:00 11:00:00`,
      `${ip} scan 12:00:00 14:00:00`,
      `${ip} scan 15:00:00 18:00:00`,
      `${ip} scan 20:00:00 23:00:00`,
    ],
  },
  {
    name: 'escalation with decay',
    firewall: one({ escalate: { factor: 2, decay: '2 hours' } }),
    objects: ['10:00', '12:00', '17:00'].map((from) => log(from, legacy({ ...burst, from, every: -1 }))),
    blocked: [`${ip} scan 10:00:00 11:00:00`, `${ip} scan 12:00:00 14:00:00`, `${ip} scan 17:00:00 19:00:00`],
  },
  {
    name: 'no escalation',
    firewall: errors,
    objects: ['10:00', '12:00'].map((from) => log(from, legacy({ ...burst, from, every: -1 }))),
    blocked: [`${ip} scan 10:00:00 11:00:00`, `${ip} scan 12:00:00 13:00:00`],
  },
  {
    name: 'a rule that only counts',
    firewall: one({ mode: 'count' }),
    objects: [log('10:06', legacy(burst))],
    blocked: [],
    and: { counted: [{ client: ip, mode: 'count' }] },
  },
  {
    name: 'a rule that counts does not hide one that blocks',
    firewall: { rules: { shadow: { ...scan, mode: 'count', block: '10 hours' }, scan } } as FirewallInput,
    objects: [log('10:06', legacy(burst))],
    blocked: [done],
    and: { counted: [{ rule: 'shadow' }] },
  },
  {
    name: 'several rules: the longest block, all as evidence',
    firewall: { rules: { scan, trap: { paths: ['/x'], threshold: 1, ...times, block: '3 hours' } } } as FirewallInput,
    objects: [log('10:06', legacy(burst))],
    blocked: [`${ip} trap 10:06:00 13:00:59`],
    and: { blocks: [{ offences: [{ rule: 'trap' }, { rule: 'scan' }] }] },
  },
  {
    name: 'a customer',
    firewall: one({}, { customers: ['/checkout/*'] }),
    objects: [log('10:06', legacy(burst, { ip, from: '09:30', path: '/checkout/pay', status: '302' }))],
    blocked: [done],
    and: { customers: [ip] },
  },
  {
    name: 'somebody who only tried to be one',
    firewall: one({}, { customers: ['/checkout/*'] }),
    objects: [log('10:06', legacy(burst, { ip, from: '09:30', path: '/checkout/pay', status: '403' }))],
    blocked: [done],
    and: { customers: [] },
  },
  {
    name: 'what would have been stopped',
    firewall: errors,
    objects: [log('10:06', legacy(burst)), log('10:40', legacy({ ip, from: '10:30', times: 30, status: '200' }))],
    blocked: [done],
    and: { blocks: [{ stopped: 30 }] },
  },
  {
    name: 'truncated gzip: what could be read',
    firewall: errors,
    objects: [
      {
        key: 'cut',
        bytes: gzipSync(legacy({ ...burst, times: 5000, every: 0 })).subarray(0, -20),
        arrivedAt: instant('10:06'),
      },
    ],
    blocked: [`${ip} scan 10:06:00 11:00:00`],
    and: { broken: [{ key: 'cut', reason: 'truncated' }] },
  },
  {
    name: 'no log at all',
    firewall: errors,
    objects: [log('10:06', 'hello\nworld\n', { key: 'x' }), log('10:06', legacy(burst))],
    blocked: [done],
    and: { broken: [{ key: 'x', reason: 'not-a-log' }] },
  },
  {
    name: 'Parquet',
    firewall: errors,
    objects: [{ key: 'p', bytes: Buffer.from('PAR1....PAR1'), arrivedAt: instant('10:06') }],
    blocked: [],
    and: { broken: [{ key: 'p', reason: 'parquet' }] },
  },
  {
    name: 'nothing in it',
    firewall: errors,
    objects: [{ key: 'e', bytes: new Uint8Array(), arrivedAt: instant('10:06') }],
    blocked: [],
    and: { broken: [{ key: 'e', reason: 'empty' }] },
  },
]

test.each(scenarios.map((each) => [each.name, each] as const))(
  '%s',
  async (_, { firewall, objects, blocked, and = {} }) => {
    const result = await replay(firewall, ...objects)
    expect(shown(result)).toEqual(blocked)
    expect(result).toMatchObject(and)
  },
)

describe('a replay', () => {
  it('passes at most once an interval', async () => {
    const result = await replay(
      one({}, { interval: '30 seconds' }),
      log('10:06', legacy({ ...burst, times: 10 })),
      log('10:06:05', legacy(burst)),
    )
    expect(result.blocks[0]?.from).toBe(at('10:06:30'))
  })

  it('has what is still blocked at the end without a release', async () => {
    const result = await firewallReplay(errors, { objects: [log('10:06', legacy(burst))], until: instant('10:30') })
    expect(result.blocks).toHaveLength(1)
    expect(result.blocks[0]?.releasedAt).toBeUndefined()
  })

  it('takes what a block would have stopped as not done, if asked', async () => {
    const objects = [
      log('10:06', legacy(burst)),
      log('10:36', legacy({ ip, from: '10:30', times: 60 })),
      log('11:20', legacy({ ip, from: '11:10', times: 60 })),
    ]
    const until = instant('23:00')
    expect(shown(await firewallReplay(errors, { objects, until }))).toEqual([`${ip} scan 10:06:00 12:10:59`])
    expect(shown(await firewallReplay(errors, { objects, until, isStopping: true }))).toEqual([
      done,
      `${ip} scan 11:20:00 12:10:59`,
    ])
  })

  it('keeps the lines that made a block, without their query', async () => {
    const [block] = (await replay(errors, log('10:06', legacy(burst), { key: 'a' }))).blocks
    expect(block?.evidence).toMatchObject({
      key: 'a',
      first: { at: at('10:00'), line: 3, path: '/x', status: 404, agent: 'curl/8' },
      last: { at: at('10:00:59'), line: 62 },
    })
  })

  it('reports a config that is wrong, with every fault', async () => {
    const wrong = { rules: { scan: { ...scan, threshold: 0 } }, own: ['0.0.0.0/0'] } as FirewallInput
    await expect(replay(wrong)).rejects.toThrow(
      /firewall: 2 problems\n.*firewall\.rules\.scan\.threshold: 0.*\n.*firewall\.own\[0\]/,
    )
  })

  it('reports the one fault that there is, with the value', async () => {
    await expect(replay(one({}, { own: ['0.0.0.0/0'] }))).rejects.toThrow(/^firewall: 1 problem\n.*firewall\.own\[0\]/)
    await expect(replay(one({ threshold: 0.5 }))).rejects.toThrow(/^firewall: 1 problem\n.*0\.5/)
  })

  it('refuses an object of a source that is not there', async () => {
    await expect(replay(errors, log('10:06', legacy(burst), { source: 'cdn' }))).rejects.toThrow(
      'cdn: no such source; there are logs',
    )
  })

  it('forgets nobody who was released by hand: no rule blocks them for a while', async () => {
    const { blocks } = await firewallReplay(one({}, { forgive: '2 hours' }), {
      objects: [
        log('10:06', legacy(burst)),
        log('10:30', legacy({ ip, from: '10:20', times: 60 })),
        log('12:30', legacy({ ip, from: '12:20', times: 60 })),
      ],
      actions: [{ at: instant('10:10'), action: 'release', address: ip }],
      until: instant('23:00'),
    })
    expect(blocks.map(({ from, releasedAt, level }) => [from, releasedAt, level])).toEqual([
      [at('10:06'), at('10:10'), 0],
      [at('12:30'), at('13:20:59'), 0],
    ])
  })

  it('lets a block by hand go before those of rules, and ends it in time', async () => {
    const { blocks } = await firewallReplay(errors, {
      objects: [log('10:06', legacy(burst)), log('10:36', legacy({ ip, from: '10:30', times: 60 }))],
      actions: [{ at: instant('10:10'), action: 'block', address: ip, until: instant('10:50') }],
      until: instant('23:00'),
    })
    expect(blocks.map(({ rule: name, from, releasedAt }) => [name, from, releasedAt])).toEqual([
      ['scan', at('10:06'), at('10:10')],
      ['manual', at('10:10'), at('10:50')],
    ])
  })

  it('ends the block of somebody who is allowed by hand, for as long', async () => {
    const { blocks } = await firewallReplay(errors, {
      objects: ['10:00', '11:00', '12:00'].map((from) => log(from, legacy({ ...burst, from, every: -1 }))),
      actions: [{ at: instant('10:10'), action: 'allow', address: '198.51.100.0/24', until: instant('11:30') }],
      until: instant('23:00'),
    })
    expect(blocks.map(({ from, releasedAt }) => [from, releasedAt])).toEqual([
      [at('10:00'), at('10:10')],
      [at('12:00'), at('13:00')],
    ])
  })

  it('refuses to block who is never blocked, and says why', async () => {
    const { refused, blocks } = await firewallReplay(one({}, { own: ['203.0.113.0/28'] }), {
      objects: [],
      actions: ['203.0.113.0/24', '10.1.2.3', '0.0.0.0/0', 'nobody'].map((address) => ({
        at: instant('10:00'),
        action: 'block' as const,
        address,
        until: instant('11:00'),
      })),
      until: instant('12:00'),
    })
    expect(blocks).toEqual([])
    expect(refused.map(({ words }) => words)).toEqual([
      '203.0.113.0/24 is not blocked: 203.0.113.0/28 is one of your own ranges (firewall.own).',
      '10.1.2.3 is not blocked: 10.0.0.0/8 is a reserved range, which no client on the internet has.',
      expect.stringContaining('0.0.0.0/0 is too much of the internet'),
      expect.stringContaining('That is not an address'),
    ])
  })

  it('says what the sets would hold: the worst first, the rest cut, each family for itself', async () => {
    const firewall = one(
      {},
      {
        block: [{ address: '203.0.113.0/24', why: 'an attack' }],
        allow: [{ address: '198.51.100.99', why: 'a partner' }],
      },
    )
    const clients = [
      { ip: '198.51.100.1', times: 60 },
      { ip: '198.51.100.2', times: 200 },
      { ip: '198.51.100.3', times: 90 },
      { ip: '198.51.100.99', times: 300 },
      { ip: '2001:db8::7', times: 60 },
    ]
    const slice = { ...firewallSlice(firewall, instant('10:00')), setLimit: 3 }
    const objects = [log('10:06', legacy(...clients.map((each) => ({ ...each, from: '10:00' }))), { source: 'logs' })]
    const { sets } = await replayLogs({ slice, objects, until: instant('10:30') })
    expect(sets).toEqual([
      { scope: 'REGIONAL', list: 'allow', family: 'ipv4', entries: ['198.51.100.99/32'], cut: [] },
      {
        scope: 'REGIONAL',
        list: 'block',
        family: 'ipv4',
        entries: ['203.0.113.0/24', '198.51.100.2/32', '198.51.100.3/32'],
        cut: ['198.51.100.1/32'],
      },
      { scope: 'REGIONAL', list: 'block', family: 'ipv6', entries: ['2001:db8::/64'], cut: [] },
    ])
  })
})
