import { generateKeyPairSync } from 'node:crypto'
import type { StackTemplate } from '../../infra/limits/template.ts'
import { config as example } from '../../nightshift.config.ts'
import type { ConfigInput } from '../../shared/config/schema.ts'
import { once } from '../../shared/once.ts'
import { changeProblems } from './changes.ts'
import { templatesOf } from './templates.ts'

const publicKey = (): string =>
  generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).publicKey.export({ type: 'spki', format: 'pem' }) as string
const [key, otherKey] = [publicKey(), publicKey()]

const { estate, thumbnails, jobs, backups, ...rest } = example
if (!estate || !thumbnails || !jobs) throw new Error('The example has lost a part')
const { web, database, ...network } = estate

const viewed = (view: object): ConfigInput => ({ ...example, thumbnails: { ...thumbnails, view } })
const withNat = (nat: 'none' | 'one' | 'per-zone'): ConfigInput => ({
  ...example,
  estate: { ...estate, network: { nat } },
})

/** Each is made once, however many changes it takes part in. */
const deployment = (config: ConfigInput) => once(() => templatesOf(config))
const configs = {
  everything: deployment(example),
  'no web service': deployment({ ...example, estate: { ...network, database } as ConfigInput['estate'] }),
  'no database': deployment({ ...example, estate: { ...network, web } as ConfigInput['estate'] }),
  'the network alone': deployment({ ...example, estate: network }),
  'no estate': deployment({ ...rest, thumbnails }),
  'a NAT gateway': deployment(withNat('one')),
  'a NAT gateway in each zone': deployment(withNat('per-zone')),
  'no thumbnails': deployment({ ...rest, estate, jobs, backups, metrics: {}, lifecycle: undefined }),
  'a view': deployment(viewed({})),
  'a signed view': deployment(viewed({ signed: { publicKey: key } })),
  'another key': deployment(viewed({ signed: { publicKey: otherKey, previousPublicKeys: [key] } })),
  'no backups or audits': deployment({ ...example, audits: undefined, backups: undefined }),
  'no jobs': deployment({ ...rest, estate, thumbnails, backups }),
  'one job less': deployment({ ...example, jobs: { drill: jobs.drill } as ConfigInput['jobs'] }),
  'other alarms': deployment({ ...example, alerts: { ...example.alerts, alarms: {} } }),
  'a longer name': deployment({ ...example, name: 'corner-shop-of-the-very-long-main-street' }),
} as const
type Name = keyof typeof configs

const pairs: readonly (readonly [Name, Name])[] = [
  ['everything', 'no web service'],
  ['everything', 'no database'],
  ['everything', 'the network alone'],
  ['everything', 'no estate'],
  ['everything', 'a NAT gateway'],
  ['everything', 'a NAT gateway in each zone'],
  ['a NAT gateway', 'a NAT gateway in each zone'],
  ['everything', 'no thumbnails'],
  ['everything', 'a view'],
  ['a view', 'a signed view'],
  ['a signed view', 'another key'],
  ['a signed view', 'no thumbnails'],
  ['everything', 'no backups or audits'],
  ['everything', 'no jobs'],
  ['everything', 'one job less'],
  ['everything', 'other alarms'],
  ['no web service', 'other alarms'],
  ['everything', 'a longer name'],
]

describe('a part is taken out, and put back', () => {
  test.each(pairs)('%s and %s', (one, other) => {
    expect(changeProblems(configs[one](), configs[other]())).toEqual([])
    expect(changeProblems(configs[other](), configs[one]())).toEqual([])
  })
})

describe('what AWS would refuse, or would be lost', () => {
  const stack = (Resources: object, Outputs: object = {}) => ({ Resources, Outputs }) as unknown as StackTemplate
  const exported = { Export: { Name: 'vpc' }, Value: { Ref: 'Vpc' } }
  const importing = stack({
    Group: { Type: 'AWS::EC2::SecurityGroup', Properties: { VpcId: { 'Fn::ImportValue': 'vpc' } } },
  })
  const bucket = (properties: object, policy = 'Retain') =>
    stack({
      Photos: { Type: 'AWS::S3::Bucket', DeletionPolicy: policy, UpdateReplacePolicy: policy, Properties: properties },
    })
  const logs = (id: string) => stack({ [id]: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/shop' } } })
  const database = (DBName: string) => stack({ Database: { Type: 'AWS::RDS::DBInstance', Properties: { DBName } } })

  test.each([
    [
      'an export that a stack which stays still reads',
      { network: stack({}, { A: exported }), web: importing },
      { network: stack({}) },
      /network: the export "vpc" is in use/,
    ],
    [
      'an output that is not there',
      {},
      {
        web: stack({
          A: { Properties: { VpcId: { 'Fn::GetStackOutput': { StackName: 'network', OutputName: 'Vpc' } } } },
        }),
      },
      /network has no output Vpc/,
    ],
    [
      'a database that would be another',
      { data: database('shop') },
      { data: database('store') },
      /data\/Database may be replaced/,
    ],
    ['a bucket that would be deleted', { it: bucket({}, 'Delete') }, { it: stack({}) }, /it\/Photos is deleted/],
    [
      'a bucket that stays under a name',
      { it: stack({}) },
      { it: bucket({ BucketName: 'photos' }) },
      /cannot be made again/,
    ],
    [
      'a name that the stack alone makes',
      { it: bucket({ BucketName: { 'Fn::Join': ['', ['photos-', { Ref: 'AWS::StackId' }]] } }) },
      { it: stack({}) },
      /cannot be made again/,
    ],
    [
      'a name that moves to another resource',
      { it: logs('Old') },
      { it: logs('New') },
      /it\/New takes the name "\/shop"/,
    ],
    [
      'a name that moves to another stack',
      { web: logs('Logs') },
      { operations: logs('Logs') },
      /operations\/Logs takes the name/,
    ],
    [
      'a name that is there twice',
      {},
      { it: { Resources: { ...logs('A').Resources, ...logs('B').Resources } } },
      /it\/B takes the name/,
    ],
  ])('%s', (_, before, after, expected) => {
    expect(changeProblems(before, after)).toEqual([expect.stringMatching(expected)])
  })
})
