import { reachAtAll } from '../../../../shared/reach/at-all.ts'
import type { Balancer, Endpoint, ReachModel } from '../../../../shared/reach/model.ts'
import { type Answer, type Question, reach } from '../../../../shared/reach/reach.ts'
import { app, database, group, open, peered, route, shop, withAcl, withGroups, withRoutes } from './shop.ts'
import { answers } from './ways-answers.ts'

const internet = { internet: true } as const
const place = open(['public-a'], { publicAddress: true, name: 'x' })
const inTo = (rest: Partial<Question> = {}): Question => ({ from: internet, to: { place }, port: 443, ...rest })
const out = (rest: Partial<Question> = {}): Question => ({ from: { place: app }, to: internet, port: 443, ...rest })
const host = { host: 'partner' }
const both = route('0.0.0.0/0', 'igw')
const half = route('0.0.0.0/1', 'igw')
const tgw = (to: string) => route(to, 'tgw')
const from = (range: string): Question => inTo({ from: { internet: [range] } })
const nat = (rest: object): ReachModel => ({ ...shop, nats: [{ id: 'nat', vpc: 'vpc', subnet: 'public-a', ...rest }] })
const endpoints = (...all: readonly Partial<Endpoint>[]): readonly Endpoint[] =>
  all.map((each, n) => ({ id: `vpce-${n}`, vpc: 'vpc', service: 's3', kind: 'gateway', ...each }))
const s3 = out({ to: { service: 's3' } })
const logs = out({ to: { service: 'logs' } })
const lists = [
  { id: 'pl-s3', service: 's3', cidrs: ['52.219.0.0/16'] },
  { id: 'pl-ddb', service: 'dynamodb', cidrs: ['52.94.0.0/22'] },
]
const [alb] = shop.balancers
const balanced = (change: Partial<Balancer>, rest: Partial<ReachModel> = {}): ReachModel => ({
  ...shop,
  ...rest,
  balancers: alb ? [{ ...alb, ...change }] : [],
})
const call = (rest: Partial<Question> = {}): Question => inTo({ to: { balancer: 'alb' }, ...rest })
const keeping = (rest: object) =>
  (alb?.listeners ?? []).map((each) => ({
    ...each,
    targetGroups: each.targetGroups.map((target) => ({ ...target, keepsClientAddress: true, ...rest })),
  }))
const vpc = (change: object): ReachModel => ({ ...shop, vpcs: shop.vpcs.map((each) => ({ ...each, ...change })) })
const tokyo = { place: { subnets: ['tokyo'], groups: ['sg-any'], name: 'tokyo' } }
const over = (rest: Partial<Question> = {}): Question =>
  out({ from: { place: open(['app-a'], { name: 'app' }) }, to: tokyo, ...rest })
const all4 = ['100 in allow all 0.0.0.0/0', '100 out allow all 0.0.0.0/0']
const never = (subnets = ['public-a']): Question => ({
  from: internet,
  to: { place: { ...database, subnets, publicAddress: true } },
  protocol: 'all',
})

const text = (answer: Answer): string => {
  const way = answer.way.map(
    ({ resource, what, direction }) => `${direction === 'back' ? '<' : '>'} ${what} [${resource}]`,
  )
  if (answer.reachable === true) return ['reached', ...(answer.packet ? [answer.packet] : []), ...way].join('\n')
  if (answer.reachable === 'unknown') return `${answer.why} [${answer.resource}]\nafter ${way.length}`
  const { code, resource, property, direction, why, fix } = answer.blocker
  return `${code} ${resource} ${property} ${direction}\n${why}\n${fix}\nafter ${way.length}`
}
const cases: Readonly<Record<string, readonly [ReachModel, Question]>> = {
  'in: by the gateway': [shop, inTo()],
  'in: without a gateway': [{ ...shop, gateways: [] }, inTo()],
  'in: without a gateway that is known': [{ ...vpc({ known: false }), gateways: [] }, inTo()],
  'in: a VPC that is known to have one': [vpc({ known: true }), inTo()],
  'in: without an address': [shop, inTo({ to: { place: { ...place, publicAddress: false } } })],
  'in: a private range': [shop, from('10.9.0.0/16')],
  'in: a private range past an ACL': [
    withAcl(['100 in deny all 10.9.0.0/16', '100 out allow all 0.0.0.0/0'], ['public-a']),
    from('10.9.0.0/16'),
  ],
  'in: a private range, of which an ACL lets a part in': [
    withAcl(['100 in allow all 10.9.0.0/17', '100 out allow all 0.0.0.0/0'], ['public-a']),
    from('10.9.0.0/16'),
  ],
  'in: no way back': [withRoutes('rt-public', []), inTo()],
  'in: back by something else': [withRoutes('rt-public', [route('0.0.0.0/0', 'nat')]), inTo()],
  'in: back by something else, by a resource': [
    withRoutes('rt-public', [route('0.0.0.0/0', 'nat', { resource: 'R' })]),
    inTo(),
  ],
  'in: back into a hole': [withRoutes('rt-public', [route('0.0.0.0/0', 'igw', { blackhole: true })]), inTo()],
  'in: back out of sight': [withRoutes('rt-public', [tgw('0.0.0.0/0')]), inTo()],
  'in: half back out of sight, half nowhere': [withRoutes('rt-public', [tgw('0.0.0.0/1')]), inTo()],
  'in: half back': [withRoutes('rt-public', [half]), inTo()],
  'in: half back to a host': [withRoutes('rt-public', [half]), inTo({ from: host })],
  'in: back to a host nowhere': [withRoutes('rt-public', []), inTo({ from: host })],
  'in: back to a host': [shop, inTo({ from: host })],
  'in: half of the ACL for a host': [
    withAcl(['100 in allow all 0.0.0.0/1', '100 out allow all 0.0.0.0/0'], ['public-a']),
    inTo({ from: host }),
  ],
  'in: half of the ACL for all': [
    withAcl(['100 in allow all 0.0.0.0/1', '100 out allow all 0.0.0.0/0'], ['public-a']),
    inTo(),
  ],
  'in: half of the ACL back to all': [
    withAcl(['100 in allow all 0.0.0.0/0', '100 out allow all 0.0.0.0/1'], ['public-a']),
    inTo(),
  ],
  'in: half of the ACL back to a host': [
    withAcl(['100 in allow all 0.0.0.0/0', '100 out allow all 0.0.0.0/1'], ['public-a']),
    inTo({ from: host }),
  ],
  'in: an ACL with a rule that denies': [withAcl(['90 in deny tcp 443 203.0.112.0/24', ...all4], ['public-a']), inTo()],
  'in: an endpoint takes the answers to a service': [
    { ...withRoutes('rt-public', [both, route('pl-s3', 'vpce-0')]), prefixLists: lists, endpoints: endpoints({}) },
    inTo(),
  ],
  'in: an interface endpoint takes them': [
    {
      ...withRoutes('rt-public', [both, route('pl-s3', 'vpce-0')]),
      prefixLists: lists,
      endpoints: endpoints({ kind: 'interface' }),
    },
    inTo(),
  ],
  'in: by local addresses of IPv6': [
    { ...shop, subnets: shop.subnets.map((each) => ({ ...each, cidrs: ['10.1.1.0/26', 'fd00:1::/64'] })) },
    inTo({ family: 'ipv6' }),
  ],
  'in: by IPv6': [shop, inTo({ family: 'ipv6' })],
  'in: no range of IPv6': [shop, inTo({ to: { place: open(['db-a'], { publicAddress: true }) }, family: 'ipv6' })],
  'in: no group': [shop, inTo({ to: { place: { ...place, groups: [] } } })],
  'in: a group without rules': [shop, inTo({ to: { place: { ...place, groups: ['sg-none'] } } })],
  'in: a group that lets a half in': [withGroups(group('sg-any', ['tcp 443 from 0.0.0.0/1'])), inTo()],
  'in: a group that lets a half of a host in': [
    withGroups(group('sg-any', ['tcp 443 from 0.0.0.0/1'])),
    inTo({ from: host }),
  ],
  'out: by NAT': [shop, out()],
  'out: by a regional NAT': [nat({ subnet: undefined }), out()],
  'out: by a regional NAT of a VPC without a gateway': [{ ...nat({ subnet: undefined }), gateways: [] }, out()],
  'out: NAT in a subnet without a route': [withRoutes('rt-public', []), out()],
  'out: NAT in a subnet whose route is a hole': [
    withRoutes('rt-public', [route('0.0.0.0/0', 'igw', { blackhole: true })]),
    out(),
  ],
  'out: NAT in a subnet that sends out of sight': [withRoutes('rt-public', [tgw('0.0.0.0/0')]), out()],
  'out: NAT, half out of sight, half nowhere': [withRoutes('rt-public', [tgw('0.0.0.0/1')]), out()],
  'out: NAT, half nowhere': [withRoutes('rt-public', [half]), out()],
  'out: NAT, half nowhere, to a host': [withRoutes('rt-public', [half]), out({ to: host })],
  'out: NAT, to a host nowhere': [withRoutes('rt-public', []), out({ to: host })],
  'out: NAT, to a host': [shop, out({ to: host })],
  'out: NAT behind an ACL that refuses those who ask': [
    withAcl(['90 in deny tcp 443 10.1.1.128/27', ...all4], ['public-a']),
    out(),
  ],
  'out: NAT behind an ACL that refuses answers to them': [
    withAcl(['90 out deny all 10.1.1.128/27', ...all4], ['public-a']),
    out(),
  ],
  'out: NAT in one zone, an ACL in another': [
    withAcl(['90 in deny all 0.0.0.0/1', '100 in allow all 0.0.0.0/0', '100 out allow all 0.0.0.0/0'], ['public-c']),
    out(),
  ],
  'out: NAT behind an ACL that lets a half out, to a host': [
    withAcl(['100 in allow all 0.0.0.0/0', '100 out allow all 0.0.0.0/1'], ['public-a']),
    out({ to: host }),
  ],
  'out: NAT behind an ACL that lets a half out': [
    withAcl(['100 in allow all 0.0.0.0/0', '100 out allow all 0.0.0.0/1'], ['public-a']),
    out(),
  ],
  'out: NAT beside those who ask': [
    {
      ...withAcl(['90 in deny tcp 443 10.1.1.0/26', ...all4], ['public-a']),
      routeTables: [{ id: 'rt-public', vpc: 'vpc', routes: [both] }],
    },
    out({ from: { place } }),
  ],
  'out: answers led away': [withRoutes('rt-public', [both, route('10.1.1.128/27', 'igw')]), out()],
  'out: answers led away by a resource': [
    withRoutes('rt-public', [both, route('10.1.1.128/27', 'igw', { resource: 'R' })]),
    out(),
  ],
  'out: answers led into a hole': [
    withRoutes('rt-public', [both, route('10.1.1.128/27', 'x', { blackhole: true })]),
    out(),
  ],
  'out: answers led out of sight': [withRoutes('rt-public', [both, tgw('10.1.1.128/27')]), out()],
  'out: a private NAT': [nat({ publicAddress: false }), out()],
  'out: a NAT that failed': [nat({ available: false }), out()],
  'out: by a protocol that NAT does not pass': [shop, out({ from: { place: open(['app-a']) }, protocol: 50 })],
  'out: ICMP by NAT': [shop, out({ from: { place: open(['app-a']) }, protocol: 'icmp' })],
  'out: no route': [withRoutes('rt-app', []), out()],
  'out: no route for a half': [withRoutes('rt-app', [route('0.0.0.0/1', 'nat')]), out()],
  'out: no route for a half, to a host': [withRoutes('rt-app', [route('0.0.0.0/1', 'nat')]), out({ to: host })],
  'out: a hole': [withRoutes('rt-app', [route('0.0.0.0/0', 'nat', { blackhole: true })]), out()],
  'out: a hole by a resource': [
    withRoutes('rt-app', [route('0.0.0.0/0', 'nat', { blackhole: true, resource: 'R' })]),
    out(),
  ],
  'service: by NAT': [shop, s3],
  'service: no endpoint': [withRoutes('rt-app', []), logs],
  'service: of another region': [withRoutes('rt-app', []), out({ to: { service: 's3', region: 'eu-west-1' } })],
  'service: names not known': [vpc({ namesKnown: false }), logs],
  'service: names known': [vpc({ namesKnown: true }), logs],
  'service: names not known, and no way': [
    { ...withRoutes('rt-app', []), vpcs: vpc({ namesKnown: false }).vpcs },
    logs,
  ],
  'service: names not known, of another region': [
    { ...withRoutes('rt-app', []), vpcs: vpc({ namesKnown: false }).vpcs },
    out({ to: { service: 'logs', region: 'eu-west-1' } }),
  ],
  'service: names not known, and a group without rules': [
    vpc({ namesKnown: false }),
    out({ from: { place: open(['app-a'], { groups: ['sg-none'] }) }, to: { service: 'logs' } }),
  ],
  'service: a gateway endpoint in the table': [
    { ...withRoutes('rt-app', []), endpoints: endpoints({ routeTables: ['rt-app'] }) },
    s3,
  ],
  'service: a gateway endpoint that is available': [
    {
      ...withRoutes('rt-app', []),
      endpoints: endpoints({ routeTables: ['rt-app'], available: true }),
      prefixLists: [],
    },
    s3,
  ],
  'service: a gateway endpoint that is gone': [
    { ...withRoutes('rt-app', []), endpoints: endpoints({ routeTables: ['rt-app'], available: false }) },
    s3,
  ],
  'service: a gateway endpoint in another table': [
    { ...withRoutes('rt-app', []), endpoints: endpoints({ routeTables: ['rt-db'] }) },
    s3,
  ],
  'service: a written route to its list': [
    { ...withRoutes('rt-app', [route('pl-s3', 'vpce-0')]), endpoints: endpoints({}), prefixLists: lists },
    s3,
  ],
  'service: the list of another': [
    {
      ...withRoutes('rt-app', [route('pl-ddb', 'vpce-0'), route('0.0.0.0/0', 'nat')]),
      endpoints: endpoints({ service: 'dynamodb' }),
      prefixLists: lists,
    },
    logs,
  ],
  'service: without DNS': [vpc({ dnsSupport: false }), s3],
  'service: with DNS': [vpc({ dnsSupport: true }), out({ to: host })],
  'service: a host without DNS': [vpc({ dnsSupport: false }), out({ to: host })],
  'balancer: through it': [shop, call()],
  'balancer: without a group': [shop, call({ port: 80 })],
  'balancer: on another port': [shop, call({ port: 8443 })],
  'balancer: on more ports than it has': [shop, call({ port: { from: 443, to: 444 } })],
  'balancer: on ports up to one': [shop, call({ port: { from: 442, to: 443 } })],
  'balancer: by UDP': [shop, call({ protocol: 'udp' })],
  'balancer: without listeners': [balanced({ listeners: [] }), call()],
  'balancer: answers itself': [balanced({ listeners: [{ port: 443, targetGroups: [], answersItself: true }] }), call()],
  'balancer: is not reached, and would answer itself': [
    balanced({ scheme: 'internal', listeners: [{ port: 443, targetGroups: [], answersItself: true }] }),
    call(),
  ],
  'balancer: targets see the client': [balanced({ listeners: keeping({}) }), call()],
  'balancer: targets see a client that they let in': [
    balanced(
      { listeners: keeping({}) },
      { groups: withGroups(group('sg-app', ['tcp 8080 from 0.0.0.0/0'])).groups ?? [] },
    ),
    call(),
  ],
  'balancer: targets see a host': [
    balanced(
      { listeners: keeping({}) },
      {
        ...withAcl(['100 in allow all 0.0.0.0/1', '100 out allow all 0.0.0.0/0'], ['app-a']),
        groups: withGroups(group('sg-app', ['tcp 8080 from 0.0.0.0/0'])).groups ?? [],
      },
    ),
    call({ from: host }),
  ],
  'balancer: asks nobody whether it is well': [
    balanced({ listeners: keeping({ keepsClientAddress: false, healthPort: 0 }) }),
    call(),
  ],
  'balancer: asks by another port': [
    balanced({ listeners: keeping({ keepsClientAddress: false, healthPort: 9000 }) }),
    call(),
  ],
  'balancer: asks by the first port': [
    balanced({ listeners: keeping({ keepsClientAddress: false, healthPort: 1 }) }),
    call(),
  ],
  'balancer: behind it is a doubt': [balanced({}, { groups: shop.groups.filter(({ id }) => id !== 'sg-app') }), call()],
  'peering: there and back': [peered(), over()],
  'peering: to nowhere': [peered({ there: false }), over()],
  'peering: none': [{ ...peered({ there: false }), peerings: [] }, over()],
  'peering: with others': [
    {
      ...peered({ there: false }),
      peerings: [
        { id: 'pcx-0', vpcs: ['vpc', 'other'] },
        { id: 'pcx', vpcs: ['vpc', 'vpc-tokyo'] },
      ],
    },
    over(),
  ],
  'peering: not back': [peered({ back: false }), over()],
  'peering: not active': [peered({ active: false }), over()],
  'peering: a subnet that is not in its VPC': [
    { ...peered(), vpcs: [...shop.vpcs, { id: 'vpc-tokyo', cidrs: ['192.168.11.0/24'] }] },
    over(),
  ],
  'peering: a subnet of a VPC that is not known': [
    { ...peered(), vpcs: [...shop.vpcs, { id: 'vpc-tokyo', cidrs: [], known: false }] },
    over(),
  ],
  'inside: a narrower route leads away': [
    withRoutes('rt-app', [route('10.1.1.192/27', 'nat', { resource: 'R' })]),
    out({ from: { place: app }, to: { place: database }, port: 5432 }),
  ],
  'inside: there': [shop, out({ to: { place: database }, port: 5432 })],
}
const anyway: Readonly<Record<string, readonly [ReachModel, Question]>> = {
  'one address': [withGroups(group('sg-db', ['tcp 22-23 from 203.0.112.9/32'])), never()],
  'ports up to one': [
    withGroups(group('sg-db', ['tcp 1-22 from 0.0.0.0/0'])),
    { ...never(), protocol: 'tcp', port: { from: 22, to: 30 } },
  ],
  'ports from one': [
    withGroups(group('sg-db', ['tcp 30-40 from 0.0.0.0/0'])),
    { ...never(), protocol: 'tcp', port: { from: 22, to: 30 } },
  ],
  'the last address': [
    withGroups(group('sg-db', ['tcp 22 from 9.0.0.255/32'])),
    { ...never(), from: { internet: ['9.0.0.0/24'] } },
  ],
  'a group that is not known': [{ ...shop, groups: [{ id: 'sg-db', vpc: 'vpc', inward: [], known: false }] }, never()],
  'a group that is known': [{ ...shop, groups: [{ id: 'sg-db', vpc: 'vpc', inward: [], known: true }] }, never()],
  'a group that is not there': [{ ...shop, groups: [] }, never()],
  'a balancer, by one of its ports': [shop, call({ port: { from: 443, to: 500 } })],
  'a balancer, by its last port': [shop, call({ port: { from: 81, to: 443 } })],
  'a balancer, by none': [shop, call({ port: { from: 444, to: 500 } })],
  'a balancer without targets': [balanced({ listeners: [{ port: 443, targetGroups: [] }] }), call()],
  'a prefix list that is not known': [
    withGroups({ id: 'sg-db', vpc: 'vpc', inward: [{ protocol: 'tcp', peer: { prefixList: 'pl-x' } }] }),
    never(),
  ],
  'a list of a service, for all': [
    withGroups({ id: 'sg-db', vpc: 'vpc', inward: [{ protocol: 'tcp', peer: { prefixList: 'pl-s3' } }] }),
    never(),
  ],
  'out to one address': [withGroups(group('sg-app', [], ['tcp 443 to 203.0.112.9/32'])), out({ protocol: 'all' })],
}

test.each(Object.entries(cases))('%s', (name, [model, question]) => {
  expect(text(reach(model, question)).split('\n')).toEqual(answers[name])
})

test.each(Object.entries(anyway))('anything at all: %s', (name, [model, question]) => {
  expect(text(reachAtAll(model, question)).split('\n')).toEqual(answers[name])
})
