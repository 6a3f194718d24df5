import type {
  SecurityGroup as Ec2Group,
  NatGateway as Ec2Nat,
  Route as Ec2Route,
  RouteTable as Ec2RouteTable,
  IpPermission,
  NetworkAclEntry,
  VpcEndpoint,
  VpcPeeringConnection,
} from '@aws-sdk/client-ec2'
import type {
  AclRule,
  Endpoint,
  GroupRule,
  Nat,
  Peering,
  Protocol,
  Route,
  RouteTable,
  SecurityGroup,
} from '../model.ts'

const protocols: Readonly<Record<string, Protocol>> = { '-1': 'all', tcp: 'tcp', udp: 'udp', icmp: 1, icmpv6: 58 }

const protocolOf = (text = '-1'): Protocol => protocols[text] ?? Number(text)

const portsOf = (protocol: Protocol, from: number | undefined, to: number | undefined) =>
  protocol === 'all' || from === undefined || from === -1 ? {} : { from, ...(to === undefined ? {} : { to }) }

const rulesOf = (permissions: readonly IpPermission[] = []): GroupRule[] =>
  permissions.flatMap(({ IpProtocol, FromPort, ToPort, ...peers }) => {
    const protocol = protocolOf(IpProtocol)
    const rule = { protocol, ...portsOf(protocol, FromPort, ToPort) }
    return [
      ...(peers.IpRanges ?? []).flatMap(({ CidrIp }) => (CidrIp ? { cidr: CidrIp } : [])),
      ...(peers.Ipv6Ranges ?? []).flatMap(({ CidrIpv6 }) => (CidrIpv6 ? { cidr: CidrIpv6 } : [])),
      ...(peers.UserIdGroupPairs ?? []).flatMap(({ GroupId }) => (GroupId ? { group: GroupId } : [])),
      ...(peers.PrefixListIds ?? []).flatMap(({ PrefixListId }) => (PrefixListId ? { prefixList: PrefixListId } : [])),
    ].map((peer) => ({ ...rule, peer }))
  })

/** A security group as EC2 describes it. What it does not list is not allowed, outward too. */
export const groupOf = ({ GroupId = '', VpcId = '', IpPermissions, IpPermissionsEgress }: Ec2Group): SecurityGroup => ({
  id: GroupId,
  vpc: VpcId,
  inward: rulesOf(IpPermissions),
  outward: rulesOf(IpPermissionsEgress),
})

export const routeOf = (route: Ec2Route): Route => ({
  to: route.DestinationCidrBlock ?? route.DestinationPrefixListId ?? route.DestinationIpv6CidrBlock ?? '',
  by:
    route.NatGatewayId ??
    route.TransitGatewayId ??
    route.VpcPeeringConnectionId ??
    route.NetworkInterfaceId ??
    route.EgressOnlyInternetGatewayId ??
    route.CoreNetworkArn ??
    route.LocalGatewayId ??
    route.CarrierGatewayId ??
    route.GatewayId ??
    'something that Nightshift does not know',
  ...(route.State === 'blackhole' ? { blackhole: true } : {}),
  ...(route.Origin === 'EnableVgwRoutePropagation' ? { propagated: true } : {}),
})

/** A table without its local routes, which every table has. One whose target was replaced is no longer local. */
export const tableOf = ({ RouteTableId = '', VpcId = '', Routes = [] }: Ec2RouteTable): RouteTable => ({
  id: RouteTableId,
  vpc: VpcId,
  routes: Routes.map(routeOf).filter(({ by }) => by !== 'local'),
})

export const aclRulesOf = (entries: readonly NetworkAclEntry[] = []): AclRule[] =>
  entries.flatMap((entry) => {
    const { CidrBlock, Ipv6CidrBlock, Egress = false, PortRange, IcmpTypeCode, RuleAction, RuleNumber = 0 } = entry
    const cidr = CidrBlock ?? Ipv6CidrBlock
    if (cidr === undefined) return []
    const number = protocolOf(entry.Protocol)
    const isIcmp = number === 1 || number === 58
    const ports = isIcmp
      ? portsOf(number, IcmpTypeCode?.Type, IcmpTypeCode?.Code)
      : portsOf(number, PortRange?.From, PortRange?.To)
    return { number: RuleNumber, outward: Egress, allows: RuleAction === 'allow', protocol: number, ...ports, cidr }
  })

export const endpointOf = (endpoint: VpcEndpoint): Endpoint => {
  const { VpcEndpointId = '', VpcId = '', ServiceName = '', VpcEndpointType, State, PolicyDocument } = endpoint
  const { DnsOptions, PrivateDnsEnabled, SubnetIds = [], Groups = [], RouteTableIds = [], IpAddressType } = endpoint
  return {
    id: VpcEndpointId,
    vpc: VpcId,
    service: ServiceName.replace(/^(cn\.)?com\.amazonaws\.[^.]+\./, ''),
    available: State?.toLowerCase() === 'available',
    ...(PolicyDocument === undefined ? {} : { policy: PolicyDocument }),
    ...(VpcEndpointType === 'Gateway'
      ? { kind: 'gateway', routeTables: RouteTableIds }
      : {
          kind: 'interface',
          // S3's interface endpoint may answer to names asked for from outside the VPC alone.
          privateDns: PrivateDnsEnabled === true && DnsOptions?.PrivateDnsOnlyForInboundResolverEndpoint !== true,
          subnets: SubnetIds,
          groups: Groups.flatMap(({ GroupId }) => GroupId ?? []),
          addresses: IpAddressType === 'dualstack' ? 'dual' : IpAddressType === 'ipv6' ? 'ipv6' : 'ipv4',
        }),
  }
}

export const natOf = (nat: Ec2Nat & { readonly AvailabilityMode?: string | undefined }): Nat => {
  const { NatGatewayId = '', VpcId = '', SubnetId, State, ConnectivityType } = nat
  const isRegional = nat.AvailabilityMode === 'regional'
  return {
    id: NatGatewayId,
    vpc: VpcId,
    ...(SubnetId && !isRegional ? { subnet: SubnetId } : {}),
    available: State === undefined || State === 'available',
    // AWS makes no public one without an address.
    publicAddress: ConnectivityType !== 'private',
  }
}

export const peeringOf = (peering: VpcPeeringConnection): Peering => ({
  id: peering.VpcPeeringConnectionId ?? '',
  vpcs: [peering.RequesterVpcInfo?.VpcId ?? '', peering.AccepterVpcInfo?.VpcId ?? ''],
  active: peering.Status?.Code === 'active',
})
