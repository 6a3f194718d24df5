import type { Finding } from '../../../api/doctor/finding.ts'
import { bucketFindings, type SeenBucket } from '../../../api/doctor/firewall/buckets.ts'
import { loggingFindings } from '../../../api/doctor/firewall/logging.ts'
import { quotaFindings, type SeenSets, setFindings } from '../../../api/doctor/firewall/sets.ts'
import { aclFindings, type SeenAcl } from '../../../api/doctor/firewall/web-acl.ts'

const brief = (findings: readonly Finding[]): string[] => findings.map(({ state, found }) => `${state}: ${found}`)
const region = 'ap-northeast-2'

describe('a bucket of logs that is there', () => {
  const queue = 'shop-operations-FirewallLogs'
  const bucket = (more: Partial<SeenBucket>): SeenBucket => ({
    source: 'cdn',
    bucket: 'shop-cdn-logs',
    prefix: 'legacy/',
    scope: 'cloudfront',
    notifications: {},
    ...more,
  })
  const toQueue = (more: object = {}, name = queue) => ({
    QueueConfigurations: [
      {
        QueueArn: `arn:aws:sqs:${region}:123456789012:${name}`,
        Events: ['s3:ObjectCreated:*' as const],
        ...more,
      },
    ],
  })
  const filtered = (Name: 'prefix' | 'suffix', Value: string) =>
    toQueue({ Filter: { Key: { FilterRules: [{ Name, Value }] } } })
  const silent =
    'problem: shop-cdn-logs reports no new object under legacy/ to EventBridge, nor to shop-operations-FirewallLogs.'
  const fine = 'ok: shop-cdn-logs reports new logs of cdn.'

  test.each<[string, Partial<SeenBucket>, string[]]>([
    [
      'is not there',
      { notifications: undefined },
      ['problem: There is no bucket shop-cdn-logs (firewall.sources.buckets, cdn).'],
    ],
    ['reports to nobody', {}, [silent]],
    ['reports to EventBridge', { notifications: { EventBridgeConfiguration: {} } }, [fine]],
    ['reports to our queue', { notifications: toQueue() }, [fine]],
    ['reports to another queue', { notifications: toQueue({}, 'other') }, [silent]],
    ['reports deletions alone', { notifications: toQueue({ Events: ['s3:ObjectRemoved:*'] }) }, [silent]],
    ['reports what lies above the prefix', { notifications: filtered('prefix', 'leg') }, [fine]],
    ['reports another prefix', { notifications: filtered('prefix', 'v2/') }, [silent]],
    ['reports a part of the prefix', { notifications: filtered('prefix', 'legacy/2026/') }, [silent]],
    ['reports names that end so', { notifications: filtered('suffix', '.txt') }, [silent]],
    [
      'encrypts with a key of KMS',
      { notifications: { EventBridgeConfiguration: {} }, encryption: 'aws:kms' },
      [fine, 'warning: shop-cdn-logs encrypts with a key of KMS.'],
    ],
  ])('%s', (_, more, found) => {
    expect(brief(bucketFindings([bucket(more)], queue))).toEqual(found)
  })

  test('of a load balancer, with a key of KMS, gets no logs at all', () => {
    const [, finding] = bucketFindings(
      [bucket({ scope: 'regional', notifications: { EventBridgeConfiguration: {} }, encryption: 'aws:kms:dsse' })],
      queue,
    )
    expect(finding).toMatchObject({ state: 'warning', meaning: expect.stringContaining('SSE-S3') })
  })
})

test('a load balancer whose logs somebody has turned off', () => {
  const arn = `arn:aws:elasticloadbalancing:${region}:123456789012:loadbalancer/app/shop/50dc6c495c0c9188`
  const of = (attributes: Record<string, string>) => loggingFindings([{ arn, attributes }], region)
  expect(of({ 'access_logs.s3.enabled': 'true', 'access_logs.s3.bucket': 'logs' })[0]?.state).toBe('ok')
  for (const off of [{}, { 'access_logs.s3.enabled': 'false' }])
    expect(of(off)).toMatchObject([{ state: 'problem', fix: expect.stringContaining(arn) }])
})

describe('sets', () => {
  const seen = (entries: readonly (number | undefined)[], all = 6): SeenSets => ({
    scope: 'REGIONAL',
    all,
    ours: new Map(entries.map((each, index) => [`shop-${index}`, each])),
  })

  test.each([
    [94, 'ok'],
    [95, 'problem'],
    [100, 'problem'],
  ])('of an account that has %d: six more are %s', (all, state) => {
    expect(quotaFindings([seen(Array(6).fill(undefined), all)], region)[0]?.state).toBe(state)
  })

  test('one that is gone, one that is nearly full, and all of them well', () => {
    expect(brief(setFindings([seen([0, 10, 7_999])], region))).toEqual([
      'ok: All 3 IP sets are there in ap-northeast-2, with room.',
    ])
    expect(brief(setFindings([seen([undefined, 8_000])], region))).toEqual([
      'problem: Gone in ap-northeast-2: shop-0.',
      'warning: shop-1 in ap-northeast-2 has 8,000 of 10,000 entries.',
    ])
  })
})

describe('a web ACL of the team’s own', () => {
  const arn = `arn:aws:wafv2:${region}:123456789012:regional/webacl/shop/0a1b2c3d`
  const group = `arn:aws:wafv2:${region}:123456789012:regional/rulegroup/shop-firewall/1a1b2c3d`
  const ours = (more: object = {}, reference: object = {}) => ({
    Name: 'firewall',
    Priority: 0,
    Statement: { RuleGroupReferenceStatement: { ARN: group, ...reference } },
    OverrideAction: { None: {} },
    VisibilityConfig: undefined,
    ...more,
  })
  const other = { Name: 'common', Priority: 5, Statement: {}, VisibilityConfig: undefined }
  const acl = (rules: readonly object[], capacity = 700): SeenAcl['acl'] => ({ rules: rules as never, capacity })

  test.each<[string, Partial<SeenAcl>, string[]]>([
    [
      'asks it first',
      { acl: acl([other, ours()]) },
      ['ok: The web ACL of firewall.webAcl asks the rule group of the firewall first.'],
    ],
    ['is not there', { acl: undefined }, [`problem: There is no web ACL ${arn} (firewall.webAcl).`]],
    [
      'has no rule group to ask',
      { group: undefined },
      ['problem: The rule group for firewall.webAcl is not deployed.'],
    ],
    [
      'does not ask it',
      { acl: acl([other]) },
      ['problem: The web ACL of firewall.webAcl does not refer to the rule group of the firewall.'],
    ],
    [
      'has no room for it',
      { acl: acl([other], 4_960) },
      [
        'problem: The web ACL of firewall.webAcl does not refer to the rule group of the firewall.',
        'problem: It takes 4,960 of 5,000 capacity units, and the rule group 50.',
      ],
    ],
    [
      'only counts',
      { acl: acl([ours({ OverrideAction: { Count: {} } })]) },
      ['problem: The web ACL of firewall.webAcl only counts what the rule group of the firewall decides.'],
    ],
    [
      'overrides a rule of it',
      { acl: acl([ours({}, { RuleActionOverrides: [{ Name: 'block-list', ActionToUse: { Count: {} } }] })]) },
      ['warning: The web ACL of firewall.webAcl overrides what the rule group does: block-list.'],
    ],
    [
      'asks others before',
      { acl: acl([other, ours({ Priority: 9 })]) },
      ['warning: The web ACL of firewall.webAcl asks 1 of its own rules before the rule group of the firewall.'],
    ],
  ])('%s', (_, more, found) => {
    const findings = aclFindings({ arn, acl: acl([]), group, ...more })
    expect(brief(findings)).toEqual(found)
    for (const { state, meaning, fix } of findings) if (state !== 'ok') expect([meaning, fix]).not.toContain(undefined)
  })
})
