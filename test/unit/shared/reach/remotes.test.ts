import { type ReachModel, reach } from '../../../../shared/reach/reach.ts'
import { aclRule, app, database, group, open, route, shop } from './shop.ts'

const far = '192.168.10.0/24'
const toFar = route(far, 'pcx')

/** The shop with a peering to a VPC that is not in the model. */
const peered = (more: Partial<ReachModel> = {}): ReachModel => ({
  ...shop,
  routeTables: shop.routeTables.map((table) => ({ ...table, routes: [...table.routes, toFar] })),
  groups: [
    ...shop.groups.filter(({ id }) => id !== 'sg-db'),
    group('sg-db', ['tcp 5432 from sg-app', `tcp 5432 from ${far}`], []),
  ],
  peerings: [{ id: 'pcx', vpcs: ['vpc', ''] }],
  remotes: [{ by: 'pcx', vpc: 'vpc', cidrs: [far], isRouted: true }],
  ...more,
})

const fromFar = { from: { internet: [far] }, to: { place: database }, port: 5432 }
const toFarHosts = { from: { place: open(['app-a', 'app-c']) }, to: { internet: [far] }, port: 5432 }
const codeOf = (model: ReachModel, question: Parameters<typeof reach>[1]) => {
  const answer = reach(model, question)
  return answer.reachable === false ? answer.blocker.code : answer.reachable
}

test('a range behind a peering is reached, and reaches, over routes on this side', () => {
  expect(codeOf(peered(), fromFar)).toBe(true)
  expect(codeOf(peered(), toFarHosts)).toBe(true)
  expect(codeOf(peered(), { ...fromFar, from: { internet: ['192.168.10.7/32'] } })).toBe(true)
})

test('the same by a VPN gateway', () => {
  const model = {
    ...peered(),
    peerings: [],
    routeTables: shop.routeTables.map((table) => ({ ...table, routes: [...table.routes, route(far, 'vgw')] })),
    remotes: [{ by: 'vgw', vpc: 'vpc', cidrs: [far], isRouted: true }],
  }
  expect(codeOf(model, fromFar)).toBe(true)
  expect(codeOf(model, toFarHosts)).toBe(true)
})

test.each<[string, Partial<ReachModel>, unknown, unknown]>([
  [
    'without a route',
    { routeTables: shop.routeTables },
    'NO_ROUTE_TO_DESTINATION',
    'IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS',
  ],
  ['a group that does not name the range', { groups: shop.groups }, 'ENI_SG_RULES_MISMATCH', true],
  [
    'a peering that is not active',
    { peerings: [{ id: 'pcx', vpcs: ['vpc', ''], active: false }] },
    'BAD_STATE',
    'BAD_STATE',
  ],
  [
    'routes of the other side that nobody knows',
    { remotes: [{ by: 'pcx', vpc: 'vpc', cidrs: [far] }] },
    'unknown',
    'unknown',
  ],
  [
    'a range that is none of its',
    { remotes: [{ by: 'pcx', vpc: 'vpc', cidrs: ['192.168.11.0/24'], isRouted: true }] },
    'unknown',
    'PCX_REQUIRES_ADDRESS_IN_VPC_CIDR',
  ],
  [
    'an ACL that lets the answers not out',
    {
      subnets: shop.subnets.map((each) => (each.id.startsWith('db') ? { ...each, acl: 'acl' } : each)),
      acls: [
        {
          id: 'acl',
          rules: ['100 in allow tcp 5432 0.0.0.0/0', '100 out allow tcp 1024-65535 10.1.0.0/16'].map(aclRule),
        },
      ],
    },
    'SUBNET_ACL_RESTRICTION',
    true,
  ],
])('%s', (_, more, inward, outward) => {
  expect([codeOf(peered(more), fromFar), codeOf(peered(more), toFarHosts)]).toEqual([inward, outward])
})

test('the fix of a missing way back names the range and what leads there', () => {
  const answer = reach(peered({ routeTables: shop.routeTables }), fromFar)
  expect(answer).toMatchObject({ blocker: { direction: 'back', fix: `Add a route to ${far} by pcx to rt-db.` } })
})

describe('clients of a VPN, by its authorization rules', () => {
  const clients = (mayCall: readonly string[]) => ({ place: { ...app, name: 'vpn-clients', mayCall } })
  const asks = (mayCall: readonly string[], to: Parameters<typeof reach>[1]['to']) =>
    codeOf(shop, { from: clients(mayCall), to, port: 5432 })

  test('they call what a rule names, all of it', () => {
    expect(asks(['10.1.0.0/16'], { place: database })).toBe(true)
    expect(asks(['10.1.1.192/27', '10.1.1.224/27'], { place: database })).toBe(true)
    expect(asks(['10.1.1.192/27'], { place: database })).toBe('NO_PATH')
    expect(asks([], { place: database })).toBe('NO_PATH')
    expect(asks(['10.1.0.0/16'], { internet: ['203.0.113.0/24'] })).toBe('NO_PATH')
  })

  test('a name may mean any address', () => {
    expect(asks(['10.1.0.0/16'], { service: 's3' })).toBe('NO_PATH')
    expect(codeOf(shop, { from: clients(['0.0.0.0/0']), to: { service: 's3' } })).toBe(true)
  })
})
