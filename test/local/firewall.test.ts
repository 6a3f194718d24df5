import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import {
  CreateBucketCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import {
  GetIPSetCommand,
  GetWebACLCommand,
  ListIPSetsCommand,
  ListRuleGroupsCommand,
  ListWebACLsCommand,
  UpdateIPSetCommand,
  WAFV2Client,
} from '@aws-sdk/client-wafv2'
import { App } from 'aws-cdk-lib'
import { composeStacks } from '../../infra/compose.ts'
import { deployAssembly } from '../../local/deploy.ts'
import { projectRoot } from '../../local/places.ts'
import { config as example } from '../../nightshift.config.ts'
import { parseConfig } from '../../shared/config/define-config.ts'
import type { ConfigInput } from '../../shared/config/schema.ts'
import { setName } from '../../shared/firewall/sets.ts'
import { region, useEmulator } from './emulator.ts'

const emulator = useEmulator({ enforceIam: true })
const directory = mkdtempSync(join(tmpdir(), 'nightshift-firewall-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

/** A team's bucket that is there already, with CloudFront's logs. */
const theirs = 'corner-shop-cdn-logs'

const written: ConfigInput = {
  name: 'shop',
  region,
  alerts: { ...example.alerts, alarms: {} },
  firewall: {
    sources: {
      buckets: [
        { name: 'cdn', bucket: theirs, prefix: 'cdn/', scope: 'cloudfront' },
        { name: 'balancer', bucket: 'corner-shop-balancer-logs', scope: 'regional' },
      ],
    },
    rules: {
      probes: { paths: ['/wp-login.php'], threshold: 1, window: '5 minutes', block: '1 hour', mode: 'block' },
      scanners: { errors: ['4xx'], threshold: 50, window: '5 minutes', block: '1 hour' },
    },
    managed: ['reputation', { rate: 2000, mode: 'block' }],
    webAcl: 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/theirs/a1b2c3d4-5678-90ab-cdef-1234567890ab',
    interval: '10 seconds',
  },
}

let outputs: Readonly<Record<string, string>> = {}

/** Synthesises the stacks with their functions for this machine, and deploys them. */
const deploy = async (): Promise<Record<string, string>> => {
  const { context } = JSON.parse(readFileSync(join(projectRoot, 'cdk.json'), 'utf8'))
  const assemblyDir = join(directory, 'cdk.out')
  const app = new App({
    outdir: assemblyDir,
    analyticsReporting: false,
    context: { ...context, 'nightshift:laptop': true },
  })
  composeStacks(app, parseConfig(written, new Date()))
  app.synth()
  return deployAssembly({ assemblyDir, endpoint: emulator.endpoint, region, report: () => {} })
}

/** The bucket of others tells EventBridge of what comes, as its owner has set it up. */
beforeAll(async () => {
  const s3 = new S3Client(emulator.client)
  await s3.send(new CreateBucketCommand({ Bucket: theirs }))
  const NotificationConfiguration = { EventBridgeConfiguration: {} }
  await s3.send(new PutBucketNotificationConfigurationCommand({ Bucket: theirs, NotificationConfiguration }))
  outputs = await deploy()
}, 240_000)

const waf = (scope: 'REGIONAL' | 'CLOUDFRONT') =>
  new WAFV2Client({ ...emulator.client, region: scope === 'CLOUDFRONT' ? 'us-east-1' : region })

const setOf = async (Scope: 'REGIONAL' | 'CLOUDFRONT', Name: string) => {
  const client = waf(Scope)
  const { IPSets = [] } = await client.send(new ListIPSetsCommand({ Scope }))
  const Id = IPSets.find((each) => each.Name === Name)?.Id
  return { Name, Id, Scope, ...(await client.send(new GetIPSetCommand({ Name, Id, Scope }))) }
}

const entriesOf = async (scope: 'REGIONAL' | 'CLOUDFRONT', name: string): Promise<readonly string[]> =>
  (await setOf(scope, name)).IPSet?.Addresses ?? []

/** Waits until it is so, for half a minute at most. */
const until = async <Value>(read: () => Promise<Value>, isSo: (value: Value) => boolean): Promise<Value> => {
  for (const end = performance.now() + 30_000; ; await sleep(300)) {
    const value = await read()
    if (isSo(value) || performance.now() > end) return value
  }
}

/** One line of CloudFront's legacy log, of just now. */
const line = (client: string, path: string, status = 404): string => {
  const [date, time] = new Date().toISOString().slice(0, 19).split('T')
  return [date, time, 'ICN54', 431, client, 'GET', 'd1.cloudfront.net', path, status, '-', 'curl/8', '-', '-'].join(
    '\t',
  )
}

const fields =
  '#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie)'

const put = (Bucket: string, Key: string, lines: readonly string[]) => {
  const Body = gzipSync(['#Version: 1.0', fields, ...lines, ''].join('\n'))
  return new S3Client(emulator.client).send(new PutObjectCommand({ Bucket, Key, Body, ContentLength: Body.length }))
}

const has =
  (entry: string) =>
  (entries: readonly string[]): boolean =>
    entries.includes(entry)

describe('what is deployed', () => {
  test.each(['REGIONAL', 'CLOUDFRONT'] as const)('%s: six sets, in the region where WAF wants them', async (Scope) => {
    const { IPSets = [] } = await waf(Scope).send(new ListIPSetsCommand({ Scope }))
    expect(IPSets.map(({ Name }) => Name).toSorted()).toEqual(
      ['allow', 'block', 'count'].flatMap((list) => [`shop-${list}-ipv4`, `shop-${list}-ipv6`]),
    )
  })

  test('a web ACL in the region, and for the web ACL that CloudFront has a rule group of the same order', async () => {
    const { WebACLs = [] } = await waf('REGIONAL').send(new ListWebACLsCommand({ Scope: 'REGIONAL' }))
    expect(WebACLs.map(({ ARN }) => ARN)).toEqual([outputs.FirewallWebAcl])
    const [{ Name, Id } = {}] = WebACLs
    const { WebACL } = await waf('REGIONAL').send(new GetWebACLCommand({ Scope: 'REGIONAL', Name, Id }))
    expect(WebACL?.Rules?.toSorted((a, b) => Number(a.Priority) - Number(b.Priority)).map((rule) => rule.Name)).toEqual(
      ['allow-list', 'count-list', 'block-list', 'reputation', 'rate-2000-in-300'],
    )
    const edge = waf('CLOUDFRONT')
    expect((await edge.send(new ListWebACLsCommand({ Scope: 'CLOUDFRONT' }))).WebACLs).toEqual([])
    const { RuleGroups } = await edge.send(new ListRuleGroupsCommand({ Scope: 'CLOUDFRONT' }))
    expect(RuleGroups?.map(({ ARN }) => ARN)).toEqual([outputs.FirewallEdgeRuleGroup])
  })
})

describe('from a log object to the set', () => {
  test("by EventBridge from somebody's bucket to CloudFront's set, in us-east-1; what lies beside the prefix is not read", async () => {
    await put(theirs, 'other/E1.gz', [line('198.51.100.9', '/wp-login.php')])
    await put(theirs, 'cdn/E1 2026=11+é.gz', [
      line('198.51.100.7', '/wp-login.php'),
      line('198.51.100.8', '/cart', 200),
    ])
    const name = setName('shop', 'block', 'ipv4')
    const entries = await until(() => entriesOf('CLOUDFRONT', name), has('198.51.100.7/32'))
    expect(entries).toEqual(['198.51.100.7/32'])
    expect(await entriesOf('REGIONAL', name)).toEqual([])
  }, 60_000)

  test('by our own bucket to the region’s set, beside what a person has put there by hand', async () => {
    const name = setName('shop', 'block', 'ipv4')
    const { IPSet: _, LockToken, ...set } = await setOf('REGIONAL', name)
    await waf('REGIONAL').send(new UpdateIPSetCommand({ ...set, LockToken, Addresses: ['192.0.2.200/32'] }))
    await put(outputs.FirewallLogsBucket ?? '', 'AWSLogs/year=2026/a b+c.gz', [line('203.0.113.20', '/WP-Login.php')])
    const entries = await until(() => entriesOf('REGIONAL', name), has('203.0.113.20/32'))
    expect(entries.toSorted()).toEqual(['192.0.2.200/32', '203.0.113.20/32'])
  }, 60_000)

  test('IPv6 by /64, in three objects; a rule that only counts fills the set that counts', async () => {
    const lines = Array.from({ length: 20 }, (_, at) => line(`2001:db8:1:2::${at + 1}`, `/missing-${at}`))
    for (const part of [3, 1, 2]) await put(theirs, `cdn/part-${part}.gz`, lines)
    const name = setName('shop', 'count', 'ipv6')
    const entries = await until(
      () => entriesOf('CLOUDFRONT', name),
      (all) => all.length > 0,
    )
    expect(entries).toEqual(['2001:db8:1:2::/64'])
    expect(await entriesOf('CLOUDFRONT', setName('shop', 'block', 'ipv6'))).toEqual([])
  }, 60_000)
})

test('a person blocks and releases by the function', async () => {
  const lambda = new LambdaClient(emulator.client)
  const ask = async (request: object): Promise<unknown> => {
    const { Payload } = await lambda.send(
      new InvokeCommand({
        FunctionName: outputs.FirewallFunction,
        Payload: JSON.stringify({ address: '203.0.113.99', why: 'a test', by: 'mina', ...request }),
      }),
    )
    return JSON.parse(Buffer.from(Payload ?? []).toString('utf8'))
  }
  const inAnHour = new Date(Date.now() + 3_600_000).toISOString()
  expect(await ask({ action: 'block', until: inAnHour })).toMatchObject({ state: 'blocked' })
  const name = setName('shop', 'block', 'ipv4')
  expect(await until(() => entriesOf('REGIONAL', name), has('203.0.113.99/32'))).toContain('203.0.113.99/32')
  expect(await ask({ action: 'release' })).toMatchObject({ state: 'released' })
  const isGone = (entries: readonly string[]): boolean => !entries.includes('203.0.113.99/32')
  expect(await until(() => entriesOf('REGIONAL', name), isGone)).not.toContain('203.0.113.99/32')
}, 90_000)
