import type { Endpoint, ReachModel, Subnet } from '../../../../shared/reach/model.ts'
import { type Answer, type Question, reach } from '../../../../shared/reach/reach.ts'
import { app, database, group, open, peered, route, rule, shop, withAcl, withGroups, withRoutes } from './shop.ts'

type Case = readonly [what: string, model: ReachModel, question: Question, wanted: string]

const internet = { internet: true } as const
const said = (answer: Answer): string =>
  answer.reachable === false ? answer.blocker.code : answer.reachable === true ? 'yes' : 'unknown'

const out: Question = { from: { place: app }, to: internet, port: 443 }
const toDatabase: Question = { from: { place: app }, to: { place: database }, port: 5432 }
const host: Question = { from: { place: app }, to: { host: 'registry.example.com' }, port: 443 }
const s3: Question = { from: { place: app }, to: { service: 's3' } }
const logs: Question = { from: { place: app }, to: { service: 'logs' } }
const toShop: Question = { from: internet, to: { balancer: 'alb' }, port: 443 }

const list = (id: string, ...cidrs: string[]) => ({ id, cidrs })
const withLists = (model: ReachModel, ...lists: ReturnType<typeof list>[]): ReachModel => ({
  ...model,
  prefixLists: [...(model.prefixLists ?? []), ...lists],
})
const s3Endpoint: Endpoint = { id: 'vpce-s3', vpc: 'vpc', service: 's3', kind: 'gateway' }
const withEndpoint = (model: ReachModel, ...endpoints: Endpoint[]): ReachModel => ({ ...model, endpoints })
const door = (change: Partial<Endpoint> = {}): Endpoint => ({
  id: 'vpce-logs',
  vpc: 'vpc',
  service: 'logs',
  kind: 'interface',
  subnets: ['app-a', 'app-c'],
  groups: ['sg-any'],
  ...change,
})

const everyone = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }
/** Policies of an endpoint for S3, of which nobody says what is asked. */
const policies: readonly (readonly [what: string, statements: readonly object[], wanted: string])[] = [
  ['allows everything', [everyone], 'yes'],
  ['allows everything of S3', [{ ...everyone, Action: 's3:*' }], 'yes'],
  ['allows everything of another service', [{ ...everyone, Action: 'logs:*' }], 'VPCE_POLICY_RESTRICTION'],
  ['allows a part of it', [{ ...everyone, Action: 's3:Get*' }], 'unknown'],
  ['denies a part of it', [everyone, { ...everyone, Effect: 'Deny', Action: 's3:DeleteObject' }], 'unknown'],
  ['denies everything of S3', [everyone, { ...everyone, Effect: 'Deny', Action: 's3:*' }], 'VPCE_POLICY_RESTRICTION'],
  ['denies everything', [{ ...everyone, Effect: 'Deny' }], 'VPCE_POLICY_RESTRICTION'],
  [
    'denies all but a part',
    [everyone, { Effect: 'Deny', Principal: '*', NotAction: 's3:Get*', Resource: '*' }],
    'unknown',
  ],
  ['has no statement', [], 'VPCE_POLICY_RESTRICTION'],
]

/** Balancers that call targets in their own zone alone. */
const zonal: readonly (readonly [what: string, change: object, targets: readonly string[], wanted: string])[] = [
  ['each zone calls its own', {}, ['db-a', 'db-c'], 'yes'],
  ['each calls all', { crossZone: true }, ['db-a', 'db-c'], 'SUBNET_ACL_RESTRICTION'],
  ['an application balancer with no target in a zone', {}, ['db-a'], 'NO_POSSIBLE_DESTINATION'],
  ['a network balancer with no target in a zone', { kind: 'network' }, ['db-a'], 'yes'],
]

const routes: Case[] = [
  [
    'of equal prefixes the static route goes before the learned one',
    withRoutes('rt-app', [route('0.0.0.0/0', 'vgw', { propagated: true }), route('0.0.0.0/0', 'nat')]),
    out,
    'yes',
  ],
  [
    'a longer learned route goes before a static one',
    withRoutes('rt-app', [route('0.0.0.0/0', 'nat'), route('52.0.0.0/8', 'vgw', { propagated: true })]),
    { ...out, to: { internet: ['52.1.0.0/16'] } },
    'unknown',
  ],
  [
    'of equal prefixes the static route goes before that of a prefix list',
    withLists(withRoutes('rt-app', [route('pl-own', 'tgw'), route('52.0.0.0/8', 'nat')]), list('pl-own', '52.0.0.0/8')),
    { ...out, to: { internet: ['52.1.0.0/16'] } },
    'yes',
  ],
  [
    'of equal prefixes the prefix list goes before what is learned',
    withLists(
      withRoutes('rt-app', [route('52.0.0.0/8', 'vgw', { propagated: true }), route('pl-own', 'nat')]),
      list('pl-own', '52.0.0.0/8'),
    ),
    { ...out, to: { internet: ['52.1.0.0/16'] } },
    'yes',
  ],
  [
    'of two prefix lists with one range AWS follows any',
    withLists(
      withRoutes('rt-app', [route('pl-one', 'nat'), route('pl-two', 'eigw')]),
      list('pl-one', '52.0.0.0/8'),
      list('pl-two', '52.0.0.0/8'),
    ),
    { ...out, to: { internet: ['52.1.0.0/16'] } },
    'unknown',
  ],
  [
    'of two prefix lists with one range and one target it does not matter',
    withLists(
      withRoutes('rt-app', [route('pl-one', 'nat'), route('pl-two', 'nat')]),
      list('pl-one', '52.0.0.0/8'),
      list('pl-two', '52.0.0.0/8'),
    ),
    { ...out, to: { internet: ['52.1.0.0/16'] } },
    'yes',
  ],
  [
    'a local route whose target was replaced by an appliance',
    withRoutes('rt-app', [route('10.1.0.0/16', 'eni-1')]),
    toDatabase,
    'unknown',
  ],
  [
    'a local route that is written down',
    withRoutes('rt-app', [route('10.1.0.0/16', 'local'), route('0.0.0.0/0', 'nat')]),
    toDatabase,
    'yes',
  ],
  [
    'a route to an endpoint of a Gateway Load Balancer goes out of sight',
    withEndpoint(withRoutes('rt-app', [route('0.0.0.0/0', 'vpce-logs')]), door()),
    out,
    'unknown',
  ],
  [
    'a second range of the VPC is local too',
    {
      ...shop,
      vpcs: [{ id: 'vpc', region: 'ap-northeast-2', cidrs: ['10.1.0.0/16', '100.64.0.0/16'] }],
      subnets: [...shop.subnets, { id: 'second', vpc: 'vpc', cidrs: ['100.64.1.0/24'], routeTable: 'rt-db' }],
    },
    { from: { place: open(['app-a']) }, to: { place: open(['second']) } },
    'yes',
  ],
]

const natAcl = (rules: readonly string[]): ReachModel => withAcl(rules, ['public-a'])
const gateways: Case[] = [
  ['NAT passes TCP, UDP and ICMP alone', shop, { ...out, from: { place: open(['app-a']) }, protocol: 47 }, 'NO_PATH'],
  ['NAT passes UDP', shop, { from: { place: open(['app-a']) }, to: internet, port: 53, protocol: 'udp' }, 'yes'],
  ['NAT passes a ping', shop, { from: { place: open(['app-a']) }, to: internet, protocol: 'icmp' }, 'yes'],
  ['so not every protocol', shop, { from: { place: open(['app-a']) }, to: internet, protocol: 'all' }, 'NO_PATH'],
  [
    'a NAT gateway whose own route leads to itself',
    { ...shop, nats: [{ id: 'nat', vpc: 'vpc', subnet: 'app-a' }] },
    out,
    'NO_ROUTE_TO_DESTINATION',
  ],
  ['a NAT gateway behind a firewall', withRoutes('rt-public', [route('0.0.0.0/0', 'vpce-firewall')]), out, 'unknown'],
  [
    'a narrower route takes the answers away from behind the NAT gateway',
    withRoutes('rt-public', [route('0.0.0.0/0', 'igw'), route('10.1.1.160/27', 'gone', { blackhole: true })]),
    out,
    'BAD_STATE_ROUTE',
  ],
  [
    'a ping by NAT through an ACL that knows no echo reply',
    natAcl(['100 in allow icmp 8 10.1.0.0/16', '100 out allow all 0.0.0.0/0']),
    { from: { place: open(['app-a']) }, to: internet, protocol: 'icmp' },
    'SUBNET_ACL_RESTRICTION',
  ],
  [
    'private addresses of IPv6 do not go out',
    {
      ...shop,
      vpcs: [{ id: 'vpc', cidrs: ['10.1.0.0/16', 'fd00:1::/56'] }],
      subnets: shop.subnets.map((each) =>
        each.id === 'app-a' ? { ...each, cidrs: ['10.1.1.128/27', 'fd00:1::/64'] } : each,
      ),
    },
    { from: { place: open(['app-a']) }, to: internet, family: 'ipv6' },
    'NO_PATH',
  ],
  [
    'IPv4 in IPv6 by NAT64 is not followed',
    withRoutes('rt-app', [route('64:ff9b::/96', 'nat')]),
    { from: { place: open(['app-a']) }, to: { internet: ['64:ff9b::/96'] }, port: 443, family: 'ipv6' },
    'unknown',
  ],
  [
    'from a private range that is not a VPC, to a group that refuses it',
    shop,
    { from: { internet: ['192.168.5.0/24'] }, to: { place: database }, port: 22 },
    'ENI_SG_RULES_MISMATCH',
  ],
  [
    'from a private range that is not a VPC, by a VPN perhaps',
    {
      ...withRoutes('rt-db', [route('192.168.0.0/16', 'vgw-1')]),
      groups: withGroups(group('sg-db', ['tcp 5432 from 192.168.5.0/24'])).groups ?? [],
    },
    { from: { internet: ['192.168.5.0/24'] }, to: { place: database }, port: 5432 },
    'unknown',
  ],
  [
    'from a private range that is not a VPC, to which no route leads back',
    withGroups(group('sg-db', ['tcp 5432 from 192.168.5.0/24'])),
    { from: { internet: ['192.168.5.0/24'] }, to: { place: database }, port: 5432 },
    'NO_ROUTE_TO_DESTINATION',
  ],
  ...policies.map(
    ([what, statements, wanted]): Case => [
      `a policy that ${what}, and nothing is said of what is asked`,
      {
        ...shop,
        endpoints: [
          {
            id: 'vpce',
            vpc: 'vpc',
            service: 's3',
            kind: 'gateway',
            routeTables: ['rt-db'],
            policy: JSON.stringify({ Statement: statements }),
          },
        ],
      },
      { from: { place: open(['db-a', 'db-c']) }, to: { service: 's3' } },
      wanted,
    ],
  ),
  [
    "the ranges of a service's list go through the endpoint that is in the table, whether or not its route is written there",
    {
      ...shop,
      prefixLists: [{ id: 'pl-s3', service: 's3', cidrs: ['52.92.0.0/17'] }],
      endpoints: [{ id: 'vpce', vpc: 'vpc', service: 's3', kind: 'gateway', routeTables: ['rt-db'] }],
    },
    { from: { place: open(['db-a', 'db-c']) }, to: { internet: ['52.92.1.0/24'] }, port: 443 },
    'yes',
  ],
  ...zonal.map(
    ([what, change, targets, wanted]): Case => [
      `across zones: ${what}`,
      {
        // Into the database subnet of zone c only what comes from its own zone is let.
        ...withAcl(
          ['100 in allow all 10.1.1.64/26', '110 in allow all 10.1.1.160/27', '100 out allow all 0.0.0.0/0'],
          ['db-c'],
        ),
        groups: [...shop.groups, group('sg-lb-out', ['all from 0.0.0.0/0'])],
        balancers: shop.balancers.map((each) => ({
          ...each,
          ...change,
          groups: ['sg-lb-out'],
          listeners: [
            {
              port: 443,
              targetGroups: [{ id: 'tg', port: 8080, crossZone: false, ...change, targets: [open(targets)] }],
            },
          ],
        })),
      },
      toShop,
      wanted,
    ],
  ),
  [
    'an endpoint whose policy lets nothing through, by its address',
    {
      ...shop,
      endpoints: [
        {
          id: 'vpce',
          vpc: 'vpc',
          service: 'logs',
          kind: 'interface',
          subnets: ['app-a'],
          groups: ['sg-any'],
          privateDns: false,
          policy: JSON.stringify({ Statement: [] }),
        },
      ],
    },
    { from: { place: open(['db-a', 'db-c']) }, to: { endpoint: 'vpce' }, port: 443 },
    'VPCE_POLICY_RESTRICTION',
  ],
  [
    'a list of CloudFront does not let the internet in',
    { ...withGroups(group('sg-lb', ['tcp 443 from pl-cf'])), prefixLists: [{ id: 'pl-cf', service: 'cloudfront' }] },
    toShop,
    'ENI_SG_RULES_MISMATCH',
  ],
  [
    'it lets CloudFront in',
    {
      ...withGroups(group('sg-lb', ['tcp 443 from pl-cf'])),
      prefixLists: [{ id: 'pl-cf', service: 'cloudfront' }],
    },
    { ...toShop, from: { service: 'cloudfront' } },
    'yes',
  ],
]

const hosts: Case[] = [
  ['a host on the internet by NAT', shop, host, 'yes'],
  [
    'a host, where half of the internet has a route',
    withRoutes('rt-app', [route('0.0.0.0/1', 'nat')]),
    host,
    'unknown',
  ],
  [
    'a host, where a part of the internet is a black hole',
    withRoutes('rt-app', [route('0.0.0.0/0', 'nat'), route('52.0.0.0/8', 'x', { blackhole: true })]),
    host,
    'unknown',
  ],
  ['a host, where nothing has a route', withRoutes('rt-app', []), host, 'NO_ROUTE_TO_DESTINATION'],
  ['a host, where the group knows a part', withGroups(group('sg-app', [], ['tcp 443 to 52.0.0.0/8'])), host, 'unknown'],
  [
    'a host, where the group knows all and only another port',
    withGroups(group('sg-app', [], ['tcp 80 to 0.0.0.0/0'])),
    host,
    'ENI_SG_RULES_MISMATCH',
  ],
  [
    'a host, where the ACL knows a part',
    withAcl(['100 out allow tcp 443 52.0.0.0/8', '100 in allow tcp 1024-65535 0.0.0.0/0'], ['app-a', 'app-c']),
    host,
    'unknown',
  ],
  [
    'a host, where the ACL refuses the port of everybody',
    withAcl(['90 out deny tcp 443 0.0.0.0/0', '100 out allow all 0.0.0.0/0', '100 in allow all 0.0.0.0/0'], ['app-a']),
    host,
    'SUBNET_ACL_RESTRICTION',
  ],
  [
    'a host, where the NAT gateway reaches a part of the internet',
    withRoutes('rt-public', [route('52.0.0.0/8', 'igw')]),
    host,
    'unknown',
  ],
]

const services: Case[] = [
  [
    'a gateway endpoint that is gone takes the packets all the same',
    withEndpoint(
      withRoutes('rt-app', [route('0.0.0.0/0', 'nat'), route('pl-s3', 'vpce-s3', { blackhole: true })]),
      s3Endpoint,
    ),
    s3,
    'BAD_STATE_ROUTE',
  ],
  [
    'a route to a gateway endpoint of another VPC',
    withEndpoint(withRoutes('rt-app', [route('pl-s3', 'vpce-s3')]), { ...s3Endpoint, vpc: 'vpc-b' }),
    s3,
    'BAD_STATE_ATTACHMENT',
  ],
  [
    'the list of S3 by a transit gateway, though NAT would do',
    withRoutes('rt-app', [route('0.0.0.0/0', 'nat'), route('pl-s3', 'tgw')]),
    s3,
    'unknown',
  ],
  [
    'a narrower route than the list takes a part of S3 away',
    {
      ...withEndpoint(
        withRoutes('rt-app', [route('pl-s3', 'vpce-s3'), route('52.219.1.0/24', 'gone', { blackhole: true })]),
        s3Endpoint,
      ),
      prefixLists: [{ id: 'pl-s3', service: 's3', cidrs: ['52.219.0.0/16', '3.5.0.0/16'] }],
    },
    s3,
    'BAD_STATE_ROUTE',
  ],
  [
    'the internet without a public address, S3 by the endpoint',
    withEndpoint(withRoutes('rt-app', [route('pl-s3', 'vpce-s3')]), s3Endpoint),
    { ...s3, from: { place: open(['app-a']) } },
    'yes',
  ],
  [
    'the gateway endpoint of S3 leads to no other service',
    withEndpoint(withRoutes('rt-app', [route('pl-s3', 'vpce-s3')]), s3Endpoint),
    { from: { place: open(['app-a']) }, to: { service: 'dynamodb' } },
    'NO_ROUTE_TO_DESTINATION',
  ],
  [
    'nor to the bucket of another region',
    withEndpoint(withRoutes('rt-app', [route('pl-s3', 'vpce-s3')]), s3Endpoint),
    { from: { place: open(['app-a']) }, to: { service: 's3', region: 'us-east-1' } },
    'NO_ROUTE_TO_DESTINATION',
  ],
  [
    'S3 by IPv6 through a gateway endpoint',
    withEndpoint(withRoutes('rt-app', [route('pl-s3', 'vpce-s3')]), s3Endpoint),
    { ...s3, from: { place: open(['app-a']) }, family: 'ipv6' },
    'unknown',
  ],
  [
    'an interface endpoint of IPv4 has no address of IPv6',
    withEndpoint(shop, door({ addresses: 'ipv4' })),
    { ...logs, from: { place: open(['app-a']) }, family: 'ipv6' },
    'NO_POSSIBLE_DESTINATION',
  ],
  [
    'the private name of an endpoint of another VPC',
    { ...peered(), endpoints: [door({ vpc: 'vpc-tokyo', subnets: ['tokyo'] })] },
    { ...logs, from: { place: open(['db-a']) } },
    'NO_ROUTE_TO_DESTINATION',
  ],
  [
    'an endpoint by its address that is not available',
    withEndpoint(shop, door({ available: false })),
    { from: { place: open(['app-a']) }, to: { endpoint: 'vpce-logs' }, port: 443 },
    'BAD_STATE',
  ],
  [
    'a policy that denies one object of what is asked for',
    withEndpoint(withRoutes('rt-app', [route('pl-s3', 'vpce-s3')]), {
      ...s3Endpoint,
      policy: JSON.stringify({
        Statement: [
          { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' },
          { Effect: 'Deny', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::shop/secret/*' },
        ],
      }),
    }),
    {
      ...s3,
      from: { place: open(['app-a']) },
      to: { service: 's3', asks: { action: 's3:GetObject', resource: 'arn:aws:s3:::shop/*' } },
    },
    'unknown',
  ],
  [
    'a policy, and nothing is said of what is asked',
    withEndpoint(withRoutes('rt-app', [route('pl-s3', 'vpce-s3')]), {
      ...s3Endpoint,
      policy: JSON.stringify({
        Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:Get*', Resource: '*' }],
      }),
    }),
    { ...s3, from: { place: open(['app-a']) } },
    'unknown',
  ],
]

const balanced = (change: object, target: object = {}, groups: ReachModel['groups'] = shop.groups): ReachModel => ({
  ...shop,
  groups: groups ?? [],
  balancers: shop.balancers.map((each) => ({
    ...each,
    ...change,
    listeners: each.listeners.map((listener) => ({
      ...listener,
      targetGroups: listener.targetGroups.map((targets) => ({ ...targets, ...target })),
    })),
  })),
})
const replaced = (...groups: ReturnType<typeof group>[]) => [
  ...shop.groups.filter(({ id }) => !groups.some((each) => each.id === id)),
  ...groups,
]
const onlyIpv4: readonly Subnet[] = shop.subnets.map((each) =>
  each.id.startsWith('app') ? { ...each, cidrs: each.cidrs.slice(0, 1) } : each,
)
const balancers: Case[] = [
  [
    'targets are asked whether they are well on another port',
    balanced({}, { healthPort: 9000 }),
    toShop,
    'ENI_SG_RULES_MISMATCH',
  ],
  [
    'which both groups let through',
    balanced(
      {},
      { healthPort: 9000 },
      replaced(
        group('sg-lb', ['tcp 443 from 0.0.0.0/0'], ['tcp 8080 to sg-app', 'tcp 9000 to sg-app']),
        group('sg-app', ['tcp 8080 from sg-lb', 'tcp 9000 from sg-lb']),
      ),
    ),
    toShop,
    'yes',
  ],
  [
    'one that has addresses of IPv4 alone',
    balanced({ addresses: 'ipv4' }),
    { ...toShop, family: 'ipv6' },
    'NO_POSSIBLE_DESTINATION',
  ],
  [
    'clients of IPv6, targets of IPv4',
    { ...balanced({ addresses: 'dual' }), subnets: onlyIpv4 },
    { ...toShop, family: 'ipv6' },
    'yes',
  ],
  [
    'targets that are called by IPv6 and have none',
    { ...balanced({}, { family: 'ipv6' }), subnets: onlyIpv4 },
    toShop,
    'NO_POSSIBLE_DESTINATION',
  ],
  [
    'clients and targets of IPv6 alone',
    {
      ...balanced({}),
      subnets: shop.subnets.map((each) => (each.id.startsWith('app') ? { ...each, cidrs: each.cidrs.slice(1) } : each)),
    },
    { ...toShop, family: 'ipv6' },
    'yes',
  ],
  [
    'UDP, where nothing is said of how targets are asked whether they are well',
    {
      ...balanced(
        {},
        {},
        replaced(
          group('sg-lb', ['udp 53 from 0.0.0.0/0'], ['udp 53 to sg-app']),
          group('sg-app', ['udp 53 from sg-lb']),
        ),
      ),
      balancers: [
        {
          id: 'alb',
          kind: 'network',
          scheme: 'internet-facing',
          subnets: ['public-a', 'public-c'],
          groups: ['sg-lb'],
          listeners: [{ port: 53, protocol: 'udp', targetGroups: [{ id: 'tg', port: 53, targets: [app] }] }],
        },
      ],
    },
    { ...toShop, port: 53, protocol: 'udp' },
    'yes',
  ],
  [
    'a network balancer hands on the client’s address, and the target lets only the balancer in',
    balanced(
      { kind: 'network', groups: [] },
      { keepsClientAddress: true },
      replaced(group('sg-app', ['tcp 8080 from 10.1.1.0/25'])),
    ),
    toShop,
    'ENI_SG_RULES_MISMATCH',
  ],
  [
    'it lets the clients in, and not the balancer’s question whether it is well',
    balanced(
      { kind: 'network', groups: [] },
      { keepsClientAddress: true, healthPort: 9000 },
      replaced(group('sg-app', ['tcp 8080 from 0.0.0.0/0'])),
    ),
    toShop,
    'ENI_SG_RULES_MISMATCH',
  ],
  [
    'it lets both in',
    balanced(
      { kind: 'network', groups: [] },
      { keepsClientAddress: true, healthPort: 9000 },
      replaced(group('sg-app', ['tcp 8080 from 0.0.0.0/0', 'tcp 9000 from 10.1.0.0/16'])),
    ),
    toShop,
    'yes',
  ],
  [
    'its group, where a rule names it, stands for its clients',
    balanced({ kind: 'network' }, { keepsClientAddress: true }),
    toShop,
    'yes',
  ],
  [
    'clients whose addresses the ACL of the targets refuses',
    {
      ...withAcl(['100 in allow all 10.1.0.0/16', '100 out allow all 10.1.0.0/16'], ['app-a', 'app-c']),
      balancers: balanced({ kind: 'network' }, { keepsClientAddress: true }).balancers ?? [],
    },
    toShop,
    'SUBNET_ACL_RESTRICTION',
  ],
  [
    'a public one from inside, whose group knows a part of the internet',
    withGroups(group('sg-lb', ['tcp 443 from 203.0.113.0/24'])),
    { from: { place: app }, to: { balancer: 'alb' }, port: 443 },
    'unknown',
  ],
  [
    'a public one from inside, whose group names that of the caller: it is called by its public address',
    withGroups(group('sg-lb', ['tcp 443 from sg-app'])),
    { from: { place: app }, to: { balancer: 'alb' }, port: 443 },
    'ENI_SG_RULES_MISMATCH',
  ],
  [
    'of IPv6 a public one from inside has the addresses of its subnets',
    {
      ...withGroups(group('sg-lb', ['tcp 443 from sg-app'], ['tcp 8080 to sg-app'])),
    },
    { from: { place: app }, to: { balancer: 'alb' }, port: 443, family: 'ipv6' },
    'yes',
  ],
]

const tokyoSix = (back: string): ReachModel => ({
  ...shop,
  vpcs: [...shop.vpcs, { id: 'vpc-tokyo', region: 'ap-northeast-1', cidrs: ['192.168.10.0/24', '2001:db8:2::/56'] }],
  subnets: [
    ...shop.subnets,
    { id: 'tokyo', vpc: 'vpc-tokyo', cidrs: ['192.168.10.0/24', '2001:db8:2::/64'], routeTable: 'rt-tokyo' },
  ],
  routeTables: [...shop.routeTables, { id: 'rt-tokyo', vpc: 'vpc-tokyo', routes: [route('::/0', back)] }],
  gateways: [
    ...shop.gateways,
    { id: 'igw-tokyo', kind: 'internet', vpc: 'vpc-tokyo' },
    { id: 'eigw-tokyo', kind: 'egress-only', vpc: 'vpc-tokyo' },
  ],
})
const toTokyoSix: Question = {
  from: { place: open(['app-a', 'app-c']) },
  to: { place: { subnets: ['tokyo'], groups: ['sg-any'] } },
  port: 443,
  family: 'ipv6',
}
const between: Case[] = [
  ['IPv6 between two VPCs over the internet, out by an egress-only gateway', tokyoSix('igw-tokyo'), toTokyoSix, 'yes'],
  ['and in by an egress-only one', tokyoSix('eigw-tokyo'), toTokyoSix, 'NO_ROUTE_TO_DESTINATION'],
  [
    'a VPC between two others passes nothing on',
    {
      ...peered(),
      vpcs: [...peered().vpcs, { id: 'vpc-far', region: 'ap-northeast-2', cidrs: ['172.16.0.0/16'] }],
      subnets: [...peered().subnets, { id: 'far', vpc: 'vpc-far', cidrs: ['172.16.1.0/24'], routeTable: 'rt-far' }],
      routeTables: [
        ...(peered().routeTables ?? []).map((table) =>
          table.id === 'rt-app' ? { ...table, routes: [...table.routes, route('172.16.0.0/16', 'pcx')] } : table,
        ),
        { id: 'rt-far', vpc: 'vpc-far', routes: [route('10.1.0.0/16', 'pcx-2'), route('192.168.10.0/24', 'pcx-2')] },
      ],
      peerings: [
        { id: 'pcx', vpcs: ['vpc', 'vpc-tokyo'] },
        { id: 'pcx-2', vpcs: ['vpc-tokyo', 'vpc-far'] },
      ],
    },
    { from: { place: open(['app-a']) }, to: { place: { subnets: ['far'], groups: ['sg-any'] } }, port: 22 },
    'PCX_REQUIRES_ADDRESS_IN_VPC_CIDR',
  ],
  [
    'the peer of another account in one region may be named by its group',
    {
      ...peered({ groups: [group('sg-tokyo', ['tcp 22 from sg-any'])] }),
      vpcs: peered().vpcs.map((each) => ({ ...each, account: each.id === 'vpc' ? '111122223333' : '123456789012' })),
    },
    {
      from: { place: open(['app-a']) },
      to: { place: { subnets: ['tokyo'], groups: ['sg-tokyo'] } },
      port: 22,
    },
    'yes',
  ],
  [
    'a group of another region in an outward rule',
    peered({
      region: 'ap-northeast-1',
      groups: [group('sg-far', ['tcp 22 from 10.1.0.0/16']), group('sg-out', [], ['tcp 22 to sg-far'])],
    }),
    {
      from: { place: { subnets: ['app-a'], groups: ['sg-out'] } },
      to: { place: { subnets: ['tokyo'], groups: ['sg-far'] } },
      port: 22,
    },
    'SG_REFERENCES_NOT_PRESERVED',
  ],
  [
    'a group that nobody has made here',
    shop,
    { ...toDatabase, from: { place: open(['app-a']) }, to: { place: { ...database, groups: ['sg-imported'] } } },
    'unknown',
  ],
]

const protocols: Case[] = [
  [
    'every protocol, where an ACL denies one by its number',
    {
      ...withAcl(['100 in allow all 0.0.0.0/0', '100 out allow all 0.0.0.0/0'], []),
      acls: [
        {
          id: 'acl',
          rules: [
            { number: 10, outward: false, allows: false, protocol: 47, cidr: '0.0.0.0/0' },
            { number: 100, outward: false, allows: true, protocol: 'all', cidr: '0.0.0.0/0' },
            { number: 100, outward: true, allows: true, protocol: 'all', cidr: '0.0.0.0/0' },
          ],
        },
      ],
      subnets: shop.subnets.map((each) => (each.id === 'app-c' ? { ...each, acl: 'acl' } : each)),
    },
    { from: { place: open(['app-a']) }, to: { place: open(['app-c']) }, protocol: 'all' },
    'SUBNET_ACL_RESTRICTION',
  ],
  [
    'every protocol, where an ACL denies one message of ICMP',
    withAcl(['90 in deny icmp 3 0.0.0.0/0', '100 in allow all 0.0.0.0/0', '100 out allow all 0.0.0.0/0'], ['app-c']),
    { from: { place: open(['app-a']) }, to: { place: open(['app-c']) }, protocol: 'all' },
    'SUBNET_ACL_RESTRICTION',
  ],
  [
    'protocol 6 is TCP',
    {
      ...shop,
      groups: [
        ...shop.groups.filter(({ id }) => id !== 'sg-db'),
        { id: 'sg-db', vpc: 'vpc', inward: [{ ...rule('tcp 5432 from sg-app'), protocol: 6 }] },
      ],
    },
    toDatabase,
    'yes',
  ],
  [
    'a ping whose reply the ACL of the caller refuses',
    withAcl(['100 out allow icmp 8 0.0.0.0/0', '100 in allow icmp 8 0.0.0.0/0'], ['app-a']),
    { from: { place: open(['app-a']) }, to: { place: open(['app-c']) }, protocol: 'icmp' },
    'SUBNET_ACL_RESTRICTION',
  ],
]

test.each([...routes, ...gateways, ...hosts, ...services, ...balancers, ...between, ...protocols])(
  '%s',
  (_, model, question, wanted) => {
    const answer = reach(model, question)
    expect([said(answer), answer]).toEqual([wanted, answer])
  },
)
