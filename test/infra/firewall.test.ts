import type { App, Stack } from 'aws-cdk-lib'
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions'
import { composeStacks } from '../../infra/compose.ts'
import { webAclRules } from '../../infra/constructs/web-acl-rules.ts'
import { FirewallStack } from '../../infra/stacks/firewall.ts'
import { config as example } from '../../nightshift.config.ts'
import { parseConfig } from '../../shared/config/define-config.ts'
import type { Managed, ManagedGroup } from '../../shared/config/firewall/managed.ts'
import { managedGroups } from '../../shared/config/firewall/managed.ts'
import type { ConfigInput } from '../../shared/config/schema.ts'
import { accessLogsBegin } from '../../shared/firewall/log-buckets.ts'
import { inApp, synthesize, testEnv } from './synth.ts'
import { templatesOf } from './templates.ts'

type Firewall = NonNullable<ConfigInput['firewall']>

const now = new Date('2026-11-21T00:00:00Z')
const acl = (where: 'regional' | 'global'): string =>
  `arn:aws:wafv2:${where === 'global' ? 'us-east-1' : 'ap-northeast-2'}:123456789012:${where}/webacl/theirs/a1b2c3d4-5678-90ab-cdef-1234567890ab`

/** The firewall alone: no estate, no view. */
const alone = (firewall: Firewall): ConfigInput => ({
  name: 'shop',
  region: 'ap-northeast-2',
  alerts: { ...example.alerts, alarms: {} },
  firewall,
})

/** With everything that is ours to guard. */
const whole = (firewall: Firewall): ConfigInput => ({
  ...example,
  thumbnails: { sizes: { small: 200 }, view: {} },
  firewall,
})

const made = new Map<string, Readonly<Record<string, object>>>()

/** A stack of a config. Each config is synthesised once; cdk-nag and the limits of AWS are asked of it at its most, in variants.test.ts. */
const stackOf = (config: ConfigInput, name: string): Template => {
  const key = JSON.stringify(config)
  const templates = made.get(key) ?? templatesOf(config)
  made.set(key, templates)
  return Template.fromJSON(templates[name] ?? {})
}

const kmsKey = 'arn:aws:kms:ap-northeast-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab'

const operations = stackOf(
  alone({
    sources: {
      buckets: [
        { name: 'cdn', bucket: 'corner-shop-cdn-logs', prefix: 'cdn/', scope: 'cloudfront', kmsKey },
        // Without estate.edge the name is free, and its bucket somebody else's.
        { name: 'edge', bucket: 'corner-shop-balancer-logs', scope: 'regional' },
      ],
    },
  }),
  'shop-operations',
)

const one = (template: Template, type: string, id: RegExp): Record<string, unknown> => {
  const found = Object.entries(template.findResources(type)).filter(([each]) => id.test(each))
  expect(found).toHaveLength(1)
  return found[0]?.[1].Properties
}

interface Statement {
  readonly Sid?: string
  readonly Action: string | readonly string[]
  readonly Resource: unknown
  readonly Condition?: unknown
}

const statementsOf = (template: Template, id: RegExp, type = 'AWS::IAM::Policy'): readonly Statement[] =>
  (one(template, type, id).PolicyDocument as { readonly Statement: readonly Statement[] }).Statement

const bySid = (statements: readonly Statement[], sid: string): Statement | undefined =>
  statements.find(({ Sid }) => Sid === sid)

describe('sets and web ACL', () => {
  const aclOf = (managed: readonly Managed[] = [], more: { webAcl?: string; hasProxies?: boolean } = {}): Template =>
    synthesize(
      (app) =>
        new FirewallStack(app, 'shop-firewall', {
          env: testEnv,
          deployment: 'shop',
          scope: 'REGIONAL',
          managed,
          hasProxies: false,
          ...more,
        }),
    )
  const rulesIn = (template: Template): readonly Readonly<Record<string, unknown>>[] =>
    one(template, 'AWS::WAFv2::WebACL', /^WebAcl/).Rules as never

  test('six sets without entries, named by the deployment, of both families', () => {
    const sets = Object.values(aclOf().findResources('AWS::WAFv2::IPSet')).map(({ Properties }) => Properties)
    expect(sets.map(({ Name, IPAddressVersion }) => `${Name} ${IPAddressVersion}`).toSorted()).toEqual(
      ['allow', 'block', 'count'].flatMap((list) => [`shop-${list}-ipv4 IPV4`, `shop-${list}-ipv6 IPV6`]),
    )
    for (const { Addresses, Scope } of sets) expect([Addresses, Scope]).toEqual([[], 'REGIONAL'])
  })

  test('lets everybody in but those on the lists, in this order, with a metric each', () => {
    const template = aclOf([
      { group: 'common', mode: 'block' },
      { rate: 2000, windowSeconds: 60, mode: 'count' },
    ])
    expect(one(template, 'AWS::WAFv2::WebACL', /^WebAcl/)).toMatchObject({
      DefaultAction: { Allow: {} },
      Scope: 'REGIONAL',
    })
    const rules = rulesIn(template)
    expect(rules.map(({ Name, Priority, Action }) => [Name, Priority, Action])).toEqual([
      ['allow-list', 0, { Allow: {} }],
      ['count-list', 1, { Count: {} }],
      ['block-list', 2, { Block: {} }],
      ['common', 3, undefined],
      ['rate-2000-in-60', 4, { Count: {} }],
    ])
    for (const { VisibilityConfig } of rules)
      expect(VisibilityConfig).toMatchObject({ CloudWatchMetricsEnabled: true, MetricName: expect.any(String) })
  })

  test.each(Object.entries(managedGroups))('%s is %s of AWS, which counts only where it is told to', (group, Name) => {
    const managed = (mode: 'count' | 'block') => rulesIn(aclOf([{ group: group as ManagedGroup, mode }]))[3]
    expect(managed('count')).toMatchObject({
      OverrideAction: { Count: {} },
      Statement: { ManagedRuleGroupStatement: { VendorName: 'AWS', Name } },
    })
    expect(managed('block')).toMatchObject({ OverrideAction: { None: {} } })
  })

  test('behind proxies the lists are held against their header too, but never the one that lets in', () => {
    const [allow, count, block] = rulesIn(aclOf([], { hasProxies: true })).map((rule) => JSON.stringify(rule))
    expect(allow).not.toContain('X-Forwarded-For')
    for (const each of [count, block]) expect(each).toMatch(/"FallbackBehavior":"NO_MATCH".*"Position":"ANY"/)
  })

  test('with a web ACL of the team’s own there is a rule group for it, whose capacity leaves room', () => {
    const template = aclOf([], { webAcl: acl('regional'), hasProxies: true })
    template.resourceCountIs('AWS::WAFv2::WebACL', 0)
    const group = one(template, 'AWS::WAFv2::RuleGroup', /^RuleGroup/)
    const taken = webAclRules({ arns: {}, hasProxies: true }).reduce((sum, { capacity }) => sum + capacity, 0)
    expect(taken).toBeLessThanOrEqual(Number(group.Capacity))
    template.hasOutput('FirewallRuleGroup', {})
  })

  describe('capacity', () => {
    const all = Object.keys(managedGroups).map((group): Managed => ({ group: group as ManagedGroup, mode: 'block' }))
    const rates = (count: number): Managed[] =>
      Array.from({ length: count }, (_, at) => ({ rate: 10 + at, windowSeconds: 300, mode: 'block' }))
    const build = (managed: readonly Managed[]) => (app: App) =>
      new FirewallStack(app, 'shop-firewall', {
        env: testEnv,
        deployment: 'shop',
        scope: 'REGIONAL',
        managed,
        hasProxies: false,
      })

    test('everything that AWS offers fits in the price, and the synthesis says how much it is', () => {
      inApp((app) => {
        const said = Annotations.fromStack(build(all)(app)).findInfo('*', Match.stringLikeRegexp('1,181 of 5,000'))
        expect(said).toHaveLength(1)
      })
    })

    test('what costs more is warned of', () => {
      expect(() => synthesize(build([...all, ...rates(200)]))).toThrow(/1,581 of 5,000 .* for more than 1,500/)
    })

    test('what WAF would refuse is refused', () => {
      expect(() => synthesize(build(rates(2_600)))).toThrow(/5,206 of 5,000 .* take out/)
    })
  })
})

describe('which stacks there are', () => {
  const named = (config: ConfigInput): string[] =>
    Object.keys(templatesOf(config)).filter((name) => /firewall/.test(name))

  test.each([
    ['nothing named: the region’s, for what is put behind its web ACL', alone({}), ['shop-firewall']],
    ['the estate’s load balancer', { ...example, firewall: {} }, ['corner-shop-firewall']],
    [
      'a bucket with CloudFront’s logs',
      alone({ sources: { buckets: [{ name: 'cdn', bucket: 'cdn-logs', scope: 'cloudfront' }] } }),
      ['shop-firewall-edge'],
    ],
    [
      'the estate and the view',
      whole({ sources: { view: true } }),
      ['corner-shop-firewall', 'corner-shop-firewall-edge'],
    ],
    [
      'the view, without the estate’s balancer',
      whole({ sources: { view: true, web: false } }),
      ['corner-shop-firewall-edge'],
    ],
  ] as const)('%s', (_, config, stacks) => {
    expect(named(config).toSorted()).toEqual(stacks)
  })

  test('CloudFront’s is in us-east-1, whatever the deployment’s region', () => {
    inApp(
      (app) => {
        composeStacks(app, parseConfig(whole({ sources: { view: true } }), now))
        expect((app.node.findChild('corner-shop-firewall-edge') as Stack).region).toBe('us-east-1')
        expect((app.node.findChild('corner-shop-firewall') as Stack).region).toBe('ap-northeast-2')
      },
      {},
      { nag: false },
    )
  })
})

describe('what is guarded', () => {
  test('the balancer is behind the web ACL, and its bucket of logs tells EventBridge; no function of CDK’s does', () => {
    const web = stackOf({ ...example, firewall: {} }, 'corner-shop-web')
    expect(one(web, 'AWS::WAFv2::WebACLAssociation', /./)).toEqual({
      ResourceArn: { Ref: expect.stringMatching(/^Balancer/) },
      WebACLArn: { 'Fn::GetStackOutput': expect.objectContaining({ StackName: 'corner-shop-firewall' }) },
    })
    web.hasResourceProperties('AWS::S3::Bucket', {
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
    })
    web.resourceCountIs('AWS::Lambda::Function', 0)
    web.hasOutput('AccessLogsBucket', {})
  })

  test.each([
    ['no firewall', { ...example, firewall: undefined }],
    ['one that does not read it', { ...example, firewall: { sources: { web: false } } }],
  ])('%s: nothing changes for the balancer', (_, config) => {
    const { firewall, ...rest } = config
    const web = stackOf(firewall ? { ...rest, firewall } : rest, 'corner-shop-web')
    web.resourceCountIs('AWS::WAFv2::WebACLAssociation', 0)
    expect(JSON.stringify(web.toJSON())).not.toContain('EventBridgeEnabled')
  })

  test('the team’s own web ACL is put before the balancer', () => {
    const web = stackOf({ ...example, firewall: { webAcl: acl('regional') } }, 'corner-shop-web')
    expect(one(web, 'AWS::WAFv2::WebACLAssociation', /./).WebACLArn).toBe(acl('regional'))
  })

  test('the view is behind the web ACL in us-east-1, and writes its logs into our bucket, apart', () => {
    const template = stackOf(whole({ sources: { view: true } }), 'corner-shop-operations')
    template.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: {
        WebACLId: {
          'Fn::GetStackOutput': Match.objectLike({ StackName: 'corner-shop-firewall-edge', Region: 'us-east-1' }),
        },
        Logging: {
          Prefix: 'view/',
          Bucket: { 'Fn::GetAtt': [Match.stringLikeRegexp('^AccessLogs'), 'RegionalDomainName'] },
        },
      },
    })
    // CloudFront's standard logs come with an ACL.
    template.hasResourceProperties('AWS::S3::Bucket', {
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerPreferred' }] },
    })
  })

  test('a view that nobody guards has neither', () => {
    const template = stackOf(whole({}), 'corner-shop-operations')
    expect(JSON.stringify(template.findResources('AWS::CloudFront::Distribution'))).not.toMatch(/WebACLId|Logging/)
    expect(JSON.stringify(template.findResources('AWS::S3::Bucket'))).not.toContain('BucketOwnerPreferred')
  })
})

describe('our own bucket of logs', () => {
  const bucket = one(operations, 'AWS::S3::Bucket', /^AccessLogs/)

  test('is private, encrypted as load balancers can, and forgets after 90 days', () => {
    expect(bucket).toMatchObject({
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      LifecycleConfiguration: { Rules: [{ ExpirationInDays: 90, Status: 'Enabled' }] },
    })
    expect(bucket.BucketName).toBeUndefined()
  })

  test('lets load balancers and CloudFront’s delivery write, of this account alone, and nobody without TLS', () => {
    const statements = statementsOf(operations, /^AccessLogsPolicy/, 'AWS::S3::BucketPolicy')
    expect(JSON.stringify(statements)).toContain('"aws:SecureTransport":"false"')
    for (const sid of ['LoadBalancers', 'Deliveries'])
      expect(bySid(statements, sid)).toMatchObject({
        Action: 's3:PutObject',
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } }, ArnLike: expect.anything() },
      })
  })

  test('notifies the queue of what is created', () => {
    expect(bucket.NotificationConfiguration).toEqual({
      QueueConfigurations: [
        { Event: 's3:ObjectCreated:*', Queue: { 'Fn::GetAtt': [expect.stringMatching(/^FirewallLogsQueue/), 'Arn'] } },
      ],
    })
  })

  test('is the bucket of access logs where there is no estate', () => {
    for (const output of ['AccessLogsBucket', 'FirewallLogsBucket', 'FirewallLogsQueueUrl', 'FirewallFunction'])
      operations.hasOutput(output, {})
    const { Outputs } = stackOf({ ...example, firewall: {} }, 'corner-shop-operations').toJSON()
    expect(Outputs).toHaveProperty('FirewallLogsBucket')
    expect(Outputs).not.toHaveProperty('AccessLogsBucket')
  })
})

describe('logs of others', () => {
  test('come by EventBridge: one rule for whole buckets, one for each prefix', () => {
    const rules = Object.values(operations.findResources('AWS::Events::Rule'))
      .map(({ Properties }) => Properties.EventPattern)
      .filter(({ source }) => source.includes('aws.s3'))
    expect(rules).toEqual([
      {
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: { bucket: { name: ['corner-shop-cdn-logs'] }, object: { key: [{ prefix: 'cdn/' }] } },
      },
      {
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: { bucket: { name: ['corner-shop-balancer-logs'] } },
      },
    ])
  })

  test('of the estate by the beginning of the bucket’s name, so that no stack waits for it', () => {
    const template = stackOf({ ...example, firewall: {} }, 'corner-shop-operations')
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { detail: { bucket: { name: [{ prefix: 'corner-shop-web-accesslogs' }] } } },
    })
    expect(JSON.stringify(template.toJSON())).not.toContain('"StackName":"corner-shop-web"')
  })

  test('a name that CloudFormation would cut is looked for by what surely is left of it', () => {
    expect(accessLogsBegin('corner-shop-web')).toBe('corner-shop-web-accesslogs')
    expect(accessLogsBegin('Corner-shop-of-the-very-long-main-street-web')).toBe('corner-shop-of-t')
  })

  test('may be sent by the buckets’ own notifications, of this account alone', () => {
    const statements = statementsOf(operations, /^FirewallLogsQueuePolicy/, 'AWS::SQS::QueuePolicy')
    const { Condition } = bySid(statements, 'Buckets') ?? {}
    expect(Condition).toMatchObject({ StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } })
    const sources = JSON.stringify(Condition)
    for (const name of ['shop-operations*', 'corner-shop-cdn-logs', 'corner-shop-balancer-logs'])
      expect(sources).toContain(`:s3:::${name}"`)
    expect(bySid(statements, 'LogObjects')?.Condition).toMatchObject({ ArnEquals: expect.anything() })
  })

  test('what cannot be delivered is kept beside the queue', () => {
    const rule = one(operations, 'AWS::Events::Rule', /^LogObjects1/)
    expect(rule.Targets).toEqual([
      expect.objectContaining({
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': [expect.stringMatching(/DeadLettersQueue/), 'Arn'] } },
      }),
    ])
  })
})

describe('the function that counts', () => {
  const statements = statementsOf(operations, /^CountLogsRole/)

  test('has a whole processor, and time enough; not more of them at once than leave room for alarms', () => {
    operations.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'shop-firewall-on-log',
      MemorySize: 1769,
      Timeout: 60,
    })
    operations.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 5,
      ScalingConfig: { MaximumConcurrency: 2 },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      EventSourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^FirewallLogsQueue'), 'Arn'] },
    })
  })

  test('reads the sources and nothing beside them', () => {
    const read = bySid(statements, 'ReadLogs')
    expect(read?.Action).toEqual(['s3:GetObject', 's3:GetObjectVersion'])
    const resources = [read?.Resource].flat().map((each) => JSON.stringify(each))
    expect(resources).toHaveLength(3)
    expect(resources.filter((each) => /AccessLogs.*"\/\*"/.test(each))).toHaveLength(1)
    for (const objects of ['corner-shop-cdn-logs/cdn/*', 'corner-shop-balancer-logs/*'])
      expect(resources.filter((each) => each.includes(`:s3:::${objects}"`))).toHaveLength(1)
  })

  test('decrypts what S3 keeps under a key that the config names, and nothing else', () => {
    expect(bySid(statements, 'LogKeys')).toMatchObject({
      Action: 'kms:Decrypt',
      Resource: kmsKey,
      Condition: { StringLike: { 'kms:ViaService': { 'Fn::Join': ['', ['s3.*.', { Ref: 'AWS::URLSuffix' }]] } } },
    })
  })

  test('neither touches sets nor speaks to anybody', () => {
    expect(JSON.stringify(statements)).not.toMatch(/wafv2:|events:PutEvents|"\*"/)
  })

  test('writes nothing but counts, into their own bucket', () => {
    const writes = statements.filter(({ Action }) => [Action].flat().some((each) => each?.startsWith('s3:Put')))
    expect(writes).toHaveLength(1)
    expect(writes[0]).toMatchObject({ Sid: 'WriteCounts', Action: 's3:PutObject' })
    expect(JSON.stringify(writes[0]?.Resource)).toMatch(/"FirewallCounts[^"]*","Arn"\]\},"\/\*"/)
  })
})

describe('the function that passes', () => {
  const statements = statementsOf(operations, /^FirewallPassRole/)

  test('comes every minute and whenever it is asked for; a minute that was missed is not made up for', () => {
    operations.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(1 minute)',
      Target: { Input: '{"reason":"schedule"}', RetryPolicy: { MaximumEventAgeInSeconds: 60 } },
    })
    operations.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^FirewallPasses'), 'Arn'] },
    })
    operations.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'shop-firewall-on-pass',
      RecursiveLoop: 'Allow',
    })
  })

  test('reads and changes our sets, by their ARNs, in both scopes, and lists none', () => {
    const sets = bySid(statements, 'Sets')
    expect(sets?.Action).toEqual(['wafv2:GetIPSet', 'wafv2:UpdateIPSet'])
    expect([sets?.Resource].flat()).toHaveLength(12)
    expect(JSON.stringify(statements)).not.toMatch(/wafv2:List|"\*"|s3:Put|s3:Delete/)
    const ofBuckets = statements.filter(({ Action }) => [Action].flat().some((each) => each?.startsWith('s3:')))
    expect(ofBuckets.map(({ Sid }) => Sid)).toEqual(['ReadCounts', 'MissCounts'])
    for (const { Resource } of ofBuckets) expect(JSON.stringify(Resource)).toMatch(/^\{.*"FirewallCounts/)
  })

  test('is told the ids of all of them', () => {
    const { Environment } = one(operations, 'AWS::Lambda::Function', /^FirewallPass/) as {
      readonly Environment: { readonly Variables: Readonly<Record<string, unknown>> }
    }
    const text = JSON.stringify(Environment.Variables.FIREWALL_SETS)
    for (const name of ['REGIONAL', 'CLOUDFRONT', 'block-ipv4', 'allow-ipv6']) expect(text).toContain(name)
    expect(Environment.Variables.DEPLOYMENT).toBe('shop')
  })
})

test('its alarms: errors of both, silence, the oldest log, dead letters; throttles show in silence and age', () => {
  const names = Object.values(operations.findResources('AWS::CloudWatch::Alarm')).map(
    ({ Properties }) => Properties.AlarmName,
  )
  expect(names.filter((name) => /firewall/i.test(name)).toSorted()).toEqual([
    'shop-FirewallDeadLetters-not-empty',
    'shop-FirewallLogsDeadLetters-not-empty',
    'shop-firewall-oldest-log',
    'shop-firewall-on-log-errors',
    'shop-firewall-on-pass-errors',
    'shop-firewall-silent',
  ])
  operations.hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmName: 'shop-firewall-oldest-log',
    MetricName: 'ApproximateAgeOfOldestMessage',
    Threshold: 300,
  })
})

test('without the key there is nothing of it', () => {
  const { firewall: _, ...without } = example
  const text = JSON.stringify(templatesOf(without))
  expect(text).not.toMatch(/wafv2|WAFv2|[Ff]irewall/)
})
