import { accountModel, type DescribedNetwork } from '../../../../shared/reach/account/account-model.ts'
import {
  aclRulesOf,
  endpointOf,
  groupOf,
  natOf,
  peeringOf,
  routeOf,
} from '../../../../shared/reach/account/ec2-shapes.ts'
import { type Question, reach } from '../../../../shared/reach/reach.ts'

test('each peer of a rule is a rule, of every protocol and family', () => {
  expect(
    groupOf({
      GroupId: 'sg-1',
      VpcId: 'vpc-1',
      IpPermissions: [
        { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, UserIdGroupPairs: [{ GroupId: 'sg-2' }] },
        { IpProtocol: 'udp', FromPort: 53, ToPort: 53, Ipv6Ranges: [{ CidrIpv6: '::/0' }] },
        { IpProtocol: 'icmp', FromPort: -1, ToPort: -1, PrefixListIds: [{ PrefixListId: 'pl-1' }] },
      ],
      IpPermissionsEgress: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }, { CidrIp: '10.0.0.0/8' }] }],
    }),
  ).toEqual({
    id: 'sg-1',
    vpc: 'vpc-1',
    inward: [
      { protocol: 'tcp', from: 443, to: 443, peer: { group: 'sg-2' } },
      { protocol: 'udp', from: 53, to: 53, peer: { cidr: '::/0' } },
      { protocol: 1, peer: { prefixList: 'pl-1' } },
    ],
    outward: [
      { protocol: 'all', peer: { cidr: '0.0.0.0/0' } },
      { protocol: 'all', peer: { cidr: '10.0.0.0/8' } },
    ],
  })
})

test('a group that lists nothing outward lets nothing out', () => {
  expect(groupOf({ GroupId: 'sg-1', IpPermissionsEgress: [] }).outward).toEqual([])
})

test.each([
  [
    { DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-1', State: 'blackhole' },
    { to: '0.0.0.0/0', by: 'nat-1', blackhole: true },
  ],
  [
    { DestinationPrefixListId: 'pl-1', GatewayId: 'vpce-1', State: 'active' },
    { to: 'pl-1', by: 'vpce-1' },
  ],
  [
    { DestinationIpv6CidrBlock: '::/0', EgressOnlyInternetGatewayId: 'eigw-1' },
    { to: '::/0', by: 'eigw-1' },
  ],
  [
    { DestinationCidrBlock: '0.0.0.0/0', NetworkInterfaceId: 'eni-1', InstanceId: 'i-1' },
    { to: '0.0.0.0/0', by: 'eni-1' },
  ],
  [
    { DestinationCidrBlock: '0.0.0.0/0', CoreNetworkArn: 'arn:core' },
    { to: '0.0.0.0/0', by: 'arn:core' },
  ],
  [
    { DestinationCidrBlock: '10.9.0.0/16', GatewayId: 'vgw-1', Origin: 'EnableVgwRoutePropagation' },
    { to: '10.9.0.0/16', by: 'vgw-1', propagated: true },
  ],
] as const)('a route %j', (route, wanted) => {
  expect(routeOf(route)).toEqual(wanted)
})

test('entries of an ACL, of both families, and of ICMP by type', () => {
  expect(
    aclRulesOf([
      { RuleNumber: 100, Egress: true, RuleAction: 'allow', Protocol: '-1', CidrBlock: '0.0.0.0/0' },
      {
        RuleNumber: 90,
        Egress: false,
        RuleAction: 'deny',
        Protocol: '6',
        CidrBlock: '10.0.0.0/8',
        PortRange: { From: 1, To: 9 },
      },
      {
        RuleNumber: 80,
        Egress: false,
        RuleAction: 'allow',
        Protocol: '58',
        Ipv6CidrBlock: '::/0',
        IcmpTypeCode: { Type: 128, Code: -1 },
      },
    ]),
  ).toEqual([
    { number: 100, outward: true, allows: true, protocol: 'all', cidr: '0.0.0.0/0' },
    { number: 90, outward: false, allows: false, protocol: 6, from: 1, to: 9, cidr: '10.0.0.0/8' },
    { number: 80, outward: false, allows: true, protocol: 58, from: 128, to: -1, cidr: '::/0' },
  ])
})

test('an endpoint has the service behind the region, its subnets and groups; S3’s may answer to names from outside alone', () => {
  const described = {
    VpcEndpointId: 'vpce-1',
    VpcId: 'vpc-1',
    ServiceName: 'cn.com.amazonaws.cn-north-1.ecr.api',
    VpcEndpointType: 'Interface',
    State: 'Available',
    PrivateDnsEnabled: true,
    SubnetIds: ['subnet-a'],
    Groups: [{ GroupId: 'sg-1' }],
  } as const
  expect(endpointOf({ ...described, SubnetIds: [...described.SubnetIds], Groups: [...described.Groups] })).toEqual({
    id: 'vpce-1',
    vpc: 'vpc-1',
    service: 'ecr.api',
    kind: 'interface',
    available: true,
    privateDns: true,
    subnets: ['subnet-a'],
    groups: ['sg-1'],
    addresses: 'ipv4',
  })
  expect(
    endpointOf({ PrivateDnsEnabled: true, DnsOptions: { PrivateDnsOnlyForInboundResolverEndpoint: true } }).privateDns,
  ).toBe(false)
  expect(
    endpointOf({ VpcEndpointType: 'Gateway', RouteTableIds: ['rtb-1'], State: 'Deleting', PolicyDocument: '{}' }),
  ).toMatchObject({ kind: 'gateway', routeTables: ['rtb-1'], available: false, policy: '{}' })
})

test('NAT gateways and peerings, in every state', () => {
  expect(natOf({ NatGatewayId: 'nat-1', VpcId: 'vpc-1', SubnetId: 'subnet-p', State: 'failed' })).toMatchObject({
    subnet: 'subnet-p',
    available: false,
  })
  expect(natOf({ NatGatewayId: 'nat-1', ConnectivityType: 'private' }).publicAddress).toBe(false)
  expect(natOf({ NatGatewayId: 'nat-1', ConnectivityType: 'public' }).publicAddress).toBe(true)
  expect(
    peeringOf({
      VpcPeeringConnectionId: 'pcx-1',
      RequesterVpcInfo: { VpcId: 'vpc-1' },
      AccepterVpcInfo: { VpcId: 'vpc-2' },
      Status: { Code: 'pending-acceptance' },
    }),
  ).toEqual({ id: 'pcx-1', vpcs: ['vpc-1', 'vpc-2'], active: false })
})

const told: DescribedNetwork = {
  region: 'ap-northeast-2',
  vpcs: [{ VpcId: 'vpc-1', CidrBlock: '10.1.0.0/16' }],
  dns: { 'vpc-1': { support: true, hostnames: true } },
  subnets: [
    { SubnetId: 'subnet-a', VpcId: 'vpc-1', CidrBlock: '10.1.1.0/27' },
    { SubnetId: 'subnet-p', VpcId: 'vpc-1', CidrBlock: '10.1.1.32/27' },
  ],
  routeTables: [
    {
      RouteTableId: 'rtb-main',
      VpcId: 'vpc-1',
      Associations: [{ Main: true }],
      Routes: [
        { DestinationCidrBlock: '10.1.0.0/16', GatewayId: 'local' },
        { DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-1', State: 'active' },
      ],
    },
    {
      RouteTableId: 'rtb-public',
      VpcId: 'vpc-1',
      Associations: [{ SubnetId: 'subnet-p' }],
      Routes: [{ DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'igw-1', State: 'active' }],
    },
  ],
  groups: [{ GroupId: 'sg-1', IpPermissionsEgress: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }] }],
  acls: [
    {
      NetworkAclId: 'acl-1',
      Associations: [{ SubnetId: 'subnet-a' }, { SubnetId: 'subnet-p' }],
      Entries: [true, false].map((Egress) => ({
        RuleNumber: 100,
        Egress,
        RuleAction: 'allow' as const,
        Protocol: '-1',
        CidrBlock: '0.0.0.0/0',
      })),
    },
  ],
  nats: [{ NatGatewayId: 'nat-1', VpcId: 'vpc-1', SubnetId: 'subnet-p', State: 'available' }],
  endpoints: [],
}
const out: Question = {
  from: { place: { subnets: ['subnet-a'], groups: ['sg-1'] } },
  to: { internet: true },
  port: 443,
}
const reached = (change: Partial<DescribedNetwork>, question = out) =>
  reach(accountModel({ ...told, ...change }), question).reachable

test('a network that was read whole is as certain as templates', () => {
  expect(reached({})).toBe(true)
  expect(reached({}, { ...out, to: { service: 'logs' } })).toBe(true)
})

test.each<keyof DescribedNetwork>(['routeTables', 'groups', 'acls', 'nats'])(
  '%s that could not be read: unknown',
  (part) => {
    expect(reached({ [part]: undefined })).toBe('unknown')
  },
)

test.each<keyof DescribedNetwork>(['endpoints', 'dns'])(
  '%s that could not be read: where names lead is unknown',
  (part) => {
    expect(reached({ [part]: undefined })).toBe(true)
    expect(reached({ [part]: undefined }, { ...out, to: { service: 'logs' } })).toBe('unknown')
  },
)

test('an endpoint in subnets that could not be read', () => {
  const endpoints = [
    {
      VpcEndpointId: 'vpce-1',
      VpcId: 'vpc-1',
      ServiceName: 'com.amazonaws.ap-northeast-2.logs',
      VpcEndpointType: 'Interface' as const,
      State: 'Available' as const,
      PrivateDnsEnabled: true,
      SubnetIds: ['subnet-elsewhere'],
      Groups: [{ GroupId: 'sg-1' }],
    },
  ]
  const groups = [
    {
      ...told.groups?.[0],
      IpPermissions: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '10.1.0.0/16' }] }],
    },
  ]
  expect(reached({ endpoints, groups }, { ...out, to: { service: 'logs' } })).toBe('unknown')
})

test('a black hole is no gateway', () => {
  const [main, open] = told.routeTables ?? []
  const routeTables = [
    ...(main ? [main] : []),
    { ...open, Routes: [{ DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'igw-1', State: 'blackhole' as const }] },
  ]
  expect(reached({ routeTables })).toBe(false)
})
