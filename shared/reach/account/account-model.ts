import type {
  SecurityGroup as Ec2Group,
  PrefixList as Ec2PrefixList,
  RouteTable as Ec2RouteTable,
  Subnet as Ec2Subnet,
  Vpc as Ec2Vpc,
  EgressOnlyInternetGateway,
  InternetGateway,
  NatGateway,
  NetworkAcl,
  VpcEndpoint,
  VpcPeeringConnection,
} from '@aws-sdk/client-ec2'
import type { Gateway, PrefixList, ReachModel, Remote, Subnet, Vpc } from '../model.ts'
import { isPrivate, spansOf, withoutAll } from '../spans.ts'
import { aclRulesOf, endpointOf, groupOf, natOf, peeringOf, tableOf } from './ec2-shapes.ts'

/** What EC2 told of a region of an account. What is undefined was not, or could not be, read: then nothing that depends on it is certain. */
export interface DescribedNetwork {
  readonly region: string
  readonly account?: string | undefined
  readonly vpcs?: readonly Ec2Vpc[] | undefined
  /** By VPC. */
  readonly dns?: Readonly<Record<string, DnsAttributes | undefined>> | undefined
  readonly subnets?: readonly Ec2Subnet[] | undefined
  readonly routeTables?: readonly Ec2RouteTable[] | undefined
  readonly groups?: readonly Ec2Group[] | undefined
  readonly acls?: readonly NetworkAcl[] | undefined
  readonly internetGateways?: readonly InternetGateway[] | undefined
  readonly egressOnly?: readonly EgressOnlyInternetGateway[] | undefined
  readonly nats?: readonly NatGateway[] | undefined
  readonly peerings?: readonly VpcPeeringConnection[] | undefined
  readonly endpoints?: readonly VpcEndpoint[] | undefined
  /** Route tables of the far side of a peering whose other VPC is not among those that were read, by the peering's id. */
  readonly farTables?: Readonly<Record<string, readonly Ec2RouteTable[] | undefined>> | undefined
  /** AWS's own, with their ranges. */
  readonly prefixLists?: readonly Ec2PrefixList[] | undefined
}

export interface DnsAttributes {
  readonly support?: boolean | undefined
  readonly hostnames?: boolean | undefined
}

const vpcOf =
  ({ region, account, dns, endpoints }: DescribedNetwork) =>
  (vpc: Ec2Vpc): Vpc => {
    const { VpcId = '', CidrBlock, CidrBlockAssociationSet = [], Ipv6CidrBlockAssociationSet = [] } = vpc
    const attributes = dns?.[VpcId]
    const isToldOf = attributes?.support !== undefined && attributes.hostnames !== undefined
    const cidrs = [
      ...(CidrBlock ? [CidrBlock] : []),
      ...CidrBlockAssociationSet.flatMap((each) => each.CidrBlock ?? []),
      ...Ipv6CidrBlockAssociationSet.flatMap((each) => each.Ipv6CidrBlock ?? []),
    ]
    return {
      id: VpcId,
      region,
      ...(account === undefined ? {} : { account }),
      cidrs: [...new Set(cidrs)],
      ...(attributes?.support === undefined ? {} : { dnsSupport: attributes.support }),
      ...(attributes?.hostnames === undefined ? {} : { dnsHostnames: attributes.hostnames }),
      ...(isToldOf && endpoints ? {} : { namesKnown: false }),
    }
  }

const subnetOf =
  ({ routeTables, acls }: DescribedNetwork) =>
  (subnet: Ec2Subnet): Subnet => {
    const { SubnetId = '', VpcId = '', AvailabilityZone, CidrBlock, Ipv6CidrBlockAssociationSet = [] } = subnet
    const isOwn = (each: { SubnetId?: string | undefined }): boolean => each.SubnetId === SubnetId
    const ofVpc = (routeTables ?? []).filter((table) => table.VpcId === undefined || table.VpcId === VpcId)
    const table =
      ofVpc.find(({ Associations = [] }) => Associations.some(isOwn)) ??
      // A subnet without a table of its own has the VPC's main one.
      ofVpc.find(({ Associations = [] }) => Associations.some(({ Main }) => Main))
    const acl =
      acls?.find(({ Associations = [] }) => Associations.some(isOwn)) ??
      acls?.find((each) => each.IsDefault && each.VpcId === VpcId)
    return {
      id: SubnetId,
      vpc: VpcId,
      ...(AvailabilityZone === undefined ? {} : { zone: AvailabilityZone }),
      cidrs: [
        ...(CidrBlock ? [CidrBlock] : []),
        ...Ipv6CidrBlockAssociationSet.flatMap((each) => each.Ipv6CidrBlock ?? []),
      ],
      routeTable: table?.RouteTableId ?? `the route table of ${SubnetId}`,
      // AWS tells one for each subnet; its emulators do not, and there all passes.
      ...(acls && !acl ? {} : { acl: acl?.NetworkAclId ?? `the ACL of ${SubnetId}` }),
    }
  }

/** Internet gateways; where they were not read, those to which a route leads that is no black hole: AWS makes it one without them. */
const gatewaysOf = ({ internetGateways, egressOnly, routeTables = [] }: DescribedNetwork): Gateway[] => {
  const attached = (Attachments: readonly { VpcId?: string | undefined }[] = []) =>
    Attachments[0]?.VpcId === undefined ? {} : { vpc: Attachments[0].VpcId }
  const led = routeTables.flatMap(({ VpcId = '', Routes = [] }) =>
    Routes.flatMap(({ GatewayId, EgressOnlyInternetGatewayId, State }): Gateway[] => [
      ...(GatewayId?.startsWith('igw-') && State !== 'blackhole'
        ? [{ id: GatewayId, kind: 'internet' as const, vpc: VpcId }]
        : []),
      ...(EgressOnlyInternetGatewayId && State !== 'blackhole'
        ? [{ id: EgressOnlyInternetGatewayId, kind: 'egress-only' as const, vpc: VpcId }]
        : []),
    ]),
  )
  return [
    ...(internetGateways ?? []).map(
      ({ InternetGatewayId = '', Attachments }): Gateway => ({
        id: InternetGatewayId,
        kind: 'internet',
        ...attached(Attachments),
      }),
    ),
    ...(egressOnly ?? []).map(
      ({ EgressOnlyInternetGatewayId = '', Attachments }): Gateway => ({
        id: EgressOnlyInternetGatewayId,
        kind: 'egress-only',
        ...attached(Attachments),
      }),
    ),
    ...led.filter(({ kind }) => (kind === 'internet' ? internetGateways : egressOnly) === undefined),
  ]
}

const serviceOf = (name = ''): string | undefined => {
  const [, service] = /^com\.amazonaws\.(?:[a-z]{2}[a-z-]*-\d|global)\.([a-z0-9]+)/.exec(name) ?? []
  return service
}

/** AWS's lists, and those that a gateway endpoint has put into a table. */
const listsOf = ({ prefixLists, routeTables = [], endpoints = [] }: DescribedNetwork): PrefixList[] => {
  const read = (prefixLists ?? []).map(({ PrefixListId = '', PrefixListName, Cidrs }): PrefixList => {
    const service = serviceOf(PrefixListName)
    // What AWS's emulators make up for its services is private.
    const isBelieved = Cidrs?.length && !spansOf(Cidrs, 'ipv4').some(isPrivate)
    return { id: PrefixListId, ...(service ? { service } : {}), ...(isBelieved ? { cidrs: Cidrs } : {}) }
  })
  const routed = routeTables.flatMap(({ Routes = [] }) =>
    Routes.flatMap(({ DestinationPrefixListId: id, GatewayId }): PrefixList[] => {
      const endpoint = endpoints.find(({ VpcEndpointId }) => VpcEndpointId !== undefined && VpcEndpointId === GatewayId)
      return id && endpoint ? [{ id, service: endpointOf(endpoint).service }] : []
    }),
  )
  return [...new Map([...routed, ...read].map((list) => [list.id, list])).values()]
}

/** Subnets in which something stands, and which were not read: of another account, or refused. */
const unseenSubnets = (
  { subnets = [], endpoints = [], nats = [] }: DescribedNetwork,
  vpcs: readonly Vpc[],
): Subnet[] => {
  const known = new Set(subnets.map(({ SubnetId }) => SubnetId))
  const named = [
    ...endpoints.flatMap(({ SubnetIds = [], VpcId = '' }) => SubnetIds.map((id) => [id, VpcId] as const)),
    ...nats.flatMap(({ SubnetId, VpcId = '' }) => (SubnetId ? [[SubnetId, VpcId] as const] : [])),
  ]
  return [...new Map(named)].flatMap(([id, vpc]): Subnet[] => {
    const cidrs = vpcs.find((each) => each.id === vpc)?.cidrs ?? []
    return known.has(id) ? [] : [{ id, vpc, cidrs: cidrs.length > 0 ? cidrs : ['10.0.0.0/8'], known: false }]
  })
}

/** The network of an account as far as it was read. */
export const accountModel = (described: DescribedNetwork): ReachModel => {
  const vpcs = (described.vpcs ?? []).map(vpcOf(described))
  return {
    ...restOf(described),
    vpcs,
    subnets: [...(described.subnets ?? []).map(subnetOf(described)), ...unseenSubnets(described, vpcs)],
  }
}

type Side = NonNullable<VpcPeeringConnection['RequesterVpcInfo']>

/** The sides of a peering: that among the VPCs that were read, and the other. @returns nothing where both are, or neither is */
export const farSide = (
  { RequesterVpcInfo: one, AccepterVpcInfo: other }: VpcPeeringConnection,
  vpcs: readonly Ec2Vpc[],
): { readonly near: Side; readonly far: Side } | undefined => {
  const isRead = (side: Side | undefined): boolean => vpcs.some(({ VpcId }) => VpcId === side?.VpcId)
  if (!one || !other || isRead(one) === isRead(other)) return undefined
  return isRead(one) ? { near: one, far: other } : { near: other, far: one }
}

const rangesOf = ({ CidrBlock, CidrBlockSet = [], Ipv6CidrBlockSet = [] }: Side): string[] => [
  ...new Set([
    ...(CidrBlock ? [CidrBlock] : []),
    ...CidrBlockSet.flatMap((each) => each.CidrBlock ?? []),
    ...Ipv6CidrBlockSet.flatMap((each) => each.Ipv6CidrBlock ?? []),
  ]),
]

/** Whether every table leads all of these ranges to the peering. */
const leadBack = (tables: readonly Ec2RouteTable[], peering: string | undefined, cidrs: readonly string[]): boolean =>
  tables.length > 0 &&
  tables.every(({ Routes = [] }) => {
    const led = Routes.flatMap(({ VpcPeeringConnectionId, State, DestinationCidrBlock, DestinationIpv6CidrBlock }) =>
      VpcPeeringConnectionId === peering && State !== 'blackhole'
        ? (DestinationCidrBlock ?? DestinationIpv6CidrBlock ?? [])
        : [],
    )
    return (['ipv4', 'ipv6'] as const).every(
      (family) => withoutAll(spansOf(cidrs, family), spansOf(led, family)).length === 0,
    )
  })

/** The networks behind peerings that were not read themselves. */
const remotesOf = ({ peerings = [], vpcs = [], farTables = {} }: DescribedNetwork): Remote[] =>
  peerings.flatMap((peering): Remote[] => {
    const { VpcPeeringConnectionId: by = '' } = peering
    const sides = farSide(peering, vpcs)
    if (!sides) return []
    const { near, far } = sides
    return [
      {
        by,
        vpc: near.VpcId ?? '',
        cidrs: rangesOf(far),
        isRouted: leadBack(farTables[by] ?? [], by, rangesOf(near)),
      },
    ]
  })

const restOf = (described: DescribedNetwork): Omit<ReachModel, 'vpcs' | 'subnets'> => ({
  routeTables: (described.routeTables ?? []).map(tableOf),
  groups: (described.groups ?? []).map(groupOf),
  acls: (described.acls ?? []).map(({ NetworkAclId = '', Entries }) => ({
    id: NetworkAclId,
    rules: aclRulesOf(Entries),
  })),
  gateways: gatewaysOf(described),
  nats: (described.nats ?? []).map(natOf),
  peerings: (described.peerings ?? []).map(peeringOf),
  remotes: remotesOf(described),
  endpoints: (described.endpoints ?? []).map(endpointOf),
  prefixLists: listsOf(described),
})
