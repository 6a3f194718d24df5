import { reachAtAll } from '../../../../shared/reach/at-all.ts'
import { endsOf } from '../../../../shared/reach/estate/ends.ts'
import { reach } from '../../../../shared/reach/reach.ts'
import { readNetwork } from '../../../../shared/reach/templates/read-network.ts'
import type { Resource } from '../../../../shared/reach/templates/resolve.ts'
import { protocolOf } from '../../../../shared/reach/templates/values.ts'

const ref = (Ref: string) => ({ Ref })
const resource = (type: string, Properties: Readonly<Record<string, unknown>> = {}): Resource => ({
  Type: `AWS::${type}`,
  Properties,
})
const stackOf = (Resources: Readonly<Record<string, Resource>>) => [
  { name: 's', region: 'ap-northeast-2', template: { Resources } },
]
const read = (Resources: Readonly<Record<string, Resource>>) => readNetwork(stackOf(Resources))
const Vpc = resource('EC2::VPC', { CidrBlock: '10.1.0.0/16' })

test('VPCs and their subnets', () => {
  const vpcs = Object.fromEntries(Array.from({ length: 17 }, (_, n) => [`Vpc${n}`, Vpc]))
  const six = (vpc: string, AmazonProvidedIpv6CidrBlock: unknown) =>
    resource('EC2::VPCCidrBlock', { VpcId: ref(vpc), AmazonProvidedIpv6CidrBlock })
  const model = read({
    ...vpcs,
    Vpc1: resource('EC2::VPC', { CidrBlock: '10.2.0.0/16', EnableDnsSupport: false, EnableDnsHostnames: 'true' }),
    Own: six('Vpc16', true),
    Text: six('Vpc1', 'true'),
    Not: six('Vpc2', 'false'),
    More: resource('EC2::VPCCidrBlock', {
      VpcId: ref('Vpc1'),
      CidrBlock: '10.3.0.0/16',
      Ipv6CidrBlock: '2001:db8::/56',
    }),
    A: resource('EC2::Subnet', {
      VpcId: ref('Vpc16'),
      CidrBlock: '10.1.1.0/26',
      AvailabilityZone: { 'Fn::Select': [1, { 'Fn::GetAZs': '' }] },
      Ipv6CidrBlock: { 'Fn::Select': [18, { 'Fn::Cidr': [] }] },
    }),
    B: resource('EC2::Subnet', {
      VpcId: ref('Vpc1'),
      CidrBlock: '10.2.1.0/26',
      AvailabilityZone: 'ap-northeast-2a',
      Ipv6CidrBlock: '2001:db8:0:1::/64',
    }),
    C: resource('EC2::Subnet', { CidrBlock: '10.9.1.0/26', Ipv6CidrBlock: { 'Fn::Select': [1, []] } }),
    AclOfB: resource('EC2::SubnetNetworkAclAssociation', {
      SubnetId: ref('B'),
      NetworkAclId: { 'Fn::ImportValue': 'x' },
    }),
  })
  expect(model.vpcs.filter((_, n) => [1, 2, 16].includes(n))).toEqual([
    {
      id: 's/Vpc1',
      region: 'ap-northeast-2',
      cidrs: ['10.2.0.0/16', '10.3.0.0/16', '2001:db8::/56', '2600:1f18:1::/56'],
      dnsSupport: false,
      dnsHostnames: true,
    },
    { id: 's/Vpc2', region: 'ap-northeast-2', cidrs: ['10.1.0.0/16'], dnsSupport: true, dnsHostnames: false },
    {
      id: 's/Vpc16',
      region: 'ap-northeast-2',
      cidrs: ['10.1.0.0/16', '2600:1f18:10::/56'],
      dnsSupport: true,
      dnsHostnames: false,
    },
  ])
  expect(model.subnets).toEqual([
    { id: 's/A', vpc: 's/Vpc16', zone: 'zone 2', cidrs: ['10.1.1.0/26', '2600:1f18:10:12::/64'] },
    {
      id: 's/B',
      vpc: 's/Vpc1',
      zone: 'ap-northeast-2a',
      cidrs: ['10.2.1.0/26', '2001:db8:0:1::/64'],
      acl: 'an ACL that is not known',
    },
    { id: 's/C', vpc: '', cidrs: ['10.9.1.0/26'] },
  ])
})

test('tables, ACLs, gateways, NAT gateways, peerings and endpoints', () => {
  const entry = (Properties: object) => resource('EC2::NetworkAclEntry', { NetworkAclId: ref('Acl'), ...Properties })
  const model = read({
    Vpc,
    A: resource('EC2::Subnet', { VpcId: ref('Vpc'), CidrBlock: '10.1.1.0/26' }),
    T: resource('EC2::RouteTable', { VpcId: ref('Vpc') }),
    T2: resource('EC2::RouteTable'),
    R: resource('EC2::Route', { RouteTableId: ref('T') }),
    Acl: resource('EC2::NetworkAcl', { VpcId: ref('Vpc') }),
    Acl2: resource('EC2::NetworkAcl'),
    E1: entry({
      RuleNumber: 100,
      Egress: true,
      RuleAction: 'allow',
      Protocol: 6,
      CidrBlock: '10.0.0.0/8',
      PortRange: { From: 1, To: 9 },
    }),
    E2: entry({ RuleAction: 'deny', Protocol: 1, Ipv6CidrBlock: '::/0', Icmp: { Type: 8, Code: 0 } }),
    E3: entry({ RuleNumber: 7, Protocol: 58, Icmp: { Type: 128, Code: -1 }, PortRange: { From: 1, To: 9 } }),
    E4: entry({ RuleNumber: 8, Protocol: 'udp', Icmp: { Type: 8, Code: 0 }, CidrBlock: '10.0.0.0/8' }),
    Igw: resource('EC2::InternetGateway'),
    Eigw: resource('EC2::EgressOnlyInternetGateway', { VpcId: ref('Vpc') }),
    Eigw2: resource('EC2::EgressOnlyInternetGateway'),
    N1: resource('EC2::NatGateway', { SubnetId: ref('A'), AllocationId: 'eipalloc-1' }),
    N2: resource('EC2::NatGateway', { SubnetId: ref('A'), VpcId: ref('Vpc'), AvailabilityMode: 'regional' }),
    N3: resource('EC2::NatGateway', { SubnetId: ref('A'), ConnectivityType: 'private', AllocationId: 'eipalloc-1' }),
    N4: resource('EC2::NatGateway', { SubnetId: ref('Elsewhere') }),
    P1: resource('EC2::VPCPeeringConnection', { VpcId: ref('Vpc'), PeerVpcId: 'vpc-2' }),
    P2: resource('EC2::VPCPeeringConnection'),
    V1: resource('EC2::VPCEndpoint', {
      VpcId: ref('Vpc'),
      ServiceName: 'com.amazonaws.ap-northeast-2.ecr.api',
      VpcEndpointType: 'Interface',
      SubnetIds: [ref('A')],
      SecurityGroupIds: ['sg-1'],
      PrivateDnsEnabled: true,
      IpAddressType: 'dualstack',
      PolicyDocument: { Statement: [] },
    }),
    V2: resource('EC2::VPCEndpoint', { VpcEndpointType: 'Interface' }),
    V3: resource('EC2::VPCEndpoint', {
      VpcId: ref('Vpc'),
      ServiceName: 'com.amazonaws.ap-northeast-2.s3',
      RouteTableIds: [ref('T')],
    }),
  })
  const { routeTables, acls, gateways, nats, peerings, endpoints } = model
  expect({ routeTables, acls, gateways, nats, peerings, endpoints }).toEqual({
    routeTables: [
      {
        id: 's/T',
        vpc: 's/Vpc',
        routes: [{ to: 'a destination that is not known', by: 'something that is not known', resource: 's/R' }],
      },
      { id: 's/T2', vpc: '', routes: [] },
    ],
    acls: [
      {
        id: 's/Acl',
        vpc: 's/Vpc',
        rules: [
          {
            number: 100,
            outward: true,
            allows: true,
            protocol: 6,
            from: 1,
            to: 9,
            cidr: '10.0.0.0/8',
            resource: 's/E1',
          },
          { number: 0, outward: false, allows: false, protocol: 1, from: 8, to: 0, cidr: '::/0', resource: 's/E2' },
          {
            number: 7,
            outward: false,
            allows: false,
            protocol: 58,
            from: 128,
            to: -1,
            cidr: '0.0.0.0/0',
            resource: 's/E3',
          },
          { number: 8, outward: false, allows: false, protocol: 'udp', cidr: '10.0.0.0/8', resource: 's/E4' },
        ],
      },
      { id: 's/Acl2', vpc: '', rules: [] },
    ],
    gateways: [
      { id: 's/Igw', kind: 'internet' },
      { id: 's/Eigw', kind: 'egress-only', vpc: 's/Vpc' },
      { id: 's/Eigw2', kind: 'egress-only' },
    ],
    nats: [
      { id: 's/N1', vpc: 's/Vpc', subnet: 's/A', publicAddress: true },
      { id: 's/N2', vpc: 's/Vpc', publicAddress: true },
      { id: 's/N3', vpc: 's/Vpc', subnet: 's/A', publicAddress: false },
      { id: 's/N4', vpc: '', publicAddress: false },
    ],
    peerings: [
      { id: 's/P1', vpcs: ['s/Vpc', 'vpc-2'] },
      { id: 's/P2', vpcs: ['', ''] },
    ],
    endpoints: [
      {
        id: 's/V1',
        vpc: 's/Vpc',
        service: 'ecr.api',
        kind: 'interface',
        subnets: ['s/A'],
        groups: ['sg-1'],
        privateDns: true,
        addresses: 'dual',
        policy: '{"Statement":[]}',
      },
      {
        id: 's/V2',
        vpc: '',
        service: '',
        kind: 'interface',
        subnets: [],
        groups: [],
        privateDns: false,
        addresses: 'ipv4',
      },
      { id: 's/V3', vpc: 's/Vpc', service: 's3', kind: 'gateway', routeTables: ['s/T'] },
    ],
  })
})

test('security groups, with the rules that stand by themselves', () => {
  const { groups } = read({
    Vpc,
    G: resource('EC2::SecurityGroup'),
    H: resource('EC2::SecurityGroup', {
      VpcId: ref('Vpc'),
      SecurityGroupEgress: [{ IpProtocol: 'tcp', CidrIp: '10.0.0.0/8' }],
    }),
    Out: resource('EC2::SecurityGroupEgress', {
      GroupId: ref('H'),
      IpProtocol: '17',
      FromPort: 53,
      ToPort: 54,
      DestinationSecurityGroupId: ref('G'),
    }),
    In: resource('EC2::SecurityGroupIngress', {
      GroupId: { 'Fn::GetAtt': ['Vpc', 'DefaultSecurityGroup'] },
      IpProtocol: 'tcp',
      SourceSecurityGroupId: ref('G'),
      DestinationSecurityGroupId: ref('H'),
    }),
  })
  const id = 's/Vpc.DefaultSecurityGroup'
  expect(groups).toEqual([
    { id: 's/G', vpc: '', inward: [] },
    {
      id: 's/H',
      vpc: 's/Vpc',
      inward: [],
      outward: [
        { protocol: 'tcp', peer: { cidr: '10.0.0.0/8' }, resource: 's/H' },
        { protocol: 17, from: 53, to: 54, peer: { group: 's/G' }, resource: 's/Out' },
      ],
    },
    {
      id,
      vpc: 's/Vpc',
      inward: [
        { protocol: 'all', peer: { group: id } },
        { protocol: 'tcp', peer: { group: 's/G' }, resource: 's/In' },
      ],
    },
  ])
})

test.each([
  [undefined, 'all'],
  ['-1', 'all'],
  ['ALL', 'all'],
  ['TCP', 'tcp'],
  ['udp', 'udp'],
  ['icmp', 1],
  ['icmpv6', 58],
  ['50', 50],
])('the protocol %s', (text, protocol) => {
  expect(protocolOf(text)).toBe(protocol)
})

test('load balancers and what their listeners forward to', () => {
  const forward = (...groups: readonly string[]) => [
    {
      Type: 'forward',
      ForwardConfig: { TargetGroups: [...groups.map((each) => ({ TargetGroupArn: ref(each) })), {}] },
    },
  ]
  const listener = (Lb: string, more: object) =>
    resource('ElasticLoadBalancingV2::Listener', { LoadBalancerArn: ref(Lb), ...more })
  const { balancers } = read({
    Vpc,
    A: resource('EC2::Subnet', { VpcId: ref('Vpc'), CidrBlock: '10.1.1.0/26' }),
    Lb: resource('ElasticLoadBalancingV2::LoadBalancer', {
      Type: 'network',
      Scheme: 'internal',
      SubnetMappings: [{ SubnetId: ref('A') }, {}],
      SecurityGroups: ['sg-1'],
      IpAddressType: 'ipv6',
    }),
    Lb2: resource('ElasticLoadBalancingV2::LoadBalancer', { Subnets: [ref('A')] }),
    L1: listener('Lb', { Port: 53, Protocol: 'UDP', DefaultActions: forward('Tg') }),
    L2: listener('Lb2', { DefaultActions: [{ Type: 'redirect' }] }),
    L3: listener('Lb2', { Port: 81, DefaultActions: [] }),
    L4: listener('Lb2', { Port: 82, DefaultActions: forward('Http') }),
    Rule: resource('ElasticLoadBalancingV2::ListenerRule', { ListenerArn: ref('L4'), Actions: forward('Lost') }),
    Tg: resource('ElasticLoadBalancingV2::TargetGroup', { Protocol: 'UDP', Port: 5353, IpAddressType: 'ipv6' }),
    Http: resource('ElasticLoadBalancingV2::TargetGroup', { Port: 90 }),
    S: resource('ECS::Service', { LoadBalancers: [{ ContainerPort: 8080, TargetGroupArn: ref('Http') }] }),
  })
  const place = { name: 's/S', subnets: [], groups: [], publicAddress: false }
  const group = (id: string, port: number, more: object = {}) => ({
    id,
    port,
    targets: [],
    healthPort: port,
    family: 'ipv4',
    keepsClientAddress: false,
    ...more,
  })
  expect(balancers).toEqual([
    {
      id: 's/Lb',
      kind: 'network',
      scheme: 'internal',
      subnets: ['s/A'],
      groups: ['sg-1'],
      addresses: 'ipv6',
      listeners: [
        {
          port: 53,
          protocol: 'udp',
          targetGroups: [group('s/Tg', 5353, { family: 'ipv6', crossZone: false, keepsClientAddress: true })],
        },
      ],
    },
    {
      id: 's/Lb2',
      kind: 'application',
      scheme: 'internet-facing',
      subnets: ['s/A'],
      addresses: 'ipv4',
      listeners: [
        { port: 0, protocol: 'tcp', targetGroups: [], answersItself: true },
        { port: 81, protocol: 'tcp', targetGroups: [] },
        { port: 82, protocol: 'tcp', targetGroups: [group('s/Http', 8080, { targets: [place] })] },
      ],
    },
  ])
})

test('what is imported is not known', () => {
  const service = (subnet: unknown, groups: unknown[]) =>
    resource('ECS::Service', {
      NetworkConfiguration: { AwsvpcConfiguration: { Subnets: [subnet], SecurityGroups: groups } },
    })
  const { vpcs, subnets } = read({
    Vpc,
    A: resource('EC2::Subnet', { VpcId: ref('Vpc'), CidrBlock: '10.1.1.0/26' }),
    G: resource('EC2::SecurityGroup', { VpcId: 'vpc-9' }),
    Own: resource('EC2::SecurityGroup', { VpcId: ref('Vpc') }),
    S1: service('subnet-1', [ref('G')]),
    S2: service('subnet-2', ['sg-9']),
    S3: service(ref('A'), [ref('Own')]),
    S4: service('subnet-4', [ref('Own')]),
    Lb: resource('ElasticLoadBalancingV2::LoadBalancer', {
      Subnets: ['subnet-3', ref('A')],
      SecurityGroups: [ref('G')],
    }),
    Data: resource('RDS::DBSubnetGroup', { SubnetIds: ['subnet-5', ref('A')] }),
  })
  const unseen = (id: string, vpc: string) => ({ id, vpc, cidrs: ['10.0.0.0/8'], known: false })
  expect(vpcs.slice(1)).toEqual(
    ['vpc-9', 'vpc'].map((id) => ({ id, region: 'ap-northeast-2', cidrs: [], known: false })),
  )
  expect(subnets.slice(1)).toEqual([
    unseen('subnet-1', 'vpc-9'),
    unseen('subnet-2', 'vpc'),
    { ...unseen('subnet-4', 's/Vpc'), cidrs: ['10.1.0.0/16'] },
    unseen('subnet-3', 'vpc-9'),
    unseen('subnet-5', 'vpc'),
  ])
})

const sorts = (Resources: Readonly<Record<string, Resource>>) => endsOf(stackOf(Resources)).slice(1)

test('services: with what their tasks mount, and the one that connect starts its task by', () => {
  const service = (more: object) => resource('ECS::Service', { TaskDefinition: ref('Task'), ...more })
  const task = (FilesystemId: unknown) =>
    resource('ECS::TaskDefinition', { Volumes: [{ EFSVolumeConfiguration: { FilesystemId } }, { Name: 'scratch' }] })
  const end = (name: string, sort: string, ports: number[], exec = false) => ({
    name,
    end: { place: { name: name.replace(/-\d$/, ''), subnets: [], groups: [], publicAddress: false } },
    ports,
    sort,
    task: { files: ['s/Files'], exec },
  })
  const calls = { LoadBalancers: [{ ContainerPort: 8080 }, {}] }
  expect(
    sorts({
      Other: task('s/Wrong'),
      Task: task('s/Files'),
      One: service({ DesiredCount: 0 }),
      Two: service({ DesiredCount: 0, ...calls, EnableExecuteCommand: true }),
      Three: service({ DesiredCount: 1 }),
      Four: service({}),
    }),
  ).toEqual([
    end('connect', 'connect', []),
    end('web-1', 'service', [8080], true),
    end('web-2', 'service', []),
    end('web-3', 'service', []),
  ])
})

test('balancers, by the families of their clients', () => {
  const made = (IpAddressType?: string) =>
    sorts({
      Lb: resource('ElasticLoadBalancingV2::LoadBalancer', IpAddressType === undefined ? {} : { IpAddressType }),
      L1: resource('ElasticLoadBalancingV2::Listener', { LoadBalancerArn: ref('Lb'), Port: 80 }),
      L2: resource('ElasticLoadBalancingV2::Listener', { LoadBalancerArn: ref('Lb') }),
    })
  const wanted = (ipv6: boolean) => [
    { name: 'balancer', end: { balancer: 's/Lb' }, ports: [80], ipv6, sort: 'balancer' },
  ]
  expect([made(), made('ipv4'), made('dualstack')]).toEqual([wanted(false), wanted(false), wanted(true)])
})

test('where jobs run: as the function that starts them has it in its environment', () => {
  const made = (Variables: object) =>
    sorts({
      Plain: resource('Lambda::Function'),
      Fn: resource('Lambda::Function', { Environment: { Variables } }),
    })
  const jobs = (subnets: string[], groups: string[], publicAddress: boolean) => [
    { name: 'jobs', end: { place: { name: 'jobs', subnets, groups, publicAddress } }, ports: [], sort: 'jobs' },
  ]
  expect(made({ SUBNETS: 'a,b' })).toEqual([])
  expect(made({ SECURITY_GROUPS: 'g' })).toEqual(jobs([], ['g'], false))
  expect(made({ SECURITY_GROUPS: 'g,,h', SUBNETS: 'a,b', ASSIGN_PUBLIC_IP: 'true' })).toEqual(
    jobs(['a', 'b'], ['g', 'h'], true),
  )
})

test('databases, caches and file systems: where they are, and by which port', () => {
  const database = (more: object) =>
    resource('RDS::DBInstance', { DBSubnetGroupName: ref('Subnets'), VPCSecurityGroups: ['sg-1'], ...more })
  const cache = (type: string, more: object) =>
    resource(`ElastiCache::${type}`, { CacheSubnetGroupName: ref('CacheSubnets'), SecurityGroupIds: ['sg-2'], ...more })
  const mount = (SecurityGroups: string[], more: object = { SubnetId: 'subnet-a' }) =>
    resource('EFS::MountTarget', { FileSystemId: ref('Files'), SecurityGroups, ...more })
  const ends = sorts({
    Subnets: resource('RDS::DBSubnetGroup', { SubnetIds: ['subnet-a'] }),
    OtherSubnets: resource('ElastiCache::SubnetGroup', { SubnetIds: ['subnet-x'] }),
    CacheSubnets: resource('ElastiCache::SubnetGroup', { SubnetIds: ['subnet-b'] }),
    D1: database({ Engine: 'postgres', PubliclyAccessible: true }),
    D2: database({ Engine: 'oracle-ee' }),
    D3: database({ Engine: 'sqlserver-ex' }),
    D4: database({ Engine: 'mariadb', Port: 3307 }),
    D5: database({ Engine: 'something' }),
    Of: database({ Engine: 'aurora-mysql', DBClusterIdentifier: ref('Cluster') }),
    Replica: resource('RDS::DBInstance', { SourceDBInstanceIdentifier: ref('D1') }),
    Cluster: resource('RDS::DBCluster', {
      Engine: 'aurora-mysql',
      DBClusterIdentifier: 'named',
      DBSubnetGroupName: ref('Subnets'),
      VpcSecurityGroupIds: ['sg-1'],
    }),
    C1: cache('CacheCluster', { Engine: 'memcached' }),
    C2: cache('ServerlessCache', { CacheSubnetGroupName: undefined, SubnetIds: ['subnet-c'] }),
    C3: cache('ReplicationGroup', { Port: 6380 }),
    Files: resource('EFS::FileSystem'),
    Empty: resource('EFS::FileSystem'),
    M1: mount(['sg-1', 'sg-2']),
    M2: mount(['sg-2', 'sg-3'], { SubnetId: 'subnet-c' }),
    M3: mount(['sg-2'], {}),
  })
  const line = ({ name, ports, end, resource: of }: (typeof ends)[number]): string => {
    const { subnets = [], groups = [], publicAddress } = 'place' in end ? end.place : { publicAddress: false }
    return `${name} ${ports} ${subnets.join('+')} ${groups.join('+')} ${publicAddress} ${of}`
  }
  expect(ends.map(line)).toEqual([
    'database-1 5432 subnet-a sg-1 true s/D1',
    'database-2 1521 subnet-a sg-1 false s/D2',
    'database-3 1433 subnet-a sg-1 false s/D3',
    'database-4 3307 subnet-a sg-1 false s/D4',
    'database-5  subnet-a sg-1 false s/D5',
    'database-6 3306 subnet-a sg-1 false s/Cluster',
    'cache-1 6380 subnet-b sg-2 undefined undefined',
    'cache-2 11211 subnet-b sg-2 undefined undefined',
    'cache-3 6379 subnet-c sg-2 undefined undefined',
    'files-1 2049 subnet-a+subnet-c sg-2 undefined s/Files',
    'files-2 2049   undefined s/Empty',
  ])
})

test('proxies of RDS with the databases behind them; test listeners; peers by their outputs', () => {
  const listener = (port: number) =>
    resource('ElasticLoadBalancingV2::Listener', { LoadBalancerArn: ref('Lb'), Port: port })
  const [stack] = stackOf({
    Proxy: resource('RDS::DBProxy', {
      EngineFamily: 'MYSQL',
      VpcSubnetIds: [ref('A')],
      VpcSecurityGroupIds: ['sg-1'],
    }),
    Targets: resource('RDS::DBProxyTargetGroup', {
      DBProxyName: ref('Proxy'),
      DBInstanceIdentifiers: [ref('One')],
      DBClusterIdentifiers: [ref('Two')],
    }),
    A: resource('EC2::Subnet', { VpcId: ref('V'), CidrBlock: '10.1.1.0/26' }),
    One: resource('RDS::DBInstance'),
    Two: resource('RDS::DBCluster'),
    Lb: resource('ElasticLoadBalancingV2::LoadBalancer'),
    Live: listener(443),
    Test: listener(8443),
    Rule: resource('ElasticLoadBalancingV2::ListenerRule', { ListenerArn: ref('Test') }),
    Other: resource('ElasticLoadBalancingV2::ListenerRule', { ListenerArn: ref('Live') }),
    Service: resource('ECS::Service', {
      LoadBalancers: [{ TargetGroupArn: 't', AdvancedConfiguration: { TestListenerRule: ref('Rule') } }],
    }),
    Pcx: resource('EC2::VPCPeeringConnection', { VpcId: ref('V'), PeerVpcId: 'vpc-2' }),
    Lost: resource('EC2::VPCPeeringConnection', { VpcId: ref('V'), PeerVpcId: 'vpc-3' }),
    V: Vpc,
    There: resource('EC2::Route', { VpcPeeringConnectionId: ref('Pcx'), DestinationCidrBlock: '192.168.10.0/24' }),
    Twice: resource('EC2::Route', { VpcPeeringConnectionId: ref('Pcx'), DestinationCidrBlock: '192.168.10.0/24' }),
    Far: { Type: 'Custom::VpcPeering', Properties: { PeeringId: ref('Pcx'), Cidr: '10.1.0.0/16' } },
  })
  if (!stack) throw new Error('stackOf makes one stack')
  const stacks = [
    {
      ...stack,
      template: { ...stack.template, Outputs: { PeeringShopTokyo: { Value: ref('Pcx') }, Nothing: { Value: 'x' } } },
    },
  ]
  const ends = endsOf(stacks)
  expect(ends.filter(({ sort }) => sort === 'proxy' || sort === 'peer' || sort === 'balancer')).toEqual([
    {
      name: 'balancer',
      end: { balancer: 's/Lb' },
      ports: [443, 8443],
      testPorts: [8443],
      ipv6: false,
      sort: 'balancer',
    },
    {
      name: 'proxy',
      end: {
        place: { name: 'proxy', subnets: ['s/A'], groups: ['sg-1'], clientPorts: { from: 1024, to: 65_535 } },
      },
      ports: [3306],
      sort: 'proxy',
      behind: ['s/One', 's/Two'],
    },
    { name: 'peer-shop-tokyo', end: { internet: ['192.168.10.0/24'] }, ports: [], sort: 'peer' },
  ])
  expect(readNetwork(stacks).remotes).toEqual([
    { by: 's/Pcx', vpc: 's/V', cidrs: ['192.168.10.0/24'], isRouted: true },
    { by: 's/Lost', vpc: 's/V', cidrs: [], isRouted: false },
  ])
})

describe('what only AWS knows', () => {
  const tasks = (AwsvpcConfiguration: object) =>
    stackOf({
      V: Vpc,
      A: resource('EC2::Subnet', { VpcId: ref('V'), CidrBlock: '10.1.1.0/26', AvailabilityZone: 'a' }),
      G: resource('EC2::SecurityGroup', {
        VpcId: ref('V'),
        SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 80, ToPort: 80, CidrIp: '10.1.0.0/16' }],
      }),
      S: resource('ECS::Service', { NetworkConfiguration: { AwsvpcConfiguration }, LoadBalancers: [{}] }),
    })
  const strange = { 'Fn::ImportValue': 'somewhere' }
  const asked = (AwsvpcConfiguration: object, port = 80) => {
    const stacks = tasks(AwsvpcConfiguration)
    const end = endsOf(stacks).find(({ name }) => name === 'web')?.end ?? { internet: true as const }
    const from = { place: { subnets: ['s/A'], groups: ['s/G'] } }
    return [reach, reachAtAll].map((ask) => ask(readNetwork(stacks), { from, to: end, port }).reachable)
  }

  test('a subnet beside one that is known, or a list of them, leaves open who gets there', () => {
    expect(asked({ Subnets: [ref('A')], SecurityGroups: [ref('G')] })).toEqual([true, true])
    expect(asked({ Subnets: [ref('A'), strange], SecurityGroups: [ref('G')] })[0]).toBe('unknown')
    expect(asked({ Subnets: { 'Fn::Split': [',', strange] }, SecurityGroups: [ref('G')] })).toEqual([
      'unknown',
      'unknown',
    ])
    expect(asked({ Subnets: [ref('A'), ref('AWS::NoValue')], SecurityGroups: [ref('G')] })).toEqual([true, true])
  })

  test('so does a group, but for what another group lets in', () => {
    expect(asked({ Subnets: [ref('A')], SecurityGroups: [ref('G'), strange] })).toEqual([true, true])
    expect(asked({ Subnets: [ref('A')], SecurityGroups: [ref('G'), strange] }, 22)).toEqual(['unknown', 'unknown'])
    expect(asked({ Subnets: [ref('A')], SecurityGroups: strange })).toEqual(['unknown', 'unknown'])
  })

  test('what stands in subnets of somebody else is asked about, and not known', () => {
    const stacks = stackOf({
      Cache: resource('ElastiCache::ServerlessCache', { SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'] }),
      Files: resource('EFS::FileSystem'),
      Mount: resource('EFS::MountTarget', {
        FileSystemId: ref('Files'),
        SubnetId: 'subnet-2',
        SecurityGroups: ['sg-1'],
      }),
    })
    for (const { end, sort, ports } of endsOf(stacks))
      if (sort !== 'internet')
        expect(
          reach(readNetwork(stacks), { from: { internet: true }, to: end, port: ports[0] ?? 0 }).reachable,
        ).not.toBe(true)
  })
})

test('a target group with weight 0 gets nothing; ping of IPv4 is none of IPv6', () => {
  const model = read({
    Lb: resource('ElasticLoadBalancingV2::LoadBalancer', { Subnets: [] }),
    L: resource('ElasticLoadBalancingV2::Listener', {
      LoadBalancerArn: ref('Lb'),
      Port: 80,
      DefaultActions: [
        {
          Type: 'forward',
          ForwardConfig: {
            TargetGroups: [
              { TargetGroupArn: ref('Blue'), Weight: 100 },
              { TargetGroupArn: ref('Green'), Weight: 0 },
            ],
          },
        },
      ],
    }),
    Blue: resource('ElasticLoadBalancingV2::TargetGroup'),
    Green: resource('ElasticLoadBalancingV2::TargetGroup'),
  })
  expect(model.balancers?.[0]?.listeners[0]?.targetGroups.map(({ id }) => id)).toEqual(['s/Blue'])
  const six = read({
    V: Vpc,
    A: resource('EC2::Subnet', { VpcId: ref('V'), CidrBlock: '10.1.1.0/26', Ipv6CidrBlock: '2001:db8::/64' }),
    G: resource('EC2::SecurityGroup', { VpcId: ref('V') }),
    In: resource('EC2::SecurityGroupIngress', {
      GroupId: ref('G'),
      SourceSecurityGroupId: ref('G'),
      IpProtocol: 'icmp',
      FromPort: -1,
      ToPort: -1,
    }),
  })
  const place = { place: { subnets: ['s/A'], groups: ['s/G'] } }
  const ping = (family: 'ipv4' | 'ipv6') => reach(six, { from: place, to: place, protocol: 'icmp', family }).reachable
  expect([ping('ipv4'), ping('ipv6')]).toEqual([true, false])
})

test.each<[object, string, readonly object[], unknown]>([
  [{}, 'application', [], undefined],
  [{}, 'network', [], false],
  [{ LoadBalancerAttributes: [{ Key: 'load_balancing.cross_zone.enabled', Value: 'true' }] }, 'network', [], undefined],
  [{}, 'network', [{ Key: 'load_balancing.cross_zone.enabled', Value: 'true' }], undefined],
  [{}, 'application', [{ Key: 'load_balancing.cross_zone.enabled', Value: 'false' }], false],
  [
    {},
    'application',
    [{ Key: 'load_balancing.cross_zone.enabled', Value: 'use_load_balancer_configuration' }],
    undefined,
  ],
])('a balancer %j of type %s, whose group has %j, crosses zones: %s', (more, Type, TargetGroupAttributes, wanted) => {
  const { balancers } = read({
    Lb: resource('ElasticLoadBalancingV2::LoadBalancer', { Type, Subnets: [], ...more }),
    L: resource('ElasticLoadBalancingV2::Listener', {
      LoadBalancerArn: ref('Lb'),
      Port: 80,
      DefaultActions: [{ Type: 'forward', TargetGroupArn: ref('Tg') }],
    }),
    Tg: resource('ElasticLoadBalancingV2::TargetGroup', { TargetGroupAttributes }),
  })
  expect(balancers?.[0]?.listeners[0]?.targetGroups[0]?.crossZone).toBe(wanted)
})
