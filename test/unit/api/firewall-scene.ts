import { config as example } from '../../../nightshift.config.ts'
import { parseConfig } from '../../../shared/config/define-config.ts'
import type { LedgerItem } from '../../../shared/ledger/ledger.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import {
  type FirewallAllowRecord,
  type FirewallBlock,
  type FirewallBlockRecord,
  type FirewallBrokenRecord,
  type FirewallOffenderRecord,
  type FirewallSetRecord,
  type FirewallStateRecord,
  keys,
} from '../../../shared/ledger/records.ts'
import { fakeDeployment } from './deployment.ts'

/** A quarter past noon. */
export const now = new Date('2026-11-21T12:15:00Z')

export const config = parseConfig(
  {
    ...example,
    firewall: {
      rules: {
        scanners: { errors: ['4xx'], threshold: 50, window: '5 minutes', block: '1 hour', mode: 'block' },
        probes: { paths: ['/wp-login.php'], threshold: 3, window: '10 minutes', block: '1 day' },
      },
      block: [{ address: '203.0.113.128/25', why: 'a scraper of last year' }],
      allow: [{ address: '198.51.100.0/28', until: '2027-01-01T00:00:00Z', why: 'the auditors' }],
      own: ['192.0.2.0/28'],
      proxies: ['198.51.100.250/32'],
      customers: ['/checkout/*'],
    },
  },
  new Date('2026-11-21T00:00:00Z'),
)

export const blockOf = (more: Partial<FirewallBlock> = {}): FirewallBlock => ({
  id: 'b1',
  rule: 'scanners',
  mode: 'block',
  scopes: ['REGIONAL'],
  offendedAt: '2026-11-21T12:01:59.000Z',
  from: '2026-11-21T12:03:00.000Z',
  until: '2026-11-21T13:01:59.000Z',
  count: 120,
  threshold: 50,
  windowMinutes: 5,
  seenAt: '2026-11-21T12:03:02.000Z',
  ...more,
})

const line = (at: string, path: string, number: number) => ({
  at,
  method: 'GET',
  host: 'shop.example',
  path,
  status: 404,
  agent: 'curl/8.5.0',
  line: number,
})

export const evidence = {
  bucket: 'corner-shop-logs',
  key: 'AWSLogs/1.log.gz',
  first: line('2026-11-21T12:00:03.000Z', '/old/1.php', 7),
  last: line('2026-11-21T12:01:59.000Z', '/old/\u202egnp.1\u001b[31m', 40),
}

const basis = { event: {}, config: '1' }

/** A block with its evidence on record, and the offender as whom it is in force. */
export const blocked = (
  client: string,
  block: FirewallBlock,
  more: Partial<FirewallBlockRecord> = {},
): LedgerItem[] => {
  const record: FirewallBlockRecord = {
    ...keys.firewallBlock(client, block.id),
    kind: 'firewall-block',
    at: block.from,
    client,
    ...block,
    evidence,
    basis,
    ...more,
  }
  const offender: FirewallOffenderRecord = {
    ...keys.firewallOffender(client),
    kind: 'firewall-offender',
    at: block.until,
    open: 'firewall-offender',
    client,
    level: 1,
    ...(block.mode === 'count' ? { level: 0, shadow: { level: 1, block } } : { block }),
  }
  return record.releasedAt === undefined ? [record, offender] : [record]
}

export const allowOf = (client: string, more: Partial<FirewallAllowRecord> = {}): FirewallAllowRecord => ({
  ...keys.firewallAllow(client),
  kind: 'firewall-allow',
  at: now.toISOString(),
  open: 'firewall-allow',
  client,
  until: '2026-11-22T12:00:00.000Z',
  by: 'mina',
  why: 'a partner',
  ...more,
})

export const stateOf = (more: Partial<FirewallStateRecord> = {}): FirewallStateRecord => ({
  ...keys.firewallState(),
  kind: 'firewall-state',
  at: '2026-11-21T12:14:30.000Z',
  passedAt: '2026-11-21T12:14:30.000Z',
  generation: 3,
  sources: { web: { lastAt: '2026-11-21T12:10:00.000Z' } },
  told: {},
  basis,
  ...more,
})

export const brokenOf = (key: string, more: Partial<FirewallBrokenRecord> = {}): FirewallBrokenRecord => ({
  ...keys.firewallBroken(key),
  kind: 'firewall-broken',
  at: '2026-11-21T11:00:00.000Z',
  source: 'web',
  bucket: 'corner-shop-logs',
  key,
  reason: 'not-a-log',
  words: 'It is not an access log.',
  ...more,
})

export const setOf = (set: string, more: Partial<FirewallSetRecord> = {}): FirewallSetRecord => ({
  ...keys.firewallSet(set),
  kind: 'firewall-set',
  at: now.toISOString(),
  set,
  ours: ['203.0.113.7/32'],
  putAt: '2026-11-21T12:03:01.000Z',
  staleTokens: 0,
  ...more,
})

export const defaults: readonly LedgerItem[] = [
  stateOf(),
  setOf('REGIONAL/corner-shop-block-ipv4'),
  ...blocked('203.0.113.7', blockOf()),
  ...blocked('2001:db8:1:2::/64', blockOf({ id: 'b2', from: '2026-11-21T12:05:00.000Z', customer: true })),
  ...blocked(
    '203.0.113.8',
    blockOf({ id: 'b3', rule: 'probes', mode: 'count', count: 4, threshold: 3, windowMinutes: 10 }),
  ),
  ...blocked(
    '203.0.113.9',
    blockOf({ id: 'b4', from: '2026-11-20T08:00:00.000Z', until: '2026-11-20T09:00:00.000Z' }),
    {
      releasedAt: '2026-11-20T09:00:04.000Z',
    },
  ),
  ...blocked(
    '203.0.113.10',
    blockOf({
      id: 'b5',
      rule: 'manual',
      by: 'joon',
      why: 'takes all the stock',
      count: undefined,
      threshold: undefined,
      windowMinutes: undefined,
      from: '2026-11-21T11:00:00.000Z',
    }),
    { evidence: undefined },
  ),
  allowOf('198.51.100.77'),
]

interface Answers {
  /** What the sets of WAF have, by name. */
  readonly sets?: Readonly<Record<string, readonly string[]>>
  /** What the function answers. */
  readonly answer?: object
}

/** A deployment with records, sets of WAF and a function, all of them in memory. */
export const makeScene = async (
  records: readonly LedgerItem[] = defaults,
  { sets = { 'corner-shop-block-ipv4': ['203.0.113.7/32', '192.0.2.99/32'] }, answer = {} }: Answers = {},
) => {
  const ledger = memoryLedger()
  for (const item of records) await ledger.commit([{ item, expect: 'absent' }], now)
  const calls: unknown[] = []
  const clients = {
    LambdaClient: {
      send: async (command: unknown) => {
        calls.push(JSON.parse((command as { readonly input: { readonly Payload: string } }).input.Payload))
        return { Payload: new TextEncoder().encode(JSON.stringify(answer)) }
      },
    },
    WAFV2Client: {
      send: async (command: unknown) => {
        const { Name, Scope } = (command as { readonly input: { readonly Name?: string; readonly Scope: string } })
          .input
        if (Scope !== 'REGIONAL') return { IPSets: [] }
        if (Name !== undefined) return { IPSet: { Addresses: sets[Name] } }
        return { IPSets: Object.keys(sets).map((each) => ({ Name: each, Id: `id-${each}` })) }
      },
    },
    SQSClient: {
      send: async () => ({
        Attributes: { ApproximateNumberOfMessages: '2', ApproximateNumberOfMessagesNotVisible: '1' },
      }),
    },
    CloudWatchClient: { send: async () => ({ MetricDataResults: [{ Id: 'q0', Values: [95] }] }) },
  }
  const outputs = { FirewallFunction: 'firewall', FirewallLogsQueueUrl: 'https://sqs.example/123456789012/logs' }
  return { deployment: fakeDeployment({ config, now, ledger, outputs, clients }), ledger, calls }
}
