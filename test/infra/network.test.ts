import { Annotations, Match, type Template } from 'aws-cdk-lib/assertions'
import { NetworkStack } from '../../infra/stacks/network.ts'
import type { NetworkConfig } from '../../shared/config/estate/network-schema.ts'
import { estateSchema } from '../../shared/config/estate/schema.ts'
import { inApp, synthesize, testEnv } from './synth.ts'

type Input = Parameters<typeof estateSchema.parse>[0]

const networkOf = (network: Input): NetworkConfig => estateSchema.parse({ network }).network
const templateOf = (network: Input): Template =>
  synthesize((app) => new NetworkStack(app, 'shop-network', { env: testEnv, config: networkOf(network) }))

/** Ranges and zone numbers of the subnets of one kind, in the order of the template. */
const subnets = (template: Template, name: string) =>
  Object.entries(
    template.findResources('AWS::EC2::Subnet', {
      Properties: { Tags: Match.arrayWith([{ Key: 'aws-cdk:subnet-name', Value: name }]) },
    }),
  ).map(([id, { Properties }]) => ({
    id,
    cidr: Properties.CidrBlock,
    zone: Properties.AvailabilityZone['Fn::Select']?.[0] ?? Properties.AvailabilityZone,
  }))

/** Where the default routes of one kind's subnets lead: the types of their targets. */
const waysOut = (template: Template, name: string): string[] => {
  const ids = subnets(template, name).map(({ id }) => id)
  const tables = Object.values(template.findResources('AWS::EC2::SubnetRouteTableAssociation'))
    .filter(({ Properties }) => ids.includes(Properties.SubnetId.Ref))
    .map(({ Properties }) => Properties.RouteTableId.Ref)
  return Object.values(template.findResources('AWS::EC2::Route'))
    .filter(({ Properties }) => tables.includes(Properties.RouteTableId.Ref))
    .map(({ Properties }) => (Properties.NatGatewayId ? 'nat' : 'internet'))
}

const existing = {
  vpcId: 'vpc-0123456789abcdef0',
  cidr: '10.9.0.0/16',
  zones: ['ap-northeast-2a', 'ap-northeast-2c'],
  publicSubnetIds: ['subnet-00000001', 'subnet-00000002'],
  appSubnetIds: ['subnet-00000003', 'subnet-00000004'],
  databaseSubnetIds: ['subnet-00000005', 'subnet-00000006'],
}

describe('a new network', () => {
  test('has the default ranges, one of each kind in each of two zones', () => {
    const template = templateOf({})
    template.hasResourceProperties('AWS::EC2::VPC', { CidrBlock: '10.1.0.0/16' })
    expect(subnets(template, 'public')).toMatchObject([
      { cidr: '10.1.1.0/26', zone: 0 },
      { cidr: '10.1.1.64/26', zone: 1 },
    ])
    expect(subnets(template, 'app')).toMatchObject([
      { cidr: '10.1.1.128/27', zone: 0 },
      { cidr: '10.1.1.160/27', zone: 1 },
    ])
    expect(subnets(template, 'database')).toMatchObject([
      { cidr: '10.1.1.192/27', zone: 0 },
      { cidr: '10.1.1.224/27', zone: 1 },
    ])
  })

  test('has exactly the ranges of the config, gaps and sizes as they are', () => {
    const template = templateOf({
      cidr: '172.20.0.0/20',
      public: ['172.20.0.0/28', '172.20.9.0/24'],
      app: ['172.20.4.0/23', '172.20.2.0/24'],
      database: ['172.20.15.240/28', '172.20.1.0/25'],
    })
    template.hasResourceProperties('AWS::EC2::VPC', { CidrBlock: '172.20.0.0/20' })
    const ranges = (name: string) => subnets(template, name).map(({ cidr }) => cidr)
    expect(ranges('public')).toEqual(['172.20.0.0/28', '172.20.9.0/24'])
    expect(ranges('app')).toEqual(['172.20.4.0/23', '172.20.2.0/24'])
    expect(ranges('database')).toEqual(['172.20.15.240/28', '172.20.1.0/25'])
  })

  test.each([
    ['none', [], 0],
    ['one', ['nat', 'nat'], 1],
    ['per-zone', ['nat', 'nat'], 2],
  ] as const)('with nat %s gives app subnets the ways out %j', (nat, app, gateways) => {
    const template = templateOf({ nat })
    expect(waysOut(template, 'app')).toEqual(app)
    expect(waysOut(template, 'public')).toEqual(['internet', 'internet'])
    expect(Object.keys(template.findResources('AWS::EC2::NatGateway'))).toHaveLength(gateways)
  })

  test.each(['none', 'one', 'per-zone'] as const)('with nat %s leaves database subnets without a way out', (nat) => {
    expect(waysOut(templateOf({ nat }), 'database')).toEqual([])
  })

  test('per zone sends each app subnet through the gateway of its own zone', () => {
    const template = templateOf({ nat: 'per-zone' })
    const zones = new Map(
      ['public', 'app'].flatMap((name) => subnets(template, name)).map(({ id, zone }) => [id, zone]),
    )
    const nats = template.findResources('AWS::EC2::NatGateway')
    const pairs = Object.values(template.findResources('AWS::EC2::SubnetRouteTableAssociation')).flatMap(
      ({ Properties: association }) =>
        Object.values(template.findResources('AWS::EC2::Route'))
          .filter(({ Properties }) => Properties.RouteTableId.Ref === association.RouteTableId.Ref)
          .flatMap(({ Properties }) => nats[Properties.NatGatewayId?.Ref] ?? [])
          .map((nat) => [zones.get(association.SubnetId.Ref), zones.get(nat.Properties.SubnetId.Ref)]),
    )
    expect(pairs).toEqual([
      [0, 0],
      [1, 1],
    ])
  })

  test.each(['s3', 'dynamodb'])('reaches %s by a gateway endpoint from every route table', (service) => {
    const template = templateOf({})
    const tables = Object.keys(template.findResources('AWS::EC2::RouteTable')).map((Ref) => ({ Ref }))
    template.hasResourceProperties('AWS::EC2::VPCEndpoint', {
      VpcEndpointType: 'Gateway',
      ServiceName: { 'Fn::Join': ['', ['com.amazonaws.', { Ref: 'AWS::Region' }, `.${service}`]] },
      RouteTableIds: Match.arrayWith(tables),
    })
  })

  test('logs accepted and rejected traffic, and keeps the logs for a month', () => {
    const template = templateOf({})
    template.hasResourceProperties('AWS::EC2::FlowLog', { TrafficType: 'ALL', ResourceType: 'VPC' })
    template.hasResourceProperties('AWS::Logs::LogGroup', {
      LogGroupName: '/nightshift/shop-network/flow-logs',
      RetentionInDays: 30,
    })
  })

  test('gives no public address to what does not ask for one', () => {
    templateOf({}).allResourcesProperties('AWS::EC2::Subnet', { MapPublicIpOnLaunch: false })
  })

  test('needs no function of its own', () => {
    templateOf({ nat: 'one' }).resourceCountIs('AWS::Lambda::Function', 0)
  })
})

describe('a regional NAT gateway', () => {
  const template = templateOf({ nat: 'regional', zones: ['a', 'c'] })

  test('has no subnet and no address of ours, and is the way out of every app subnet', () => {
    const gateways = Object.values(template.findResources('AWS::EC2::NatGateway'))
    expect(gateways.map(({ Properties: { Tags, ...properties } }) => properties)).toEqual([
      {
        AvailabilityMode: 'regional',
        ConnectivityType: 'public',
        VpcId: { Ref: expect.stringMatching(/^Vpc/) },
      },
    ])
    expect(gateways[0]?.DependsOn).toEqual([expect.stringMatching(/VPCGW/)])
    template.resourceCountIs('AWS::EC2::EIP', 0)
    expect(waysOut(template, 'app')).toEqual(['nat', 'nat'])
  })
})

describe('other layouts', () => {
  const zones = (template: Template, name: string) =>
    Object.values(
      template.findResources('AWS::EC2::Subnet', {
        Properties: { Tags: Match.arrayWith([{ Key: 'aws-cdk:subnet-name', Value: name }]) },
      }),
    ).map(({ Properties }) => Properties.AvailabilityZone)

  test('zones by letter or name, as the notes have a and c', () => {
    const template = templateOf({ zones: ['a', 'ap-northeast-2c'] })
    for (const kind of ['public', 'app', 'database'])
      expect(zones(template, kind)).toEqual(['ap-northeast-2a', 'ap-northeast-2c'])
  })

  test('one web subnet, one of the balancer, and two of the databases', () => {
    const template = templateOf({
      cidr: '10.0.0.0/16',
      public: ['10.0.2.0/24'],
      app: ['10.0.1.0/24'],
      database: ['10.0.100.0/24', '10.0.200.0/24'],
      nat: 'one',
    })
    expect(subnets(template, 'public')).toMatchObject([{ cidr: '10.0.2.0/24', zone: 0 }])
    expect(subnets(template, 'app')).toMatchObject([{ cidr: '10.0.1.0/24', zone: 0 }])
    expect(subnets(template, 'database')).toMatchObject([
      { cidr: '10.0.100.0/24', zone: 0 },
      { cidr: '10.0.200.0/24', zone: 1 },
    ])
    expect(waysOut(template, 'app')).toEqual(['nat'])
  })

  test('three zones, each with a NAT gateway of its own', () => {
    const template = templateOf({
      public: ['10.1.1.0/26', '10.1.1.64/26', '10.1.2.0/26'],
      app: ['10.1.1.128/27', '10.1.1.160/27', '10.1.2.64/27'],
      nat: 'per-zone',
    })
    template.resourceCountIs('AWS::EC2::NatGateway', 3)
    expect(subnets(template, 'public').map(({ zone }) => zone)).toEqual([0, 1, 2])
    expect(subnets(template, 'database').map(({ zone }) => zone)).toEqual([0, 1])
    const gateways = Object.values(template.findResources('AWS::EC2::Route')).flatMap(
      ({ Properties }) => Properties.NatGatewayId?.Ref ?? [],
    )
    expect(new Set(gateways).size).toBe(3)
  })

  test('no database subnets, where nothing stands in them', () => {
    expect(subnets(templateOf({ database: [] }), 'database')).toEqual([])
  })
})

describe('IPv6', () => {
  const template = templateOf({ ipv6: true, nat: 'one' })
  const routes = (property: string) =>
    Object.values(template.findResources('AWS::EC2::Route', { Properties: { DestinationIpv6CidrBlock: '::/0' } }))
      .filter(({ Properties }) => Properties[property])
      .map(({ Properties }) => Properties.RouteTableId.Ref)

  test('every subnet has a range of its own, which a further subnet does not take', () => {
    const parts = Object.values(template.findResources('AWS::EC2::Subnet')).map(
      ({ Properties }) => Properties.Ipv6CidrBlock['Fn::Select'][0],
    )
    expect(parts).toEqual([0, 1, 16, 17, 32, 33])
    template.hasResourceProperties('AWS::EC2::VPCCidrBlock', { AmazonProvidedIpv6CidrBlock: true })
  })

  test('public subnets go in and out, app subnets out alone, database subnets neither', () => {
    expect(routes('GatewayId')).toEqual([
      expect.stringMatching(/publicSubnet1/),
      expect.stringMatching(/publicSubnet2/),
    ])
    expect(routes('EgressOnlyInternetGatewayId')).toEqual([
      expect.stringMatching(/appSubnet1/),
      expect.stringMatching(/appSubnet2/),
    ])
  })

  test('none of it without the choice', () => {
    const plain = templateOf({})
    plain.resourceCountIs('AWS::EC2::VPCCidrBlock', 0)
    plain.resourceCountIs('AWS::EC2::EgressOnlyInternetGateway', 0)
  })
})

describe('where tasks run', () => {
  const tasks = (network: Input) =>
    inApp((app) => new NetworkStack(app, 'shop-network', { env: testEnv, config: networkOf(network) }).network.tasks)

  test('without NAT in public subnets with a public address', () => {
    expect(tasks({ nat: 'none' })).toEqual({ subnets: { subnetGroupName: 'public' }, assignPublicIp: true })
  })

  test.each([{ nat: 'one' }, { nat: 'per-zone' }, { nat: 'regional' }, existing])(
    'else in app subnets without one: %j',
    (network) => {
      expect(tasks(network)).toEqual({ subnets: { subnetGroupName: 'app' }, assignPublicIp: false })
    },
  )
})

describe('an existing network', () => {
  test('is used as it is: nothing is created in it', () => {
    const template = templateOf(existing)
    const types = Object.values(template.toJSON().Resources).map((resource) => (resource as { Type: string }).Type)
    expect(types).toEqual(['AWS::CloudFormation::WaitConditionHandle'])
    template.hasOutput('VpcId', { Value: 'vpc-0123456789abcdef0' })
  })

  test('offers its subnets by kind, in the order of the zones, and warns of nothing', () => {
    inApp((app) => {
      const stack = new NetworkStack(app, 'shop-network', { env: testEnv, config: networkOf(existing) })
      const { vpc, publicSubnets, appSubnets, databaseSubnets } = stack.network
      expect(vpc.selectSubnets(publicSubnets).subnetIds).toEqual(existing.publicSubnetIds)
      expect(vpc.selectSubnets(appSubnets).subnetIds).toEqual(existing.appSubnetIds)
      expect(vpc.selectSubnets(databaseSubnets).subnetIds).toEqual(existing.databaseSubnetIds)
      expect(vpc.selectSubnets(appSubnets).availabilityZones).toEqual(existing.zones)
      expect(Annotations.fromStack(stack).findWarning('*', Match.anyValue())).toEqual([])
    })
  })
})
