import type {
  SecurityGroup as Ec2Group,
  Route as Ec2Route,
  IpPermission,
  NetworkAclEntry,
  VpcEndpoint,
} from '@aws-sdk/client-ec2'
import type { AclRule, Endpoint, Route, Rule, SecurityGroup } from '../reach-facts.ts'

const ports = (from = 0, to = 65_535): { readonly from: number; readonly to: number } =>
  from === -1 ? { from: 0, to: 65_535 } : { from, to }

const isTcp = (protocol: string | undefined): boolean => protocol === '-1' || protocol === '6' || protocol === 'tcp'

const ruleOf = ({ FromPort, ToPort, IpProtocol, IpRanges, UserIdGroupPairs, PrefixListIds }: IpPermission): Rule => ({
  ...(IpProtocol === '-1' ? ports() : ports(FromPort, ToPort)),
  cidrs: (IpRanges ?? []).flatMap(({ CidrIp }) => CidrIp ?? []),
  groups: (UserIdGroupPairs ?? []).flatMap(({ GroupId }) => GroupId ?? []),
  prefixLists: (PrefixListIds ?? []).flatMap(({ PrefixListId }) => PrefixListId ?? []),
})

/** Of a security group, its rules for TCP. */
export const groupOf = ({ GroupId = '', IpPermissions = [], IpPermissionsEgress = [] }: Ec2Group): SecurityGroup => ({
  id: GroupId,
  inward: IpPermissions.filter(({ IpProtocol }) => isTcp(IpProtocol)).map(ruleOf),
  outward: IpPermissionsEgress.filter(({ IpProtocol }) => isTcp(IpProtocol)).map(ruleOf),
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
    route.GatewayId ??
    'something that Nightshift does not know',
  isBlackhole: route.State === 'blackhole',
})

/** An ACL's rules for TCP over IPv4. */
export const aclRulesOf = (entries: readonly NetworkAclEntry[]): AclRule[] =>
  entries.flatMap(({ CidrBlock, Egress = false, PortRange, Protocol, RuleAction, RuleNumber = 0 }) =>
    CidrBlock !== undefined && isTcp(Protocol)
      ? {
          number: RuleNumber,
          outward: Egress,
          allows: RuleAction === 'allow',
          cidr: CidrBlock,
          ...(Protocol === '-1' ? ports() : ports(PortRange?.From, PortRange?.To)),
        }
      : [],
  )

export const endpointOf = (
  endpoint: VpcEndpoint,
  groups: readonly SecurityGroup[] | undefined,
  cidrs: ReadonlyMap<string, string>,
): Endpoint => {
  const { VpcEndpointId = '', ServiceName = '', VpcEndpointType, State, PolicyDocument, DnsOptions } = endpoint
  const ids = (endpoint.Groups ?? []).flatMap(({ GroupId }) => GroupId ?? [])
  const own = groups?.filter(({ id }) => ids.includes(id))
  return {
    id: VpcEndpointId,
    service: ServiceName.replace(/^(cn\.)?com\.amazonaws\.[^.]+\./, ''),
    kind: VpcEndpointType === 'Gateway' ? 'gateway' : 'interface',
    isAvailable: State?.toLowerCase() === 'available',
    // S3's interface endpoint may answer to names asked for from outside the VPC alone.
    answersName: endpoint.PrivateDnsEnabled === true && DnsOptions?.PrivateDnsOnlyForInboundResolverEndpoint !== true,
    subnets: (endpoint.SubnetIds ?? []).map((id) => ({ id, cidr: cidrs.get(id) })),
    ...(own && own.length === ids.length ? { groups: own } : {}),
    ...(PolicyDocument === undefined ? {} : { policy: PolicyDocument }),
  }
}
