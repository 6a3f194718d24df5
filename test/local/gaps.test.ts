import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling'
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch'
import { DescribeTaskDefinitionCommand, ECSClient } from '@aws-sdk/client-ecs'
import { DescribeArchiveCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { deployAssembly } from '../../local/deploy.ts'
import { region, useEmulator } from './emulator.ts'

const emulator = useEmulator({ enforceIam: true })
const directory = mkdtempSync(join(tmpdir(), 'nightshift-assembly-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

type Resources = Readonly<Record<string, { readonly Type: string; readonly Properties: object }>>
type StackInput = { readonly resources: Resources; readonly outputs: object; readonly after?: readonly string[] }

/** Writes what `cdk synth` would. */
const writeAssembly = (name: string, stacks: Readonly<Record<string, StackInput>>): string => {
  const path = join(directory, name)
  mkdirSync(path)
  const artifacts = Object.entries(stacks).map(([id, { resources, outputs, after = [] }]) => {
    writeFileSync(join(path, `${id}.template.json`), JSON.stringify({ Resources: resources, Outputs: outputs }))
    const properties = { templateFile: `${id}.template.json` }
    return [id, { type: 'aws:cloudformation:stack', dependencies: after, properties }]
  })
  writeFileSync(join(path, 'manifest.json'), JSON.stringify({ artifacts: Object.fromEntries(artifacts) }))
  return path
}

const deploy = (assemblyDir: string, told: string[] = []): Promise<Record<string, string>> =>
  deployAssembly({ assemblyDir, endpoint: emulator.endpoint, region, report: (text) => told.push(text) })

const resource = (Type: string, Properties: object = {}) => ({ Type, Properties })
const ref = (id: string) => ({ Ref: id })
const attribute = (id: string, name: string) => ({ 'Fn::GetAtt': [id, name] })
const rule = (from: string, to: string, port: number) => ({
  GroupId: ref(to),
  IpProtocol: 'tcp',
  FromPort: port,
  ToPort: port,
  SourceSecurityGroupId: ref(from),
})

const network: StackInput = {
  resources: {
    Vpc: resource('AWS::EC2::VPC', { CidrBlock: '10.0.0.0/16' }),
    Subnet: resource('AWS::EC2::Subnet', { VpcId: ref('Vpc'), CidrBlock: '10.0.1.0/24' }),
    Address: resource('AWS::EC2::EIP', { Domain: 'vpc' }),
    Nat: resource('AWS::EC2::NatGateway', {
      SubnetId: ref('Subnet'),
      AllocationId: attribute('Address', 'AllocationId'),
    }),
    Table: resource('AWS::EC2::RouteTable', { VpcId: ref('Vpc') }),
    Out: resource('AWS::EC2::Route', {
      RouteTableId: ref('Table'),
      DestinationCidrBlock: '0.0.0.0/0',
      NatGatewayId: ref('Nat'),
    }),
    Flow: resource('AWS::EC2::FlowLog', { ResourceId: ref('Vpc'), ResourceType: 'VPC', TrafficType: 'ALL' }),
    Front: resource('AWS::EC2::SecurityGroup', { GroupDescription: 'front', VpcId: ref('Vpc') }),
    Back: resource('AWS::EC2::SecurityGroup', { GroupDescription: 'back', VpcId: ref('Vpc') }),
    FrontToBack: resource('AWS::EC2::SecurityGroupIngress', rule('Front', 'Back', 80)),
    BackToFront: resource('AWS::EC2::SecurityGroupIngress', rule('Back', 'Front', 443)),
    Acl: resource('AWS::EC2::NetworkAcl', { VpcId: ref('Vpc') }),
    Entry: resource('AWS::EC2::NetworkAclEntry', {
      NetworkAclId: ref('Acl'),
      RuleNumber: 100,
      Protocol: -1,
      RuleAction: 'allow',
      Egress: true,
      CidrBlock: '10.0.0.0/8',
    }),
    Peering: resource('AWS::EC2::VPCPeeringConnection', { VpcId: ref('Vpc'), PeerVpcId: ref('Vpc') }),
  },
  outputs: {
    NatId: { Value: ref('Nat') },
    FlowId: { Value: ref('Flow') },
    RuleId: { Value: attribute('FrontToBack', 'Id') },
    AclId: { Value: attribute('Acl', 'Id') },
    PeeringId: { Value: ref('Peering') },
    ExportsOutputSubnet: { Value: ref('Subnet'), Export: { Name: 'Network:Subnet' } },
  },
}

const host: StackInput = {
  resources: {
    Host: resource('AWS::EC2::Instance', {
      ImageId: 'ami-12345678',
      SubnetId: { 'Fn::ImportValue': 'Network:Subnet' },
    }),
  },
  outputs: { HostId: { Value: ref('Host') }, HostAddress: { Value: attribute('Host', 'PrivateIp') } },
  after: ['Network'],
}

const services: StackInput = {
  resources: {
    Set: resource('AWS::WAFv2::IPSet', {
      Scope: 'REGIONAL',
      IPAddressVersion: 'IPV4',
      Addresses: ['192.0.2.1/32'],
    }),
    Group: resource('AWS::WAFv2::RuleGroup', {
      Scope: 'REGIONAL',
      Capacity: 50,
      VisibilityConfig: { CloudWatchMetricsEnabled: true, MetricName: 'group', SampledRequestsEnabled: true },
    }),
    Bucket: resource('AWS::S3::Bucket'),
    Trail: resource('AWS::CloudTrail::Trail', { S3BucketName: ref('Bucket'), IsLogging: true }),
    Check: resource('AWS::Route53::HealthCheck', {
      HealthCheckConfig: { Type: 'HTTPS', FullyQualifiedDomainName: 'shop.example', Port: 443 },
    }),
    Bus: resource('AWS::Events::EventBus', { Name: 'shop' }),
    Archive: resource('AWS::Events::Archive', {
      SourceArn: attribute('Bus', 'Arn'),
      RetentionDays: 7,
      EventPattern: { source: ['shop'] },
    }),
    Both: resource('AWS::CloudWatch::CompositeAlarm', { AlarmName: 'both', AlarmRule: 'FALSE' }),
    Query: resource('AWS::Logs::QueryDefinition', { Name: 'q', QueryString: 'fields @message' }),
  },
  outputs: {
    SetId: { Value: ref('Set') },
    GroupArn: { Value: attribute('Group', 'Arn') },
    TrailArn: { Value: attribute('Trail', 'Arn') },
    CheckId: { Value: ref('Check') },
    ArchiveArn: { Value: attribute('Archive', 'Arn') },
    BothArn: { Value: attribute('Both', 'Arn') },
    QueryId: { Value: ref('Query') },
  },
}

test('a network with what the emulator refuses is deployed, and references within and between stacks resolve', async () => {
  const outputs = await deploy(writeAssembly('network', { Host: host, Network: network }))
  expect(outputs).toEqual({
    NatId: expect.stringMatching(/^nat-/),
    FlowId: expect.stringMatching(/^fl-/),
    RuleId: expect.stringMatching(/^sgr-/),
    AclId: expect.stringMatching(/^acl-/),
    PeeringId: expect.stringMatching(/^pcx-/),
    HostId: expect.stringMatching(/^i-/),
    HostAddress: expect.stringMatching(/^10\./),
  })
}, 60_000)

test('services make what the template asks for', async () => {
  expect(await deploy(writeAssembly('services', { Services: services }))).toMatchObject({
    SetId: expect.stringMatching(/^Set\|[0-9a-f-]{36}\|REGIONAL$/),
    GroupArn: expect.stringContaining(':regional/rulegroup/Group/'),
    TrailArn: expect.stringContaining(':trail/Trail'),
    CheckId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    ArchiveArn: expect.stringContaining(':archive/Archive'),
    BothArn: expect.stringMatching(/:alarm:both$/),
    QueryId: 'Query-stand-in',
  })
  const archive = await new EventBridgeClient(emulator.client).send(
    new DescribeArchiveCommand({ ArchiveName: 'Archive' }),
  )
  expect(archive).toMatchObject({ RetentionDays: 7, EventPattern: '{"source":["shop"]}' })
  const alarms = await new CloudWatchClient(emulator.client).send(
    new DescribeAlarmsCommand({ AlarmTypes: ['CompositeAlarm'], AlarmNames: ['both'] }),
  )
  expect(alarms.CompositeAlarms).toHaveLength(1)
}, 60_000)

test('a second deployment changes nothing', async () => {
  const told: string[] = []
  await deploy(join(directory, 'services'), told)
  expect(told).toContain('Services is as it should be')
}, 60_000)

test('what fails is named, with the reason', async () => {
  const Orphan = resource('AWS::EC2::SecurityGroupIngress', { GroupId: 'sg-none', IpProtocol: 'tcp' })
  const broken = deploy(writeAssembly('broken', { Broken: { resources: { Orphan }, outputs: {} } }))
  await expect(broken).rejects.toThrow(
    'Broken is CREATE_FAILED\n' +
      '  Orphan (Custom::AWS-EC2-SecurityGroupIngress): AuthorizeSecurityGroupIngress: Security group sg-none not found',
  )
}, 60_000)

test('a task definition keeps what its container is filled from', async () => {
  const container = {
    Name: 'main',
    Image: 'busybox',
    EnvironmentFiles: [{ Type: 's3', Value: 'arn:aws:s3:::shop/a.env' }],
    Secrets: [{ Name: 'KEY', ValueFrom: 'arn:aws:ssm:ap-northeast-2:000000000000:parameter/key' }],
    StopTimeout: 7,
  }
  const properties = { Family: 'filled', ContainerDefinitions: [container] }
  const Task = resource('AWS::ECS::TaskDefinition', properties)
  await deploy(writeAssembly('filled', { filled: { resources: { Task }, outputs: {} } }))
  const { taskDefinition } = await new ECSClient(emulator.client).send(
    new DescribeTaskDefinitionCommand({ taskDefinition: 'filled' }),
  )
  expect(taskDefinition?.containerDefinitions?.[0]).toMatchObject({
    environmentFiles: [{ type: 's3', value: 'arn:aws:s3:::shop/a.env' }],
    secrets: [{ name: 'KEY', valueFrom: 'arn:aws:ssm:ap-northeast-2:000000000000:parameter/key' }],
    stopTimeout: 7,
  })
}, 60_000)

test('asked for scaling, which the emulator does not have, the laptop answers that nothing scales, and makes none', async () => {
  const client = new ApplicationAutoScalingClient({ ...emulator.client, maxAttempts: 1 })
  const service = { ServiceNamespace: 'ecs', ScalableDimension: 'ecs:service:DesiredCount' } as const
  const { ScalableTargets } = await client.send(new DescribeScalableTargetsCommand(service))
  expect(ScalableTargets).toEqual([])
  const register = new RegisterScalableTargetCommand({ ...service, ResourceId: 'service/shop/web', MinCapacity: 1 })
  await expect(client.send(register)).rejects.toThrow('nothing scales on the laptop')
})
