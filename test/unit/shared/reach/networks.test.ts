import type { ReachModel } from '../../../../shared/reach/model.ts'
import { type Answer, type Question, reach } from '../../../../shared/reach/reach.ts'
import { app, database, group, open, peered, route, shop, withAcl, withGroups, withRoutes } from './shop.ts'

type Case = readonly [what: string, model: ReachModel, question: Question, wanted: string]

const internet = { internet: true } as const
const said = (answer: Answer): string =>
  answer.reachable === false ? answer.blocker.code : answer.reachable === true ? 'yes' : 'unknown'

const toDatabase: Question = { from: { place: app }, to: { place: database }, port: 5432 }
const out: Question = { from: { place: app }, to: internet, port: 443 }
const anywhere = (from: string[], to: string[]): Question => ({ from: { place: open(from) }, to: { place: open(to) } })
const fromTokyo: Question = {
  from: { place: { subnets: ['tokyo'], groups: ['sg-any'] } },
  to: { place: open(['app-a']) },
  port: 22,
}
const toTokyo: Question = {
  from: { place: open(['app-a', 'app-c']) },
  to: { place: { subnets: ['tokyo'], groups: ['sg-any'] } },
  port: 22,
}
const s3: Question = {
  from: { place: app },
  to: {
    service: 's3',
    asks: { action: 's3:GetObject', resource: 'arn:aws:s3:::prod-ap-northeast-2-starport-layer-bucket/*' },
  },
}
const logs: Question = { from: { place: app }, to: { service: 'logs' } }
const gatewayEndpoint = (policy?: string): ReachModel => ({
  ...withGroups(group('sg-app', [], ['tcp 443 to pl-s3'])),
  endpoints: [
    {
      id: 'vpce-s3',
      vpc: 'vpc',
      service: 's3',
      kind: 'gateway',
      routeTables: ['rt-app'],
      ...(policy ? { policy } : {}),
    },
  ],
})
const interfaceEndpoint = (
  change: Partial<NonNullable<ReachModel['endpoints']>[number]> = {},
  inward = ['tcp 443 from sg-app'],
): ReachModel => ({
  ...withGroups(group('sg-vpce', inward, [])),
  endpoints: [
    {
      id: 'vpce-logs',
      vpc: 'vpc',
      service: 'logs',
      kind: 'interface',
      subnets: ['app-a', 'app-c'],
      groups: ['sg-vpce'],
      ...change,
    },
  ],
})
const allowOnly = (resource: string) =>
  JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: resource }] })
const vpcOf = (change: Partial<ReachModel['vpcs'][number]>): ReachModel => ({
  ...shop,
  vpcs: [{ ...(shop.vpcs[0] ?? { id: '', cidrs: [] }), ...change }],
})
const alb = (change: object): ReachModel => ({
  ...shop,
  balancers: shop.balancers.map((each) => ({ ...each, ...change })),
})
const toShop: Question = { from: internet, to: { balancer: 'alb' }, port: 443 }

const inside: Case[] = [
  ['app to database', shop, toDatabase, 'yes'],
  ['another port', shop, { ...toDatabase, port: 3306 }, 'ENI_SG_RULES_MISMATCH'],
  ['another protocol', shop, { ...toDatabase, protocol: 'udp' }, 'ENI_SG_RULES_MISMATCH'],
  ['all ports where one is open', shop, { from: { place: app }, to: { place: database } }, 'ENI_SG_RULES_MISMATCH'],
  [
    'database to app: a group that lets nothing out',
    shop,
    { from: { place: database }, to: { place: app }, port: 8080 },
    'ENI_SG_RULES_MISMATCH',
  ],
  [
    'no rule at all',
    shop,
    { from: { place: { ...app, groups: ['sg-none'] } }, to: { place: database }, port: 5432 },
    'SG_HAS_NO_RULES',
  ],
  [
    'no group',
    shop,
    { from: { place: { ...app, groups: [] } }, to: { place: database }, port: 5432 },
    'SG_HAS_NO_RULES',
  ],
  ['a group without outward rules lets everything out', shop, anywhere(['app-a'], ['db-a', 'db-c']), 'yes'],
  [
    'two groups add up',
    withGroups(group('sg-half', ['tcp 0-5000 from 0.0.0.0/0']), group('sg-rest', ['tcp 5001-65535 from 0.0.0.0/0'])),
    { from: { place: open(['app-a']) }, to: { place: { ...database, groups: ['sg-half', 'sg-rest'] } } },
    'yes',
  ],
  [
    'a gap of one port',
    withGroups(group('sg-half', ['tcp 0-5000 from 0.0.0.0/0']), group('sg-rest', ['tcp 5002-65535 from 0.0.0.0/0'])),
    { from: { place: open(['app-a']) }, to: { place: { ...database, groups: ['sg-half', 'sg-rest'] } } },
    'ENI_SG_RULES_MISMATCH',
  ],
  [
    'two ranges that make the subnet together',
    withGroups(
      group('sg-db', ['tcp 5432 from 10.1.1.128/28', 'tcp 5432 from 10.1.1.144/28', 'tcp 5432 from 10.1.1.160/27']),
    ),
    toDatabase,
    'yes',
  ],
  [
    'a range that leaves out half a zone',
    withGroups(group('sg-db', ['tcp 5432 from 10.1.1.128/28', 'tcp 5432 from 10.1.1.160/27'])),
    toDatabase,
    'ENI_SG_RULES_MISMATCH',
  ],
  [
    'a range of one zone only',
    withGroups(group('sg-db', ['tcp 5432 from 10.1.1.128/27'])),
    toDatabase,
    'ENI_SG_RULES_MISMATCH',
  ],
  [
    '0.0.0.0/0 is not ::/0',
    withGroups(group('sg-web', ['tcp 443 from 0.0.0.0/0'])),
    {
      from: { place: open(['app-a']) },
      to: { place: { subnets: ['public-a'], groups: ['sg-web'] } },
      port: 443,
      family: 'ipv6',
    },
    'ENI_SG_RULES_MISMATCH',
  ],
  ['IPv6 inside', shop, { ...anywhere(['app-a'], ['public-a', 'public-c']), family: 'ipv6' }, 'yes'],
  ['IPv6 to a subnet without', shop, { ...anywhere(['app-a'], ['db-a']), family: 'ipv6' }, 'NO_POSSIBLE_DESTINATION'],
  [
    'a ping',
    withGroups(group('sg-ping', ['icmp 8 from 10.1.0.0/16'])),
    { from: { place: open(['app-a']) }, to: { place: { subnets: ['db-a'], groups: ['sg-ping'] } }, protocol: 'icmp' },
    'yes',
  ],
  [
    'a ping where another type is open',
    withGroups(group('sg-ping', ['icmp 3 from 10.1.0.0/16'])),
    { from: { place: open(['app-a']) }, to: { place: { subnets: ['db-a'], groups: ['sg-ping'] } }, protocol: 'icmp' },
    'ENI_SG_RULES_MISMATCH',
  ],
  ['every protocol', shop, { ...anywhere(['app-a'], ['app-c']), protocol: 'all' }, 'yes'],
  [
    'every protocol where TCP and UDP are open',
    withGroups(group('sg-both', ['tcp from 0.0.0.0/0', 'udp from 0.0.0.0/0', 'icmp from 0.0.0.0/0'])),
    { from: { place: open(['app-a']) }, to: { place: { subnets: ['app-c'], groups: ['sg-both'] } }, protocol: 'all' },
    'ENI_SG_RULES_MISMATCH',
  ],
  [
    'a static route that is narrower than local',
    withRoutes('rt-app', [route('10.1.1.192/26', 'pcx-old', { blackhole: true })]),
    toDatabase,
    'BAD_STATE_ROUTE',
  ],
  [
    'a narrower route to a NAT gateway',
    withRoutes('rt-app', [route('10.1.1.224/27', 'nat')]),
    toDatabase,
    'MORE_SPECIFIC_ROUTE',
  ],
  ['a narrower route to an appliance', withRoutes('rt-app', [route('10.1.1.224/27', 'eni-0')]), toDatabase, 'unknown'],
  [
    'a learned route is never before local',
    withRoutes('rt-app', [route('10.1.1.224/27', 'vgw', { propagated: true })]),
    toDatabase,
    'yes',
  ],
  [
    'a narrower route for the answers',
    withRoutes('rt-db', [route('10.1.1.160/27', 'nat')]),
    toDatabase,
    'MORE_SPECIFIC_ROUTE',
  ],
]

const dbAcl = ['100 in allow tcp 5432 10.1.1.128/26', '100 out allow tcp 1024-65535 10.1.1.128/26']
const acls: Case[] = [
  ['an ACL with room for the answers', withAcl(dbAcl, ['db-a', 'db-c']), toDatabase, 'yes'],
  ['an ACL without the answers', withAcl(dbAcl.slice(0, 1), ['db-a', 'db-c']), toDatabase, 'SUBNET_ACL_RESTRICTION'],
  [
    'answers to Linux only',
    withAcl([dbAcl[0] ?? '', '100 out allow tcp 32768-60999 10.1.1.128/26'], ['db-a', 'db-c']),
    toDatabase,
    'yes',
  ],
  [
    'answers to fewer ports than Linux has',
    withAcl([dbAcl[0] ?? '', '100 out allow tcp 49152-65535 10.1.1.128/26'], ['db-a', 'db-c']),
    toDatabase,
    'SUBNET_ACL_RESTRICTION',
  ],
  [
    'a lower number that denies',
    withAcl([...dbAcl, '90 in deny tcp 5432 10.1.1.160/27'], ['db-a', 'db-c']),
    toDatabase,
    'SUBNET_ACL_RESTRICTION',
  ],
  [
    'a higher number that denies',
    withAcl([...dbAcl, '110 in deny all 0.0.0.0/0'], ['db-a', 'db-c']),
    toDatabase,
    'yes',
  ],
  [
    'a denial of one address',
    withAcl([...dbAcl, '90 in deny tcp 5432 10.1.1.140/32'], ['db-a', 'db-c']),
    toDatabase,
    'SUBNET_ACL_RESTRICTION',
  ],
  [
    'a denial of another protocol',
    withAcl([...dbAcl, '90 in deny udp 0.0.0.0/0'], ['db-a', 'db-c']),
    toDatabase,
    'yes',
  ],
  [
    'the ACL on the side of the app',
    withAcl(['100 out allow tcp 5432 10.1.1.192/26', '100 in allow tcp 32768-65535 10.1.1.192/26'], ['app-a', 'app-c']),
    toDatabase,
    'yes',
  ],
  [
    'the ACL on the side of the app, without its answers',
    withAcl(['100 out allow tcp 5432 10.1.1.192/26'], ['app-a', 'app-c']),
    toDatabase,
    'SUBNET_ACL_RESTRICTION',
  ],
  ['inside one subnet no ACL is asked', withAcl([], ['app-a']), anywhere(['app-a'], ['app-a']), 'yes'],
  [
    'between subnets with an empty ACL',
    withAcl([], ['app-a']),
    anywhere(['app-a'], ['app-c']),
    'SUBNET_ACL_RESTRICTION',
  ],
  [
    'an ACL of IPv4 says nothing of IPv6',
    withAcl(['100 in allow all 0.0.0.0/0', '100 out allow all 0.0.0.0/0'], ['app-a']),
    { ...anywhere(['app-a'], ['app-c']), family: 'ipv6' },
    'SUBNET_ACL_RESTRICTION',
  ],
]

const publicPlace = open(['public-a', 'public-c'], { publicAddress: true })
const outside: Case[] = [
  ['out by NAT', shop, out, 'yes'],
  ['out by NAT on a port that the group has not', shop, { ...out, port: 80 }, 'ENI_SG_RULES_MISMATCH'],
  [
    'out without a route',
    shop,
    { from: { place: open(['db-a']) }, to: internet, port: 443 },
    'NO_ROUTE_TO_DESTINATION',
  ],
  ['out with a public address', shop, { from: { place: publicPlace }, to: internet }, 'yes'],
  [
    'out without a public address',
    shop,
    { from: { place: open(['public-a']) }, to: internet },
    'IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS',
  ],
  [
    'out over a black hole',
    withRoutes('rt-app', [route('0.0.0.0/0', 'nat-gone', { blackhole: true })]),
    out,
    'BAD_STATE_ROUTE',
  ],
  [
    'a black hole for a part of the internet',
    withRoutes('rt-app', [route('0.0.0.0/0', 'nat'), route('52.0.0.0/8', 'x', { blackhole: true })]),
    out,
    'BAD_STATE_ROUTE',
  ],
  [
    'to a part of the internet beside the black hole',
    withRoutes('rt-app', [route('0.0.0.0/0', 'nat'), route('52.0.0.0/8', 'x', { blackhole: true })]),
    { ...out, to: { internet: ['203.0.113.0/24'] } },
    'yes',
  ],
  [
    'two halves make a default route',
    withRoutes('rt-app', [route('0.0.0.0/1', 'nat'), route('128.0.0.0/1', 'nat')]),
    out,
    'yes',
  ],
  ['one half does not', withRoutes('rt-app', [route('0.0.0.0/1', 'nat')]), out, 'NO_ROUTE_TO_DESTINATION'],
  [
    'a gateway that is not attached',
    { ...shop, gateways: [{ id: 'igw', kind: 'internet' }] },
    { from: { place: publicPlace }, to: internet },
    'BAD_STATE_ATTACHMENT',
  ],
  [
    'a NAT gateway in a subnet without a way out',
    { ...shop, nats: [{ id: 'nat', vpc: 'vpc', subnet: 'db-a' }] },
    out,
    'NO_ROUTE_TO_DESTINATION',
  ],
  [
    'a NAT gateway that failed',
    { ...shop, nats: [{ id: 'nat', vpc: 'vpc', subnet: 'public-a', available: false }] },
    out,
    'BAD_STATE',
  ],
  [
    'a private NAT gateway',
    { ...shop, nats: [{ id: 'nat', vpc: 'vpc', subnet: 'public-a', publicAddress: false }] },
    out,
    'IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS',
  ],
  [
    'a NAT gateway of another VPC',
    { ...shop, nats: [{ id: 'nat', vpc: 'vpc-b', subnet: 'public-a' }] },
    out,
    'NGW_REQUIRES_SOURCE_IN_VPC',
  ],
  ['a regional NAT gateway', { ...shop, nats: [{ id: 'nat', vpc: 'vpc' }] }, out, 'yes'],
  [
    'a regional one without an internet gateway',
    { ...shop, nats: [{ id: 'nat', vpc: 'vpc' }], gateways: [] },
    out,
    'NO_ROUTE_TO_DESTINATION',
  ],
  [
    'an ACL before the NAT gateway',
    withAcl(
      ['100 in allow tcp 443 10.1.0.0/16', '100 out allow all 0.0.0.0/0', '110 in allow tcp 1024-65535 0.0.0.0/0'],
      ['public-a'],
    ),
    out,
    'yes',
  ],
  [
    'one that keeps the answers of the internet from it',
    withAcl(
      ['100 in allow tcp 443 10.1.0.0/16', '100 out allow all 0.0.0.0/0', '110 in allow tcp 32768-60999 0.0.0.0/0'],
      ['public-a'],
    ),
    out,
    'SUBNET_ACL_RESTRICTION',
  ],
  ['NAT passes nothing of IPv6', withRoutes('rt-app', [route('::/0', 'nat')]), { ...out, family: 'ipv6' }, 'NO_PATH'],
  ['IPv6 out by an egress-only gateway', shop, { ...out, family: 'ipv6' }, 'yes'],
  [
    'IPv6 out by the internet gateway',
    shop,
    { from: { place: open(['public-a']) }, to: internet, family: 'ipv6' },
    'yes',
  ],
  ['a transit gateway', withRoutes('rt-app', [route('0.0.0.0/0', 'tgw-1')]), out, 'unknown'],
  [
    'a list of which nothing is known',
    withRoutes('rt-app', [route('0.0.0.0/0', 'nat'), route('pl-own', 'tgw-1')]),
    out,
    'unknown',
  ],
  ['a default route to a peering', withRoutes('rt-app', [route('0.0.0.0/0', 'pcx')]), out, 'unknown'],
  [
    'a private range by the internet gateway',
    shop,
    { from: { place: publicPlace }, to: { internet: ['192.168.5.0/24'] } },
    'IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS',
  ],
  ['Block Public Access', vpcOf({ blockPublicAccess: 'bidirectional' }), out, 'VPC_BLOCK_PUBLIC_ACCESS_ENABLED'],
  ['Block Public Access inward leaves NAT alone', vpcOf({ blockPublicAccess: 'ingress' }), out, 'yes'],
  [
    'Block Public Access inward',
    vpcOf({ blockPublicAccess: 'ingress' }),
    { from: internet, to: { place: publicPlace } },
    'VPC_BLOCK_PUBLIC_ACCESS_ENABLED',
  ],
  ['in to a public address', shop, { from: internet, to: { place: publicPlace } }, 'yes'],
  [
    'in to a private one',
    shop,
    { from: internet, to: { place: database }, port: 5432 },
    'IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS',
  ],
  [
    'in to a public address in an app subnet: the answers take NAT',
    shop,
    { from: internet, to: { place: open(['app-a'], { publicAddress: true }) } },
    'NO_ROUTE_TO_DESTINATION',
  ],
  ['in without a gateway', { ...shop, gateways: [] }, { from: internet, to: { place: publicPlace } }, 'NO_PATH'],
  [
    'in by IPv6 behind an egress-only gateway',
    shop,
    { from: internet, to: { place: open(['app-a']) }, family: 'ipv6' },
    'NO_ROUTE_TO_DESTINATION',
  ],
  ['in by IPv6', shop, { from: internet, to: { place: open(['public-a']) }, family: 'ipv6' }, 'yes'],
  [
    'in from named ranges',
    withGroups(group('sg-test', ['tcp 8443 from 203.0.113.0/24'])),
    {
      from: { internet: ['203.0.113.0/25'] },
      to: { place: { subnets: ['public-a'], groups: ['sg-test'], publicAddress: true } },
      port: 8443,
    },
    'yes',
  ],
  [
    'in from everywhere where ranges are named',
    withGroups(group('sg-test', ['tcp 8443 from 203.0.113.0/24'])),
    { from: internet, to: { place: { subnets: ['public-a'], groups: ['sg-test'], publicAddress: true } }, port: 8443 },
    'ENI_SG_RULES_MISMATCH',
  ],
  [
    'answers to the internet need all client ports',
    withAcl(['100 in allow all 0.0.0.0/0', '100 out allow tcp 32768-60999 0.0.0.0/0'], ['public-a']),
    { from: internet, to: { place: open(['public-a'], { publicAddress: true }) }, port: 443 },
    'SUBNET_ACL_RESTRICTION',
  ],
]

const peerings: Case[] = [
  ['over a peering', peered(), toTokyo, 'yes'],
  ['and the other way', peered(), fromTokyo, 'yes'],
  ['no route there', peered({ there: false }), toTokyo, 'NO_ROUTE_TO_DESTINATION'],
  ['no route back', peered({ back: false }), toTokyo, 'NO_ROUTE_TO_DESTINATION'],
  ['not accepted', peered({ active: false }), toTokyo, 'BAD_STATE'],
  ['overlapping ranges', peered({ cidr: '10.1.1.0/24' }), toTokyo, 'NO_POSSIBLE_DESTINATION'],
  [
    'a group named over a peering in one region',
    peered({ groups: [group('sg-tokyo', ['tcp 22 from sg-any'])] }),
    { ...toTokyo, to: { place: { subnets: ['tokyo'], groups: ['sg-tokyo'] } } },
    'yes',
  ],
  [
    'a group named over a peering between regions',
    peered({ region: 'ap-northeast-1', groups: [group('sg-tokyo', ['tcp 22 from sg-any'])] }),
    { ...toTokyo, to: { place: { subnets: ['tokyo'], groups: ['sg-tokyo'] } } },
    'SG_REFERENCES_NOT_PRESERVED',
  ],
  [
    'a range named over a peering between regions',
    peered({ region: 'ap-northeast-1', groups: [group('sg-tokyo', ['tcp 22 from 10.1.0.0/16'])] }),
    { ...toTokyo, to: { place: { subnets: ['tokyo'], groups: ['sg-tokyo'] } } },
    'yes',
  ],
  [
    "the peer's internet gateway",
    peered({ more: [route('0.0.0.0/0', 'pcx')] }),
    { from: { place: { subnets: ['tokyo'], groups: ['sg-any'] } }, to: internet },
    'PCX_REQUIRES_ADDRESS_IN_VPC_CIDR',
  ],
]

const services: Case[] = [
  ['S3 by its gateway endpoint', gatewayEndpoint(), s3, 'yes'],
  ['by UDP', gatewayEndpoint(), { ...s3, protocol: 'udp' }, 'VPCE_GATEWAY_PROTOCOL_RESTRICTION'],
  [
    'a policy that leaves the layers out',
    gatewayEndpoint(allowOnly('arn:aws:s3:::shop/*')),
    s3,
    'VPCE_POLICY_RESTRICTION',
  ],
  ['a policy that has them', gatewayEndpoint(allowOnly('arn:aws:s3:::prod-*-starport-layer-bucket/*')), s3, 'yes'],
  [
    "an endpoint in another subnet's table",
    {
      ...gatewayEndpoint(),
      endpoints: [{ id: 'vpce-s3', vpc: 'vpc', service: 's3', kind: 'gateway', routeTables: ['rt-db'] }],
    },
    s3,
    'yes',
  ],
  ['S3 over NAT', shop, s3, 'yes'],
  [
    'an ACL cannot name prefix lists',
    {
      ...withAcl(['100 out allow tcp 443 52.219.0.0/16', '100 in allow tcp 1024-65535 0.0.0.0/0'], ['app-a']),
      endpoints: gatewayEndpoint().endpoints ?? [],
    },
    s3,
    'unknown',
  ],
  [
    'an ACL that lets nothing out',
    { ...withAcl([], ['app-a']), endpoints: gatewayEndpoint().endpoints ?? [] },
    s3,
    'SUBNET_ACL_RESTRICTION',
  ],
  ['logs by an interface endpoint', interfaceEndpoint(), logs, 'yes'],
  ['whose group lets nobody in', interfaceEndpoint({}, []), logs, 'SG_HAS_NO_RULES'],
  [
    'whose group lets others in, though NAT would do',
    interfaceEndpoint({}, ['tcp 443 from sg-lb']),
    logs,
    'ENI_SG_RULES_MISMATCH',
  ],
  ['without private DNS the name leads to NAT', interfaceEndpoint({ privateDns: false }, []), logs, 'yes'],
  ['that is in no subnet', interfaceEndpoint({ subnets: [] }), logs, 'NO_POSSIBLE_DESTINATION'],
  ['that is not available', interfaceEndpoint({ available: false }, []), logs, 'yes'],
  ['no DNS', vpcOf({ dnsSupport: false }), logs, 'DNS_NAME_NOT_RESOLVED'],
  [
    'no DNS host names: the private name does not lead to it',
    { ...interfaceEndpoint({}, []), vpcs: vpcOf({ dnsHostnames: false }).vpcs },
    logs,
    'yes',
  ],
  [
    'a service of another region',
    interfaceEndpoint({}, []),
    { from: { place: app }, to: { service: 'logs', region: 'us-east-1' } },
    'yes',
  ],
  [
    'from a subnet without any way',
    shop,
    { from: { place: open(['db-a']) }, to: { service: 'logs' } },
    'NO_ROUTE_TO_DESTINATION',
  ],
  [
    "a peer's interface endpoint by its address",
    {
      ...peered(),
      endpoints: interfaceEndpoint({}, ['tcp 443 from 192.168.10.0/24']).endpoints ?? [],
      groups: [...(peered().groups ?? []), group('sg-vpce', ['tcp 443 from 192.168.10.0/24'], [])],
    },
    { from: { place: { subnets: ['tokyo'], groups: ['sg-any'] } }, to: { endpoint: 'vpce-logs' }, port: 443 },
    'yes',
  ],
  [
    'and not by its name',
    { ...peered(), endpoints: interfaceEndpoint().endpoints ?? [] },
    { from: { place: { subnets: ['tokyo'], groups: ['sg-any'] } }, to: { service: 'logs' } },
    'NO_ROUTE_TO_DESTINATION',
  ],
]

const balancers: Case[] = [
  ['the internet to the shop', shop, toShop, 'yes'],
  ['by IPv6', shop, { ...toShop, family: 'ipv6' }, 'yes'],
  ['no listener', shop, { ...toShop, port: 8443 }, 'ELBV2_LISTENERS_MISMATCH'],
  ['a listener without targets', shop, { ...toShop, port: 80 }, 'ELBV2_LISTENER_HAS_NO_TG'],
  ['an internal one', alb({ scheme: 'internal' }), toShop, 'IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS'],
  ['one of its zones has no way out', alb({ subnets: ['public-a', 'app-c'] }), toShop, 'NO_ROUTE_TO_DESTINATION'],
  [
    'a target that lets it not in',
    withGroups(group('sg-app', ['tcp 8081 from sg-lb'])),
    toShop,
    'ENI_SG_RULES_MISMATCH',
  ],
  [
    'its own group lets nothing out',
    withGroups(group('sg-lb', ['tcp 443 from 0.0.0.0/0'], [])),
    toShop,
    'SG_HAS_NO_RULES',
  ],
  [
    'the answers of a target need all client ports',
    withAcl(['100 in allow all 10.1.0.0/16', '100 out allow tcp 32768-60999 10.1.0.0/16'], ['app-a']),
    toShop,
    'SUBNET_ACL_RESTRICTION',
  ],
  ['a public one from inside, by NAT', shop, { from: { place: app }, to: { balancer: 'alb' }, port: 443 }, 'yes'],
  [
    'a public one from inside, without a way out',
    shop,
    { from: { place: open(['db-a']) }, to: { balancer: 'alb' }, port: 443 },
    'NO_ROUTE_TO_DESTINATION',
  ],
  [
    'an internal one from inside',
    {
      ...alb({ scheme: 'internal' }),
      groups: [
        ...shop.groups.filter(({ id }) => id !== 'sg-lb'),
        group('sg-lb', ['tcp 443 from 10.1.0.0/16'], ['tcp 8080 to sg-app']),
      ],
    },
    { from: { place: open(['db-a']) }, to: { balancer: 'alb' }, port: 443 },
    'yes',
  ],
  ['a network balancer without groups', alb({ kind: 'network', groups: undefined }), toShop, 'ENI_SG_RULES_MISMATCH'],
]

const unknowns: Case[] = [
  ['an imported VPC', vpcOf({ known: false }), anywhere(['app-a'], ['app-c']), 'unknown'],
  [
    'an imported VPC, where a group refuses',
    vpcOf({ known: false }),
    { ...toDatabase, port: 22 },
    'ENI_SG_RULES_MISMATCH',
  ],
  [
    'an imported group',
    {
      ...shop,
      groups: [
        ...shop.groups.filter(({ id }) => id !== 'sg-db'),
        { id: 'sg-db', vpc: 'vpc', inward: [], known: false },
      ],
    },
    toDatabase,
    'unknown',
  ],
  [
    'a table that is not there',
    { ...shop, subnets: shop.subnets.map((each) => ({ ...each, routeTable: 'rt-else' })) },
    out,
    'unknown',
  ],
  [
    'an ACL that is not there',
    { ...shop, subnets: shop.subnets.map((each) => ({ ...each, acl: 'acl-else' })) },
    toDatabase,
    'unknown',
  ],
  [
    'a group that names a list of which nothing is known',
    withGroups(group('sg-db', ['tcp 5432 from pl-own'])),
    toDatabase,
    'unknown',
  ],
]

test.each([...inside, ...acls, ...outside, ...peerings, ...services, ...balancers, ...unknowns])(
  '%s',
  (_, model, question, wanted) => {
    const answer = reach(model, question)
    expect([said(answer), answer]).toEqual([wanted, answer])
  },
)
