import * as fc from 'fast-check'
import { reachAtAll } from '../../shared/reach/at-all.ts'
import type { AclRule, GroupRule, Place, ReachModel } from '../../shared/reach/model.ts'
import { type End, type Question, reach } from '../../shared/reach/reach.ts'
import { callIn, callOut, exchange, type Fate, type Host, isIn } from './slow-reach.ts'

const vpcs = [
  { id: 'a', cidrs: ['10.0.0.0/24'] },
  { id: 'b', cidrs: ['10.0.1.0/24'] },
]
const subnetCidrs: Readonly<Record<string, string>> = {
  a0: '10.0.0.0/27',
  a1: '10.0.0.32/27',
  a2: '10.0.0.64/27',
  b0: '10.0.1.0/27',
  b1: '10.0.1.32/27',
}
const subnetIds = Object.keys(subnetCidrs)
const groupIds = ['g0', 'g1', 'g2']
const ranges = [
  '0.0.0.0/0',
  '10.0.0.0/8',
  '10.0.0.0/23',
  '10.0.0.0/24',
  '10.0.1.0/24',
  ...Object.values(subnetCidrs),
  '10.0.0.0/28',
  '10.0.0.48/28',
  '52.0.0.0/8',
  '0.0.0.0/1',
  '128.0.0.0/1',
]
const things = ['igw-a', 'igw-b', 'nat-a', 'nat-r', 'pcx', 'tgw', 'gone']

/** An address of every part into which the ranges divide what there is. */
const addressesOf = (cidr: string): string[] => {
  const [base = '', length = '27'] = cidr.split('/')
  const last = Number(base.split('.')[3])
  const start = base.slice(0, base.lastIndexOf('.') + 1)
  return [0, 15, 16, 2 ** (32 - Number(length)) - 1].map((offset) => `${start}${last + offset}`)
}
const hosts = ['8.8.8.8', '52.1.2.3', '126.255.255.255', '203.0.113.9']
const port = 443
/** `NETWORKS=10000 npm test -- property/reach-networks` asks about more. */
const networks = Number(process.env.NETWORKS ?? 1000)
const clientPorts = [32_768, 40_000, 49_151, 49_152, 60_999]
const otherPorts = [1024, ...clientPorts, 65_535]

const rarely = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined, freq: 3 })
const ports = fc.constantFrom<Readonly<Partial<Record<'from' | 'to', number>>>>(
  {},
  { from: 443, to: 443 },
  { from: 0, to: 65_535 },
  { from: 1024, to: 65_535 },
  { from: 32_768, to: 60_999 },
  { from: 49_152, to: 65_535 },
  {},
  { from: 80, to: 80 },
)
const protocol = fc.constantFrom<'tcp' | 'all' | 'udp'>('tcp', 'tcp', 'all', 'udp')

const groupRule: fc.Arbitrary<GroupRule> = fc
  .tuple(
    protocol,
    ports,
    fc.oneof(
      fc.constantFrom('0.0.0.0/0', '0.0.0.0/0', '0.0.0.0/0', '0.0.0.0/0', ...ranges).map((cidr) => ({ cidr })),
      fc.constantFrom(...groupIds).map((group) => ({ group })),
    ),
  )
  .map(([each, ofPorts, peer]) => ({ protocol: each, ...ofPorts, peer }))

const aclRules = (outward: boolean): fc.Arbitrary<AclRule[]> =>
  fc
    .array(
      fc.tuple(
        protocol,
        ports,
        fc.constantFrom('0.0.0.0/0', '0.0.0.0/0', ...ranges),
        fc.boolean(),
        fc.integer({ min: 1, max: 4 }),
      ),
      { minLength: 1, maxLength: 3 },
    )
    .map((rules) => {
      const numbers = new Set<number>()
      return rules.flatMap(([each, ofPorts, cidr, denies, start]) => {
        const number = start
        if (numbers.has(number)) return []
        numbers.add(number)
        return [{ number, outward, allows: !denies || number > 2, protocol: each, ...ofPorts, cidr }]
      })
    })

const table = (id: string, vpc: string) =>
  fc
    .array(
      fc.tuple(fc.constantFrom('0.0.0.0/0', '0.0.0.0/0', ...ranges.slice(3)), fc.constantFrom(...things), fc.boolean()),
      { maxLength: 3 },
    )
    .map((routes) => ({
      id,
      vpc,
      routes: [...new Map(routes.map((each) => [each[0], each])).values()].map(([to, by, propagated]) => ({
        to,
        by,
        ...(by === 'gone' ? { blackhole: true } : {}),
        ...(propagated && by === 'tgw' ? { propagated } : {}),
      })),
    }))

const network: fc.Arbitrary<ReachModel> = fc
  .record({
    tables: fc.tuple(table('t0', 'a'), table('t1', 'a'), table('t2', 'b')),
    choices: fc.tuple(...subnetIds.map(() => fc.tuple(fc.boolean(), rarely(fc.constantFrom('acl0', 'acl1'))))),
    groups: fc.tuple(
      ...groupIds.map(() =>
        fc.tuple(fc.array(groupRule, { minLength: 1, maxLength: 3 }), rarely(fc.array(groupRule, { maxLength: 3 }))),
      ),
    ),
    acls: fc.tuple(...['acl0', 'acl1'].map(() => fc.tuple(aclRules(true), aclRules(false)))),
    attached: fc.boolean(),
    active: fc.boolean(),
    natPublic: fc.boolean(),
    natSubnet: fc.constantFrom('a0', 'a1'),
  })
  .map(({ tables, choices, groups, acls, attached, active, natPublic, natSubnet }) => ({
    vpcs,
    subnets: subnetIds.map((id, index) => {
      const [second, acl] = choices[index] ?? [false, undefined]
      const vpc = id.slice(0, 1)
      return {
        id,
        vpc,
        cidrs: [subnetCidrs[id] ?? ''],
        routeTable: vpc === 'b' ? 't2' : second ? 't1' : 't0',
        ...(acl ? { acl } : {}),
      }
    }),
    routeTables: tables,
    groups: groups.map(([inward, outward], index) => ({
      id: groupIds[index] ?? '',
      vpc: 'a',
      inward,
      ...(outward ? { outward } : {}),
    })),
    acls: acls.map(([out, inward], index) => ({ id: `acl${index}`, rules: [...out, ...inward] })),
    gateways: [
      { id: 'igw-a', kind: 'internet' as const, vpc: 'a' },
      { id: 'igw-b', kind: 'internet' as const, ...(attached ? { vpc: 'b' } : {}) },
    ],
    nats: [
      { id: 'nat-a', vpc: 'a', subnet: natSubnet, publicAddress: natPublic },
      { id: 'nat-r', vpc: 'a' },
    ],
    peerings: [{ id: 'pcx', vpcs: ['a', 'b'] as const, active }],
  }))

const place: fc.Arbitrary<Place> = fc.record({
  subnets: fc.uniqueArray(fc.constantFrom(...subnetIds), { minLength: 1, maxLength: 2 }),
  groups: fc.uniqueArray(fc.constantFrom(...groupIds), { minLength: 1, maxLength: 2 }),
  publicAddress: fc.boolean(),
})

const end: fc.Arbitrary<End> = fc.oneof(
  { weight: 4, arbitrary: place.map((each) => ({ place: each })) },
  { weight: 1, arbitrary: fc.constant({ internet: true as const }) },
)
const question: fc.Arbitrary<Question> = fc
  .tuple(end, end)
  .filter(([from, to]) => !('internet' in from && 'internet' in to))
  .map(([from, to]) => ({ from, to, port }))

const hostsOf = (model: ReachModel, of: Place): Host[] =>
  of.subnets.flatMap((subnet) =>
    (model.subnets.find(({ id }) => id === subnet)?.cidrs ?? [])
      .flatMap(addressesOf)
      .map((address) => ({ address, subnet, place: of })),
  )

const fates = (model: ReachModel, { from, to }: Question): Fate[] => {
  if ('place' in from && 'place' in to) {
    const [ones, others] = [hostsOf(model, from.place), hostsOf(model, to.place)]
    return ones.flatMap((one) =>
      others.flatMap((other) => clientPorts.map((client) => exchange(model, one, other, port, client))),
    )
  }
  if ('place' in from)
    return hostsOf(model, from.place).flatMap((one) =>
      hosts.flatMap((host) =>
        clientPorts.flatMap((client) => otherPorts.map((nat) => callOut(model, one, host, port, client, nat))),
      ),
    )
  if ('place' in to)
    return hostsOf(model, to.place).flatMap((one) =>
      hosts.flatMap((host) => otherPorts.map((client) => callIn(model, host, one, port, client))),
    )
  return []
}

const expected = (all: readonly Fate[]): boolean | 'unknown' =>
  all.includes('lost') ? false : all.includes('out of sight') ? 'unknown' : true

test('random networks: what it calls reachable is, whatever packet is sent, and what it refuses is lost', () => {
  const seen = { true: 0, false: 0, unknown: 0 }
  fc.assert(
    fc.property(network, question, (model, asked) => {
      const answer = reach(model, asked).reachable
      const wanted = expected(fates(model, asked))
      seen[`${wanted}`] += 1
      expect(answer).toBe(wanted)
    }),
    { numRuns: networks },
  )
  // A test in which nothing ever arrives would say nothing.
  expect(seen.true).toBeGreaterThan(networks / 500)
  expect(seen.unknown).toBeGreaterThan(0)
}, 60_000)

test('random networks: anything gets through at all where one of the packets does', () => {
  const seen = { true: 0, false: 0, unknown: 0, partly: 0 }
  fc.assert(
    fc.property(network, question, (model, asked) => {
      const all = fates(model, asked)
      const wanted = all.includes('arrived') ? true : all.includes('out of sight') ? 'unknown' : false
      const answer = reachAtAll(model, asked).reachable
      seen[`${wanted}`] += 1
      if (wanted === true && all.includes('lost')) seen.partly += 1
      expect(answer).toBe(wanted)
    }),
    { numRuns: networks },
  )
  expect(seen.partly).toBeGreaterThan(networks / 200)
  expect(seen.false).toBeGreaterThan(networks / 200)
}, 60_000)

const ofOpenness = { false: 0, unknown: 1, true: 2 } as const
const openness = (model: ReachModel, asked: Question): number => ofOpenness[`${reach(model, asked).reachable}`]

test('another allow never closes, and another deny never opens', () => {
  fc.assert(
    fc.property(network, question, groupRule, aclRules(true), (model, asked, more, [denial]) => {
      const before = openness(model, asked)
      const wider = {
        ...model,
        groups: (model.groups ?? []).map((each) => ({
          ...each,
          inward: [...each.inward, more],
          ...(each.outward ? { outward: [...each.outward, more] } : {}),
        })),
      }
      expect(openness(wider, asked)).toBeGreaterThanOrEqual(before)
      if (!denial) return
      const narrower = {
        ...model,
        acls: (model.acls ?? []).map((each) => ({
          ...each,
          rules: [...each.rules, { ...denial, number: 0, allows: false }],
        })),
      }
      expect(openness(narrower, asked)).toBeLessThanOrEqual(before)
    }),
    { numRuns: networks / 5 },
  )
}, 30_000)

test('the addresses that are sent to are of every part', () => {
  for (const range of ranges.filter((cidr) => Number(cidr.split('/')[1]) >= 27))
    expect(
      Object.values(subnetCidrs)
        .flatMap(addressesOf)
        .some((address) => isIn(address, range)),
    ).toBe(true)
})
