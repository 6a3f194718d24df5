import { config as example } from '../../../nightshift.config.ts'
import { configNotes, configWarnings } from '../../../shared/config/cross-check.ts'
import { checkConfig, parseConfig } from '../../../shared/config/define-config.ts'
import { databaseSchema, replicasOf } from '../../../shared/config/estate/database-schema.ts'
import type { ConfigInput } from '../../../shared/config/schema.ts'
import { databaseIdOf, replicaIdsOf } from '../../../shared/stacks/database-ids.ts'

const now = new Date('2026-11-30T00:00:00Z')
const withDatabase = (database: object, more: object = {}): ConfigInput =>
  ({ ...example, hours: undefined, ...more, estate: { ...example.estate, database } }) as ConfigInput
const problemsOf = (database: object, more: object = {}): readonly string[] =>
  checkConfig(withDatabase(database, more), now).problems
const warningsOf = (database: object, more: object = {}): string[] =>
  configWarnings(parseConfig(withDatabase(database, more), now), now).filter((each) => /database/.test(each))

const key = 'arn:aws:kms:ap-northeast-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab'

describe('replicas', () => {
  test.each([
    [{}, { count: 0, instance: 't4g.micro', multiAz: false }],
    [{ replicas: 2 }, { count: 2, instance: 't4g.micro', multiAz: false }],
    [{ replicas: {} }, { count: 1, instance: 't4g.micro', multiAz: false }],
    [
      { instance: 'm7g.large', replicas: { count: 15, instance: 'm7g.xlarge', multiAz: true } },
      { count: 15, instance: 'm7g.xlarge', multiAz: true },
    ],
  ])('of %j are %j', (written, replicas) => {
    expect(problemsOf(written)).toEqual([])
    expect(replicasOf(databaseSchema.parse(written))).toEqual(replicas)
  })

  test.each([0, 16, 1.5, '2'])('%j of them are refused', (replicas) => {
    expect(problemsOf({ replicas })).toEqual([
      expect.stringMatching(/^estate\.database\.replicas: .* is not allowed; expected /),
    ])
  })

  test('have names that RDS takes, under the longest name of a deployment', () => {
    const ids = replicaIdsOf(databaseIdOf(`${'n'.repeat(40)}-data`), 15)
    expect(ids.at(-1)).toBe(`${'n'.repeat(40)}-data-postgres-read-15`)
    expect(Math.max(...ids.map(({ length }) => length))).toBe(62)
    expect(replicaIdsOf(databaseIdOf('corner--Shop-data'), 1)).toEqual(['corner-shop-data-postgres-read-1'])
  })

  const hoursOf = (...names: string[]) => ({
    hours: {
      calendars: { nights: { zone: 'UTC', rules: [{ days: 'mon-fri', from: '08:00', until: '20:00' }] } },
      targets: [{ name: 'database', calendar: 'nights', 'rds-instances': { names } }],
    },
  })

  test('are not stopped, nor is what they are of', () => {
    const id = `${example.name}-data-postgres`
    const what =
      'is not allowed; expected another instance: RDS stops neither an instance that has read replicas nor a replica. Take out this name, or estate.database.replicas'
    expect(problemsOf({ replicas: 1 }, hoursOf('other', id, `${id}-read-1`))).toEqual([
      `hours.targets[0]["rds-instances"].names[1]: "${id}" ${what}`,
      `hours.targets[0]["rds-instances"].names[2]: "${id}-read-1" ${what}`,
    ])
    expect(problemsOf({}, hoursOf(id))).toEqual([])
    expect(problemsOf({ replicas: 1 }, hoursOf(`${id}-read-2`))).toEqual([])
  })

  test('and what finds them by a tag of the deployment is warned of', () => {
    const hours = {
      ...hoursOf().hours,
      targets: [
        { name: 'all', calendar: 'nights', 'rds-instances': { tag: { key: 'team', value: 'shop' } }, confirmed: 5 },
      ],
    }
    expect(warningsOf({ replicas: 1 }, { tags: { team: 'shop' }, hours })).toEqual([
      expect.stringMatching(
        /^hours\.targets\[0\]: finds the estate's database by the tag team=shop, which RDS does not stop/,
      ),
    ])
    expect(warningsOf({ replicas: 1 }, { tags: { team: 'other' }, hours })).toEqual([])
    expect(warningsOf({}, { tags: { team: 'shop' }, hours })).toEqual([])
  })

  test.each([
    ['m7g.xlarge', 'm7g.large', true],
    ['m7g.16xlarge', 'm7g.2xlarge', true],
    ['t4g.small', 't4g.micro', true],
    ['m7g.large', 'm7g.xlarge', false],
    ['m7g.large', 'm7g.large', false],
    // Of another family nobody says.
    ['m7g.large', 'r7g.large', false],
    ['m7g.large', 't4g.micro', false],
  ])('of a database of %s, %s are warned of: %s', (instance, smaller, isWarned) => {
    expect(warningsOf({ instance, replicas: { instance: smaller } }).map((each) => each.slice(0, 39))).toEqual(
      isWarned ? [`estate.database.replicas.instance: ${smaller.slice(0, 4)}`] : [],
    )
  })
})

describe('the key', () => {
  test.each([key, key.replace(/key\/.*/, 'alias/shop'), 'alias/shop', 'alias/team/shop'])('%s is right', (each) =>
    expect(problemsOf({ key: each })).toEqual([]),
  )

  test.each(['shop', 'key/1234', 'arn:aws:kms:ap-northeast-2:1:key/1', 'alias/', 'alias/a b'])(
    '%s is refused',
    (each) =>
      expect(problemsOf({ key: each })).toEqual([
        `estate.database.key: "${each}" is not allowed; expected the ARN of a key or of an alias, or an alias such as alias/shop`,
      ]),
  )

  test('is one of the database’s region', () =>
    expect(problemsOf({ key: key.replace('ap-northeast-2', 'us-east-1') })).toEqual([
      `estate.database.key: "${key.replace('ap-northeast-2', 'us-east-1')}" is not allowed; expected a key of ap-northeast-2, where the database is; this one is of us-east-1`,
    ]))

  test('stands for good, which a synthesis says', () => {
    const notesOf = (database: object) =>
      configNotes(parseConfig(withDatabase(database), now), now).filter((each) =>
        each.startsWith('estate.database.key'),
      )
    expect(notesOf({ key })).toEqual([expect.stringContaining('keeps the key that it was made with')])
    expect(notesOf({})).toEqual([])
  })
})
