import type {
  AclRule,
  Endpoint,
  Gateway,
  Nat,
  NetworkAcl,
  Peering,
  ReachModel,
  Route,
  RouteTable,
  Subnet,
  Vpc,
} from '../model.ts'
import { importedInto } from './imported.ts'
import { subnetIpv6, vpcIpv6 } from './ipv6.ts'
import { balancerOf } from './read-balancer.ts'
import { defaultGroupOf, groupOf, listsOfAws, prefixListOf, strangeGroupsOf } from './read-groups.ts'
import { learnedBy, peersOf, sitesOf } from './read-remotes.ts'
import type { ReadResource, StackTemplate } from './resolve.ts'
import { type Shelf, shelfOf } from './shelf.ts'
import { addressTypeOf, defined, protocolOf } from './values.ts'

/** VPC Block Public Access is a setting of an account in a region. */
const blockOf = (shelf: Shelf, region: string): Vpc['blockPublicAccess'] => {
  const mode = shelf
    .of('AWS::EC2::VPCBlockPublicAccessOptions')
    .find(({ stack }) => stack.region === region)
    ?.text('InternetGatewayBlockMode')
  return mode === 'block-bidirectional' ? 'bidirectional' : mode === 'block-ingress' ? 'ingress' : undefined
}

const vpcOf =
  (shelf: Shelf) =>
  (vpc: ReadResource): Vpc =>
    defined({
      id: vpc.id,
      region: vpc.stack.region,
      cidrs: [
        vpc.text('CidrBlock'),
        ...shelf
          .about('AWS::EC2::VPCCidrBlock', 'VpcId', vpc.id)
          .flatMap((each) => [each.text('CidrBlock'), each.text('Ipv6CidrBlock')]),
        vpcIpv6(shelf, vpc.id),
      ].filter((cidr) => cidr !== undefined),
      dnsSupport: vpc.flag('EnableDnsSupport') ?? true,
      // A new VPC has none unless it is asked for: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpc.html
      dnsHostnames: vpc.flag('EnableDnsHostnames') ?? false,
      blockPublicAccess: blockOf(shelf, vpc.stack.region),
    })

const subnetOf =
  (shelf: Shelf) =>
  (subnet: ReadResource): Subnet => {
    const [table] = shelf.about('AWS::EC2::SubnetRouteTableAssociation', 'SubnetId', subnet.id)
    const [acl] = shelf.about('AWS::EC2::SubnetNetworkAclAssociation', 'SubnetId', subnet.id)
    return defined({
      id: subnet.id,
      vpc: subnet.text('VpcId') ?? '',
      zone: subnet.text('AvailabilityZone') ?? zoneText(subnet.raw('AvailabilityZone')),
      cidrs: [subnet.text('CidrBlock'), subnet.text('Ipv6CidrBlock') ?? subnetIpv6(shelf, subnet)].filter(
        (cidr) => cidr !== undefined,
      ),
      routeTable: table && (table.text('RouteTableId') ?? 'a route table that is not known'),
      acl: acl && (acl.text('NetworkAclId') ?? 'an ACL that is not known'),
    })
  }

/** The nth zone of the region, which only AWS names. */
const zoneText = (value: unknown): string | undefined => {
  const [index] = (value as { readonly 'Fn::Select'?: readonly unknown[] } | undefined)?.['Fn::Select'] ?? []
  return index === undefined ? undefined : `zone ${Number(index) + 1}`
}

const leadsTo = [
  'GatewayId',
  'NatGatewayId',
  'VpcPeeringConnectionId',
  'EgressOnlyInternetGatewayId',
  'TransitGatewayId',
  'NetworkInterfaceId',
  'InstanceId',
  'VpcEndpointId',
  'LocalGatewayId',
  'CarrierGatewayId',
  'CoreNetworkArn',
]

const tableOf =
  (shelf: Shelf) =>
  (table: ReadResource): RouteTable => ({
    id: table.id,
    vpc: table.text('VpcId') ?? '',
    routes: [
      ...shelf.about('AWS::EC2::Route', 'RouteTableId', table.id).map(
        (route): Route => ({
          to:
            route.text('DestinationCidrBlock') ??
            route.text('DestinationIpv6CidrBlock') ??
            route.text('DestinationPrefixListId') ??
            'a destination that is not known',
          by:
            leadsTo.map((property) => route.text(property)).find((id) => id !== undefined) ??
            'something that is not known',
          resource: route.id,
        }),
      ),
      ...learnedBy(shelf, table.id),
    ],
  })

const aclOf =
  (shelf: Shelf) =>
  (acl: ReadResource): NetworkAcl => ({
    id: acl.id,
    vpc: acl.text('VpcId') ?? '',
    rules: shelf.about('AWS::EC2::NetworkAclEntry', 'NetworkAclId', acl.id).map((entry): AclRule => {
      const protocol = protocolOf(entry.text('Protocol'))
      const isIcmp = protocol === 1 || protocol === 58
      return defined({
        number: entry.number('RuleNumber') ?? 0,
        outward: entry.flag('Egress') ?? false,
        allows: entry.text('RuleAction') === 'allow',
        protocol,
        from: isIcmp ? entry.part('Icmp').number('Type') : entry.part('PortRange').number('From'),
        to: isIcmp ? entry.part('Icmp').number('Code') : entry.part('PortRange').number('To'),
        cidr: entry.text('CidrBlock') ?? entry.text('Ipv6CidrBlock') ?? '0.0.0.0/0',
        resource: entry.id,
      })
    }),
  })

const gatewaysOf = (shelf: Shelf): Gateway[] => [
  ...shelf.of('AWS::EC2::InternetGateway').map((gateway): Gateway => {
    const [attachment] = shelf.about('AWS::EC2::VPCGatewayAttachment', 'InternetGatewayId', gateway.id)
    const vpc = attachment?.text('VpcId')
    return { id: gateway.id, kind: 'internet', ...(vpc === undefined ? {} : { vpc }) }
  }),
  ...shelf.of('AWS::EC2::EgressOnlyInternetGateway').map((gateway): Gateway => {
    const vpc = gateway.text('VpcId')
    return { id: gateway.id, kind: 'egress-only', ...(vpc === undefined ? {} : { vpc }) }
  }),
]

const natOf =
  (subnets: readonly Subnet[]) =>
  (nat: ReadResource): Nat => {
    const subnet = nat.text('SubnetId')
    return {
      id: nat.id,
      vpc: nat.text('VpcId') ?? subnets.find(({ id }) => id === subnet)?.vpc ?? '',
      ...(subnet === undefined || nat.text('AvailabilityMode') === 'regional' ? {} : { subnet }),
      // A zonal one has the address that it is given.
      publicAddress:
        nat.text('ConnectivityType') !== 'private' &&
        (nat.text('AvailabilityMode') === 'regional' || nat.raw('AllocationId') !== undefined),
    }
  }

const peeringOf = (peering: ReadResource): Peering => ({
  id: peering.id,
  vpcs: [peering.text('VpcId') ?? '', peering.text('PeerVpcId') ?? ''],
})

const endpointOf = (endpoint: ReadResource): Endpoint => {
  const policy = endpoint.raw('PolicyDocument')
  const isInterface = endpoint.text('VpcEndpointType') === 'Interface'
  return {
    id: endpoint.id,
    vpc: endpoint.text('VpcId') ?? '',
    service: (endpoint.text('ServiceName') ?? '').replace(/^com\.amazonaws\.[a-z0-9-]+\./, ''),
    kind: isInterface ? 'interface' : 'gateway',
    ...(isInterface
      ? {
          subnets: endpoint.ids('SubnetIds'),
          groups: endpoint.ids('SecurityGroupIds'),
          privateDns: endpoint.flag('PrivateDnsEnabled') ?? false,
          addresses: addressTypeOf(endpoint.text('IpAddressType')),
        }
      : { routeTables: endpoint.texts('RouteTableIds') }),
    ...(policy === undefined ? {} : { policy: JSON.stringify(policy) }),
  }
}

/** The network that stacks make together, over references between them. What they import is in it as not known. */
export const readNetwork = (stacks: readonly StackTemplate[]): ReachModel => {
  const shelf = shelfOf(stacks)
  const subnets = shelf.of('AWS::EC2::Subnet').map(subnetOf(shelf))
  const vpcs = shelf.of('AWS::EC2::VPC').map(vpcOf(shelf))
  const groups = [
    ...shelf.of('AWS::EC2::SecurityGroup').map(groupOf(shelf)),
    ...shelf.of('AWS::EC2::VPC').map(defaultGroupOf(shelf)),
  ]
  const strange = importedInto(stacks, shelf, { vpcs, subnets })
  return {
    vpcs: [...vpcs, ...strange.vpcs],
    subnets: [...subnets, ...strange.subnets],
    routeTables: shelf.of('AWS::EC2::RouteTable').map(tableOf(shelf)),
    groups: [...groups, ...strangeGroupsOf(shelf, new Set(groups.map(({ id }) => id)))],
    prefixLists: [...shelf.of('AWS::EC2::PrefixList').map(prefixListOf), ...listsOfAws],
    acls: shelf.of('AWS::EC2::NetworkAcl').map(aclOf(shelf)),
    gateways: gatewaysOf(shelf),
    nats: shelf.of('AWS::EC2::NatGateway').map(natOf(subnets)),
    peerings: shelf.of('AWS::EC2::VPCPeeringConnection').map(peeringOf),
    remotes: [...peersOf(shelf), ...sitesOf(shelf)],
    endpoints: shelf.of('AWS::EC2::VPCEndpoint').map(endpointOf),
    balancers: shelf.of('AWS::ElasticLoadBalancingV2::LoadBalancer').map(balancerOf(shelf)),
  }
}
