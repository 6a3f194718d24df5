import { config as example } from '../../../../nightshift.config.ts'
import { parseConfig } from '../../../../shared/config/define-config.ts'
import type { Config } from '../../../../shared/config/schema.ts'
import type { NamedEnd } from '../../../../shared/reach/estate/ends.ts'
import { needFaults, needsOf } from '../../../../shared/reach/estate/needs.ts'
import { app, database } from './shop.ts'

const base = parseConfig(example, new Date('2026-11-21T00:00:00Z'))
const region = base.region
const image = `123456789012.dkr.ecr.${region}.amazonaws.com/web:1`
const withEstate = (estate: object, more: object = {}): Config =>
  ({
    ...base,
    ...more,
    estate: {
      network: {},
      access: { image: 'public.ecr.aws/x/y:1' },
      reach: { must: [], never: [] },
      ...estate,
    },
  }) as unknown as Config
const place = { place: app }
const internet: NamedEnd = { name: 'internet', end: { internet: true }, ports: [], sort: 'internet' }
const web: NamedEnd = { name: 'web', end: place, ports: [8080], sort: 'service', task: { files: ['s/F'], exec: false } }
const data: NamedEnd = { name: 'database', end: { place: database }, ports: [5432], sort: 'database' }
const end = (
  name: string,
  sort: NamedEnd['sort'],
  ports: readonly number[],
  more: Partial<NamedEnd> = {},
): NamedEnd => ({
  name,
  end: place,
  ports,
  sort,
  ...more,
})
const lines = (config: Config, ends: readonly NamedEnd[]): string[] =>
  needsOf(config, ends).map(({ what, wanted, question: { to, port, protocol, family } }) =>
    [wanted, `${what}:`, 'service' in to ? `${to.service} in ${to.region}` : Object.keys(to)[0], port, protocol, family]
      .filter((each) => each !== undefined)
      .join(' '),
  )
const ecr = (name: string) => [
  `must ${name} → ecr.api: ecr.api in ${region} 443`,
  `must ${name} → ecr.dkr: ecr.dkr in ${region} 443`,
  `must ${name} → s3, for the layers of its image: s3 in ${region} 443`,
]
const logs = (name: string) => `must ${name} → logs: logs in ${region} 443`
/** Of a task that fetches nothing. */
const fetched = { secrets: {}, kmsKeys: [], environmentFiles: [] }
const hub = (name: string) => `must ${name} → the internet, for its image 443: internet 443`

test('what a web service needs: its image, its log, its secret and what it asks', () => {
  const config = withEstate({ web: { image, ...fetched } })
  const never = 'never internet → database: place all ipv4'
  expect(lines(config, [web])).toEqual([...ecr('web'), logs('web')])
  expect(lines(withEstate({}), [web])).toEqual([hub('web'), logs('web')])
  expect(lines(config, [web, data])).toEqual([
    ...ecr('web'),
    logs('web'),
    `must web → secretsmanager: secretsmanager in ${region} 443`,
    'must web → database 5432: place 5432',
    never,
  ])
  const files = [end('files', 'files', [2049], { resource: 's/F' }), end('more', 'files', [2049], { resource: 's/G' })]
  expect(lines(config, [web, ...files, end('lost', 'files', [2049])])).toEqual([
    ...ecr('web'),
    logs('web'),
    'must web → files 2049: place 2049',
    'never internet → files: place all ipv4',
    'never internet → more: place all ipv4',
    'never internet → lost: place all ipv4',
  ])
  expect(needsOf(config, [web])[2]?.question.to).toEqual({
    service: 's3',
    region,
    asks: {
      action: 's3:GetObject',
      resource: `arn:aws:s3:::prod-${region}-starport-layer-bucket/*`,
      isPresigned: true,
    },
  })
})

test('what the task of connect needs: its image, its session and the database alone', () => {
  const connect = end('connect', 'connect', [])
  const own = [logs('connect'), `must connect → ssmmessages: ssmmessages in ${region} 443`]
  expect(lines(withEstate({ access: { image } }), [connect])).toEqual([...ecr('connect'), ...own])
  expect(lines(withEstate({}), [connect, data, end('cache', 'cache', [6379])])).toEqual([
    hub('connect'),
    ...own,
    'must connect → database 5432: place 5432',
    'never internet → database: place all ipv4',
    'never internet → cache: place all ipv4',
  ])
  expect(lines({ ...base, estate: undefined }, [connect])).toEqual([hub('connect'), ...own])
})

test('what jobs need that name no network of their own', () => {
  const runs = (jobs: object) => lines(withEstate({}, { jobs }), [end('jobs', 'jobs', [])])
  const none = { ...fetched, uses: [] }
  expect(runs({})).toEqual([])
  expect(runs({ a: { ...none } })).toEqual([])
  expect(runs({ a: { image, ...none }, b: { image, ...none } })).toEqual([...ecr('jobs'), logs('jobs')])
  expect(runs({ a: { image, ...none, network: { subnets: [] }, secrets: { A: { secret: 'a' } } } })).toEqual([])
  expect(runs({ a: { ...none, secrets: { A: { secret: 'a' } } } })).toEqual([
    `must jobs → secretsmanager: secretsmanager in ${region} 443`,
  ])
  expect(runs({ a: { ...none, secrets: { A: { ssm: 'a' } } } })).toEqual([`must jobs → ssm: ssm in ${region} 443`])
})

test('everyone reaches a balancer, by each port and family; behind CloudFront, the balancer its services', () => {
  const balancer = end('balancer', 'balancer', [80, 443])
  const by = (port: number, six = '') =>
    `must internet → balancer ${port}${six && ' by IPv6'}: place ${port} ${six || 'ipv4'}`
  expect(lines(withEstate({}), [balancer])).toEqual([by(80), by(443)])
  expect(lines(withEstate({}), [{ ...balancer, ipv6: true }])).toEqual([
    by(80),
    by(80, 'ipv6'),
    by(443),
    by(443, 'ipv6'),
  ])
  const behind = withEstate({ web: { from: 'cloudfront', image, ...fetched } })
  expect(lines(behind, [balancer, data])).toEqual(['never internet → database: place all ipv4'])
  expect(lines(behind, [balancer, web])).toEqual(['must balancer → web 8080: place 8080', ...ecr('web'), logs('web')])
})

test('nobody on the internet reaches data, by IPv6 neither where the network has it', () => {
  const never = 'never internet → database'
  const four = [`${never}: place all ipv4`]
  expect(lines(withEstate({ network: { ipv6: true } }), [data])).toEqual([...four, `${never} by IPv6: place all ipv6`])
  expect(lines(withEstate({ network: { ipv6: false } }), [data])).toEqual(four)
  expect(lines(withEstate({ network: { vpcId: 'vpc-1', ipv6: true } }), [data])).toEqual(four)
  expect(lines({ ...base, estate: undefined }, [data])).toEqual(four)
})

const written = (wanted: 'must' | 'never', need: object): [string[], string[]] => {
  const config = withEstate({ reach: { must: [], never: [], [wanted]: [need] } })
  const ends = [internet, end('a', 'internet', [1, 2]), end('b', 'internet', [])]
  return [lines(config, ends), needFaults(config, ends)]
}

test.each<['must' | 'never', object, string[]]>([
  ['must', { from: 'internet', to: 'a' }, ['must internet → a 1: place 1 tcp', 'must internet → a 2: place 2 tcp']],
  ['must', { from: 'internet', to: 'a', port: 7 }, ['must internet → a 7: place 7 tcp']],
  ['must', { from: 'a', to: 'b' }, ['must a → b: place tcp']],
  ['must', { from: 'a', to: 'a', protocol: 'udp' }, ['must a → a by udp: place udp']],
  ['must', { from: 'a', to: 'service:s3' }, [`must a → service:s3: s3 in ${region} tcp`]],
  ['must', { from: 'a', to: '203.0.113.0/24', port: 443 }, ['must a → 203.0.113.0/24 443: internet 443 tcp']],
  ['never', { from: 'internet', to: 'a' }, ['never internet → a by all: place all']],
  ['never', { from: 'internet', to: 'a', port: 7 }, ['never internet → a 7: place 7 tcp']],
  ['never', { from: 'internet', to: 'a', protocol: 'tcp' }, ['never internet → a: place tcp']],
  ['never', { from: '203.0.113.0/24', to: 'a', protocol: 'udp' }, ['never 203.0.113.0/24 → a by udp: place udp']],
])('%s %j', (wanted, need, meant) => {
  expect(written(wanted, need)).toEqual([meant, []])
})

const parts = 'internet, a, b'
const outside = (from: string, to: string) =>
  `"${from}" and "${to}" are both outside of this network; expected a part of it at one end: ${parts}`
test.each<[object, string]>([
  [
    { from: 'x', to: 'a' },
    `from: "x" is not a part of this network; expected ${parts}, or a range such as 203.0.113.0/24`,
  ],
  [
    { from: 'service:s3', to: 'a' },
    `from: "service:s3" is not a part of this network; expected ${parts}, or a range such as 203.0.113.0/24`,
  ],
  [
    { from: 'a', to: 'x' },
    `to: "x" is not a part of this network; expected ${parts}, a range such as 203.0.113.0/24, or a service such as service:s3`,
  ],
  [{ from: 'internet', to: '203.0.113.0/24' }, outside('internet', '203.0.113.0/24')],
  [{ from: 'internet', to: 'service:s3' }, outside('internet', 'service:s3')],
])('what cannot be asked about: %j', (need, fault) => {
  expect(written('must', need)).toEqual([[], [`estate.reach.must[0]: ${fault}`]])
  expect(written('never', need)).toEqual([[], [`estate.reach.never[0]: ${fault}`]])
})

test('without an estate nothing is written, and nothing is wrong', () => {
  expect(needFaults({ ...base, estate: undefined }, [])).toEqual([])
  expect(needsOf({ ...base, estate: undefined }, [])).toEqual([])
})
