import type { VpcEndpoint } from '@aws-sdk/client-ec2'
import { aclRulesOf, endpointOf, groupOf, routeOf } from '../../../functions/jobs/surroundings/probe/ec2-shapes.ts'
import { group } from './network.ts'

test('of a security group the rules for TCP count, with all ports where every protocol is meant', () => {
  expect(
    groupOf({
      GroupId: 'sg-1',
      IpPermissions: [
        { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, UserIdGroupPairs: [{ GroupId: 'sg-2' }] },
        { IpProtocol: 'udp', FromPort: 53, ToPort: 53, IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
        { IpProtocol: '6', FromPort: -1, ToPort: -1, PrefixListIds: [{ PrefixListId: 'pl-1' }] },
      ],
      IpPermissionsEgress: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
    }),
  ).toEqual({
    id: 'sg-1',
    inward: [
      { from: 443, to: 443, cidrs: [], groups: ['sg-2'], prefixLists: [] },
      { from: 0, to: 65_535, cidrs: [], groups: [], prefixLists: ['pl-1'] },
    ],
    outward: [{ from: 0, to: 65_535, cidrs: ['0.0.0.0/0'], groups: [], prefixLists: [] }],
  })
})

test.each([
  [{ DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-1', State: 'blackhole' }, ['0.0.0.0/0', 'nat-1', true]],
  [{ DestinationPrefixListId: 'pl-1', GatewayId: 'vpce-1', State: 'active' }, ['pl-1', 'vpce-1', false]],
  [{ DestinationIpv6CidrBlock: '::/0', EgressOnlyInternetGatewayId: 'eigw-1' }, ['::/0', 'eigw-1', false]],
  [
    { DestinationCidrBlock: '0.0.0.0/0', NetworkInterfaceId: 'eni-1', InstanceId: 'i-1' },
    ['0.0.0.0/0', 'eni-1', false],
  ],
  [{ DestinationCidrBlock: '0.0.0.0/0', CoreNetworkArn: 'arn:core' }, ['0.0.0.0/0', 'arn:core', false]],
] as const)('a route %j', (route, [to, by, isBlackhole]) => {
  expect(routeOf(route)).toEqual({ to, by, isBlackhole })
})

test('of an ACL the rules for TCP over IPv4 count', () => {
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
      { RuleNumber: 101, Egress: true, RuleAction: 'allow', Protocol: '-1', Ipv6CidrBlock: '::/0' },
      { RuleNumber: 102, Egress: true, RuleAction: 'allow', Protocol: '17', CidrBlock: '0.0.0.0/0' },
    ]),
  ).toEqual([
    { number: 100, outward: true, allows: true, cidr: '0.0.0.0/0', from: 0, to: 65_535 },
    { number: 90, outward: false, allows: false, cidr: '10.0.0.0/8', from: 1, to: 9 },
  ])
})

describe('an endpoint', () => {
  const cidrs = new Map([['subnet-a', '10.1.0.0/24']])
  const described: VpcEndpoint = {
    VpcEndpointId: 'vpce-1',
    ServiceName: 'com.amazonaws.cn-north-1.ecr.api',
    VpcEndpointType: 'Interface',
    State: 'Available',
    PrivateDnsEnabled: true,
    SubnetIds: ['subnet-a', 'subnet-b'],
    Groups: [{ GroupId: 'sg-1' }],
  }

  test('has the service behind the region, its subnets and its groups', () => {
    expect(
      endpointOf({ ...described, ServiceName: 'cn.com.amazonaws.cn-north-1.ecr.api' }, [group('sg-1')], cidrs),
    ).toEqual({
      id: 'vpce-1',
      service: 'ecr.api',
      kind: 'interface',
      isAvailable: true,
      answersName: true,
      subnets: [
        { id: 'subnet-a', cidr: '10.1.0.0/24' },
        { id: 'subnet-b', cidr: undefined },
      ],
      groups: [group('sg-1')],
    })
  })

  test('has no groups where one of them could not be read', () => {
    expect(endpointOf(described, undefined, cidrs)).not.toHaveProperty('groups')
    expect(endpointOf(described, [group('sg-2')], cidrs)).not.toHaveProperty('groups')
  })

  test("does not answer to S3's name where that is for resolvers outside alone", () => {
    const DnsOptions = { PrivateDnsOnlyForInboundResolverEndpoint: true }
    expect(endpointOf({ ...described, DnsOptions }, [], cidrs).answersName).toBe(false)
    expect(endpointOf({ ...described, State: 'PendingAcceptance' }, [], cidrs).isAvailable).toBe(false)
  })
})
