import * as fc from 'fast-check'
import type { Endpoint, Place, ReachModel, Route } from '../../shared/reach/model.ts'
import { reach } from '../../shared/reach/reach.ts'
import { callOut, exchange, type Fate, type Host } from './slow-reach.ts'

/*
 * Services by their names, against packets that are sent one by one: to the endpoint that has the name, to the gateway endpoint that a
 * table leads the list to, or out to the internet, where nobody knows which of its addresses a service has.
 */
const cidrs: Readonly<Record<string, string>> = { a0: '10.0.0.0/27', a1: '10.0.0.32/27', a2: '10.0.0.64/27' }
const listed = '52.1.0.0/16'
const asks = { action: 's3:GetObject', resource: 'arn:aws:s3:::shop/report.env' }
const policy = (Action: string): string =>
  JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: '*', Action, Resource: '*' }] })
const [nothing, everything] = [policy('s3:PutObject'), policy('*')]
const clientPorts = [32_768, 49_151, 49_152, 60_999]
const natPorts = [1024, ...clientPorts, 65_535]
const internet = ['8.8.8.8', '52.2.2.2', '126.255.255.255', '203.0.113.9']

const addressesOf = (subnet: string): string[] => {
  const last = Number((cidrs[subnet] ?? '').split(/[./]/)[3])
  return [0, 15, 16, 31].map((offset) => `10.0.0.${last + offset}`)
}

const range = fc.constantFrom('0.0.0.0/0', '0.0.0.0/0', '0.0.0.0/1', '52.0.0.0/8', '10.0.0.0/24', '10.0.0.32/27')
const ports = fc.constantFrom(
  {},
  {},
  { from: 443, to: 443 },
  { from: 32_768, to: 60_999 },
  { from: 49_152, to: 65_535 },
)
const protocol = fc.constantFrom<'tcp' | 'all' | 'udp'>('tcp', 'all', 'all', 'udp')
const groupRules = fc.array(
  fc
    .tuple(
      protocol,
      ports,
      fc.oneof(
        range.map((cidr) => ({ cidr })),
        fc.constantFrom({ group: 'task' }, { group: 'door' }),
      ),
    )
    .map(([each, of, peer]) => ({ protocol: each, ...of, peer })),
  { minLength: 1, maxLength: 3 },
)
const aclRules = fc
  .array(fc.tuple(protocol, ports, range, fc.boolean(), fc.boolean()), { maxLength: 3 })
  .map((rules) => [
    ...rules.map(([each, of, cidr, allows, outward], number) => ({
      number,
      outward,
      allows,
      protocol: each,
      ...of,
      cidr,
    })),
    ...[true, false].map((outward) => ({
      number: 9,
      outward,
      allows: true,
      protocol: 'all' as const,
      cidr: '0.0.0.0/0',
    })),
  ])
const listRoute: fc.Arbitrary<Route[]> = fc.constantFrom(
  [],
  [{ to: 'pl-s3', by: 'vpce-s3' }],
  [{ to: 'pl-s3', by: 'vpce-s3' }],
  [{ to: 'pl-s3', by: 'vpce-s3', blackhole: true }],
  [{ to: 'pl-s3', by: 'tgw' }],
)
const defaultRoute: fc.Arbitrary<Route[]> = fc.constantFrom(
  [],
  [{ to: '0.0.0.0/0', by: 'nat' }],
  [{ to: '0.0.0.0/0', by: 'nat' }],
  [{ to: '0.0.0.0/0', by: 'igw' }],
  [{ to: '0.0.0.0/1', by: 'nat' }],
  [{ to: '0.0.0.0/0', by: 'tgw' }],
)
const rarely = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined, freq: 2 })

const network = fc
  .record({
    table: fc.tuple(listRoute, defaultRoute),
    groups: fc.tuple(groupRules, groupRules),
    out: rarely(groupRules),
    acls: fc.tuple(rarely(aclRules), rarely(aclRules), rarely(aclRules)),
    door: rarely(
      fc.record({
        privateDns: fc.boolean(),
        subnets: fc.subarray(['a1', 'a2'], { minLength: 1 }),
        policy: fc.constantFrom(undefined, undefined, nothing, everything),
      }),
    ),
    gatewayPolicy: fc.constantFrom(undefined, undefined, nothing, everything),
  })
  .map(
    ({ table, groups: [task, inward], out, acls, door, gatewayPolicy }): ReachModel => ({
      vpcs: [{ id: 'a', cidrs: ['10.0.0.0/24'] }],
      subnets: ['a0', 'a1', 'a2'].map((id, index) => ({
        id,
        vpc: 'a',
        cidrs: [cidrs[id] ?? ''],
        routeTable: id === 'a2' ? 'open' : 'own',
        ...(acls[index] ? { acl: `acl-${id}` } : {}),
      })),
      routeTables: [
        { id: 'own', vpc: 'a', routes: table.flat() },
        { id: 'open', vpc: 'a', routes: [{ to: '0.0.0.0/0', by: 'igw' }] },
      ],
      groups: [
        { id: 'task', vpc: 'a', inward: task, ...(out ? { outward: out } : {}) },
        { id: 'door', vpc: 'a', inward },
      ],
      acls: ['a0', 'a1', 'a2'].flatMap((id, index) => (acls[index] ? [{ id: `acl-${id}`, rules: acls[index] }] : [])),
      gateways: [{ id: 'igw', kind: 'internet', vpc: 'a' }],
      nats: [{ id: 'nat', vpc: 'a', subnet: 'a2' }],
      prefixLists: [{ id: 'pl-s3', service: 's3', cidrs: [listed] }],
      endpoints: [
        {
          id: 'vpce-s3',
          vpc: 'a',
          service: 's3',
          kind: 'gateway',
          ...(gatewayPolicy ? { policy: gatewayPolicy } : {}),
        },
        ...(door
          ? [
              {
                id: 'vpce-door',
                vpc: 'a',
                service: 'logs',
                kind: 'interface',
                groups: ['door'],
                privateDns: door.privateDns,
                subnets: door.subnets,
                ...(door.policy ? { policy: door.policy } : {}),
              } satisfies Endpoint,
            ]
          : []),
      ],
    }),
  )

const task: Place = { subnets: ['a0'], groups: ['task'] }
const hosts: readonly Host[] = addressesOf('a0').map((address) => ({ address, subnet: 'a0', place: task }))
const refuses = ({ policy: text }: Endpoint): boolean => text === nothing

/** To the interfaces of an endpoint, every one of them. */
const throughDoor = (model: ReachModel, door: Endpoint): Fate[] =>
  (door.subnets ?? []).flatMap((subnet) =>
    addressesOf(subnet).flatMap((address) =>
      hosts.flatMap((host) =>
        clientPorts.map((client) => {
          const place = { subnets: [subnet], groups: ['door'] }
          const fate = exchange(model, host, { address, subnet, place }, 443, client)
          return fate === 'arrived' && refuses(door) ? 'lost' : fate
        }),
      ),
    ),
  )

/** Out to one address, by every port; a gateway endpoint is a gateway to nobody else. */
const outTo = (model: ReachModel, address: string): Fate[] =>
  hosts.flatMap((host) =>
    clientPorts.flatMap((client) => natPorts.map((nat) => callOut(model, host, address, 443, client, nat))),
  )

const throughGateway = (model: ReachModel, route: Route): Fate[] => {
  if (route.by !== 'vpce-s3')
    return ['52.1.0.1', '52.1.255.254'].flatMap((address) => outTo(withRoute(model, { ...route, to: listed }), address))
  if (route.blackhole) return ['lost']
  const [endpoint] = model.endpoints ?? []
  // It passes as an internet gateway would that asks for no public address.
  const open = withRoute(model, { to: listed, by: 'igw' })
  return ['52.1.0.1', '52.1.255.254'].flatMap((address) =>
    hosts.flatMap((host) =>
      clientPorts.map((client): Fate => {
        const fate = callOut(open, { ...host, place: { ...task, publicAddress: true } }, address, 443, client, 1024)
        return fate === 'arrived' && endpoint && refuses(endpoint) ? 'lost' : fate
      }),
    ),
  )
}

const withRoute = (model: ReachModel, route: Route): ReachModel => ({
  ...model,
  routeTables: (model.routeTables ?? []).map((table) =>
    table.id === 'own' ? { ...table, routes: [...table.routes.filter(({ to }) => to !== 'pl-s3'), route] } : table,
  ),
})
const withoutList = (model: ReachModel): ReachModel => ({
  ...model,
  routeTables: (model.routeTables ?? []).map((table) => ({
    ...table,
    routes: table.routes.filter(({ to }) => to !== 'pl-s3'),
  })),
})

const verdict = (all: readonly Fate[]): boolean | 'unknown' =>
  all.includes('lost') ? false : all.includes('out of sight') ? 'unknown' : true

/** What packets say. Where the address is not known: what all of them say alike, else `unknown`. */
const expected = (model: ReachModel, service: string): boolean | 'unknown' => {
  const door = model.endpoints?.find((each) => each.kind === 'interface' && each.service === service && each.privateDns)
  if (door) return verdict(throughDoor(model, door))
  const [list] = (model.routeTables?.[0]?.routes ?? []).filter(({ to }) => to === 'pl-s3')
  if (service === 's3' && list) return verdict(throughGateway(model, list))
  const reachable = withoutList(model)
  if (service === 's3') return verdict(['52.1.0.1', '52.1.255.254'].flatMap((address) => outTo(reachable, address)))
  const all = internet.map((address) => verdict(outTo(reachable, address)))
  const [first] = all
  return first !== undefined && all.every((each) => each === first) ? first : 'unknown'
}

const networks = Number(process.env.NETWORKS ?? 1000)

test('services by their names: nothing is falsely reachable, and nearly all is told as packets tell it', () => {
  const seen = { true: 0, false: 0, unknown: 0, alike: 0, all: 0 }
  fc.assert(
    fc.property(network, fc.constantFrom('s3', 'logs'), (model, service) => {
      const answer = reach(model, { from: { place: task }, to: { service, asks } }).reachable
      const wanted = expected(model, service)
      seen[`${wanted}`] += 1
      seen.all += 1
      if (answer === wanted) seen.alike += 1
      // What is not known may be so: two rules that refuse different halves of the internet.
      else expect([answer, wanted]).toEqual(['unknown', false])
    }),
    { numRuns: networks },
  )
  expect(seen.alike).toBeGreaterThanOrEqual(seen.all * 0.99)
  for (const each of ['true', 'false', 'unknown'] as const) expect(seen[each]).toBeGreaterThan(networks / 50)
}, 60_000)
