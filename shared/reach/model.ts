/**
 * A network as it is deployed, or would be: what decides whether a packet arrives, and nothing else. Ids are any texts that are the
 * same wherever the same thing is meant. What is left out has AWS's default; what is not known is said so (`known: false`), and
 * then nothing that depends on it is called reachable.
 */
export interface ReachModel {
  readonly vpcs: readonly Vpc[]
  readonly subnets: readonly Subnet[]
  readonly routeTables?: readonly RouteTable[]
  readonly groups?: readonly SecurityGroup[]
  readonly acls?: readonly NetworkAcl[]
  readonly gateways?: readonly Gateway[]
  readonly nats?: readonly Nat[]
  readonly peerings?: readonly Peering[]
  readonly endpoints?: readonly Endpoint[]
  readonly balancers?: readonly Balancer[]
  readonly prefixLists?: readonly PrefixList[]
  readonly remotes?: readonly Remote[]
}

export interface Vpc {
  readonly id: string
  /** Default: all are in one region, and one account. */
  readonly region?: string
  readonly account?: string
  /** Its ranges, both families together. */
  readonly cidrs: readonly string[]
  /** Of subnets that name no table. */
  readonly mainRouteTable?: string
  /** Default true. */
  readonly dnsSupport?: boolean
  /** Default true: without it the private names of endpoints do not resolve. */
  readonly dnsHostnames?: boolean
  /** False: its endpoints or its DNS settings could not be read, so that nobody knows where the names of services lead. Default true. */
  readonly namesKnown?: boolean
  /** VPC Block Public Access. Default off. */
  readonly blockPublicAccess?: 'off' | 'ingress' | 'bidirectional'
  /** False: an imported one, of which only what stands here is known. Default true. */
  readonly known?: boolean
}

export interface Subnet {
  readonly id: string
  readonly vpc: string
  readonly zone?: string
  /** Its ranges: one of IPv4, one of IPv6, or both. */
  readonly cidrs: readonly string[]
  /** Default: the VPC's main one. */
  readonly routeTable?: string
  /** Default: the VPC's default ACL, which lets everything pass. */
  readonly acl?: string
  /** False: its routes and its ACL are not known. Default: as its VPC. */
  readonly known?: boolean
}

export interface RouteTable {
  readonly id: string
  readonly vpc: string
  /** Beside the local ones, which every table has. */
  readonly routes: readonly Route[]
}

export interface Route {
  /** A range, or the id of a prefix list. */
  readonly to: string
  /** Id of a gateway, a NAT, a peering, an endpoint, or of anything else, behind which nothing is known. */
  readonly by: string
  /** What it leads to is gone: the packet is lost. */
  readonly blackhole?: boolean
  /** Learned from a gateway. Default: static. */
  readonly propagated?: boolean
  /** The resource that makes it, for a person. */
  readonly resource?: string
}

export type Protocol = 'tcp' | 'udp' | 'icmp' | 'all' | number

/** A rule of a security group: it only allows. */
export interface GroupRule {
  /** `-1` of CloudFormation is `all`. */
  readonly protocol: Protocol
  /** Ports, both ends included; of ICMP the type in `from`. Left out: all. */
  readonly from?: number
  readonly to?: number
  /** Whom it lets in, or where it lets out to: a range, the id of a group, or the id of a prefix list. */
  readonly peer: { readonly cidr: string } | { readonly group: string } | { readonly prefixList: string }
  readonly resource?: string
}

export interface SecurityGroup {
  readonly id: string
  readonly vpc: string
  readonly inward: readonly GroupRule[]
  /** Left out: everything may go out, of IPv4 and IPv6, as CloudFormation has it without SecurityGroupEgress. */
  readonly outward?: readonly GroupRule[]
  /** False: an imported one. Default true. */
  readonly known?: boolean
}

/** The lowest number that matches decides; what none matches is refused. */
export interface AclRule {
  readonly number: number
  readonly outward: boolean
  readonly allows: boolean
  readonly protocol: Protocol
  readonly from?: number
  readonly to?: number
  readonly cidr: string
  readonly resource?: string
}

export interface NetworkAcl {
  readonly id: string
  readonly vpc?: string
  readonly rules: readonly AclRule[]
}

export interface Gateway {
  readonly id: string
  readonly kind: 'internet' | 'egress-only'
  /** The VPC that it is attached to. Left out: none. */
  readonly vpc?: string
}

export interface Nat {
  readonly id: string
  readonly vpc: string
  /** Of a zonal one; a regional one has none, and no ACL before it. */
  readonly subnet?: string
  /** Whether it has an address on the internet. Default true; false: a private one. */
  readonly publicAddress?: boolean
  /** Default true; false: it failed, or is deleted. */
  readonly available?: boolean
}

export interface Peering {
  readonly id: string
  readonly vpcs: readonly [string, string]
  /** Default true. */
  readonly active?: boolean
}

/** A network that is not in the model, but whose ranges are known: behind a peering, or behind a VPN gateway. */
export interface Remote {
  /** Id of what leads there. */
  readonly by: string
  /** The VPC on this side. */
  readonly vpc: string
  readonly cidrs: readonly string[]
  /** Whether it leads questions and answers for this VPC here. Default false: nobody knows. */
  readonly isRouted?: boolean
}

export interface Endpoint {
  readonly id: string
  readonly vpc: string
  /** What follows the region in its service name: `s3`, `ecr.api`. */
  readonly service: string
  readonly kind: 'gateway' | 'interface'
  /** Of a gateway: the tables that it has put its route into. */
  readonly routeTables?: readonly string[]
  /** Of an interface. */
  readonly subnets?: readonly string[]
  readonly groups?: readonly string[]
  /** Whether the service's own name leads to it. Default true. */
  readonly privateDns?: boolean
  /** Of an interface: whether it has addresses of IPv6 too. Left out: as its subnets have. */
  readonly addresses?: AddressType
  /** JSON. Left out: everything is allowed. */
  readonly policy?: string
  /** Default true. */
  readonly available?: boolean
}

/** Families of which an endpoint or a balancer has addresses. `dual`: both. */
export type AddressType = 'ipv4' | 'ipv6' | 'dual'

export interface PrefixList {
  readonly id: string
  /** The AWS service whose addresses it lists: `s3`, `dynamodb`, `cloudfront`. */
  readonly service?: string
  /** Left out: not known. */
  readonly cidrs?: readonly string[]
}

export interface Balancer {
  readonly id: string
  readonly kind?: 'application' | 'network'
  readonly scheme: 'internet-facing' | 'internal'
  readonly subnets: readonly string[]
  /** A network balancer may have none: then all may come in. */
  readonly groups?: readonly string[]
  /** Families that its clients may use. Left out: as its subnets have. */
  readonly addresses?: AddressType
  readonly listeners: readonly Listener[]
}

export interface Listener {
  readonly port: number
  /** Default tcp; HTTP and HTTPS are. */
  readonly protocol?: 'tcp' | 'udp'
  readonly targetGroups: readonly TargetGroup[]
  /** It forwards nothing: it redirects, or has a fixed answer. Default false. */
  readonly answersItself?: boolean
}

export interface TargetGroup {
  readonly id: string
  readonly port: number
  readonly targets: readonly Place[]
  /** Where the balancer asks whether a target is well: without an answer it sends nothing there. Default: `port` (of UDP: it is not looked at); 0: it does not ask. */
  readonly healthPort?: number
  /** Family in which targets are called, whatever the client uses. Default ipv4, where they have it. */
  readonly family?: 'ipv4' | 'ipv6'
  /** Whether each interface of the balancer calls targets in every zone, and not in its own alone. Default true; of network balancers AWS's default is false. */
  readonly crossZone?: boolean
  /** Targets see the client's own address, not the balancer's. Default false. */
  readonly keepsClientAddress?: boolean
}

/** Where something is: its subnets, one of which each of its interfaces is in, and the groups that all of them have. */
export interface Place {
  /** For a person. */
  readonly name?: string
  readonly subnets: readonly string[]
  readonly groups: readonly string[]
  /** Whether each has a public IPv4 address. Default false. */
  readonly publicAddress?: boolean
  /** Ports from which it opens connections. Default 32768 to 60999, as Linux has it. */
  readonly clientPorts?: Ports
  /** Ranges that it may call at all, as the authorization rules of a Client VPN endpoint say. Default: all. */
  readonly mayCall?: readonly string[]
}

export interface Ports {
  readonly from: number
  readonly to: number
}
