import { restoreKind } from '../../../functions/backups/restores/kind.ts'
import { config as example } from '../../../nightshift.config.ts'
import { configNotes } from '../../../shared/config/cross-check.ts'
import { parseConfig } from '../../../shared/config/define-config.ts'
import { ConfigError } from '../../../shared/errors.ts'
import { databaseIdOf } from '../../../shared/stacks/database-ids.ts'

const problemsOf = (plan: object): readonly string[] => {
  const nightly = {
    resources: { 'rds-instances': { names: ['shop'] } },
    schedule: 'cron(0 3 * * ? *)',
    keep: { daily: 7 },
    ...plan,
  }
  try {
    parseConfig({ ...example, backups: { plans: { nightly } } } as never, new Date('2026-12-01T00:00:00Z'))
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
}

test('a plan as the page shows it is fine', () => expect(problemsOf({})).toEqual([]))

test.each([
  [
    'a name with a comma',
    { resources: { 'rds-instances': { names: ['shop,books'] } } },
    'the identifier of a database',
  ],
  ['a volume by name', { resources: { 'ebs-volumes': { names: ['data'] } } }, 'the id of a volume'],
  ['nothing that is meant', { resources: { 'rds-instances': {} } }, 'names, tags, or both'],
  ['no resources', { resources: {} }, 'at least one kind of resource'],
  ['one snapshot alone', { keep: { last: 1 } }, 'else only one snapshot would be kept'],
  ['a schedule that fires once', { schedule: 'at(2027-01-01T09:00:00)' }, 'it has to come again'],
  ['a schedule that is none', { schedule: 'daily' }, 'backups.plans.nightly.schedule'],
  ['a zone that is none', { zone: 'Seoul' }, 'an IANA time zone'],
  ['a copy at home', { copyTo: [{ region: example.region }] }, 'another region than the deployment has'],
  ['two copies in a region', { copyTo: [{ region: 'eu-west-1' }, { region: 'eu-west-1' }] }, 'than copyTo[0] has'],
  [
    'a key of elsewhere',
    { copyTo: [{ region: 'eu-west-1', key: 'arn:aws:kms:eu-west-3:111122223333:key/1234abcd' }] },
    'a key of eu-west-1',
  ],
  ['a key that is spelt wrong', { keep: { dayly: 7 } }, 'did you mean "daily"?'],
])('%s is reported', (_, plan, words) => {
  expect(problemsOf(plan).join('\n')).toContain(words)
})

test('a proof of an AMI has no question to a database, and needs a network', () => {
  const of = (proof: object, more: object = {}) => {
    try {
      parseConfig(
        {
          ...example,
          ...more,
          backups: { proofs: { box: { of: 'ec2-instance/i-0a1b2c3d4e5f60718', ...proof } } },
        } as never,
        new Date('2026-12-01T00:00:00Z'),
      )
      return ''
    } catch (error) {
      if (error instanceof ConfigError) return error.problems.join('\n')
      throw error
    }
  }
  expect(of({ instanceType: 't4g.small' })).toBe('')
  expect(of({ check: { sql: 'select 1' } })).toContain('backups.proofs.box.check')
  expect(of({ of: 'rds-instance/shop', instanceType: 't4g.small' })).toContain('backups.proofs.box.instanceType')
  expect(of({}, { estate: undefined })).toContain('backups.proofs.box.network')
  expect(of({ of: 'ec2-instance/shop' })).toContain('ec2-instance/i-…')
})

test('what may be encrypted: instances, clusters, or both', () => {
  const of = (encrypt: object) => {
    const keys = [`arn:aws:kms:${example.region}:111122223333:key/1234abcd`]
    try {
      parseConfig({ ...example, backups: { encrypt: { ...encrypt, keys } } } as never, new Date('2026-12-01T00:00:00Z'))
      return ''
    } catch (error) {
      if (error instanceof ConfigError) return error.problems.join('\n')
      throw error
    }
  }
  expect([of({ names: ['shop'] }), of({ clusters: { shop: ['shop-1'] } })]).toEqual(['', ''])
  expect(of({})).toContain('names of instances, clusters, or both')
  expect(of({ clusters: { shop: [] } })).toContain('backups.encrypt.clusters.shop')
})

test.each([
  ['the key by its ARN, and no key', true, [], true],
  ['the key by its ARN, and another key', true, ['0000aaaa'], true],
  ['the key by its ARN, and that key', true, ['0000aaaa', '1234abcd'], false],
  ['the key by an alias, and no key', false, [], true],
  // Whose alias it is shows only in AWS.
  ['the key by an alias, and some key', false, ['0000aaaa'], false],
])('of a proof of the estate’s database with %s', (_, byArn, keys, isNoted) => {
  const arnOf = (id: string) => `arn:aws:kms:${example.region}:111122223333:key/${id}`
  const now = new Date('2026-12-01T00:00:00Z')
  const proof = (of: string) => ({ of, schedule: 'cron(0 4 ? * SUN *)', kmsKeys: keys.map(arnOf) })
  const config = parseConfig(
    {
      ...example,
      estate: { ...example.estate, database: { key: byArn ? arnOf('1234abcd') : 'alias/shop' } },
      backups: {
        proofs: {
          ours: proof(`rds-instance/${databaseIdOf(`${example.name}-data`)}`),
          other: proof('rds-instance/shop'),
        },
      },
    } as never,
    now,
  )
  const notes = configNotes(config, now).filter((each) => each.startsWith('backups.'))
  expect(notes).toEqual(isNoted ? [expect.stringContaining('backups.proofs.ours.kmsKeys')] : [])
})

test('RDS alone may use the keys of what is restored, in the region of the deployment', () => {
  const slice = { ...parseConfig({ ...example, backups: {} } as never, new Date(0)).backups, deployment: 'shop' }
  const arn = (service: string, resource: string) => `arn:aws:${service}:eu-central-1:123456789012:${resource}`
  const keys = restoreKind
    .statements(slice as never, arn)
    .filter(({ actions }) => actions.some((action) => action.startsWith('kms:')))
  expect(keys).toMatchObject([
    {
      actions: expect.arrayContaining(['kms:CreateGrant', 'kms:DescribeKey']),
      resources: ['arn:aws:kms:eu-central-1:123456789012:key/*'],
      conditions: { StringLike: { 'kms:ViaService': ['rds.*.amazonaws.com*'] } },
    },
  ])
})
