import { Match } from 'aws-cdk-lib/assertions'
import { countStack } from '../../bench/cost/estate.ts'
import { lookAtTrails } from '../../functions/audits/checks/trail/trails.ts'
import { composeStacks } from '../../infra/compose.ts'
import { AuditStack } from '../../infra/stacks/audit.ts'
import { parseConfig } from '../../shared/config/define-config.ts'
import { trailSchema } from '../../shared/config/trail/schema.ts'
import { fakeAccess, sliceOf } from '../unit/audits/scene.ts'
import { configOf } from './estate-stacks.ts'
import { inApp, synthesize, testEnv } from './synth.ts'

const templateOf = (trail: object) =>
  synthesize(
    (app) =>
      new AuditStack(app, 'corner--shop-audit', {
        env: testEnv,
        deployment: 'corner--shop',
        config: trailSchema.parse(trail),
      }),
  )

const plain = templateOf({})
const full = templateOf({
  days: 400,
  coldAfterDays: 30,
  lockDays: 90,
  data: {
    buckets: ['shop-photos', 'shop-orders'],
    functions: ['till', 'arn:aws:lambda:us-east-1:123456789012:function:edge'],
    reads: false,
  },
  insights: ['call-rate', 'error-rate'],
  key: 'own',
  logs: true,
})

type Found = Readonly<Record<string, unknown>>

const only = (
  template: typeof plain,
  type: string,
): [string, { Properties: Record<string, never>; DependsOn?: string[] }] => {
  const [first, ...more] = Object.entries(template.findResources(type))
  if (!first || more.length > 0) throw new RangeError(`${1 + more.length} of ${type}`)
  return first as never
}
const trailOf = (template: typeof plain) => only(template, 'AWS::CloudTrail::Trail')[1]
const arn = { 'Fn::Join': ['', Match.arrayWith([':cloudtrail:ap-northeast-2:', ':trail/corner-shop-audit'])] }

const statements = (template: typeof plain): Found[] =>
  Object.values(template.findResources('AWS::S3::BucketPolicy')).flatMap(
    ({ Properties }) => Properties.PolicyDocument.Statement,
  )

test('a trail of all regions with a name that CloudTrail takes, whose files can be proven unchanged', () => {
  expect(trailOf(plain).Properties).toMatchObject({
    TrailName: 'corner-shop-audit',
    IsLogging: true,
    IsMultiRegionTrail: true,
    IncludeGlobalServiceEvents: true,
    EnableLogFileValidation: true,
  })
  for (const choice of ['AdvancedEventSelectors', 'InsightSelectors', 'KMSKeyId', 'CloudWatchLogsLogGroupArn'])
    expect(trailOf(plain).Properties).not.toHaveProperty(choice)
  plain.resourceCountIs('AWS::KMS::Key', 0)
  plain.resourceCountIs('AWS::Logs::LogGroup', 0)
})

test('CloudTrail writes for this trail alone, and the policy is there before the trail', () => {
  const service = { Service: 'cloudtrail.amazonaws.com' }
  plain.hasResourceProperties('AWS::S3::BucketPolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Action: 's3:GetBucketAcl',
          Principal: service,
          Condition: { StringEquals: { 'aws:SourceArn': arn } },
        }),
        Match.objectLike({
          Action: 's3:PutObject',
          Principal: service,
          Condition: { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control', 'aws:SourceArn': arn } },
        }),
      ]),
    },
  })
  for (const { Principal, Condition } of statements(plain))
    if (JSON.stringify(Principal).includes('cloudtrail')) expect(JSON.stringify(Condition)).toContain('aws:SourceArn')
  const policies = Object.keys(plain.findResources('AWS::S3::BucketPolicy'))
  expect(policies).toEqual(expect.arrayContaining(trailOf(plain).DependsOn ?? []))
  expect(trailOf(plain).DependsOn).toHaveLength(1)
})

test('the record is closed, versioned, by TLS alone, kept as long as the config says, and survives the stack', () => {
  for (const [template, days] of [
    [plain, 365],
    [full, 400],
  ] as const)
    template.hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        VersioningConfiguration: { Status: 'Enabled' },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        LifecycleConfiguration: {
          Rules: Match.arrayWith([
            Match.objectLike({
              ExpirationInDays: days,
              NoncurrentVersionExpiration: { NoncurrentDays: 1 },
              Status: 'Enabled',
            }),
          ]),
        },
      },
    })
  const denials = statements(plain).filter(({ Effect }) => Effect === 'Deny')
  expect(denials.map(({ Condition }) => Condition)).toEqual(Array(2).fill({ Bool: { 'aws:SecureTransport': 'false' } }))
})

test('Glacier that Athena reads, and a lock that can be taken off, by choice', () => {
  full.hasResourceProperties('AWS::S3::Bucket', {
    ObjectLockEnabled: true,
    ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 90 } } },
    LifecycleConfiguration: {
      Rules: Match.arrayWith([
        Match.objectLike({ Transitions: [{ StorageClass: 'GLACIER_IR', TransitionInDays: 30 }] }),
      ]),
    },
  })
  expect(JSON.stringify(plain.findResources('AWS::S3::Bucket'))).not.toMatch(/ObjectLock|Transitions/)
})

test('data events apart, of what is named; never those of the bucket of the trail', () => {
  expect(trailOf(full).Properties.AdvancedEventSelectors).toMatchObject([
    { FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] },
    {
      FieldSelectors: [
        { Field: 'eventCategory', Equals: ['Data'] },
        { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
        { Field: 'readOnly', Equals: ['false'] },
        { Field: 'resources.ARN' },
      ],
    },
    { FieldSelectors: [{}, { Equals: ['AWS::Lambda::Function'] }, { Field: 'resources.ARN' }] },
  ])
  const text = JSON.stringify(trailOf(full).Properties.AdvancedEventSelectors)
  for (const part of [
    ':s3:::shop-photos/',
    ':s3:::shop-orders/',
    ':function:till',
    ':us-east-1:123456789012:function:edge',
  ])
    expect(text).toContain(part)
  const all = templateOf({ data: { buckets: 'all', functions: 'all' } })
  const [bucket] =
    Object.entries(all.findResources('AWS::S3::Bucket')).find(
      ([, { Properties }]) => Properties.VersioningConfiguration,
    ) ?? []
  expect(trailOf(all).Properties.AdvancedEventSelectors).toEqual([
    expect.objectContaining({ Name: 'Management events' }),
    {
      Name: 'Objects',
      FieldSelectors: [
        { Field: 'eventCategory', Equals: ['Data'] },
        { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
        { Field: 'resources.ARN', NotStartsWith: [{ 'Fn::Join': ['', [{ 'Fn::GetAtt': [bucket, 'Arn'] }, '/']] }] },
      ],
    },
    expect.objectContaining({
      FieldSelectors: expect.not.arrayContaining([expect.objectContaining({ Field: 'resources.ARN' })]),
    }),
  ])
})

test('insights, a key and a log group by choice, each for this trail alone', () => {
  const { InsightSelectors, KMSKeyId, CloudWatchLogsLogGroupArn } = trailOf(full).Properties
  expect(InsightSelectors).toEqual([{ InsightType: 'ApiCallRateInsight' }, { InsightType: 'ApiErrorRateInsight' }])
  expect(JSON.stringify([KMSKeyId, CloudWatchLogsLogGroupArn])).toMatch(/TrailKey.*Logs/)
  full.hasResource('AWS::KMS::Key', {
    DeletionPolicy: 'Retain',
    Properties: {
      EnableKeyRotation: true,
      KeyPolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: 'kms:GenerateDataKey*',
            Principal: { Service: 'cloudtrail.amazonaws.com' },
            Condition: {
              StringEquals: { 'aws:SourceArn': arn },
              StringLike: {
                'kms:EncryptionContext:aws:cloudtrail:arn': {
                  'Fn::Join': ['', Match.arrayWith([':cloudtrail:*:', ':trail/corner-shop-audit'])],
                },
              },
            },
          }),
          Match.objectLike({ Action: 'kms:DescribeKey', Condition: { StringEquals: { 'aws:SourceArn': arn } } }),
        ]),
      },
    },
  })
  full.hasResourceProperties('AWS::Logs::LogGroup', {
    LogGroupName: '/nightshift/corner--shop-audit',
    RetentionInDays: 30,
  })
  const [policy] = only(full, 'AWS::IAM::Policy')
  expect(trailOf(full).DependsOn).toContain(policy)
  const shared = 'arn:aws:kms:ap-northeast-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab'
  const given = templateOf({ key: shared })
  expect(trailOf(given).Properties).toHaveProperty('KMSKeyId', shared)
  given.resourceCountIs('AWS::KMS::Key', 0)
})

describe('Athena', () => {
  const table = only(plain, 'AWS::Glue::Table')[1].Properties as unknown as {
    readonly TableInput: {
      readonly Parameters: Readonly<Record<string, string>>
      readonly PartitionKeys: readonly { readonly Name: string }[]
      readonly StorageDescriptor: { readonly Columns: readonly { readonly Name: string; readonly Type: string }[] }
    }
  }
  const { Parameters, PartitionKeys, StorageDescriptor } = table.TableInput
  const queries = Object.values(plain.findResources('AWS::Athena::NamedQuery')).map(({ Properties }) => Properties)

  test('has a table whose partitions follow from account, region and day, for as long as files are kept', () => {
    expect(PartitionKeys.map(({ Name }) => Name)).toEqual(['account', 'region', 'day'])
    expect(Parameters).toMatchObject({
      'projection.account.values': { Ref: 'AWS::AccountId' },
      'projection.day.format': 'yyyy/MM/dd',
      'projection.day.range': 'NOW-365DAYS,NOW',
    })
    const regions = String(Parameters['projection.region.values']).split(',')
    for (const region of ['ap-northeast-2', 'us-east-1', 'eu-central-2', 'ap-southeast-7'])
      expect(regions).toContain(region)
    expect(regions.filter((region) => /^(cn|us-gov|us-iso)/.test(region))).toEqual([])
    const template = JSON.stringify(Parameters['storage.location.template'])
    expect(template).toMatch(/\/AWSLogs\/\$\{account\}\/CloudTrail\/\$\{region\}\/\$\{day\}/)
    for (const { Type } of StorageDescriptor.Columns) {
      expect(Type).toMatch(/^(string|struct<.*>|array<struct<.*>>)$/)
      expect(Type.split('<').length).toBe(Type.split('>').length)
    }
  })

  test('has a workgroup that no query leaves, and results in a bucket of their own, for a week', () => {
    plain.hasResourceProperties('AWS::Athena::WorkGroup', {
      Name: 'corner--shop-audit',
      WorkGroupConfiguration: {
        EnforceWorkGroupConfiguration: true,
        BytesScannedCutoffPerQuery: 20 * 1024 ** 3,
        ResultConfiguration: { EncryptionConfiguration: { EncryptionOption: 'SSE_S3' } },
      },
    })
    const { ResultConfiguration } = (only(plain, 'AWS::Athena::WorkGroup')[1].Properties as Found)
      .WorkGroupConfiguration as { readonly ResultConfiguration: Found }
    expect(JSON.stringify(ResultConfiguration)).toContain('TrailResults')
  })

  test.each([
    ['who-ended-this-instance', 1],
    ['refused-calls', 0],
    ['use-of-root', 0],
    ['sign-ins-without-mfa', 0],
    ['what-somebody-did', 3],
    ['security-group-changes', 0],
  ])(
    'answers %s by %d parameters, reads days alone that it needs, and names columns that there are',
    (name, parameters) => {
      expect(queries).toHaveLength(6)
      const query = queries.find(({ Name }) => Name === name)
      const sql = String(query?.QueryString)
      expect([query?.Database, query?.WorkGroup]).toEqual(['corner__shop_audit', 'corner--shop-audit'])
      expect(sql).toMatch(
        /FROM corner__shop_audit\.events\nWHERE day >= date_format\(current_date - interval '\d+' day/,
      )
      expect(sql.split('?').length - 1).toBe(parameters)
      expect(query?.Description.includes('parameter')).toBe(parameters > 0)
      const columns = new Set(StorageDescriptor.Columns.map(({ Name }) => Name))
      const bare = sql.replaceAll(/'[^']*'/g, '').replaceAll(/useridentity\.\w+/g, 'useridentity')
      const known =
        /^(select|from|where|and|or|as|in|like|is|not|null|order|group|by|desc|limit|between|day|interval|coalesce|concat|count|max|times|last|caller|through|outcome|date_format|current_date|json_extract_scalar|regexp_like|corner__shop_audit|events)$/i
      const words = bare.match(/[a-z_]+/gi) ?? []
      expect(words.filter((word) => !columns.has(word) && !known.test(word))).toEqual([])
      for (const [, field] of sql.matchAll(/useridentity\.(\w+)/g))
        expect(StorageDescriptor.Columns.find(({ Name }) => Name === 'useridentity')?.Type).toContain(`${field}:`)
    },
  )
})

test.each([
  ['plain', plain],
  ['with data events', full],
])('the audit of trails finds nothing amiss where this trail is the only one: %s', async (_, template) => {
  const { TrailName, IsMultiRegionTrail, AdvancedEventSelectors } = trailOf(template).Properties as Found
  const access = fakeAccess({
    DescribeTrails: {
      trailList: [
        {
          Name: TrailName,
          TrailARN: `arn:aws:cloudtrail:ap-northeast-2:123456789012:trail/${TrailName}`,
          HomeRegion: 'ap-northeast-2',
          IsMultiRegionTrail,
        },
      ],
    },
    GetTrailStatus: { IsLogging: true },
    // A trail without selectors of its own gets this one.
    GetEventSelectors: AdvancedEventSelectors
      ? { AdvancedEventSelectors }
      : { EventSelectors: [{ ReadWriteType: 'All', IncludeManagementEvents: true, DataResources: [] }] },
  })
  const { findings } = await lookAtTrails(access, { ...sliceOf(), trailEvents: ['root-sign-in', 'trail-changes'] })
  expect(findings).toEqual([])
})

test('costs the same used or not: nothing, and a dollar with a key of its own', () => {
  const costOf = (template: typeof plain) =>
    countStack(template.toJSON() as Parameters<typeof countStack>[0]).flatMap(({ item, quantity }) =>
      quantity > 0 ? [`${quantity} ${item}`] : [],
    )
  expect(costOf(plain)).toEqual([])
  expect(costOf(full)).toEqual(['1 keys'])
})

test('the night shift waits for the log group of the trail where an alarm searches it, and only then', () => {
  const waitsFor = (logGroup: string) =>
    inApp(
      (app) => {
        const input = configOf({ network: {} }, { trail: { logs: true } })
        const alarms = { roots: { logGroup, pattern: 'Root', threshold: 1 } }
        composeStacks(app, parseConfig({ ...input, alerts: { ...input.alerts, alarms } }, new Date('2026-12-01')))
        return app
          .synth()
          .getStackByName('shop-operations')
          .dependencies.map(({ id }) => id)
      },
      {},
      { nag: false },
    )
  expect(waitsFor('/nightshift/shop-audit')).toContain('shop-audit')
  expect(waitsFor('/shop/orders')).not.toContain('shop-audit')
})
