import type { AclRule, GroupRule, Place, ReachModel, Route, SecurityGroup } from '../../../../shared/reach/model.ts'

/** `tcp 5432 from sg-app`, `all from 0.0.0.0/0`, `tcp 1024-65535 to 10.0.0.0/8`. */
export const rule = (text: string): GroupRule => {
  const [, protocol = 'all', from, to = from, peer = ''] =
    /^(\w+)(?: (\d+)(?:-(\d+))?)? (?:from|to) (\S+)$/.exec(text) ?? []
  return {
    protocol: /^\d+$/.test(protocol) ? Number(protocol) : (protocol as 'tcp'),
    ...(from === undefined ? {} : { from: Number(from), to: Number(to) }),
    peer: peer.startsWith('sg-') ? { group: peer } : peer.startsWith('pl-') ? { prefixList: peer } : { cidr: peer },
  }
}

/** `100 in allow tcp 443 10.1.0.0/16`. */
export const aclRule = (text: string): AclRule => {
  const [, number, way, verdict, protocol = 'all', from, to = from, cidr = ''] =
    /^(\d+) (in|out) (allow|deny) (\w+)(?: (\d+)(?:-(\d+))?)? (\S+)$/.exec(text) ?? []
  return {
    number: Number(number),
    outward: way === 'out',
    allows: verdict === 'allow',
    protocol: protocol as 'tcp',
    ...(from === undefined ? {} : { from: Number(from), to: Number(to) }),
    cidr,
  }
}

export const group = (id: string, inward: readonly string[], outward?: readonly string[]): SecurityGroup => ({
  id,
  vpc: 'vpc',
  inward: inward.map(rule),
  ...(outward ? { outward: outward.map(rule) } : {}),
})

export const route = (to: string, by: string, rest: Partial<Route> = {}): Route => ({ to, by, ...rest })

/** A VPC over two zones with public, app and database subnets, an internet gateway, and a database that only the app may call. */
export const shop: Required<
  Pick<
    ReachModel,
    | 'vpcs'
    | 'subnets'
    | 'routeTables'
    | 'groups'
    | 'gateways'
    | 'acls'
    | 'nats'
    | 'endpoints'
    | 'peerings'
    | 'balancers'
    | 'prefixLists'
  >
> = {
  vpcs: [{ id: 'vpc', region: 'ap-northeast-2', cidrs: ['10.1.0.0/16', '2001:db8:1::/56'] }],
  subnets: [
    { id: 'public-a', vpc: 'vpc', zone: 'a', cidrs: ['10.1.1.0/26', '2001:db8:1:1::/64'], routeTable: 'rt-public' },
    { id: 'public-c', vpc: 'vpc', zone: 'c', cidrs: ['10.1.1.64/26', '2001:db8:1:2::/64'], routeTable: 'rt-public' },
    { id: 'app-a', vpc: 'vpc', zone: 'a', cidrs: ['10.1.1.128/27', '2001:db8:1:3::/64'], routeTable: 'rt-app' },
    { id: 'app-c', vpc: 'vpc', zone: 'c', cidrs: ['10.1.1.160/27', '2001:db8:1:4::/64'], routeTable: 'rt-app' },
    { id: 'db-a', vpc: 'vpc', zone: 'a', cidrs: ['10.1.1.192/27'], routeTable: 'rt-db' },
    { id: 'db-c', vpc: 'vpc', zone: 'c', cidrs: ['10.1.1.224/27'], routeTable: 'rt-db' },
  ],
  routeTables: [
    { id: 'rt-public', vpc: 'vpc', routes: [route('0.0.0.0/0', 'igw'), route('::/0', 'igw')] },
    { id: 'rt-app', vpc: 'vpc', routes: [route('0.0.0.0/0', 'nat'), route('::/0', 'eigw')] },
    { id: 'rt-db', vpc: 'vpc', routes: [] },
  ],
  groups: [
    group('sg-lb', ['tcp 80 from 0.0.0.0/0', 'tcp 443 from 0.0.0.0/0', 'tcp 443 from ::/0'], ['tcp 8080 to sg-app']),
    group('sg-app', ['tcp 8080 from sg-lb'], ['tcp 5432 to sg-db', 'tcp 443 to 0.0.0.0/0', 'tcp 443 to ::/0']),
    group('sg-db', ['tcp 5432 from sg-app'], ['icmp 252 to 255.255.255.255/32']),
    group('sg-any', ['all from 0.0.0.0/0', 'all from ::/0']),
    group('sg-none', [], []),
  ],
  gateways: [
    { id: 'igw', kind: 'internet', vpc: 'vpc' },
    { id: 'eigw', kind: 'egress-only', vpc: 'vpc' },
  ],
  nats: [{ id: 'nat', vpc: 'vpc', subnet: 'public-a' }],
  acls: [],
  endpoints: [],
  peerings: [],
  prefixLists: [{ id: 'pl-s3', service: 's3' }],
  balancers: [
    {
      id: 'alb',
      scheme: 'internet-facing',
      subnets: ['public-a', 'public-c'],
      groups: ['sg-lb'],
      listeners: [
        {
          port: 443,
          targetGroups: [
            { id: 'tg', port: 8080, targets: [{ name: 'web', subnets: ['app-a', 'app-c'], groups: ['sg-app'] }] },
          ],
        },
        { port: 80, targetGroups: [] },
      ],
    },
  ],
}

export const app: Place = { name: 'app', subnets: ['app-a', 'app-c'], groups: ['sg-app'] }
export const database: Place = { name: 'database', subnets: ['db-a', 'db-c'], groups: ['sg-db'] }
export const open = (subnets: readonly string[], rest: Partial<Place> = {}): Place => ({
  subnets,
  groups: ['sg-any'],
  ...rest,
})

/** The shop with one ACL for some subnets. */
export const withAcl = (rules: readonly string[], subnets: readonly string[]): ReachModel => ({
  ...shop,
  acls: [{ id: 'acl', rules: rules.map(aclRule) }],
  subnets: shop.subnets.map((subnet) => (subnets.includes(subnet.id) ? { ...subnet, acl: 'acl' } : subnet)),
})

export const withRoutes = (table: string, routes: readonly Route[]): ReachModel => ({
  ...shop,
  routeTables: shop.routeTables.map((each) => (each.id === table ? { ...each, routes } : each)),
})

export const withGroups = (...groups: readonly SecurityGroup[]): ReachModel => ({
  ...shop,
  groups: [...shop.groups.filter(({ id }) => !groups.some((each) => each.id === id)), ...groups],
})

/** The shop and a second VPC, with a peering between them. */
export const peered = (
  change: {
    readonly region?: string
    readonly back?: boolean
    readonly there?: boolean
    readonly active?: boolean
    readonly cidr?: string
    readonly groups?: readonly SecurityGroup[]
    readonly more?: readonly Route[]
  } = {},
): ReachModel => {
  const {
    region = 'ap-northeast-2',
    back = true,
    there = true,
    active = true,
    cidr = '192.168.10.0/24',
    groups = [],
    more = [],
  } = change
  return {
    ...shop,
    vpcs: [...shop.vpcs, { id: 'vpc-tokyo', region, cidrs: [cidr] }],
    subnets: [...shop.subnets, { id: 'tokyo', vpc: 'vpc-tokyo', cidrs: [cidr], routeTable: 'rt-tokyo' }],
    routeTables: [
      ...shop.routeTables.map((table) =>
        table.id === 'rt-app' && there ? { ...table, routes: [...table.routes, route(cidr, 'pcx')] } : table,
      ),
      { id: 'rt-tokyo', vpc: 'vpc-tokyo', routes: [...(back ? [route('10.1.0.0/16', 'pcx')] : []), ...more] },
    ],
    groups: [...shop.groups, ...groups],
    peerings: [{ id: 'pcx', vpcs: ['vpc', 'vpc-tokyo'], active }],
  }
}
