import { accountModel, type DescribedNetwork } from '../../../../shared/reach/account/account-model.ts'
import { aclRulesOf, groupOf, natOf } from '../../../../shared/reach/account/ec2-shapes.ts'

const described: DescribedNetwork = {
  region: 'ap-northeast-2',
  account: '123456789012',
  vpcs: [
    {
      VpcId: 'vpc-1',
      CidrBlock: '10.1.0.0/16',
      CidrBlockAssociationSet: [{ CidrBlock: '10.1.0.0/16' }, { CidrBlock: '10.2.0.0/16' }, {}],
      Ipv6CidrBlockAssociationSet: [{ Ipv6CidrBlock: '2001:db8::/56' }, {}],
    },
    { VpcId: 'vpc-2' },
  ],
  dns: { 'vpc-1': { support: true, hostnames: false } },
  subnets: [
    {
      SubnetId: 'subnet-a',
      VpcId: 'vpc-1',
      AvailabilityZone: 'ap-northeast-2a',
      CidrBlock: '10.1.1.0/26',
      Ipv6CidrBlockAssociationSet: [{ Ipv6CidrBlock: '2001:db8:0:1::/64' }, {}],
    },
    { SubnetId: 'subnet-b', VpcId: 'vpc-1', CidrBlock: '10.1.2.0/26' },
    { SubnetId: 'subnet-c', VpcId: 'vpc-2', CidrBlock: '10.3.2.0/26' },
  ],
  routeTables: [
    { RouteTableId: 'rtb-2', VpcId: 'vpc-2', Associations: [{ Main: true }] },
    {
      RouteTableId: 'rtb-1',
      VpcId: 'vpc-1',
      Associations: [{ Main: true }],
      Routes: [
        { DestinationCidrBlock: '10.1.0.0/16', GatewayId: 'local' },
        { DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'igw-1' },
        { DestinationCidrBlock: '198.51.100.0/24', GatewayId: 'igw-2', State: 'blackhole' },
        { DestinationIpv6CidrBlock: '::/0', EgressOnlyInternetGatewayId: 'eigw-1' },
        { DestinationIpv6CidrBlock: '2000::/3', EgressOnlyInternetGatewayId: 'eigw-2', State: 'blackhole' },
        { DestinationCidrBlock: '10.9.0.0/16', GatewayId: 'vgw-1' },
        { DestinationPrefixListId: 'pl-s3', GatewayId: 'vpce-1' },
        { DestinationPrefixListId: 'pl-own', TransitGatewayId: 'tgw-1' },
      ],
    },
    { RouteTableId: 'rtb-3', VpcId: 'vpc-1', Associations: [{ SubnetId: 'subnet-a' }] },
  ],
  acls: [
    { NetworkAclId: 'acl-2', VpcId: 'vpc-2', IsDefault: true },
    { NetworkAclId: 'acl-own', VpcId: 'vpc-1', Associations: [{ SubnetId: 'subnet-a' }] },
    { NetworkAclId: 'acl-1', VpcId: 'vpc-1', IsDefault: true },
  ],
  nats: [{ NatGatewayId: 'nat-1', VpcId: 'vpc-1', SubnetId: 'subnet-x' }, { NatGatewayId: 'nat-2' }],
  endpoints: [
    {},
    {
      VpcEndpointId: 'vpce-1',
      VpcId: 'vpc-1',
      ServiceName: 'com.amazonaws.ap-northeast-2.s3',
      VpcEndpointType: 'Gateway',
    },
    { VpcEndpointId: 'vpce-2', VpcId: 'vpc-2', SubnetIds: ['subnet-y', 'subnet-c'] },
  ],
  prefixLists: [
    {
      PrefixListId: 'pl-s3',
      PrefixListName: 'com.amazonaws.ap-northeast-2.s3',
      Cidrs: ['203.0.112.0/32', '52.219.0.0/16'],
    },
    { PrefixListId: 'pl-cf', PrefixListName: 'com.amazonaws.global.cloudfront.origin-facing', Cidrs: ['10.0.0.0/8'] },
    { PrefixListId: 'pl-x', PrefixListName: 'own', Cidrs: [] },
    { PrefixListId: 'pl-y' },
  ],
}

test('VPCs and subnets of an account', () => {
  const { vpcs, subnets } = accountModel(described)
  const common = { region: 'ap-northeast-2', account: '123456789012' }
  expect(vpcs).toEqual([
    {
      id: 'vpc-1',
      ...common,
      cidrs: ['10.1.0.0/16', '10.2.0.0/16', '2001:db8::/56'],
      dnsSupport: true,
      dnsHostnames: false,
    },
    { id: 'vpc-2', ...common, cidrs: [], namesKnown: false },
  ])
  expect(subnets).toEqual([
    {
      id: 'subnet-a',
      vpc: 'vpc-1',
      zone: 'ap-northeast-2a',
      cidrs: ['10.1.1.0/26', '2001:db8:0:1::/64'],
      routeTable: 'rtb-3',
      acl: 'acl-own',
    },
    { id: 'subnet-b', vpc: 'vpc-1', cidrs: ['10.1.2.0/26'], routeTable: 'rtb-1', acl: 'acl-1' },
    { id: 'subnet-c', vpc: 'vpc-2', cidrs: ['10.3.2.0/26'], routeTable: 'rtb-2', acl: 'acl-2' },
    { id: 'subnet-y', vpc: 'vpc-2', cidrs: ['10.0.0.0/8'], known: false },
    { id: 'subnet-x', vpc: 'vpc-1', cidrs: ['10.1.0.0/16', '10.2.0.0/16', '2001:db8::/56'], known: false },
  ])
  const [vpc] = accountModel({ ...described, account: undefined, dns: { 'vpc-1': { support: true } } }).vpcs
  expect([vpc?.namesKnown, vpc && 'account' in vpc, vpc && 'dnsHostnames' in vpc]).toEqual([false, false, false])
  expect(accountModel({ ...described, endpoints: undefined }).vpcs[0]?.namesKnown).toBe(false)
})

test('what was not read, and what has none', () => {
  const subnetOf = (change: Partial<DescribedNetwork>) => accountModel({ ...described, ...change }).subnets[1]
  expect(subnetOf({ routeTables: undefined })?.routeTable).toBe('the route table of subnet-b')
  expect(subnetOf({ routeTables: [{ RouteTableId: 'rtb-9', Associations: [{ Main: true }] }] })?.routeTable).toBe(
    'rtb-9',
  )
  expect(subnetOf({ acls: undefined })?.acl).toBe('the ACL of subnet-b')
  expect(subnetOf({ acls: [] })).not.toHaveProperty('acl')
  expect(subnetOf({ acls: [{ NetworkAclId: 'acl-x', VpcId: 'vpc-1' }] })).not.toHaveProperty('acl')
})

test('gateways: those that were read, else those to which a route leads', () => {
  const led = [
    { id: 'igw-1', kind: 'internet', vpc: 'vpc-1' },
    { id: 'eigw-1', kind: 'egress-only', vpc: 'vpc-1' },
  ]
  expect(accountModel(described).gateways).toEqual(led)
  expect(accountModel({ ...described, internetGateways: [], egressOnly: [] }).gateways).toEqual([])
  const internetGateways = [
    { InternetGatewayId: 'igw-9', Attachments: [{ VpcId: 'vpc-1' }] },
    { InternetGatewayId: 'igw-8' },
  ]
  expect(accountModel({ ...described, internetGateways }).gateways).toEqual([
    { id: 'igw-9', kind: 'internet', vpc: 'vpc-1' },
    { id: 'igw-8', kind: 'internet' },
    led[1],
  ])
  const egressOnly = [{ EgressOnlyInternetGatewayId: 'eigw-9', Attachments: [{}] }]
  expect(accountModel({ ...described, egressOnly }).gateways).toEqual([{ id: 'eigw-9', kind: 'egress-only' }, led[0]])
})

test('prefix lists: AWS’s own where they are believed, and those of gateway endpoints', () => {
  expect(accountModel(described).prefixLists).toEqual([
    { id: 'pl-s3', service: 's3', cidrs: ['203.0.112.0/32', '52.219.0.0/16'] },
    { id: 'pl-cf', service: 'cloudfront' },
    { id: 'pl-x' },
    { id: 'pl-y' },
  ])
  expect(accountModel({ ...described, prefixLists: undefined }).prefixLists).toEqual([{ id: 'pl-s3', service: 's3' }])
})

test('rules by protocol, entries by default, and a regional NAT gateway', () => {
  const IpRanges = [{ CidrIp: '10.0.0.0/8' }, {}]
  const permissions = [
    { IpProtocol: 'icmpv6', FromPort: 128, ToPort: 0, IpRanges },
    { IpProtocol: '-1', FromPort: 0, ToPort: 9, IpRanges },
    { IpProtocol: 'tcp', FromPort: 9, IpRanges },
    { IpProtocol: 'tcp', IpRanges },
  ]
  const peer = { cidr: '10.0.0.0/8' }
  expect(groupOf({ IpPermissions: permissions }).inward).toEqual([
    { protocol: 58, from: 128, to: 0, peer },
    { protocol: 'all', peer },
    { protocol: 'tcp', from: 9, peer },
    { protocol: 'tcp', peer },
  ])
  const cidr = '10.0.0.0/8'
  expect(
    aclRulesOf([
      {},
      { CidrBlock: cidr },
      { CidrBlock: cidr, Protocol: '1', IcmpTypeCode: { Type: 8, Code: 0 }, PortRange: { From: 1, To: 2 } },
      { CidrBlock: cidr, Protocol: '17', IcmpTypeCode: { Type: 8, Code: 0 }, PortRange: { From: 1, To: 2 } },
    ]),
  ).toEqual([
    { number: 0, outward: false, allows: false, protocol: 'all', cidr },
    { number: 0, outward: false, allows: false, protocol: 1, from: 8, to: 0, cidr },
    { number: 0, outward: false, allows: false, protocol: 17, from: 1, to: 2, cidr },
  ])
  const nat = { NatGatewayId: 'nat-1', SubnetId: 'subnet-a' }
  expect(natOf(nat)).toHaveProperty('subnet', 'subnet-a')
  expect(natOf({ ...nat, AvailabilityMode: 'regional' })).not.toHaveProperty('subnet')
  expect(natOf({ NatGatewayId: 'nat-1' })).not.toHaveProperty('subnet')
})
