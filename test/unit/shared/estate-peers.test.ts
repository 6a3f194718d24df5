import { config as example } from '../../../nightshift.config.ts'
import { checkConfig } from '../../../shared/config/define-config.ts'
import type { ConfigInput } from '../../../shared/config/schema.ts'

const problemsOf = (peers: object, estate: object = example.estate ?? {}) =>
  checkConfig(
    { ...example, estate: { ...estate, network: { peers } } } as ConfigInput,
    new Date('2026-11-30T00:00:00Z'),
  ).problems
const tokyo = { deployment: 'shop-tokyo', region: 'ap-northeast-1', cidr: '192.168.10.0/24' }
const { database, ...withoutDatabase } = example.estate as Required<NonNullable<ConfigInput['estate']>>

test.each([
  [{ tokyo }],
  [{ tokyo: { ...tokyo, mayReach: ['database'] }, office: { vpcId: 'vpc-0123456789abcdef0', cidr: '10.2.0.0/16' } }],
])('%j is right', (peers) => expect(problemsOf(peers)).toEqual([]))

test.each([
  [
    { tokyo: { ...tokyo, cidr: '10.1.128.0/24' } },
    'estate.network.peers.tokyo.cidr: "10.1.128.0/24" is not allowed; expected a range that does not overlap that of this network (10.1.0.0/16): AWS refuses such a peering',
  ],
  [
    { tokyo, osaka: { ...tokyo, deployment: 'shop-osaka', cidr: '192.168.0.0/16' } },
    'estate.network.peers.osaka.cidr: "192.168.0.0/16" is not allowed; expected a range that does not overlap that of tokyo (192.168.10.0/24): AWS refuses such a peering',
  ],
  [
    { tokyo, osaka: { ...tokyo, deployment: 'shop-osaka', cidr: '192.168.20.0/24', mayReach: ['tokyo'] } },
    'estate.network.peers.osaka.mayReach[0]: "tokyo" is not allowed; expected a part of this network: database. A peering passes nothing on, to another peer, the internet or an endpoint: connect osaka with tokyo itself',
  ],
  [
    { tokyo: { ...tokyo, mayReach: ['internet'] } },
    'estate.network.peers.tokyo.mayReach[0]: "internet" is not allowed; expected a part of this network: database. A peering passes nothing on, to another peer, the internet or an endpoint: connect tokyo with internet itself',
  ],
  [
    { tokyo: { ...tokyo, vpcId: 'vpc-0123456789abcdef0' } },
    expect.stringMatching(
      /^estate\.network\.peers\.tokyo: .* either deployment, another deployment of this project, or vpcId/,
    ),
  ],
  [{ tokyo: { cidr: '10.2.0.0/16' } }, expect.stringMatching(/^estate\.network\.peers\.tokyo: .* either deployment/)],
  [
    { self: { deployment: example.name, cidr: '10.2.0.0/16' } },
    `estate.network.peers.self.deployment: "${example.name}" is not allowed; expected another deployment than this one`,
  ],
  [
    { tokyo: { ...tokyo, region: 'tokyo' } },
    expect.stringMatching(/^estate\.network\.peers\.tokyo\.region: "tokyo" .*did you mean "ap-northeast-1"\?/),
  ],
  [
    { tokyo: { ...tokyo, mayReach: ['databse'] } },
    expect.stringMatching(/mayReach\[0\]: "databse" .*did you mean "database"\?/),
  ],
])('%j is refused with the path, the value and the fix', (peers, message) => {
  expect(problemsOf(peers)).toEqual([message])
})

test('a database that there is not lets nobody in', () => {
  expect(problemsOf({ tokyo: { ...tokyo, mayReach: ['database'] } }, withoutDatabase)).toEqual([
    'estate.network.peers.tokyo.mayReach[0]: "database" is not allowed; expected nothing: estate.database is not configured',
  ])
})
