import { config as example } from '../../../nightshift.config.ts'
import { configNotes } from '../../../shared/config/cross-check.ts'
import { checkConfig, parseConfig } from '../../../shared/config/define-config.ts'
import { endpointsOf } from '../../../shared/config/estate/endpoints.ts'
import { zoneName } from '../../../shared/config/estate/zones.ts'
import { openRegions } from '../../../shared/config/offers/regions.ts'
import type { ConfigInput } from '../../../shared/config/schema.ts'

const now = new Date('2026-11-30T00:00:00Z')
const withNetwork = (network: object, more: object = {}): ConfigInput =>
  ({ ...example, ...more, estate: { ...example.estate, network } }) as ConfigInput
const problemsOf = (network: object, more: object = {}): readonly string[] =>
  checkConfig(withNetwork(network, more), now).problems
const onlyNetwork = (network: object) =>
  checkConfig({ ...example, jobs: undefined, estate: { network } } as ConfigInput, now).problems

describe('zones', () => {
  test.each([
    [{ zones: ['a', 'c'] }],
    [{ zones: ['ap-northeast-2a', 'ap-northeast-2d'] }],
    [{ zones: ['a', 'b', 'c'] }],
    [{ nat: 'regional', zones: ['b', 'ap-northeast-2a'] }],
  ])('%j is right', (network) => expect(problemsOf(network)).toEqual([]))

  test.each([
    [
      ['a', 'ap-northeast-1c'],
      'estate.network.zones[1]: "ap-northeast-1c" is not allowed; expected a zone of ap-northeast-2: ap-northeast-2a, ap-northeast-2b, ap-northeast-2c, ap-northeast-2d — did you mean "ap-northeast-2c"?',
    ],
    [
      ['a', 'e'],
      'estate.network.zones[1]: "e" is not allowed; expected a zone of ap-northeast-2: ap-northeast-2a, ap-northeast-2b, ap-northeast-2c, ap-northeast-2d',
    ],
    [
      ['a', 'ap-northeast-2a'],
      'estate.network.zones[1]: "ap-northeast-2a" is not allowed; expected another zone than zones[0] (ap-northeast-2a)',
    ],
    [['a'], 'estate.network.zones: ["a"] is not allowed; expected 2 zones, one for each range of the longest list'],
  ])('%j is refused with the path, the value and the fix', (zones, message) => {
    expect(problemsOf({ zones })).toEqual([message])
  })

  test('of an imported network as well', () => {
    const network = {
      vpcId: 'vpc-0123456789abcdef0',
      cidr: '10.9.0.0/16',
      zones: ['ap-northeast-2a', 'us-east-1a'],
      publicSubnetIds: ['subnet-00000001', 'subnet-00000002'],
      appSubnetIds: ['subnet-00000003', 'subnet-00000001'],
      databaseSubnetIds: ['subnet-00000005', 'subnet-00000006', 'subnet-00000007'],
    }
    expect(problemsOf(network)).toEqual([
      'estate.network.databaseSubnetIds: ["subnet-00000005","subnet-00000006","subnet-00000007"] is not allowed; expected 2 subnets, one for each of ap-northeast-2a, us-east-1a',
      'estate.network.appSubnetIds[1]: "subnet-00000001" is not allowed; expected another subnet than publicSubnetIds[0]: each stands in one list',
      expect.stringMatching(
        /^estate\.network\.zones\[1\]: "us-east-1a" is not allowed; expected a zone of ap-northeast-2/,
      ),
    ])
  })

  test('an imported network of which half is missing is refused with what is missing', () => {
    expect(problemsOf({ vpcId: 'vpc-0123456789abcdef0', cidr: '10.9.0.0/16' })).toEqual(
      ['zones', 'publicSubnetIds', 'appSubnetIds', 'databaseSubnetIds'].map((key) =>
        expect.stringMatching(new RegExp(`^estate\\.network\\.${key}: missing`)),
      ),
    )
  })

  test('every region has zones a and b, or says which it has', () => {
    for (const region of openRegions) expect(zoneName('a', region)).toBe(`${region}a`)
    expect(problemsOf({ zones: ['a', 'c'] }, { region: 'ca-central-1' })).toEqual([
      expect.stringMatching(/^estate\.network\.zones\[1\]: "c" .* ca-central-1a, ca-central-1b, ca-central-1d/),
    ])
  })
})

describe('layouts', () => {
  const [first, second, third] = ['10.1.1.0/26', '10.1.1.64/26', '10.1.2.0/26']

  test.each([
    ['a balancer in one zone', { public: [first] }, /^estate\.network\.public: .* at least 2 ranges: a load balancer/],
    [
      'a database in one zone',
      { database: ['10.1.1.192/27'] },
      /^estate\.network\.database: .* at least 2 ranges: RDS/,
    ],
    [
      'a zone without a place for its NAT gateway',
      { nat: 'per-zone', app: ['10.1.1.128/27', '10.1.1.160/27', third] },
      /^estate\.network\.public: missing; expected at least 3 ranges: each zone with an app subnet has a NAT gateway/,
    ],
    [
      'no app subnet for the tasks',
      { nat: 'regional', app: [] },
      /^estate\.network\.app: \[\] .* tasks run in the app subnets/,
    ],
    ['too many', { app: Array(7).fill(third) }, /^estate\.network\.app: .* at most 6/],
  ])('%s', (_, network, message) => {
    expect(problemsOf(network)).toContainEqual(expect.stringMatching(message))
  })

  test.each([[{ public: [first, second, third] }], [{ app: [third] }], [{ nat: 'regional', app: ['10.1.1.128/27'] }]])(
    '%j is right',
    (network) => expect(problemsOf(network)).toEqual([]),
  )

  test('what nobody uses may be left out', () => {
    expect(onlyNetwork({ database: [], app: [] })).toEqual([])
    expect(onlyNetwork({ nat: 'one', public: [] })).toEqual([
      'estate.network.public: [] is not allowed; expected at least 1 ranges: the NAT gateway stands in a public subnet',
    ])
  })
})

describe('what a choice costs, and what fails with it', () => {
  const notesOf = (network: object) =>
    configNotes(parseConfig(withNetwork(network), now), now).filter((note) => note.startsWith('estate.network'))

  test.each([
    ['none', /costs nothing\. Tasks run in the public subnets, each with a public address/],
    ['one', /one NAT gateway .* about \$37 a month .* 2026-11-21.* When its zone is lost, the tasks in every zone/],
    ['per-zone', /in 2 zones .* about \$73 a month .* the others are not touched/],
    ['regional', /a regional NAT gateway in 2 zones .* about \$73 a month .* up to an hour for a new one/],
  ])('nat: %s', (nat, text) => {
    expect(notesOf({ nat })).toEqual([expect.stringMatching(text)])
  })

  test('of a network that was there before nothing is known', () => {
    const ids = (from: number) => [`subnet-0000000${from}`, `subnet-0000000${from + 1}`]
    const network = {
      vpcId: 'vpc-0123456789abcdef0',
      cidr: '10.9.0.0/16',
      zones: ['ap-northeast-2a', 'ap-northeast-2c'],
      publicSubnetIds: ids(1),
      appSubnetIds: ids(3),
      databaseSubnetIds: ids(5),
    }
    expect(notesOf(network)).toEqual([])
  })
})

describe('interface endpoints', () => {
  const image = '123456789012.dkr.ecr.ap-northeast-2.amazonaws.com/shop/web:1'
  const job = (more: object = {}) => ({ schedule: 'rate(1 hour)', image, command: ['x'], ...more })
  const configWith = (network: object, { web = {}, jobs = {} }: { web?: object; jobs?: object } = {}): ConfigInput =>
    ({ ...example, jobs, estate: { web: { image, ...web }, database: {}, network } }) as ConfigInput
  const refusals = (network: object, parts = {}) => checkConfig(configWith(network, parts), now).problems
  const secret = 'arn:aws:secretsmanager:ap-northeast-2:123456789012:secret:shop-AbCdEf'
  const kmsKey = 'arn:aws:kms:ap-northeast-2:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab'
  const jobs = {
    report: job({ secrets: { KEY: { ssm: '/shop/key' }, PASSWORD: { secret } }, kmsKeys: [kmsKey] }),
  }

  test("'fargate' is what the tasks of the config need, no less and no more", () => {
    const of = (input: ConfigInput) => endpointsOf({ endpoints: 'fargate' }, parseConfig(input, now))
    const network = { endpoints: 'fargate' }
    expect(of(configWith(network))).toEqual(['ecr.api', 'ecr.dkr', 'logs', 'secretsmanager'])
    expect(of(configWith(network, { jobs }))).toEqual(['ecr.api', 'ecr.dkr', 'kms', 'logs', 'secretsmanager', 'ssm'])
    expect(of({ ...example, jobs: undefined, estate: { network } } as ConfigInput)).toEqual([
      'ecr.api',
      'ecr.dkr',
      'logs',
    ])
  })

  test.each(['ecr.api', 'ecr.dkr', 'kms', 'logs', 'secretsmanager', 'ssm'])(
    'a list without %s is refused where nothing else leads there',
    (service) => {
      const all = ['ecr.api', 'ecr.dkr', 'kms', 'logs', 'secretsmanager', 'ssm']
      expect(refusals({ endpoints: all }, { jobs })).toEqual([])
      const [problem, ...more] = refusals({ endpoints: all.filter((each) => each !== service) }, { jobs })
      expect(problem).toMatch(/^estate\.network\.endpoints: \[.*\] is not allowed; expected beside them /)
      expect(problem).toContain(`beside them ${service} (`)
      expect(more).toEqual([])
      expect(refusals({ nat: 'one', endpoints: all.filter((each) => each !== service) }, { jobs })).toEqual([])
    },
  )

  test.each([['public.ecr.aws/nginx/nginx:1.29'], ['123456789012.dkr.ecr.us-east-1.amazonaws.com/shop/web:1']])(
    'an image that no endpoint leads to is refused: %s',
    (other) => {
      const expected = /is not allowed; expected a private ECR image in ap-northeast-2: without a NAT gateway/
      expect(refusals({ endpoints: 'fargate' }, { web: { image: other } })).toEqual([expect.stringMatching(expected)])
      expect(refusals({ endpoints: 'fargate' }, { jobs: { report: job({ image: other }) } })).toEqual([
        expect.stringMatching(/^jobs\.report\.image: /),
      ])
      expect(refusals({ endpoints: 'fargate', nat: 'one' }, { web: { image: other } })).toEqual([])
      expect(refusals({}, { web: { image: other } })).toEqual([])
    },
  )

  test('one that the region lacks, or that there is nowhere, is refused with where it is', () => {
    const endpoints = ['ecr.api', 'ecr.dkr', 'logs', 'secretsmanager', 'codeartifact.api']
    expect(refusals({ endpoints })).toEqual([
      expect.stringMatching(
        /^estate\.network\.endpoints\[4\]: "codeartifact\.api" .* ap-northeast-2 has an endpoint of; this one is in us-east-1, /,
      ),
    ])
    expect(refusals({ nat: 'one', endpoints: ['secretmanager'] })).toEqual([
      expect.stringMatching(/^estate\.network\.endpoints.*"secretmanager".*did you mean "secretsmanager"\?/),
    ])
  })

  test('their price stands beside that of a NAT gateway', () => {
    const notes = configNotes(parseConfig(configWith({ endpoints: 'fargate' }), now), now)
    expect(notes).toContainEqual(
      expect.stringMatching(
        /^estate\.network\.endpoints: ecr\.api, .* in 2 zones, about \$58 a month .*; one NAT gateway is about \$37 \(us-east-1, 2026-11-21\)/,
      ),
    )
  })
})
