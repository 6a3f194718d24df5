import type {
  AddressType,
  Balancer,
  Endpoint,
  Gateway,
  Nat,
  NetworkAcl,
  Peering,
  Place,
  Ports,
  PrefixList,
  ReachModel,
  RouteTable,
  SecurityGroup,
  Subnet,
  Vpc,
} from './model.ts'
import { type Family, internetOf, type Span, spansOf, withoutAll } from './spans.ts'

/** Ports from which Linux opens connections; balancers, NAT gateways, functions and whoever is on the internet use more of them. */
export const linuxPorts: Ports = { from: 32_768, to: 60_999 }
export const anyClientPorts: Ports = { from: 1024, to: 65_535 }

/** A model by its ids. */
export interface Network {
  readonly model: ReachModel
  readonly vpc: (id: string) => Vpc | undefined
  readonly subnet: (id: string) => Subnet | undefined
  readonly table: (id: string) => RouteTable | undefined
  readonly group: (id: string) => SecurityGroup | undefined
  readonly acl: (id: string) => NetworkAcl | undefined
  readonly gateway: (id: string) => Gateway | undefined
  readonly nat: (id: string) => Nat | undefined
  readonly peering: (id: string) => Peering | undefined
  readonly endpoint: (id: string) => Endpoint | undefined
  readonly balancer: (id: string) => Balancer | undefined
  readonly prefixList: (id: string) => PrefixList | undefined
  readonly endpointsOf: (vpc: string) => readonly Endpoint[]
  readonly listsOf: (service: string) => readonly PrefixList[]
  /** Protocols that rules name by their number, beside those that have names. */
  readonly protocols: readonly number[]
  /** Ports from which balancers, NAT gateways and the internet call. */
  readonly clientPorts: Ports
  readonly internetGatewayOf: (vpc: string) => Gateway | undefined
  /** The internet: what is in no VPC of the model. */
  readonly internet: (family: Family) => readonly Span[]
}

const byId = <Item extends { readonly id: string }>(items: readonly Item[] = []) => {
  const all = new Map(items.map((item) => [item.id, item]))
  return (id: string): Item | undefined => all.get(id)
}

export const networkOf = (model: ReachModel): Network => {
  const attached = new Map(
    (model.gateways ?? []).flatMap((each) => (each.kind === 'internet' && each.vpc ? [[each.vpc, each] as const] : [])),
  )
  const cidrs = model.vpcs.flatMap((vpc) => vpc.cidrs)
  const internet = {
    ipv4: withoutAll(internetOf('ipv4'), spansOf(cidrs, 'ipv4')),
    ipv6: withoutAll(internetOf('ipv6'), spansOf(cidrs, 'ipv6')),
  }
  const endpoints = Map.groupBy(model.endpoints ?? [], ({ vpc }) => vpc)
  const rules = [
    ...(model.groups ?? []).flatMap(({ inward, outward = [] }) => [...inward, ...outward]),
    ...(model.acls ?? []).flatMap((acl) => acl.rules),
  ]
  return {
    model,
    endpointsOf: (vpc) => endpoints.get(vpc) ?? [],
    listsOf: (service) => (model.prefixLists ?? []).filter((list) => list.service === service),
    protocols: [...new Set(rules.flatMap(({ protocol }) => (typeof protocol === 'number' ? protocol : [])))],
    clientPorts: anyClientPorts,
    vpc: byId(model.vpcs),
    subnet: byId(model.subnets),
    table: byId(model.routeTables),
    group: byId(model.groups),
    acl: byId(model.acls),
    gateway: byId(model.gateways),
    nat: byId(model.nats),
    peering: byId(model.peerings),
    endpoint: byId(model.endpoints),
    balancer: byId(model.balancers),
    prefixList: byId(model.prefixLists),
    internetGatewayOf: (vpc) => attached.get(vpc),
    internet: (family) => internet[family],
  }
}

/** One end of a packet's way that is in a VPC: an interface somewhere in one subnet. */
export interface Side {
  readonly name: string
  readonly subnet: Subnet
  readonly vpc: Vpc
  /** Every address that it may have. */
  readonly spans: readonly Span[]
  /** Ids. `open`: it has no groups and needs none, as some network balancers. */
  readonly groups: readonly string[] | 'open'
  readonly publicAddress: boolean
  readonly clientPorts: Ports
  /** Ranges that it may call at all. Left out: all. */
  readonly mayCall?: readonly string[]
}

/** Whether the routes and the ACL of a subnet are known. */
export const isKnown = ({ subnet, vpc }: Pick<Side, 'subnet' | 'vpc'>): boolean => subnet.known ?? vpc.known ?? true

/**
 * A side for each subnet of a place.
 * @throws RangeError for an id that the model does not have
 */
export const sidesOf = (network: Network, place: Place, family: Family): Side[] =>
  place.subnets.map((id) => {
    const subnet = network.subnet(id)
    const vpc = subnet && network.vpc(subnet.vpc)
    if (!subnet || !vpc)
      throw new RangeError(`The network has no subnet "${id}"${subnet ? ` in a VPC "${subnet.vpc}"` : ''}`)
    return {
      name: place.name ?? id,
      subnet,
      vpc,
      spans: spansOf(subnet.cidrs, family),
      groups: place.groups,
      publicAddress: place.publicAddress ?? false,
      clientPorts: place.clientPorts ?? linuxPorts,
      ...(place.mayCall ? { mayCall: place.mayCall } : {}),
    }
  })

/** The sides of something that may have addresses of one family alone: without one of the family it has none. */
export const ofFamily = (sides: readonly Side[], addresses: AddressType | undefined, family: Family): Side[] =>
  sides.map((side) =>
    addresses === undefined || addresses === 'dual' || addresses === family ? side : { ...side, spans: [] },
  )
