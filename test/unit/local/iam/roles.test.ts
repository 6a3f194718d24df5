import { judge } from '../../../../local/iam/judge.ts'
import { allowedByRoles, callerOf } from '../../../../local/iam/roles.ts'

const ref = (name: string) => ({ Ref: name })
const att = (id: string, name = 'Arn') => ({ 'Fn::GetAtt': [id, name] })
const grant = (Action: string, ...Resource: unknown[]) => ({
  PolicyDocument: { Statement: [{ Effect: 'Allow', Action, Resource }] },
})

const data = {
  template: {
    Resources: { Bucket: { Type: 'AWS::S3::Bucket' } },
    Outputs: {
      Exported: { Value: att('Bucket'), Export: { Name: 'data:Bucket' } },
      PublishBucket: { Value: att('Bucket') },
    },
  },
  physicalIds: { Bucket: 'shop-uploads' },
}
const operations = {
  template: {
    Resources: {
      Ledger: { Type: 'AWS::DynamoDB::Table' },
      Timers: { Type: 'AWS::SQS::Queue' },
      Topic: { Type: 'AWS::SNS::Topic' },
      Key: { Type: 'AWS::KMS::Key' },
      Role: { Type: 'AWS::IAM::Role', Properties: { Policies: [grant('sns:Publish', ref('Topic'))] } },
      Other: { Type: 'AWS::IAM::Role' },
      Reads0A1B2C3D: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { AWS: att('Role') } }] },
          Policies: [grant('ec2:DescribeVolumes', '*')],
        },
      },
      Policy: {
        Type: 'AWS::IAM::Policy',
        Properties: {
          Roles: [ref('Role')],
          ...grant(
            'dynamodb:Query',
            att('Ledger'),
            { 'Fn::Join': ['', [att('Ledger'), '/index/*']] },
            { 'Fn::Sub': `arn:\${AWS::Partition}:ses:\${AWS::Region}:\${AWS::AccountId}:identity/\${Topic}` },
            { 'Fn::Join': ['/', [{ 'Fn::ImportValue': 'data:Bucket' }, '*']] },
            { 'Fn::GetStackOutput': { StackName: 'data', OutputName: 'PublishBucket' } },
            { 'Fn::GetStackOutput': { StackName: 'data', OutputName: 'PublishNothing' } },
            { 'Fn::Select': [1, { 'Fn::Split': [':', 'a:b'] }] },
            att('Key'),
          ),
        },
      },
      Managed: {
        Type: 'AWS::IAM::ManagedPolicy',
        Properties: { Roles: [ref('Role')], ...grant('sqs:SendMessage', att('Timers')) },
      },
      Function: { Type: 'AWS::Lambda::Function', Properties: { Role: att('Role') } },
      Second: { Type: 'AWS::Lambda::Function', Properties: { Role: att('Other') } },
    },
  },
  physicalIds: {
    Ledger: 'ledger',
    Timers: 'http://127.0.0.1:1/123456789012/timers',
    Topic: 'arn:aws:sns:ap-northeast-2:123456789012:alarms',
    Key: '0123',
    Role: 'shop-role',
    Other: 'other-role',
    Reads0A1B2C3D: 'reads-role',
    Function: 'shop-alerts-on-alarm',
    Second: 'shop-metrics-collect',
  },
}

test('what a role is allowed is put together from its own, attached and managed policies, with names filled in', () => {
  const allowed = allowedByRoles({
    region: 'ap-northeast-2',
    account: '123456789012',
    stacks: [data, operations],
  })
  expect(allowed.get('shop-alerts-on-alarm')).toEqual([
    { Effect: 'Allow', Action: 'sns:Publish', Resource: ['arn:aws:sns:ap-northeast-2:123456789012:alarms'] },
    {
      Effect: 'Allow',
      Action: 'dynamodb:Query',
      Resource: [
        'arn:aws:dynamodb:ap-northeast-2:123456789012:table/ledger',
        'arn:aws:dynamodb:ap-northeast-2:123456789012:table/ledger/index/*',
        'arn:aws:ses:ap-northeast-2:123456789012:identity/arn:aws:sns:ap-northeast-2:123456789012:alarms',
        'arn:aws:s3:::shop-uploads/*',
        'arn:aws:s3:::shop-uploads',
        'unknown:PublishNothing',
        'b',
        // A type whose ARN nobody has needed: it matches no call.
        'arn:aws:kms:ap-northeast-2:123456789012:key/0123',
      ],
    },
    { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: ['arn:aws:sqs:ap-northeast-2:123456789012:timers'] },
  ])
  expect(allowed.get('shop-metrics-collect')).toEqual([])
})

test('a role that trusts a function is held apart from its own, and one that does not trust it allows it nothing', () => {
  const where = { region: 'ap-northeast-2', account: '123456789012', stacks: [data, operations] }
  const allowed = allowedByRoles(where)
  expect(allowed.get('shop-alerts-on-alarm as Reads')).toEqual([
    { Effect: 'Allow', Action: 'ec2:DescribeVolumes', Resource: ['*'] },
  ])
  expect([...allowed.keys()].filter((name) => name.includes(' as '))).toEqual(['shop-alerts-on-alarm as Reads'])
  const by = (caller: string, role?: string) => ({
    number: 1,
    caller,
    service: 'ec2',
    action: 'DescribeVolumes',
    region: 'ap-northeast-2',
    asks: [{ action: 'ec2:DescribeVolumes', resource: '*' }],
    ...(role ? { role: `arn:aws:iam::123456789012:role/${role}` } : {}),
  })
  expect(callerOf(by('shop-alerts-on-alarm', 'reads-role'), where)).toBe('shop-alerts-on-alarm as Reads')
  expect(callerOf(by('shop-alerts-on-alarm'), where)).toBe('shop-alerts-on-alarm')
  expect(judge([by('shop-alerts-on-alarm', 'reads-role')], where)).toEqual([])
  expect(
    judge([by('shop-alerts-on-alarm'), by('shop-metrics-collect', 'reads-role')], where).map(({ caller }) => caller),
  ).toEqual(['shop-alerts-on-alarm', 'shop-metrics-collect as Reads'])
})
