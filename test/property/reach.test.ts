import * as fc from 'fast-check'
import { reach } from '../../functions/jobs/surroundings/reach.ts'
import type { AclRule, Endpoint, NetworkFacts, Rule, Target } from '../../functions/jobs/surroundings/reach-facts.ts'

/*
 * The oracle sends single packets: it looks a name up, walks the routes with addresses written in bits, and asks every rule
 * that there is. What it sends to is a handful of addresses for each place, some in the ranges that rules single out.
 */
const region = 'eu-central-1'
const bits = (address: string): string =>
  address
    .split('.')
    .map((octet) => Number(octet).toString(2).padStart(8, '0'))
    .join('')
const isIn = (address: string, cidr: string): boolean => {
  const [network = '', length = '32'] = cidr.split('/')
  return bits(address).startsWith(bits(network).slice(0, Number(length)))
}
const taskAddress = '10.1.1.5'
const s3Addresses = ['52.219.0.7', '3.5.1.9']
const hosts = ['52.1.2.3', '93.184.216.34', '11.0.0.1', '172.15.0.1', '200.1.1.1']
const s3List = 'pl-s3'

type Hop = 'reached' | 'lost' | 'out of sight'

const lets = (rule: Rule, address: string, groups: readonly string[], list?: string): boolean =>
  rule.from <= 443 &&
  443 <= rule.to &&
  (rule.cidrs.some((cidr) => isIn(address, cidr)) ||
    rule.groups.some((id) => groups.includes(id)) ||
    rule.prefixLists.some((id) => id === list))

const crossesAcl = (rules: readonly AclRule[], address: string): boolean =>
  [443, 32_768, 45_000, 60_999].every((port) => {
    const outward = port === 443
    let first: AclRule | undefined
    for (const rule of rules)
      if (rule.outward === outward && rule.from <= port && port <= rule.to && isIn(address, rule.cidr))
        if (!first || rule.number < first.number) first = rule
    return first?.allows === true
  })

const leaves = (
  facts: NetworkFacts,
  address: string,
  groups: readonly string[],
  isBeside: boolean,
  list?: string,
): boolean =>
  (facts.groups ?? []).some(({ outward }) => outward.some((rule) => lets(rule, address, groups, list))) &&
  (isBeside || !facts.acl || crossesAcl(facts.acl.rules, address))

const send = (facts: NetworkFacts, target: Target): Hop[] => {
  const own =
    target.region === region ? (facts.endpoints ?? []).filter(({ service }) => service === target.service) : []
  const door = own.find(({ kind, isAvailable, answersName }) => kind === 'interface' && isAvailable && answersName)
  if (door && facts.vpc.dnsHostnames)
    return ['10.1.2.9'].map((address) => {
      const ids = (door.groups ?? []).map(({ id }) => id)
      const out = leaves(facts, address, ids, false)
      const inside = (door.groups ?? []).some(({ inward }) =>
        inward.some((rule) => lets(rule, taskAddress, ['sg-task'])),
      )
      return out && inside && door.policy !== none ? 'reached' : 'lost'
    })
  const isOwnS3 = target.service === 's3' && target.region === region
  return (isOwnS3 ? s3Addresses : hosts).map((address) => {
    const all = facts.routeTable?.routes ?? []
    const listed = isOwnS3 ? all.find(({ to }) => to === s3List) : undefined
    const route = listed ?? all.find(({ to }) => !to.startsWith('pl-') && isIn(address, to))
    if (!route || route.isBlackhole) return 'lost'
    if (!leaves(facts, address, [], false, listed?.to)) return 'lost'
    if (route.by.startsWith('vpce-')) return own.find(({ id }) => id === route.by)?.policy === none ? 'lost' : 'reached'
    if (route.by.startsWith('tgw-')) return 'out of sight'
    return route.by.startsWith('nat-') || facts.assignPublicIp ? 'reached' : 'lost'
  })
}

const none = JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:PutObject', Resource: '*' }] })
const all = JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }] })

const portRange = fc.constantFrom([0, 65_535], [443, 443], [80, 80], [1024, 65_535], [32_768, 40_000])
const cidr = fc.constantFrom('0.0.0.0/0', '10.1.0.0/16', '10.1.1.0/24', '10.1.2.0/24', '52.0.0.0/8', '192.168.0.0/16')
const rule: fc.Arbitrary<Rule> = fc
  .record({
    ports: portRange,
    cidrs: fc.array(cidr, { maxLength: 2 }),
    groups: fc.subarray(['sg-task', 'sg-door', 'sg-other']),
    prefixLists: fc.subarray([s3List]),
  })
  .map(({ ports: [from = 0, to = 0], ...rest }) => ({ from, to, ...rest }))
const rules = fc.array(rule, { maxLength: 3 })
const aclRule: fc.Arbitrary<AclRule> = fc
  .record({ number: fc.nat(400), outward: fc.boolean(), allows: fc.boolean(), ports: portRange, cidr })
  .map(({ ports: [from = 0, to = 0], ...rest }) => ({ from, to, ...rest }))
const openAcl = [true, false].map((outward) => ({
  number: 500,
  outward,
  allows: true,
  from: 0,
  to: 65_535,
  cidr: '0.0.0.0/0',
}))
const endpoint = (kind: Endpoint['kind'], service: string): fc.Arbitrary<Endpoint> =>
  fc
    .record({
      isAvailable: fc.boolean(),
      answersName: fc.boolean(),
      inward: rules,
      policy: fc.constantFrom(undefined, none, all),
    })
    .map(({ isAvailable, answersName, inward, policy }) => ({
      id: `vpce-${kind}-${service}`,
      service,
      kind,
      // A gateway endpoint is there or not.
      isAvailable: isAvailable || kind === 'gateway',
      answersName: answersName && kind === 'interface',
      policy,
      subnets: kind === 'interface' ? [{ id: 'subnet-b', cidr: '10.1.2.0/24' }] : [],
      ...(kind === 'interface' ? { groups: [{ id: 'sg-door', inward, outward: [] }] } : {}),
    }))
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined })

const network = fc
  .record({
    assignPublicIp: fc.boolean(),
    dnsHostnames: fc.boolean(),
    gateway: maybe(endpoint('gateway', 's3')),
    isRouted: fc.boolean(),
    doors: fc.tuple(maybe(endpoint('interface', 's3')), maybe(endpoint('interface', 'logs'))),
    way: maybe(fc.constantFrom('igw-1', 'nat-1', 'tgw-1')),
    isBlackhole: fc.boolean(),
    outward: rules,
    acl: fc.option(fc.array(aclRule, { maxLength: 4 }), { nil: undefined }),
  })
  .map(
    ({ assignPublicIp, dnsHostnames, gateway, isRouted, doors, way, isBlackhole, outward, acl }): NetworkFacts => ({
      region,
      assignPublicIp,
      subnet: { id: 'subnet-a', cidr: '10.1.1.0/24' },
      vpc: { id: 'vpc-1', cidrs: ['10.1.0.0/16'], dnsSupport: true, dnsHostnames },
      routeTable: {
        id: 'rtb-1',
        routes: [
          { to: '10.1.0.0/16', by: 'local', isBlackhole: false },
          ...(gateway && isRouted ? [{ to: s3List, by: gateway.id, isBlackhole: false }] : []),
          ...(way ? [{ to: '0.0.0.0/0', by: way, isBlackhole }] : []),
        ],
      },
      endpoints: [gateway, ...doors].filter((each) => each !== undefined),
      groups: [{ id: 'sg-task', inward: [], outward }],
      acl: acl && { id: 'acl-1', rules: [...acl, ...openAcl] },
    }),
  )

const target: fc.Arbitrary<Target> = fc.constantFrom(
  { what: 'a file', service: 's3', region, asks: { action: 's3:GetObject', resource: 'arn:aws:s3:::shop/a.env' } },
  { what: 'a file elsewhere', service: 's3', region: 'us-east-1' },
  { what: 'logs', service: 'logs', region, asks: { action: 'logs:PutLogEvents', resource: '*' } },
  { what: 'a public image', region: '' },
)

// What lets only a part of an end's addresses or ports through.
const isPartial = ({ groups = [], endpoints = [], acl }: NetworkFacts): boolean =>
  acl !== undefined ||
  [...groups, ...endpoints.flatMap((each) => each.groups ?? [])].some(({ inward, outward }) =>
    [...inward, ...outward].some(({ cidrs, prefixLists }) => cidrs.includes('52.0.0.0/8') || prefixLists.length > 0),
  )

test('what is said to be reached is, by every packet, and what is said to be cut off is, for every packet', () => {
  fc.assert(
    fc.property(network, target, (facts, to) => {
      const hops = send(facts, to)
      const way = reach(facts, to)
      if (way.reachable === true) expect(hops.every((hop) => hop === 'reached')).toBe(true)
      else if (way.reachable === false) {
        expect(hops.every((hop) => hop === 'lost')).toBe(true)
        expect(`${way.why} ${way.fix}`).toMatch(/^[A-Za-z].*\. [A-Z].*\.$/)
      } else expect(hops.includes('out of sight') || isPartial(facts)).toBe(true)
    }),
    { numRuns: 10_000 },
  )
})
