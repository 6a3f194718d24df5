import { withEndpointAdvice } from '../../../../shared/reach/advice.ts'
import type { Endpoint, ReachModel, Vpc } from '../../../../shared/reach/model.ts'
import { networkOf, sidesOf } from '../../../../shared/reach/network.ts'
import { policyAllows } from '../../../../shared/reach/policy.ts'
import { common, meet, spansOf, spanText, tryRange, without } from '../../../../shared/reach/spans.ts'
import { allOf, endedAt, stopAt } from '../../../../shared/reach/steps.ts'
import { answerTo, cut, portsOf, type Traffic, trafficOf, trafficText } from '../../../../shared/reach/traffic.ts'

const asks = { action: 's3:GetObject', resource: 'arn:aws:s3:::bucket/key' }
const allow = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }
const ofAccount = { StringEquals: { 'aws:PrincipalAccount': { Ref: 'AWS::AccountId' } } }
const part = 'arn:aws:s3:::bucket/secret'
const whole = { ...asks, resource: 'arn:aws:s3:::bucket/*' }

test.each<[object | object[], object, string]>([
  [allow, {}, 'all'],
  [[], {}, 'none'],
  [{ ...allow, Action: 'S3:get*' }, {}, 'all'],
  [{ ...allow, Action: 's3:Put*' }, {}, 'none'],
  [{ ...allow, Action: 's3:GetObjec?' }, {}, 'all'],
  [{ ...allow, Action: 's3:GetObject?' }, {}, 'none'],
  [{ ...allow, Action: '*Get*ct*' }, {}, 'all'],
  [{ ...allow, Action: '*Get*x' }, {}, 'none'],
  [{ ...allow, Action: ['s3:Put*', 's3:GetObject'] }, {}, 'all'],
  [{ ...allow, Action: undefined, NotAction: 's3:GETObject' }, {}, 'none'],
  [{ ...allow, Action: undefined, NotAction: 's3:Put*' }, {}, 'all'],
  [{ ...allow, Resource: 'arn:aws:s3:::other/*' }, {}, 'none'],
  [{ ...allow, Resource: undefined, NotResource: 'arn:aws:s3:::other/*' }, {}, 'all'],
  [{ ...allow, Resource: undefined, NotResource: 'arn:aws:s3:::bucket/*' }, {}, 'none'],
  [{ ...allow, Principal: { AWS: '*' } }, {}, 'all'],
  [{ ...allow, Principal: { AWS: ['x', '*'] } }, {}, 'all'],
  [{ ...allow, Principal: { Service: '*' } }, {}, 'some'],
  [{ ...allow, Principal: 'x' }, {}, 'some'],
  [{ ...allow, NotPrincipal: 'x' }, {}, 'some'],
  [{ ...allow, Condition: { StringEquals: {} } }, {}, 'some'],
  [{ ...allow, Condition: ofAccount }, {}, 'all'],
  [{ ...allow, Condition: ofAccount }, { isPresigned: false }, 'all'],
  [{ ...allow, Condition: ofAccount }, { isPresigned: true }, 'some'],
  [[allow, { ...allow, Effect: 'Deny' }], {}, 'none'],
  [[allow, { ...allow, Effect: 'Deny', Action: 's3:Put*' }], {}, 'all'],
  [[allow, { ...allow, Effect: 'Deny', Condition: {} }], {}, 'some'],
  [[allow, { ...allow, Effect: 'Deny', Resource: part }], whole, 'some'],
  [[allow, { ...allow, Effect: 'Deny', Resource: part, Action: 's3:Put*' }], whole, 'all'],
  [[allow, { ...allow, Effect: 'Deny', Resource: 'arn:aws:s3:::other/x' }], whole, 'all'],
  [{ ...allow, Resource: part }, whole, 'none'],
  [{ ...allow, Resource: 'arn:aws:s3:::bucket/?' }, whole, 'none'],
  [[allow, { ...allow, Effect: 'Deny', Resource: 'arn:aws:s3:::bucket/?' }], whole, 'some'],
])('a policy %j, asked %j, allows %s', (Statement, change, extent) => {
  expect(policyAllows(JSON.stringify({ Statement }), { ...asks, ...change })).toBe(extent)
})

const every = { from: 0, to: 65_535 }
const on = (number: number) => ({ from: number, to: number })
const traffic = (protocol: number, ports = every, family: Traffic['family'] = 'ipv4') => ({ family, protocol, ports })

test('what a question asks about, protocol by protocol', () => {
  const all = (family: Traffic['family']) =>
    trafficOf('all', 80, family, [50, 58, 1]).map(({ protocol, ports }) => [protocol, ports.from, ports.to])
  const [first, last] = [every.from, every.to]
  expect(all('ipv4')).toEqual([
    [6, 80, 80],
    [17, 80, 80],
    [1, first, last],
    [253, first, last],
    [50, first, last],
  ])
  expect(all('ipv6')).toEqual([
    [6, 80, 80],
    [17, 80, 80],
    [58, first, last],
    [253, first, last],
    [50, first, last],
  ])
  expect(trafficOf('icmp', undefined, 'ipv4')).toEqual([traffic(1, on(8))])
  expect(trafficOf('icmp', undefined, 'ipv6')).toEqual([traffic(58, on(128), 'ipv6')])
  expect(trafficOf('udp', undefined, 'ipv4')).toEqual([traffic(17)])
  expect(trafficOf('tcp', { from: 1, to: 2 }, 'ipv4')).toEqual([traffic(6, { from: 1, to: 2 })])
  expect(trafficOf(50, 80, 'ipv4')).toEqual([traffic(50)])
})

test.each([
  [traffic(6, on(80)), { from: 1024, to: 2048 }],
  [traffic(17, on(53)), { from: 1024, to: 2048 }],
  [traffic(1, on(8)), on(0)],
  [traffic(1, on(3)), every],
  [traffic(58, on(128), 'ipv6'), on(129)],
  [traffic(50), every],
])('the answer to %j is to %j', (asked, ports) => {
  expect(answerTo(asked, { from: 1024, to: 2048 })).toEqual({ ...asked, ports })
})

test.each<[Parameters<typeof portsOf>[0], Traffic, typeof every | undefined]>([
  [{ protocol: 'all', from: 1, to: 2 }, traffic(6), every],
  [{ protocol: 'tcp', from: 1, to: 2 }, traffic(6), { from: 1, to: 2 }],
  [{ protocol: 'tcp', from: 1 }, traffic(6), on(1)],
  [{ protocol: 'tcp' }, traffic(6), every],
  [{ protocol: 'tcp', from: -1, to: -1 }, traffic(6), every],
  [{ protocol: 'tcp', from: 0, to: 2 }, traffic(6), { from: 0, to: 2 }],
  [{ protocol: 'tcp' }, traffic(58, every, 'ipv6'), undefined],
  [{ protocol: 'udp', from: 53, to: 53 }, traffic(17), on(53)],
  [{ protocol: 'icmp', from: 8, to: 0 }, traffic(1), on(8)],
  [{ protocol: 'icmp', from: 8, to: 0 }, traffic(6), undefined],
  [{ protocol: 'icmp', from: 128, to: 0 }, traffic(58, every, 'ipv6'), on(128)],
  [{ protocol: 50, from: 1, to: 2 }, traffic(50), every],
])('of a rule %j for %j the ports are %j', (rule, asked, ports) => {
  expect(portsOf(rule, asked)).toEqual(ports)
})

test.each([
  [traffic(6), 'TCP on all ports'],
  [traffic(6, { from: 0, to: 80 }), 'TCP 0-80'],
  [traffic(6, { from: 1, to: 65_535 }), 'TCP 1-65535'],
  [traffic(17, on(53)), 'UDP 53'],
  [traffic(1), 'ICMP'],
  [traffic(58), 'ICMPv6'],
  [traffic(253), 'other protocols'],
  [traffic(50), 'protocol 50'],
])('%j is %s', (asked, text) => {
  expect(trafficText(asked)).toBe(text)
})

const span = (from: number, to: number) => ({ from: BigInt(from), to: BigInt(to) })

test('a piece is cut by addresses and by ports', () => {
  const piece = { spans: [span(10, 20)], ports: { from: 10, to: 20 } }
  const by = (spans: [number, number], from: number, to: number) =>
    cut(piece, { spans: [span(...spans)], ports: { from, to } })
  expect(by([10, 20], 10, 20)).toEqual({ covered: [span(10, 20)], left: [] })
  expect(by([0, 12], 12, 18)).toEqual({
    covered: [span(10, 12)],
    left: [
      { spans: [span(10, 20)], ports: { from: 10, to: 11 } },
      { spans: [span(10, 20)], ports: { from: 19, to: 20 } },
      { spans: [span(13, 20)], ports: { from: 12, to: 18 } },
    ],
  })
  expect(by([0, 30], 20, 30).left).toEqual([{ spans: [span(10, 20)], ports: { from: 10, to: 19 } }])
  expect(by([0, 30], 21, 30)).toEqual({ covered: [], left: [piece] })
  expect(by([21, 30], 10, 20)).toEqual({ covered: [], left: [piece] })
})

test('what spans have in common, and what is left of them', () => {
  const one = span(10, 20)
  for (const other of [span(10, 20), span(10, 30), span(0, 20)]) expect(meet(one, other)).toBe(one)
  expect([meet(one, span(20, 30)), meet(one, span(0, 10)), meet(one, span(21, 30))]).toEqual([
    span(20, 20),
    span(10, 10),
    undefined,
  ])
  expect(common([one], [span(0, 11), span(19, 25), span(30, 40)])).toEqual([span(10, 11), span(19, 20)])
  expect(without([one], span(12, 13))).toEqual([span(10, 11), span(14, 20)])
  expect(without([one, span(30, 40)], span(15, 35))).toEqual([span(10, 14), span(36, 40)])
  expect(without([one], one)).toEqual([])
})

test('ranges as numbers, and for a person', () => {
  expect(tryRange('10.1.0.0/16')).toEqual({ family: 'ipv4', bits: 16, ...span(0x0a010000, 0x0a01ffff) })
  expect(tryRange('10.1.0.0/x')).toBeUndefined()
  expect(spansOf(['10.7.0.0/16'], 'ipv4')).toBe(spansOf(['10.7.0.0/16'], 'ipv4'))
  expect([spansOf(['::/0'], 'ipv4'), spansOf([], 'ipv4'), spansOf(['::/0', '10.7.0.0/16'], 'ipv4').length]).toEqual([
    [],
    [],
    1,
  ])
  const text = (from: number, to: number) => spanText(span(from, to), 'ipv4')
  expect([
    text(0x0a010000, 0x0a01ffff),
    text(0x0a010005, 0x0a010005),
    text(0x0a010001, 0x0a010002),
    text(0x0a010000, 0x0a010002),
  ]).toEqual(['10.1.0.0/16', '10.1.0.5/32', '10.1.0.1-10.1.0.2', '10.1.0.0-10.1.0.2'])
  expect(
    ['2001:db8::/56', '2001:db8::1/128'].map((each) => spansOf([each], 'ipv6').map((range) => spanText(range, 'ipv6'))),
  ).toEqual([['2001:db8::/56'], ['2001:db8::1/128']])
})

test('of several ways the first end counts, else the first doubt', () => {
  const open = { reachable: true, way: [] } as const
  const doubt = (why: string) => ({ reachable: 'unknown', why, resource: 'x', way: [] }) as const
  const end = endedAt(stopAt('NO_PATH', 'x', 'why', 'fix'))
  expect(allOf([open, doubt('a'), open, doubt('b')])).toEqual(doubt('a'))
  expect(allOf([doubt('a'), end, open])).toBe(end)
  expect(allOf([open, { ...open }])).toBe(open)
  expect(allOf([])).toBeUndefined()
})

const end = endedAt(stopAt('NO_ROUTE_TO_DESTINATION', 'rt', 'No route.', 'Add one.'))
const advice = (
  endpoints: readonly Partial<Endpoint>[],
  {
    service = 's3',
    isHere = true,
    vpc = {},
    region = undefined as string | undefined,
    answer = end as typeof end,
  } = {},
): string => {
  const model: ReachModel = {
    vpcs: [{ id: 'vpc', region: 'ap-northeast-2', cidrs: ['10.1.0.0/16'], ...(vpc as Partial<Vpc>) }],
    subnets: [{ id: 'a', vpc: 'vpc', cidrs: ['10.1.1.0/26'], routeTable: 'rt' }],
    endpoints: endpoints.map((each, n) => ({ id: `vpce-${n}`, vpc: 'vpc', service, kind: 'interface', ...each })),
  }
  const network = networkOf(model)
  const [side] = sidesOf(network, { subnets: ['a'], groups: [] }, 'ipv4')
  const given = side && withEndpointAdvice(network, side, { service, region, isHere }, answer)
  return given?.reachable === false ? `${given.blocker.why} ${given.blocker.fix}` : String(given?.reachable)
}
const free = 'or add a gateway endpoint for s3 to rt (free of charge).'
const paid = (service: string, region = 'ap-northeast-2') =>
  `or make an interface endpoint com.amazonaws.${region}.${service} with private DNS.`

test.each<[string, Parameters<typeof advice>, string, string]>([
  ['none', [[]], 'its VPC has no endpoint for s3', free],
  ['one of another service', [[{ service: 'logs' }]], 'its VPC has no endpoint for s3', free],
  [
    'none of DynamoDB',
    [[], { service: 'dynamodb' }],
    'its VPC has no endpoint for dynamodb',
    free.replace('s3', 'dynamodb'),
  ],
  ['none of a service without gateways', [[], { service: 'logs' }], 'its VPC has no endpoint for logs', paid('logs')],
  [
    'a region by name',
    [[], { service: 'logs', region: 'x-1' }],
    'its VPC has no endpoint for logs',
    paid('logs', 'x-1'),
  ],
  [
    'a VPC of no region',
    [[], { service: 'logs', vpc: { region: undefined } }],
    'its VPC has no endpoint for logs',
    paid('logs', '<region>'),
  ],
  [
    'another region',
    [[], { isHere: false, region: 'eu-west-1' }],
    'an endpoint in ap-northeast-2 does not lead to eu-west-1',
    'or keep it in ap-northeast-2, where endpoints can lead to it.',
  ],
  ['one that is gone', [[{ available: false }]], 'the endpoint vpce-0 for s3 is not available', free],
  ['a gateway elsewhere', [[{ kind: 'gateway' }]], 'the gateway endpoint vpce-0 for s3 is not in rt', free],
  [
    'a gateway elsewhere and a nameless interface',
    [[{ privateDns: false }, { kind: 'gateway' }]],
    'the gateway endpoint vpce-1 for s3 is not in rt',
    free,
  ],
  [
    'without private DNS',
    [[{ available: true, privateDns: false }]],
    'the endpoint vpce-0 for s3 does not answer to the service\u2019s own name'.replace('\u2019', "'"),
    'or turn private DNS on for vpce-0.',
  ],
  [
    'in a VPC without DNS hostnames',
    [[{ privateDns: true }], { vpc: { dnsHostnames: false } }],
    "the endpoint vpce-0 for s3 does not answer to the service's own name",
    'or turn DNS hostnames on for vpc.',
  ],
  [
    'in a VPC without DNS hostnames, and without private DNS',
    [[{ privateDns: false }], { vpc: { dnsHostnames: false } }],
    "the endpoint vpce-0 for s3 does not answer to the service's own name",
    'or turn private DNS on for vpce-0.',
  ],
])('what an endpoint would do: %s', (_, asked, why, fix) => {
  expect(advice(...asked)).toBe(`No route, and ${why}. Add one, ${fix}`)
})

test('an end that no endpoint would have helped, or that is one itself, stays as it is', () => {
  const other = endedAt(stopAt('SUBNET_ACL_RESTRICTION', 'acl', 'Refused.', 'Allow it.'))
  expect(advice([], { answer: other })).toBe('Refused. Allow it.')
  const itself = endedAt(stopAt('BAD_STATE', 'vpce-0', 'Gone.', 'Make it.'))
  expect(advice([{}], { answer: itself })).toBe('Gone. Make it.')
  expect(advice([], { answer: { reachable: true, way: [] } as never })).toBe('true')
})
