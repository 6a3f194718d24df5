import { divide } from '../../infra/constructs/grant-list.ts'
import { limitProblems } from '../../infra/limits/limits.ts'
import type { StackTemplate } from '../../infra/limits/template.ts'
import { worstCase } from '../../infra/limits/worst-case.ts'

type Resources = NonNullable<StackTemplate['Resources']>

const times = (count: number, make: (index: number) => object): Resources =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`R${index}`, make(index)])) as Resources

const problemsOf = (Resources: object, rest: object = {}): string[] =>
  limitProblems('shop-operations', { Resources: Resources as Resources, ...rest }, 'ap-northeast-2')

const role = { Type: 'AWS::IAM::Role', Properties: {} }
const policy = (kind: string, length: number, name = 'Role') => ({
  Type: `AWS::IAM::${kind}`,
  Properties: { Roles: [{ Ref: name }], PolicyDocument: { Statement: [{ Resource: 'x'.repeat(length) }] } },
})
const overhead = JSON.stringify({ Statement: [{ Resource: '' }] }).length
const fn = (properties: object) => ({ Type: 'AWS::Lambda::Function', Properties: properties })
const queues = (count: number) => ({
  Bucket: {
    Type: 'AWS::S3::Bucket',
    Properties: { NotificationConfiguration: { QueueConfigurations: Array.from({ length: count }, () => ({})) } },
  },
})

const list = (size: number): string[] => Array.from({ length: size }, (_, index) => `entry-${index}`)
const dashboard = (metrics: readonly number[]) => ({
  D: {
    Type: 'AWS::CloudWatch::Dashboard',
    Properties: {
      DashboardBody: {
        'Fn::Join': [
          '',
          [
            '{"widgets":[{"type":"text"},',
            metrics.map((size) => JSON.stringify({ properties: { region: '?', metrics: list(size) } })).join(','),
            ']}',
          ],
        ],
      },
    },
  },
})
const queuePolicy = (Statement: readonly object[]) => ({
  P: { Type: 'AWS::SQS::QueuePolicy', Properties: { PolicyDocument: { Statement } } },
})

test.each([
  [
    'own policies of a role',
    10_240,
    (size: number) => ({ Role: role, A: policy('Policy', size - 2 * overhead - 5_000), B: policy('Policy', 5_000) }),
  ],
  ['a managed policy', 6_144, (size: number) => ({ Role: role, A: policy('ManagedPolicy', size - overhead) })],
  ['managed policies', 10, (size: number) => ({ Role: role, ...times(size, () => policy('ManagedPolicy', 1)) })],
  ['the name of a function', 64, (size: number) => ({ Fn: fn({ FunctionName: 'f'.repeat(size) }) })],
  [
    'the name of a schedule',
    64,
    (size: number) => ({ S: { Type: 'AWS::Scheduler::Schedule', Properties: { Name: 's'.repeat(size) } } }),
  ],
  [
    'the name of a bucket',
    63,
    (size: number) => ({ B: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'b'.repeat(size) } } }),
  ],
  [
    'an environment',
    4_096,
    (size: number) => ({ Fn: fn({ Environment: { Variables: { A: 'x'.repeat(size - '{"A":""}'.length) } } }) }),
  ],
  ['notifications', 100, queues],
  [
    'filters of a log group',
    100,
    (size: number) => times(size, () => ({ Type: 'AWS::Logs::MetricFilter', Properties: { LogGroupName: '/shop' } })),
  ],
  [
    'tags',
    50,
    (size: number) => ({
      Q: { Type: 'AWS::SQS::Queue', Properties: { Tags: Array.from({ length: size }, () => ({})) } },
    }),
  ],
  ['resources', 500, (size: number) => times(size, () => ({ Type: 'AWS::SQS::Queue' }))],
  [
    "a queue's policy",
    8_192,
    (size: number) => ({ P: { Type: 'AWS::SQS::QueuePolicy', Properties: { PolicyDocument: 'x'.repeat(size - 2) } } }),
  ],
  [
    'a task definition',
    65_536,
    (size: number) => ({
      T: { Type: 'AWS::ECS::TaskDefinition', Properties: { A: 'x'.repeat(size - '{"A":""}'.length) } },
    }),
  ],
  [
    'actions of an alarm',
    5,
    (size: number) => ({ A: { Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmActions: list(size) } } }),
  ],
  [
    'targets of a rule',
    5,
    (size: number) => ({ R: { Type: 'AWS::Events::Rule', Properties: { Targets: list(size) } } }),
  ],
  ['rules of a bus', 300, (size: number) => times(size, () => ({ Type: 'AWS::Events::Rule', Properties: {} }))],
  [
    'the pattern of a rule',
    2_048,
    (size: number) => ({
      R: { Type: 'AWS::Events::Rule', Properties: { EventPattern: { a: 'x'.repeat(size - '{"a":""}'.length) } } },
    }),
  ],
  [
    'the name of a rule',
    64,
    (size: number) => ({ R: { Type: 'AWS::Events::Rule', Properties: { Name: 'r'.repeat(size) } } }),
  ],
  [
    'a comment deep inside',
    128,
    (size: number) => ({
      D: { Type: 'AWS::CloudFront::Distribution', Properties: { DistributionConfig: { Comment: 'c'.repeat(size) } } },
    }),
  ],
  [
    'subscription filters of a log group',
    2,
    (size: number) =>
      times(size, () => ({ Type: 'AWS::Logs::SubscriptionFilter', Properties: { LogGroupName: '/shop' } })),
  ],
  [
    'subscriptions of a topic that filter',
    200,
    (size: number) => ({
      ...times(size, () => ({
        Type: 'AWS::SNS::Subscription',
        Properties: { TopicArn: { Ref: 'Topic' }, FilterPolicy: {} },
      })),
      Plain: { Type: 'AWS::SNS::Subscription', Properties: { TopicArn: { Ref: 'Topic' } } },
    }),
  ],
  ['metrics of a widget', 500, (size: number) => dashboard([size])],
  ['metrics of a dashboard', 2_500, (size: number) => dashboard([500, 500, 500, 500, 400, size - 2_400])],
  [
    "a topic's policy",
    30_720,
    (size: number) => ({ P: { Type: 'AWS::SNS::TopicPolicy', Properties: { PolicyDocument: 'x'.repeat(size - 2) } } }),
  ],
  [
    "a bucket's policy",
    20_480,
    (size: number) => ({ P: { Type: 'AWS::S3::BucketPolicy', Properties: { PolicyDocument: 'x'.repeat(size - 2) } } }),
  ],
  ["statements of a queue's policy", 20, (size: number) => queuePolicy(Array.from({ length: size }, () => ({})))],
  ["actions of a queue's policy", 7, (size: number) => queuePolicy([{ Action: list(size) }])],
  ["principals of a queue's policy", 50, (size: number) => queuePolicy([{ Principal: { AWS: list(size) } }])],
  [
    "conditions of a queue's policy",
    10,
    (size: number) =>
      queuePolicy(Array.from({ length: size }, () => ({ Condition: { ArnEquals: { 'aws:SourceArn': 'x' } } }))),
  ],
  [
    'a trust policy',
    2_048,
    (size: number) => ({
      Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: 'x'.repeat(size - 2) } },
    }),
  ],
  [
    'keys of a key group',
    5,
    (size: number) => ({
      K: { Type: 'AWS::CloudFront::KeyGroup', Properties: { KeyGroupConfig: { Items: list(size) } } },
    }),
  ],
  [
    'rules into a security group',
    60,
    (size: number) =>
      times(size, () => ({ Type: 'AWS::EC2::SecurityGroupIngress', Properties: { GroupId: { Ref: 'G' } } })),
  ],
])('%s: at most %d, and the number and the page are told', (_, most, make) => {
  expect(problemsOf(make(most))).toEqual([])
  const problems = problemsOf(make(most + 1))
  expect(problems).toHaveLength(1)
  const text = (value: number) => value.toLocaleString('en')
  expect(problems[0]).toContain(` has ${text(most + 1)} `)
  expect(problems[0]).toContain(`AWS takes at most ${text(most)} (https://docs.aws.amazon.com/`)
})

test.each([
  ['Outputs', 200],
  ['Parameters', 200],
])('%s: at most %d', (part, most) => {
  expect(problemsOf({}, { [part]: times(most, () => ({})) })).toEqual([])
  expect(problemsOf({}, { [part]: times(most + 1, () => ({})) })).toHaveLength(1)
})

test('two regions take fewer rules', () => {
  const rules = times(101, () => ({ Type: 'AWS::Events::Rule', Properties: {} }))
  expect(limitProblems('shop', { Resources: rules }, 'eu-south-1')).toEqual([
    expect.stringMatching(/has 101 rules; AWS takes at most 100 \(https:/),
  ])
})

test('the permissions of a function are one policy', () => {
  const permissions = (count: number) =>
    times(count, (index) => ({
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: { 'Fn::GetAtt': ['Fn', 'Arn'] },
        Principal: 'events.amazonaws.com',
        SourceArn: `arn:aws:events:eu-west-1:123456789012:rule/${'r'.repeat(50)}-${index}`,
      },
    }))
  expect(problemsOf({ Fn: fn({ FunctionName: 'shop' }), ...permissions(40) })).toEqual([])
  expect(problemsOf({ Fn: fn({ FunctionName: 'shop' }), ...permissions(80) })).toEqual([
    expect.stringMatching(/^the policy that lets others call the function .* bytes; AWS takes at most 20,480 \(https:/),
  ])
})

test('a name that is too long asks for a shorter one', () => {
  expect(problemsOf({ Fn: fn({ FunctionName: 'f'.repeat(65) }) })[0]).toMatch(
    /has 65 characters; AWS takes at most 64 \(https:.*\): give the config, or what this is named after, a shorter name$/,
  )
})

test('a template is at most a million bytes', () => {
  expect(problemsOf({ A: { Type: 'Other', Properties: { text: 'x'.repeat(1_000_000) } } })).toEqual([
    expect.stringContaining('bytes of its template'),
  ])
})

test('a role is named by its function, or by its job', () => {
  const owned = (owner: object) => problemsOf({ Role: role, A: policy('ManagedPolicy', 7_000), Owner: owner })
  expect(owned(fn({ FunctionName: 'shop-jobs-on-timer', Role: { 'Fn::GetAtt': ['Role', 'Arn'] } }))[0]).toMatch(
    /^the role of the function shop-jobs-on-timer has/,
  )
  expect(
    owned({
      Type: 'AWS::ECS::TaskDefinition',
      Properties: { Family: 'shop-report', ExecutionRoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] } },
    })[0],
  ).toMatch(/^the execution role of shop-report has/)
})

describe('what the deployment alone knows counts as long as it may become', () => {
  const resources = {
    Role: role,
    Queue: { Type: 'AWS::SQS::Queue', Properties: {} },
    Named: {
      Type: 'AWS::S3::Bucket',
      Properties: { BucketName: { 'Fn::Join': ['-', ['shop', { Ref: 'AWS::Region' }]] } },
    },
    Other: { Type: 'AWS::EC2::Subnet', Properties: {} },
  }
  const value = (of: unknown) => worstCase(of, { stackName: 'shop', region: 'eu-west-1', resources })

  test.each([
    [{ Ref: 'AWS::Partition' }, 'aws'],
    [{ 'Fn::Join': [':', ['a', { Ref: 'AWS::AccountId' }]] }, 'a:123456789012'],
    [{ Ref: 'Named' }, 'shop-eu-west-1'],
    [{ 'Fn::GetAtt': ['Named', 'Arn'] }, 'arn:aws:s3:::shop-eu-west-1'],
    [{ Ref: 'Queue' }, `https://sqs.eu-west-1.amazonaws.com/123456789012/shop-Queue-${'X'.repeat(12)}`],
    [{ 'Fn::GetAtt': ['Role', 'Arn'] }, `arn:aws:iam::123456789012:role/shop-Role-${'X'.repeat(12)}`],
    [{ 'Fn::Select': [1, { 'Fn::Split': ['-', 'a-b-c'] }] }, 'b'],
    [{ 'Fn::Select': [0, { 'Fn::GetAZs': '' }] }, 'eu-west-1a'],
    [{ Ref: 'Other' }, 'x'.repeat(128)],
    [{ 'Fn::ImportValue': 'other' }, 'x'.repeat(128)],
    [{ deep: [{ Ref: 'AWS::Region' }, 1, true] }, { deep: ['eu-west-1', 1, true] }],
  ])('%j', (of, expected) => {
    expect(value(of)).toEqual(expected)
  })
})

test('a list is divided where it would be too long, and an entry that is too long stands alone', () => {
  const lengthOf = (text: string) => text.length
  expect(divide([], lengthOf, 3)).toEqual([])
  expect(divide(['a', 'bb', 'c', 'dddd', 'e'], lengthOf, 3)).toEqual([['a', 'bb'], ['c'], ['dddd'], ['e']])
})
