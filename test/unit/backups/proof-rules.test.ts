import { chooseSnapshot, originOf, type SeenSnapshot } from '../../../functions/backups/databases/choose.ts'
import { clientOf } from '../../../functions/backups/proofs/client.ts'
import { judgeCheck, questionOf } from '../../../functions/backups/proofs/judge.ts'
import { copyName, memberName, processOfName } from '../../../functions/backups/proofs/names.ts'
import { type OfferedClass, smallestClass } from '../../../functions/backups/proofs/smallest-class.ts'
import { newestFiring } from '../../../functions/backups/rules/firings.ts'
import { restorableOf } from '../../../shared/backups/targets.ts'
import { type ProofCheck, proofSchema } from '../../../shared/config/backups/proofs.ts'

const checkOf = (check: object): ProofCheck => {
  const { check: parsed } = proofSchema.parse({ of: 'rds-instance/shop', check })
  if (!parsed) throw new Error('There is no check')
  return parsed
}
const at = new Date('2026-11-30T04:00:00Z')

test.each([
  [{ sql: 'x' }, ['7'], true],
  [{ sql: 'x' }, [''], false],
  [{ sql: 'x' }, [], false],
  [{ sql: 'x', expect: { equals: '' } }, [''], true],
  [{ sql: 'x', expect: { atLeast: 7 } }, ['7'], true],
  [{ sql: 'x', expect: { atLeast: 7 } }, ['6.99'], false],
  [{ sql: 'x', expect: { atLeast: 1, atMost: 9 } }, ['10'], false],
  [{ sql: 'x', expect: { atMost: 9 } }, ['-1'], true],
  [{ sql: 'x', expect: { atLeast: 0 } }, ['NaN'], false],
  [{ sql: 'x', expect: { equals: 't' } }, ['t', 'more'], true],
  [{ sql: 'x', expect: { equals: 't' } }, ['f'], false],
  [{ newest: { table: 'o', column: 'c', within: '1 day' } }, ['2026-11-29T04:00:00Z'], true],
  [{ newest: { table: 'o', column: 'c', within: '1 day' } }, ['2026-11-29T03:59:59Z'], false],
  [{ newest: { table: 'o', column: 'c', within: '1 day' } }, ['2026-11-30T05:00:00Z'], true],
  [{ newest: { table: 'o', column: 'c', within: '1 day' } }, [''], false],
  [{ newest: { table: 'o', column: 'c', within: '1 day' } }, ['soon'], false],
])('%j of %j is well: %s', (check, lines, well) =>
  expect(judgeCheck(lines, checkOf(check), at)).toMatchObject({ well }),
)

test('the newest row is asked for in UTC, whatever the column and the session', () => {
  const newest = { table: 'shop.orders', column: 'created_at', within: '1 day' }
  expect(questionOf(checkOf({ newest }))).toBe(
    `select to_char(max(created_at)::timestamptz at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') from shop.orders`,
  )
  expect(questionOf(checkOf({ newest, client: 'mysql' }))).toContain("@@session.time_zone, '+00:00'")
})

test('mysql gets its question by a variable, so that no shell reads it', () => {
  const { command, environment, passwordVariable } = clientOf(checkOf({ sql: 'select `a` from $(b)', client: 'mysql' }))
  expect(environment.CHECK_SQL).toBe('select `a` from $(b)')
  expect(command.join(' ')).not.toContain('$(b)')
  expect(passwordVariable).toBe('MYSQL_PWD')
})

const snapshot = (id: string, hour: number, more: Partial<SeenSnapshot> = {}): SeenSnapshot => ({
  id,
  status: 'available',
  type: 'manual',
  tags: {},
  at: new Date(Date.UTC(2026, 10, 30, hour)),
  ...more,
})

test('whose a snapshot is', () => {
  expect(originOf(snapshot('rds:shop-1', 1, { type: 'automated' }))).toBe('automatic')
  expect(originOf(snapshot('awsbackup:job-1', 1))).toBe('aws-backup')
  expect(originOf(snapshot('x', 1, { tags: { 'nightshift:deployment': 'shop' } }))).toBe('nightshift')
  expect(originOf(snapshot('before-the-upgrade', 1))).toBe('by hand')
})

test('the newest good one is taken, whatever the order; one that is not finished is not', () => {
  const all = [snapshot('a', 1), snapshot('c', 3, { status: 'creating' }), snapshot('b', 2)]
  expect(chooseSnapshot(all, 'newest', 'rds-instance/shop')).toMatchObject({ id: 'b' })
  expect(chooseSnapshot([snapshot('c', 3, { status: 'creating' })], 'newest', 'rds-instance/shop')).toEqual({
    none: 'rds-instance/shop has no finished snapshot to restore: c is creating.',
  })
  expect(chooseSnapshot(all, 'aws-backup', 'rds-instance/shop')).toEqual({
    none: expect.stringContaining('does not have a recovery point of AWS Backup'),
  })
})

const offered = (name: string, more: Partial<OfferedClass> = {}): OfferedClass => ({ name, ...more })

test.each([
  [['db.m7g.large', 'db.t3.micro', 'db.t4g.micro'], {}, 'db.t4g.micro'],
  [['db.r6g.16xlarge', 'db.r6g.2xlarge'], {}, 'db.r6g.2xlarge'],
  [['db.r7g.large', 'db.m6g.large'], {}, 'db.m6g.large'],
  [['db.serverless'], {}, undefined],
  [[], {}, undefined],
])('of %j the smallest is %s', (names, wanted, smallest) =>
  expect(
    smallestClass(
      names.map((name) => offered(name)),
      wanted,
    ),
  ).toBe(smallest),
)

test('a class that does not offer the storage, or no encryption, does not fit', () => {
  const classes = [
    offered('db.t2.micro', { encryption: false, storageType: 'gp3' }),
    offered('db.t3.small', { storageType: 'io1' }),
    offered('db.t3.medium', { storageType: 'gp3', encryption: true }),
  ]
  expect(smallestClass(classes, { storageType: 'gp3', encrypted: true })).toBe('db.t3.medium')
})

test('names come from the process and lead back to it', () => {
  const id = 'a1b2c3d4e5f6'
  expect([copyName(id), memberName(id)].map(processOfName)).toEqual([id, id])
  expect(
    ['shop', 'nightshift-proof-', `nightshift-proof-${id}-2`, `x-nightshift-proof-${id}`].map(processOfName),
  ).toEqual(Array(4).fill(undefined))
  for (const name of [copyName(id), memberName(id)]) expect(name).toMatch(/^(?!.*--)[a-z][a-z0-9-]{0,62}(?<!-)$/)
})

test('of firings that were missed only the last one is made up for', () => {
  const daily = { schedule: 'cron(0 4 * * ? *)', zone: 'Asia/Seoul' }
  const until = new Date('2026-11-30T00:00:00Z')
  const newest = (after: Date) => newestFiring(daily, { since: after, after, until })?.toISOString()
  expect(newest(new Date('2026-11-25T00:00:00Z'))).toBe('2026-11-29T19:00:00.000Z')
  expect(newest(new Date('2026-11-29T19:00:00Z'))).toBeUndefined()
})

test.each([
  ['rds-instance/shop', { form: 'rds-instance', name: 'shop' }],
  ['ebs-volume/vol-0a1b2c3d4e5f60718', { form: 'ebs-volume', name: 'vol-0a1b2c3d4e5f60718' }],
  ['rds-instance/Shop', undefined],
  ['rds-instance/a/b', undefined],
  ['ebs-volume/shop', undefined],
  ['shop', undefined],
])('%s is %j', (of, found) => expect(restorableOf(of)).toEqual(found))

test.each([
  [{ of: 'shop' }, /rds-instance\/NAME/],
  [{ of: 'rds-instance/shop', check: {} }, /either sql or newest/],
  [{ of: 'rds-instance/shop', check: { sql: 'x', expect: {} } }, /atLeast, atMost or equals/],
  [
    { of: 'rds-instance/shop', check: { newest: { table: 'o; drop table o', column: 'c', within: '1 day' } } },
    /a name such as orders/,
  ],
  [{ of: 'rds-instance/shop', check: { sql: 'x', secret: 'shop' } }, /whole ARN/],
  [{ of: 'rds-instance/shop', clas: 'x' }, /clas/],
])('%j is refused', (proof, words) => expect(JSON.stringify(proofSchema.safeParse(proof).error?.issues)).toMatch(words))
