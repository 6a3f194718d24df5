import { config as example } from '../../../../nightshift.config.ts'
import { parseConfig } from '../../../../shared/config/define-config.ts'
import type { NamedEnd } from '../../../../shared/reach/estate/ends.ts'
import { needsOf } from '../../../../shared/reach/estate/needs.ts'
import { prove } from '../../../../shared/reach/estate/proof.ts'
import { app, database, group, open, shop, withGroups } from './shop.ts'

const config = parseConfig(example, new Date('2026-11-21T00:00:00Z'))
const web = (task: NamedEnd['task'] = { files: [], exec: false }): NamedEnd => ({
  name: 'web',
  end: { place: app },
  ports: [8080],
  sort: 'service',
  task,
})
const end = (name: string, sort: NamedEnd['sort'], port: number, resource = name): NamedEnd => ({
  name,
  end: { place: database },
  ports: [port],
  sort,
  resource,
})
const textOf = (ends: readonly NamedEnd[]) => needsOf(config, ends).map(({ what, wanted }) => `${wanted} ${what}`)

test('a cache is reached by the web service, and never by the internet', () => {
  expect(textOf([web(), end('cache', 'cache', 6379)])).toEqual(
    expect.arrayContaining(['must web → cache 6379', 'never internet → cache']),
  )
})

test('files are reached by the services that mount them', () => {
  const files = end('files', 'files', 2049, 's/Files')
  expect(textOf([web({ files: ['s/Files'], exec: false }), files])).toContain('must web → files 2049')
  expect(textOf([web(), files])).not.toContain('must web → files 2049')
  expect(textOf([web(), files])).toContain('never internet → files')
})

test('a service in which a shell may be opened reaches Session Manager', () => {
  expect(textOf([web({ files: [], exec: true })])).toContain('must web → ssmmessages, for ECS Exec')
  expect(textOf([web()])).not.toContain('must web → ssmmessages, for ECS Exec')
})

test('what must never be does not hold where one port of one zone is open, and says which packet passes', () => {
  const model = withGroups(group('sg-db', ['tcp 22 from 203.0.113.9/32']))
  const never = {
    what: 'internet → database',
    wanted: 'never',
    question: {
      from: { internet: true },
      to: { place: { ...open(['public-a', 'db-c'], { publicAddress: true }), groups: ['sg-db'], name: 'database' } },
      protocol: 'all',
    },
  } as const
  expect(prove(shop, [never])[0]?.holds).toBe(true)
  const [proof] = prove(model, [never])
  expect(proof?.holds).toBe(false)
  expect(proof?.answer).toMatchObject({ reachable: true, packet: expect.stringMatching(/^TCP 22 from the internet/) })
})

describe('a proxy of RDS', () => {
  const proxy: NamedEnd = { ...end('proxy', 'proxy', 5432), behind: ['s/Database'] }
  const ends = [web(), proxy, end('database', 'database', 5432, 's/Database')]

  test('services call it, it calls the database, and the internet calls neither', () => {
    const texts = textOf(ends)
    expect(texts).toEqual(
      expect.arrayContaining([
        'must web → proxy 5432',
        'must proxy → database 5432',
        'never internet → proxy',
        'never internet → database',
      ]),
    )
    expect(texts).not.toContain('must web → database 5432')
  })

  test('a database that is not behind it is called itself', () => {
    expect(textOf([web(), { ...proxy, behind: [] }, end('database', 'database', 5432, 's/Database')])).toContain(
      'must web → database 5432',
    )
  })
})

test('jobs whose secrets have a key of their own reach KMS in the region of that key', () => {
  const [name = '', job] = Object.entries(config.jobs ?? {})[0] ?? []
  const keys = ['a', 'b'].map((id) => `arn:aws:kms:eu-central-1:111122223333:key/${id}`)
  const jobs: NamedEnd = { name: 'jobs', end: { place: app }, ports: [], sort: 'jobs' }
  const kms = (more: object) =>
    needsOf({ ...config, jobs: { [name]: { ...job, ...more } } } as typeof config, [jobs]).filter(({ what }) =>
      what.startsWith('jobs → kms'),
    )
  expect(kms({ kmsKeys: keys }).map(({ question }) => question.to)).toEqual([
    { service: 'kms', region: 'eu-central-1' },
  ])
  const elsewhere = 'arn:aws:kms:eu-west-1:111122223333:key/c'
  expect(kms({ kmsKeys: [...keys, elsewhere] }).map(({ what }) => what)).toEqual([
    'jobs → kms',
    'jobs → kms in eu-west-1',
  ])
  expect(kms({})).toEqual([])
  expect(kms({ kmsKeys: keys, network: { subnets: [], securityGroups: [] } })).toEqual([])
})

describe('a listener on which a new version is tried', () => {
  const balancer: NamedEnd = {
    name: 'balancer',
    end: { balancer: 'alb' },
    ports: [443, 8443],
    testPorts: [8443],
    sort: 'balancer',
  }
  const office = '203.0.113.0/24'
  const withTest = (from: string) => ({
    ...shop,
    balancers: shop.balancers.map((each) => ({
      ...each,
      listeners: [...each.listeners, ...each.listeners.slice(0, 1).map((listener) => ({ ...listener, port: 8443 }))],
    })),
    groups: shop.groups.map((each) =>
      each.id === 'sg-lb'
        ? {
            ...each,
            inward: [...each.inward, { protocol: 'tcp', from: 8443, to: 8443, peer: { cidr: from } } as const],
          }
        : each,
    ),
  })
  const named = parseConfig(
    {
      ...example,
      estate: { ...example.estate, reach: { must: [{ from: office, to: 'balancer', port: 8443 }] } },
    } as never,
    new Date('2026-11-21T00:00:00Z'),
  )
  const provenBy = (input: typeof config, from: string) =>
    Object.fromEntries(prove(withTest(from), needsOf(input, [balancer])).map(({ need, holds }) => [need.what, holds]))

  test('is reached by the ranges that the config names for it, and by nobody else', () => {
    expect(provenBy(named, office)).toMatchObject({
      [`${office} → balancer 8443`]: true,
      [`internet, but ${office}, → balancer 8443`]: true,
    })
    expect(provenBy(named, '203.0.112.0/23')).toMatchObject({ [`internet, but ${office}, → balancer 8443`]: false })
    expect(provenBy(named, '203.0.113.0/25')).toMatchObject({ [`${office} → balancer 8443`]: false })
    expect(Object.keys(provenBy(named, office))).not.toContain('internet → balancer 8443 must')
  })

  test('without any is reached by nobody on the internet', () => {
    expect(provenBy(config, office)).toMatchObject({ 'internet → balancer 8443': false })
    expect(provenBy(config, '10.1.0.0/16')).toMatchObject({ 'internet → balancer 8443': true })
  })
})
