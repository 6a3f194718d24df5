import { balancerOf, type DescribedBalancer } from '../../../../shared/reach/account/elb-shapes.ts'

const tg = 'arn:aws:elasticloadbalancing:ap-northeast-2:123456789012:targetgroup/web/1'
const other = tg.replace('web', 'other')
const listener = { ListenerArn: 'l', Port: 80, DefaultActions: [{ Type: 'forward' as const, TargetGroupArn: tg }] }
const web = { name: 'web', subnets: ['subnet-a'], groups: ['sg-web'] }
const described: DescribedBalancer = {
  balancer: {
    LoadBalancerName: 'lb',
    Type: 'network',
    Scheme: 'internal',
    AvailabilityZones: [{ SubnetId: 'subnet-a' }, { SubnetId: 'subnet-c' }, {}],
    SecurityGroups: ['sg-lb'],
    IpAddressType: 'dualstack-without-public-ipv4',
  },
  listeners: [listener],
  actions: { l: [] },
  groups: [{ TargetGroupArn: tg, Port: 8080, HealthCheckPort: '9000', IpAddressType: 'ipv6' }],
  targets: { [tg]: web, [other]: web },
}
const read = (change: Partial<DescribedBalancer>) => balancerOf({ ...described, ...change })
const groupOf = (group: object) => read({ groups: [{ TargetGroupArn: tg, ...group }] }).listeners[0]?.targetGroups[0]
const somewhere = (id: string) => ({
  name: `the targets of ${id}`,
  subnets: ['subnet-a'],
  groups: [`the groups of the targets of ${id}`],
})

test('a balancer with its listener, its group and its targets', () => {
  const group = { id: 'web', port: 8080, targets: [web], healthPort: 9000, family: 'ipv6' }
  expect(read({})).toEqual({
    id: 'lb',
    kind: 'network',
    scheme: 'internal',
    subnets: ['subnet-a', 'subnet-c'],
    groups: ['sg-lb'],
    addresses: 'dual',
    listeners: [{ port: 80, protocol: 'tcp', targetGroups: [group] }],
  })
  expect(read({ balancer: {}, listeners: undefined })).toEqual({
    id: '',
    kind: 'application',
    scheme: 'internet-facing',
    subnets: [],
    addresses: 'ipv4',
    listeners: [],
  })
})

test.each([
  [{ Port: 8080 }, 8080, 8080, 'ipv4'],
  [{}, 80, 80, 'ipv4'],
  [{ Port: 8080, HealthCheckPort: 'traffic-port' }, 8080, 8080, 'ipv4'],
  [{ Port: 8080, HealthCheckPort: '9000', HealthCheckEnabled: true }, 8080, 9000, 'ipv4'],
  [{ Port: 8080, HealthCheckPort: '9000', HealthCheckEnabled: false }, 8080, 0, 'ipv4'],
])('the ports of the target group %j', (group, port, healthPort, family) => {
  expect(groupOf(group)).toEqual({ id: 'web', port, targets: [web], healthPort, family })
})

test('of a group that was not read, or whose targets were not, nobody knows where its targets are', () => {
  expect(read({ groups: undefined }).listeners[0]?.targetGroups).toEqual([
    { id: 'web', port: 80, targets: [somewhere('web')], healthPort: 80, family: 'ipv4' },
  ])
  expect(read({ targets: {} }).listeners[0]?.targetGroups[0]?.targets).toEqual([somewhere('web')])
  const strange = [{ ...listener, DefaultActions: [{ Type: 'forward' as const, TargetGroupArn: 'strange' }] }]
  expect(read({ listeners: strange }).listeners[0]?.targetGroups[0]?.id).toBe('strange')
})

test('rules of a listener that were not read may lead anywhere; those that were add their groups', () => {
  expect(
    read({ actions: {} }).listeners[0]?.targetGroups.map(({ id, port, targets }) => [id, port, ...targets]),
  ).toEqual([
    ['web', 8080, web],
    ['its rules', 80, somewhere('its rules')],
  ])
  const weighted = (Weight?: number) => ({
    Type: 'forward' as const,
    ForwardConfig: { TargetGroups: [{ TargetGroupArn: other, ...(Weight === undefined ? {} : { Weight }) }, {}] },
  })
  const ids = (Weight?: number) =>
    read({ actions: { l: [weighted(Weight)] } }).listeners[0]?.targetGroups.map(({ id }) => id)
  expect([ids(), ids(1), ids(2), ids(0)]).toEqual([['web', 'other'], ['web', 'other'], ['web', 'other'], ['web']])
})

test.each([
  ['UDP', ['udp']],
  ['TCP_UDP', ['tcp', 'udp']],
  ['TCP', ['tcp']],
  ['HTTPS', ['tcp']],
])('a listener for %s', (Protocol, spoken) => {
  const listeners = [{ ...listener, Protocol: Protocol as 'UDP' }]
  expect(read({ listeners }).listeners.map(({ protocol }) => protocol)).toEqual(spoken)
})

test('a listener that answers itself has an action, forwards nothing, and all of its rules were read', () => {
  const redirects = { ListenerArn: 'l', Port: 80, DefaultActions: [{ Type: 'redirect' as const }] }
  const answers = (change: Partial<DescribedBalancer>) => read(change).listeners[0]?.answersItself
  expect(answers({ listeners: [redirects] })).toBe(true)
  expect(answers({ listeners: [redirects], actions: {} })).toBeUndefined()
  expect(answers({ listeners: [{ ...redirects, DefaultActions: [] }] })).toBeUndefined()
  expect(answers({})).toBeUndefined()
  expect(read({ listeners: [{ ListenerArn: 'l' }] }).listeners).toEqual([
    { port: 0, protocol: 'tcp', targetGroups: [] },
  ])
})
