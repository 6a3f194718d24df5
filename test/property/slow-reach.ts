import type { AclRule, GroupRule, Place, ReachModel, Route } from '../../shared/reach/model.ts'

/*
 * Sends single packets, one after the other, over networks of IPv4, written from AWS's rules: addresses are bits in a text, every rule is
 * asked, and what answers is a packet of its own.
 */

export type Fate = 'arrived' | 'lost' | 'out of sight'

export const bits = (address: string): string =>
  address
    .split('.')
    .map((octet) => Number(octet).toString(2).padStart(8, '0'))
    .join('')

export const isIn = (address: string, cidr: string): boolean => {
  const [network = '', length = '32'] = cidr.split('/')
  return bits(address).slice(0, Number(length)) === bits(network).slice(0, Number(length))
}

const isPrivate = (address: string): boolean =>
  ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].some((cidr) => isIn(address, cidr))

const isOf = ({ protocol, from = 0, to = 65_535 }: GroupRule | AclRule, port: number): boolean =>
  protocol === 'all' || (protocol === 'tcp' && from <= port && port <= to)

const groupLets = (
  model: ReachModel,
  groups: readonly string[],
  way: 'in' | 'out',
  other: string,
  port: number,
  named: readonly string[],
): boolean => {
  for (const id of groups) {
    const group = model.groups?.find((each) => each.id === id)
    const rules =
      way === 'in' ? group?.inward : (group?.outward ?? [{ protocol: 'all' as const, peer: { cidr: '0.0.0.0/0' } }])
    for (const rule of rules ?? []) {
      if (!isOf(rule, port)) continue
      if ('cidr' in rule.peer && isIn(other, rule.peer.cidr)) return true
      if ('group' in rule.peer && named.includes(rule.peer.group)) return true
    }
  }
  return false
}

const subnetOf = (model: ReachModel, id: string) => model.subnets.find((each) => each.id === id)

const aclLets = (model: ReachModel, subnet: string, way: 'in' | 'out', other: string, port: number): boolean => {
  const id = subnetOf(model, subnet)?.acl
  if (id === undefined) return true
  const rules = [...(model.acls?.find((each) => each.id === id)?.rules ?? [])].sort(
    (one, two) => one.number - two.number,
  )
  for (const rule of rules)
    if (rule.outward === (way === 'out') && isOf(rule, port) && isIn(other, rule.cidr)) return rule.allows
  return false
}

/** What a subnet's table does with an address: the longest prefix, and of equal ones the static. */
const next = (model: ReachModel, subnet: string, address: string): Route | { readonly by: 'local' } | undefined => {
  const { vpc: vpcId, routeTable } = subnetOf(model, subnet) ?? { vpc: '', routeTable: undefined }
  const cidrs = model.vpcs.find(({ id }) => id === vpcId)?.cidrs ?? []
  const isLocal = cidrs.some((cidr) => isIn(address, cidr))
  const routes = model.routeTables?.find(({ id }) => id === routeTable)?.routes ?? []
  const length = (cidr: string): number => Number(cidr.split('/')[1])
  let best: Route | { readonly by: 'local' } | undefined
  let longest = -1
  for (const cidr of cidrs)
    if (isIn(address, cidr) && length(cidr) > longest) {
      best = { by: 'local' }
      longest = length(cidr)
    }
  for (const route of routes) {
    if (!isIn(address, route.to) || (route.propagated && isLocal)) continue
    const isLonger = length(route.to) > longest
    // Of equal ones a static route goes first: beside a local one it can only stand where that one's target was replaced.
    const isBetter =
      length(route.to) === longest &&
      !route.propagated &&
      (best?.by === 'local' || (best !== undefined && 'propagated' in best && best.propagated))
    if (isLonger || isBetter) {
      best = route
      longest = length(route.to)
    }
  }
  return best
}

export interface Host {
  readonly address: string
  readonly subnet: string
  readonly place: Place
}

const vpcOf = (model: ReachModel, { subnet }: Pick<Host, 'subnet'>): string => subnetOf(model, subnet)?.vpc ?? ''

const known = (model: ReachModel, id: string): boolean =>
  [model.gateways, model.nats, model.peerings].some((list) => list?.some((each) => each.id === id))

/** One packet from one host to another, without its groups. Where it goes out of sight, only what it passed before is certain. */
const carry = (model: ReachModel, from: Host, to: Host, port: number): Fate => {
  const route = next(model, from.subnet, to.address)
  if (!route || ('blackhole' in route && route.blackhole)) return 'lost'
  const isNeighbour = from.subnet === to.subnet
  if (!isNeighbour && !aclLets(model, from.subnet, 'out', to.address, port)) return 'lost'
  if (route.by === 'local') {
    if (vpcOf(model, from) !== vpcOf(model, to)) return 'lost'
  } else {
    if (!known(model, route.by)) return 'out of sight'
    const peering = model.peerings?.find(({ id }) => id === route.by)
    if (!peering || peering.active === false) return 'lost'
    const other = peering.vpcs.find((id) => id !== vpcOf(model, from))
    if (!peering.vpcs.includes(vpcOf(model, from)) || other !== vpcOf(model, to)) return 'lost'
  }
  return isNeighbour || aclLets(model, to.subnet, 'in', from.address, port) ? 'arrived' : 'lost'
}

/** A question and its answer between two hosts in VPCs. */
export const exchange = (model: ReachModel, from: Host, to: Host, port: number, clientPort: number): Fate => {
  if (!groupLets(model, from.place.groups, 'out', to.address, port, to.place.groups)) return 'lost'
  const there = carry(model, from, to, port)
  if (there !== 'arrived') return there
  if (!groupLets(model, to.place.groups, 'in', from.address, port, from.place.groups)) return 'lost'
  return carry(model, to, from, clientPort)
}

const isAttached = (model: ReachModel, by: string, vpc: string): boolean =>
  model.gateways?.some(({ id, kind, vpc: of }) => id === by && kind === 'internet' && of === vpc) ?? false

/** A question to an address on the internet, and its answer. @param natPort from which a NAT gateway asks */
export const callOut = (
  model: ReachModel,
  from: Host,
  address: string,
  port: number,
  clientPort: number,
  natPort: number,
): Fate => {
  if (!groupLets(model, from.place.groups, 'out', address, port, [])) return 'lost'
  const route = next(model, from.subnet, address)
  if (!route || route.by === 'local' || ('blackhole' in route && route.blackhole)) return 'lost'
  if (!known(model, route.by)) return 'out of sight'
  const nat = model.nats?.find(({ id }) => id === route.by)
  const own =
    aclLets(model, from.subnet, 'out', address, port) && aclLets(model, from.subnet, 'in', address, clientPort)
  if (!own || isPrivate(address)) return 'lost'
  if (isAttached(model, route.by, vpcOf(model, from))) return from.place.publicAddress ? 'arrived' : 'lost'
  if (!nat || nat.vpc !== vpcOf(model, from) || nat.available === false || nat.publicAddress === false) return 'lost'
  if (nat.subnet === undefined)
    return model.gateways?.some(({ kind, vpc }) => kind === 'internet' && vpc === nat.vpc) ? 'arrived' : 'lost'
  const out = next(model, nat.subnet, address)
  if (!out || ('blackhole' in out && out.blackhole) || !isAttached(model, out.by, nat.vpc)) return 'lost'
  const outer = aclLets(model, nat.subnet, 'out', address, port) && aclLets(model, nat.subnet, 'in', address, natPort)
  const inner =
    nat.subnet === from.subnet ||
    (aclLets(model, nat.subnet, 'in', from.address, port) &&
      aclLets(model, nat.subnet, 'out', from.address, clientPort))
  return outer && inner ? 'arrived' : 'lost'
}

/** A question from the internet, and its answer. */
export const callIn = (model: ReachModel, address: string, to: Host, port: number, clientPort: number): Fate => {
  const gateway = model.gateways?.find(({ kind, vpc }) => kind === 'internet' && vpc === vpcOf(model, to))
  if (!gateway || !to.place.publicAddress) return 'lost'
  if (!aclLets(model, to.subnet, 'in', address, port)) return 'lost'
  if (!groupLets(model, to.place.groups, 'in', address, port, [])) return 'lost'
  if (!aclLets(model, to.subnet, 'out', address, clientPort)) return 'lost'
  const route = next(model, to.subnet, address)
  if (!route || ('blackhole' in route && route.blackhole)) return 'lost'
  if (route.by !== 'local' && !known(model, route.by)) return 'out of sight'
  return route.by === gateway.id ? 'arrived' : 'lost'
}
