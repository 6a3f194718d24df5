import { fillGaps, gapRules, type Template } from '../../../local/emulator-gaps.ts'
import { openLinks } from '../../../local/gaps/links.ts'

const template = (resources: Template['Resources'], rest: object = {}): Template => ({ Resources: resources, ...rest })
const only = (type: string, properties: object) =>
  fillGaps(template({ Thing: { Type: type, Properties: { ...properties } } })).template.Resources.Thing

test('a template without gaps stays what it is', () => {
  const resources = { Queue: { Type: 'AWS::SQS::Queue', Properties: { DelaySeconds: 5 } } }
  const { template: filled, turned } = fillGaps(template(resources))
  expect(filled.Resources).toEqual(resources)
  expect(turned).toEqual([])
})

test('the template that is given is not touched', () => {
  const given = template({ Nat: { Type: 'AWS::EC2::NatGateway', Properties: { SubnetId: 's' } } })
  const before = structuredClone(given)
  fillGaps(given)
  expect(given).toEqual(before)
})

test.each(Object.keys(gapRules))('%s becomes a custom resource with a provider, and is named', (type) => {
  const { template: filled, turned } = fillGaps(
    template({
      Thing: {
        Type: type,
        Properties: { KeyGroupConfig: {}, PublicKeyConfig: {}, SourceDBInstanceIdentifier: 'shop' },
      },
    }),
  )
  expect(filled.Resources.Thing?.Type).toMatch(/^Custom::/)
  expect(filled.Resources.Thing?.Properties?.ServiceToken).toEqual({ 'Fn::GetAtt': ['EmulatorGapProvider', 'Arn'] })
  expect(filled.Resources.EmulatorGapProvider?.Type).toBe('AWS::Lambda::Function')
  expect(turned).toEqual([{ logicalId: 'Thing', type, how: gapRules[type]?.how }])
})

test('what surrounds the properties stays: conditions, dependencies, deletion policy', () => {
  const kept = { Condition: 'WithNat', DependsOn: ['Gateway'], DeletionPolicy: 'Retain' }
  const { template: filled } = fillGaps(template({ Nat: { Type: 'AWS::EC2::NatGateway', Properties: {}, ...kept } }))
  expect(filled.Resources.Nat).toMatchObject(kept)
})

test('a replica is made of its source; a database stays what it is', () => {
  const SourceDBInstanceIdentifier = { 'Fn::Join': ['', ['arn:', { Ref: 'Database' }]] }
  expect(
    only('AWS::RDS::DBInstance', { DBInstanceIdentifier: 'shop-read-1', SourceDBInstanceIdentifier, Port: '5432' })
      ?.Properties,
  ).toMatchObject({
    Calls: [
      {
        action: 'CreateDBInstanceReadReplica',
        parameters: { DBInstanceIdentifier: 'shop-read-1', SourceDBInstanceIdentifier },
      },
    ],
    Identifier: '{DBInstanceIdentifier}',
    Attributes: { 'Endpoint.Address': '{Address}' },
  })
  expect(only('AWS::RDS::DBInstance', { Engine: 'postgres' })?.Type).toBe('AWS::RDS::DBInstance')
})

test('references in properties are handed on as they are', () => {
  const AllocationId = { 'Fn::GetAtt': ['Address', 'AllocationId'] }
  expect(only('AWS::EC2::NatGateway', { AllocationId, SubnetId: { Ref: 'Subnet' } })?.Properties?.Calls).toMatchObject([
    { action: 'CreateNatGateway', parameters: { AllocationId, SubnetId: { Ref: 'Subnet' } } },
  ])
})

test("a security group's rule names its peer where the call wants it", () => {
  const rule = { GroupId: 'sg-1', IpProtocol: 'tcp', FromPort: 80, ToPort: 80 }
  const permission = { IpProtocol: 'tcp', FromPort: 80, ToPort: 80 }
  expect(
    only('AWS::EC2::SecurityGroupIngress', { ...rule, SourceSecurityGroupId: 'sg-2', Description: 'web' })?.Properties
      ?.Calls,
  ).toMatchObject([
    { parameters: { IpPermissions: [{ ...permission, Groups: [{ GroupId: 'sg-2', Description: 'web' }] }] } },
  ])
  expect(only('AWS::EC2::SecurityGroupEgress', { ...rule, CidrIp: '10.0.0.0/8' })?.Properties?.Calls).toMatchObject([
    { parameters: { IpPermissions: [{ ...permission, IpRanges: [{ CidrIp: '10.0.0.0/8' }] }] } },
  ])
})

test('numbers keep their type where the service wants JSON', () => {
  const properties = only('AWS::Events::Archive', { SourceArn: 'a', RetentionDays: 7 })?.Properties
  expect(properties?.Calls).toMatchObject([{ parameters: { RetentionDays: { $typed: '7' } } }])
})

test('a regional NAT gateway makes no call, and what names it still resolves', () => {
  expect(
    only('AWS::EC2::NatGateway', { AvailabilityMode: 'regional', VpcId: { Ref: 'Vpc' } })?.Properties,
  ).toMatchObject({ Calls: [], Identifier: 'Thing-stand-in' })
})

test('a subnet has no IPv6 range, and keeps the rest', () => {
  const properties = { CidrBlock: '10.1.0.0/24', Ipv6CidrBlock: { 'Fn::Select': [0, { 'Fn::Cidr': [] }] } }
  expect(only('AWS::EC2::Subnet', properties)?.Properties).toEqual({ CidrBlock: '10.1.0.0/24' })
})

test("the check for CDK's bootstrap stack goes, other parameters and rules stay", () => {
  const { template: filled } = fillGaps(
    template(
      {},
      {
        Parameters: { BootstrapVersion: {}, Size: { Type: 'String' } },
        Rules: { CheckBootstrapVersion: {}, Mine: {} },
      },
    ),
  )
  expect(filled.Parameters).toEqual({ Size: { Type: 'String' } })
  expect(filled.Rules).toEqual({ Mine: {} })
})

const policy = (statement: object) =>
  fillGaps(
    template({ Policy: { Type: 'AWS::IAM::Policy', Properties: { PolicyDocument: { Statement: [statement] } } } }),
  ).template.Resources.Policy?.Properties?.PolicyDocument

test('the demand for TLS is put out of force, on loopback there is none', () => {
  const deny = { Effect: 'Deny', Action: 'sqs:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }
  expect(policy(deny)).toEqual({
    Statement: [{ ...deny, Condition: { ...deny.Condition, StringEquals: { 'aws:PrincipalArn': 'nobody' } } }],
  })
})

test('that a role may be handed to tasks alone goes too: its simulation fills in no condition', () => {
  const pass = { Effect: 'Allow', Action: 'iam:PassRole', Resource: 'arn:aws:iam::123456789012:role/x' }
  const passed = { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } }
  expect(policy({ ...pass, Condition: passed })).toEqual({ Statement: [{ ...pass, Condition: {} }] })
})

test('conditions that the emulator cannot judge go, those that it can stay', () => {
  const put = { Effect: 'Allow', Action: 'cloudwatch:PutMetricData', Resource: '*' }
  const region = { 'aws:RequestedRegion': 'ap-northeast-2' }
  expect(policy({ ...put, Condition: { StringEquals: { 'cloudwatch:namespace': 'Shop', ...region } } })).toEqual({
    Statement: [{ ...put, Condition: { StringEquals: region } }],
  })
})

test('permissions on anything but ECS and email keep their resource', () => {
  const read = { Effect: 'Allow', Action: ['s3:GetObject'], Resource: 'arn:aws:s3:::uploads/*' }
  expect(policy(read)).toEqual({ Statement: [read] })
  expect(policy({ Effect: 'Allow', Action: 'ecs:RunTask', Resource: 'arn:aws:ecs:::task-definition/x' })).toEqual({
    Statement: [{ Effect: 'Allow', Action: 'ecs:RunTask', Resource: '*' }],
  })
})

test('a permission names a secret by its ARN, as on AWS, and all else keeps its reference', () => {
  const statement = {
    Effect: 'Allow',
    Action: 'secretsmanager:GetSecretValue',
    Resource: [{ Ref: 'Key' }, { Ref: 'Other' }],
  }
  const { template: filled } = fillGaps(
    template({
      Key: { Type: 'AWS::SecretsManager::Secret', Properties: {} },
      Role: { Type: 'AWS::IAM::Policy', Properties: { PolicyDocument: { Statement: [statement] } } },
      Function: { Type: 'AWS::Lambda::Function', Properties: { Environment: { Ref: 'Key' } } },
    }),
  )
  expect(filled.Resources.Role?.Properties).toEqual({
    PolicyDocument: { Statement: [{ ...statement, Resource: [{ 'Fn::GetAtt': ['Key', 'Id'] }, { Ref: 'Other' }] }] },
  })
  expect(filled.Resources.Function?.Properties).toEqual({ Environment: { Ref: 'Key' } })
})

test('an address of a function becomes one that a browser here can open, wherever it stands', () => {
  const url = { 'Fn::GetAtt': ['PageUrl', 'FunctionUrl'] }
  const other = { 'Fn::GetAtt': ['Page', 'Arn'] }
  const [open] = openLinks([url, other], 'http://127.0.0.1:4566') as readonly object[]
  expect(
    openLinks(
      { Resources: { Page: { Variables: { LINK_BASE: url, ARN: other } } }, Outputs: [url] },
      'http://127.0.0.1:4566',
    ),
  ).toEqual({
    Resources: { Page: { Variables: { LINK_BASE: open, ARN: other } } },
    Outputs: [open],
  })
  expect(open).toEqual({
    'Fn::Join': [
      '',
      [
        'http://127.0.0.1:4566/_aws/lambda-url/',
        { 'Fn::Select': [0, { 'Fn::Split': ['.', { 'Fn::Select': [2, { 'Fn::Split': ['/', url] }] }] }] },
      ],
    ],
  })
})

test('CloudFront finds a function behind it by its own host', () => {
  const DomainName = { 'Fn::Select': [2, { 'Fn::Split': ['/', { 'Fn::GetAtt': ['PageUrl', 'FunctionUrl'] }] }] }
  const View = {
    Type: 'AWS::CloudFront::Distribution',
    Properties: { DistributionConfig: { Origins: [{ DomainName }] } },
  }
  expect(openLinks({ Resources: { View } }, 'http://127.0.0.1:4566')).toEqual({ Resources: { View } })
})

test('a function behind CloudFront takes what the emulator’s does not sign, and no other does', () => {
  const address = (id: string) => ({ 'Fn::GetAtt': [id, 'FunctionUrl'] })
  const url = { Type: 'AWS::Lambda::Url', Properties: { AuthType: 'AWS_IAM' } }
  const View = {
    Type: 'AWS::CloudFront::Distribution',
    Properties: { Origins: [{ DomainName: { 'Fn::Select': [2, { 'Fn::Split': ['/', address('Behind')] }] } }] },
  }
  const { template } = fillGaps({ Resources: { View, Behind: url, Other: url } })
  expect(template.Resources).toMatchObject({
    Behind: { Properties: { AuthType: 'NONE' } },
    Other: { Properties: { AuthType: 'AWS_IAM' } },
  })
})

test('what a container is filled from is spelled as the API does, and nothing else of it', () => {
  const container = {
    Name: 'main',
    Environment: [{ Name: 'A', Value: '1' }],
    EnvironmentFiles: [{ Type: 's3', Value: 'arn:aws:s3:::shop/a.env' }],
    Secrets: [{ Name: 'KEY', ValueFrom: { Ref: 'Key' } }],
  }
  expect(only('AWS::ECS::TaskDefinition', { Cpu: '256', ContainerDefinitions: [container] })?.Properties).toEqual({
    Cpu: '256',
    ContainerDefinitions: [
      {
        ...container,
        EnvironmentFiles: [{ type: 's3', value: 'arn:aws:s3:::shop/a.env' }],
        Secrets: [{ name: 'KEY', valueFrom: { Ref: 'Key' } }],
      },
    ],
  })
})
