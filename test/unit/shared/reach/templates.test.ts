import { endsOf } from '../../../../shared/reach/estate/ends.ts'
import { reach } from '../../../../shared/reach/reach.ts'
import { readNetwork } from '../../../../shared/reach/templates/read-network.ts'
import type { Resource, StackTemplate } from '../../../../shared/reach/templates/resolve.ts'

const ref = (Ref: string) => ({ Ref })
const resource = (type: string, Properties: Readonly<Record<string, unknown>> = {}): Resource => ({
  Type: `AWS::${type}`,
  Properties,
})

/** One VPC with one public subnet and one that is not; tests add what they read. */
const stacksWith = (more: Readonly<Record<string, Resource>>): readonly StackTemplate[] => [
  {
    name: 's',
    region: 'ap-northeast-2',
    template: {
      Resources: {
        Vpc: resource('EC2::VPC', { CidrBlock: '10.1.0.0/16', EnableDnsHostnames: true }),
        Public: resource('EC2::Subnet', { VpcId: ref('Vpc'), CidrBlock: '10.1.1.0/26' }),
        Inner: resource('EC2::Subnet', { VpcId: ref('Vpc'), CidrBlock: '10.1.1.64/26' }),
        Table: resource('EC2::RouteTable', { VpcId: ref('Vpc') }),
        Of: resource('EC2::SubnetRouteTableAssociation', { SubnetId: ref('Public'), RouteTableId: ref('Table') }),
        Igw: resource('EC2::InternetGateway'),
        Attached: resource('EC2::VPCGatewayAttachment', { VpcId: ref('Vpc'), InternetGatewayId: ref('Igw') }),
        Default: resource('EC2::Route', {
          RouteTableId: ref('Table'),
          DestinationCidrBlock: '0.0.0.0/0',
          GatewayId: ref('Igw'),
        }),
        Open: resource('EC2::SecurityGroup', {
          VpcId: ref('Vpc'),
          SecurityGroupIngress: [{ IpProtocol: '-1', CidrIp: '0.0.0.0/0' }],
        }),
        ...more,
      },
    },
  },
]
const placeOf = (...subnets: string[]) => ({
  place: { subnets: subnets.map((id) => `s/${id}`), groups: ['s/Open'], publicAddress: true },
})
const internet = { internet: true } as const
const said = (stacks: readonly StackTemplate[], question: Parameters<typeof reach>[1]): string => {
  const answer = reach(readNetwork(stacks), question)
  return answer.reachable === false ? answer.blocker.code : String(answer.reachable)
}
const balancer = (group: object, more: Readonly<Record<string, Resource>> = {}, change: object = {}) =>
  stacksWith({
    Lb: resource('ElasticLoadBalancingV2::LoadBalancer', {
      Subnets: [ref('Public')],
      SecurityGroups: [ref('Open')],
      ...change,
    }),
    Listener: resource('ElasticLoadBalancingV2::Listener', {
      LoadBalancerArn: ref('Lb'),
      Port: 80,
      Protocol: 'HTTP',
      DefaultActions: [{ Type: 'forward', TargetGroupArn: ref('Tg') }],
    }),
    Tg: resource('ElasticLoadBalancingV2::TargetGroup', { Port: 8080, Protocol: 'HTTP', TargetType: 'ip', ...group }),
    Web: resource('EC2::SecurityGroup', {
      VpcId: ref('Vpc'),
      SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 8080, ToPort: 8080, SourceSecurityGroupId: ref('Open') }],
    }),
    Service: resource('ECS::Service', {
      LoadBalancers: [{ ContainerName: 'web', ContainerPort: 8080, TargetGroupArn: ref('Tg') }],
      NetworkConfiguration: { AwsvpcConfiguration: { Subnets: [ref('Inner')], SecurityGroups: [ref('Web')] } },
    }),
    ...more,
  })
const call = { from: internet, to: { balancer: 's/Lb' }, port: 80 }

test('the port on which a target group asks whether its targets are well', () => {
  expect(said(balancer({}), call)).toBe('true')
  expect(said(balancer({ HealthCheckPort: 'traffic-port' }), call)).toBe('true')
  expect(said(balancer({ HealthCheckPort: '9000' }), call)).toBe('ENI_SG_RULES_MISMATCH')
  expect(said(balancer({ HealthCheckPort: '9000', HealthCheckEnabled: false }), call)).toBe('true')
})

test('a network balancer whose targets see the client’s address', () => {
  const network = (group: object) =>
    balancer({ Protocol: 'TCP', ...group }, {}, { Type: 'network', SecurityGroups: [] })
  const keeps = { TargetGroupAttributes: [{ Key: 'preserve_client_ip.enabled', Value: 'true' }] }
  const read = (group: object) => readNetwork(network(group)).balancers?.[0]?.listeners[0]?.targetGroups[0]
  expect(read({})?.keepsClientAddress).toBe(false)
  expect(read(keeps)?.keepsClientAddress).toBe(true)
  expect(read({ TargetType: 'instance' })?.keepsClientAddress).toBe(true)
  expect(read({ Protocol: 'UDP' })?.keepsClientAddress).toBe(true)
})

test('a listener for TCP and UDP is two', () => {
  const stacks = balancer(
    { Protocol: 'TCP_UDP' },
    {
      Listener: resource('ElasticLoadBalancingV2::Listener', {
        LoadBalancerArn: ref('Lb'),
        Port: 53,
        Protocol: 'TCP_UDP',
        DefaultActions: [{ Type: 'forward', TargetGroupArn: ref('Tg') }],
      }),
    },
    { Type: 'network' },
  )
  expect(readNetwork(stacks).balancers?.[0]?.listeners.map(({ protocol }) => protocol)).toEqual(['tcp', 'udp'])
})

test('a balancer has addresses of IPv4 alone unless it is made otherwise', () => {
  const six = { ...call, family: 'ipv6' } as const
  expect(said(balancer({}), six)).toBe('NO_POSSIBLE_DESTINATION')
})

test('the default group of a VPC lets itself in alone', () => {
  const stacks = stacksWith({})
  const place = { place: { subnets: ['s/Inner'], groups: ['s/Vpc.DefaultSecurityGroup'] } }
  expect(said(stacks, { from: place, to: place })).toBe('true')
  expect(said(stacks, { from: placeOf('Public'), to: place })).toBe('ENI_SG_RULES_MISMATCH')
})

test('a prefix list of our own, in a route and in a rule', () => {
  const stacks = stacksWith({
    List: resource('EC2::PrefixList', { Entries: [{ Cidr: '203.0.113.0/24' }], MaxEntries: 1 }),
    Table2: resource('EC2::RouteTable', { VpcId: ref('Vpc') }),
    Of2: resource('EC2::SubnetRouteTableAssociation', { SubnetId: ref('Inner'), RouteTableId: ref('Table2') }),
    Partner: resource('EC2::Route', {
      RouteTableId: ref('Table2'),
      DestinationPrefixListId: { 'Fn::GetAtt': ['List', 'PrefixListId'] },
      GatewayId: ref('Igw'),
    }),
  })
  expect(said(stacks, { from: placeOf('Inner'), to: { internet: ['203.0.113.0/25'] } })).toBe('true')
  expect(said(stacks, { from: placeOf('Inner'), to: { internet: ['198.51.100.0/24'] } })).toBe(
    'NO_ROUTE_TO_DESTINATION',
  )
})

test('a NAT gateway without an address, and a table that only AWS knows', () => {
  const table = (RouteTableId: unknown, more: object = {}) =>
    stacksWith({
      Table2: resource('EC2::RouteTable', { VpcId: ref('Vpc') }),
      Of2: resource('EC2::SubnetRouteTableAssociation', { SubnetId: ref('Inner'), RouteTableId }),
      Nat: resource('EC2::NatGateway', { SubnetId: ref('Public'), ...more }),
      Out: resource('EC2::Route', {
        RouteTableId: ref('Table2'),
        DestinationCidrBlock: '0.0.0.0/0',
        NatGatewayId: ref('Nat'),
      }),
    })
  const out = { from: placeOf('Inner'), to: internet, port: 443 }
  expect(said(table(ref('Table2')), out)).toBe('IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS')
  expect(said(table(ref('Table2'), { AllocationId: 'eipalloc-1' }), out)).toBe('true')
  expect(said(table({ 'Fn::ImportValue': 'elsewhere' }), out)).toBe('unknown')
})

test('Block Public Access of the account', () => {
  const stacks = (InternetGatewayBlockMode: string) =>
    stacksWith({ Block: resource('EC2::VPCBlockPublicAccessOptions', { InternetGatewayBlockMode }) })
  expect(said(stacks('block-bidirectional'), { from: placeOf('Public'), to: internet, port: 443 })).toBe(
    'VPC_BLOCK_PUBLIC_ACCESS_ENABLED',
  )
})

test('caches, file systems and clusters of databases are ends, with the ports of their engines', () => {
  const ends = endsOf(
    stacksWith({
      CacheSubnets: resource('ElastiCache::SubnetGroup', { SubnetIds: [ref('Inner')] }),
      Cache: resource('ElastiCache::ReplicationGroup', {
        Engine: 'valkey',
        CacheSubnetGroupName: ref('CacheSubnets'),
        SecurityGroupIds: [ref('Open')],
      }),
      Files: resource('EFS::FileSystem'),
      Mount: resource('EFS::MountTarget', {
        FileSystemId: ref('Files'),
        SubnetId: ref('Inner'),
        SecurityGroups: [ref('Open')],
      }),
      Subnets: resource('RDS::DBSubnetGroup', { SubnetIds: [ref('Inner')] }),
      Cluster: resource('RDS::DBCluster', {
        Engine: 'aurora-mysql',
        DBSubnetGroupName: ref('Subnets'),
        VpcSecurityGroupIds: [ref('Open')],
      }),
      Writer: resource('RDS::DBInstance', { DBClusterIdentifier: ref('Cluster'), Engine: 'aurora-mysql' }),
    }),
  )
  expect(ends.map(({ name, ports }) => [name, ...ports])).toEqual([
    ['internet'],
    ['database', 3306],
    ['cache', 6379],
    ['files', 2049],
  ])
})
