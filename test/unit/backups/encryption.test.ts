import { planOf, refusalOf } from '../../../functions/backups/encryptions/plan.ts'
import { log } from '../../../shared/log.ts'
import { awsError } from '../audits/scene.ts'
import { encryptionScene, key } from './encryption-scene.ts'

log.setLogLevel('SILENT')

const plain = {
  DBInstanceIdentifier: 'shop',
  DbiResourceId: 'db-1',
  DBInstanceStatus: 'available',
  StorageEncrypted: false,
  Engine: 'postgres',
  AllocatedStorage: 100,
  BackupRetentionPeriod: 7,
}

const asked = (more: object = {}, original: object | undefined = plain) => ({
  name: 'shop',
  key,
  original,
  oldIsTaken: false,
  allowed: { names: ['shop'], keys: [key] },
  region: 'eu-west-1',
  ...more,
})

describe('what may not be encrypted, and what to do', () => {
  test.each<[string, Parameters<typeof refusalOf>[0], string]>([
    ['that the config does not name', asked({ allowed: undefined }), "encrypt: { names: ['shop'], keys: ['arn:"],
    ['by another key', asked({ key: `${key}x` }), 'does not name the key'],
    [
      'by a key of another region',
      asked({ region: 'eu-central-1' }),
      'The key is in eu-west-1, the database in eu-central-1',
    ],
    ['that is not there', { ...asked(), original: undefined }, 'There is no database instance "shop"'],
    ['of a cluster', asked({}, { ...plain, DBClusterIdentifier: 'aurora' }), 'belongs to the cluster aurora'],
    ['that is encrypted', asked({}, { ...plain, StorageEncrypted: true, KmsKeyId: 'k' }), 'encrypted already, by k'],
    [
      'with read replicas',
      asked({}, { ...plain, ReadReplicaDBInstanceIdentifiers: ['r1', 'r2'] }),
      'has read replicas, which would go on following the plain original: r1, r2',
    ],
    [
      'that is a replica',
      asked({}, { ...plain, ReadReplicaSourceDBInstanceIdentifier: 'main' }),
      'a read replica of main',
    ],
    [
      'that is stopped',
      asked({}, { ...plain, DBInstanceStatus: 'stopped' }),
      'shop is stopped. It has to be available',
    ],
    ['whose other name is taken', asked({ oldIsTaken: true }), 'a database shop-old already'],
    [
      'whose name is too long',
      { ...asked({ name: 'a'.repeat(61) }), allowed: { names: ['a'.repeat(61)], keys: [key] } },
      'more than 63 characters',
    ],
  ])('a database %s', (_, given, text) => {
    expect(refusalOf(given)).toContain(text)
  })

  test('what may', () => expect(refusalOf(asked())).toBeUndefined())
})

test('the plan says what stops, what changes and what is lost, and does nothing', async () => {
  const scene = encryptionScene()
  const plan = (await scene.ask('encrypt-plan')) as ReturnType<typeof planOf>
  expect(scene.rds.calls).toEqual([])
  expect(await scene.processes()).toEqual([])
  const of = (about: string) =>
    plan
      .filter((line) => line.about === about)
      .map(({ text }) => text)
      .join('\n')
  expect(of('you')).toContain('Stop everything that writes')
  expect(plan.filter(({ about }) => about === 'step')).toHaveLength(5)
  expect(of('stops')).toContain('Every connection at the swap')
  expect(of('changes')).toContain('resource id (db-1)')
  expect(of('lost')).toContain('The 7 days of shop go with shop-old')
  const more = planOf(
    { ...plain, MonitoringInterval: 60, MasterUserSecret: { SecretArn: 'secret' } },
    { name: 'shop', key },
  ).map(({ text }) => text)
  expect(more).toContain('Enhanced monitoring: switch it on again afterwards.')
  expect(more.join('\n')).toContain('no longer kept in secret')
})

test('step by step to an encrypted database under the same name; the original stays until somebody confirms its end', async () => {
  const scene = encryptionScene()
  const { rds } = scene
  await scene.ask('encrypt')
  expect(await scene.ask('encrypt')).toEqual({ refused: expect.stringContaining('is being encrypted already') })
  expect(await scene.ask('encrypt-finish')).toEqual({ refused: expect.stringContaining('does not have the name yet') })
  await scene.looks(180)
  const { id = '', step } = (await scene.process()) ?? {}
  expect(step).toBe('kept')
  expect(rds.at('shop')).toMatchObject({
    encrypted: true,
    data: 'orders',
    protected: true,
    tags: [{ Key: 'team', Value: 'sales' }],
    settings: {
      DBInstanceClass: 'db.m7g.large',
      MultiAZ: true,
      DBSubnetGroupName: 'inside',
      VpcSecurityGroupIds: ['sg-1'],
      DBParameterGroupName: 'tuned',
      BackupRetentionPeriod: 7,
    },
  })
  expect(rds.at('shop-old')).toMatchObject({ encrypted: false, data: 'orders', resource: 'db-1' })
  expect(rds.calls).toEqual([
    `CreateDBSnapshot shop`,
    `CopyDBSnapshot nightshift-encryption-${id}`,
    `RestoreDBInstanceFromDBSnapshot shop-${id}`,
    `ModifyDBInstance shop-${id}`,
    'ModifyDBInstance shop',
    `ModifyDBInstance shop-${id}`,
    'RemoveTagsFromResource',
  ])
  expect(scene.signals.map(({ name }) => name)).toEqual(['encryption.swapped'])
  // Days later nothing has been deleted.
  scene.pass(20_000)
  await scene.looks(9)
  expect(rds.at('shop-old')).toBeDefined()
  await scene.ask('encrypt-finish')
  await scene.looks(60)
  expect((await scene.process())?.ended).toMatchObject({ outcome: 'done' })
  expect(rds.instances.map(({ name }) => name)).toEqual(['shop'])
  expect([...rds.snapshots.keys()]).toEqual([`nightshift-encryption-${id}`])
})

test('taken back before the swap: what was made is deleted, and the original was never touched', async () => {
  const scene = encryptionScene()
  await scene.ask('encrypt')
  await scene.looks(45)
  expect((await scene.process())?.step).toBe('restoring')
  await scene.ask('encrypt-back')
  await scene.looks(90)
  expect((await scene.process())?.ended).toMatchObject({
    outcome: 'cancelled',
    reason: expect.stringContaining('mina'),
  })
  expect(scene.rds.instances).toEqual([scene.original])
  expect(scene.rds.snapshots.size).toBe(0)
})

test('taken back after the swap: the original has its name again, and what was written since stays in the encrypted one', async () => {
  const scene = encryptionScene()
  await scene.ask('encrypt')
  await scene.looks(180)
  await scene.ask('encrypt-back')
  await scene.looks(60)
  const { id, ended } = (await scene.process()) ?? {}
  expect(ended).toMatchObject({ outcome: 'cancelled', reason: expect.stringContaining('Nothing of it is deleted') })
  expect(scene.rds.instances.map(({ name, encrypted }) => [name, encrypted])).toEqual([
    ['shop', false],
    [`shop-${id}`, true],
  ])
})

test('a key that is disabled: nothing is left of it, the original is as it was, and somebody is told', async () => {
  const scene = encryptionScene()
  await scene.ask('encrypt')
  scene.rds.failBy((name, acted) =>
    name === 'CopyDBSnapshot' && !acted ? awsError('KMSKeyNotAccessibleFault', 400) : undefined,
  )
  await scene.looks(30)
  expect((await scene.process())?.ended).toMatchObject({
    outcome: 'failed',
    reason: expect.stringMatching(/AWS refuses to copy snapshot. KMSKeyNotAccessibleFault.*The original is as it was/),
  })
  expect(scene.rds.snapshots.size).toBe(0)
  expect(scene.signals).toMatchObject([{ name: 'encryption.failed', title: 'Encrypting shop has failed' }])
})

test('an original that somebody deletes meanwhile: nothing that was made is deleted, for it may be all that is left', async () => {
  const scene = encryptionScene()
  await scene.ask('encrypt')
  await scene.looks(60)
  scene.rds.drop(scene.original)
  await scene.looks(120)
  expect((await scene.process())?.ended).toMatchObject({ outcome: 'failed' })
  expect(scene.rds.instances).toMatchObject([{ data: 'orders', encrypted: true }])
})

test('an encrypted one that somebody deletes in the middle of the swap: the original gets its name back', async () => {
  const scene = encryptionScene()
  await scene.ask('encrypt')
  for (let count = 0; count < 60 && (await scene.process())?.step !== 'renaming-encrypted'; count += 1)
    await scene.looks(3)
  const encrypted = scene.rds.instances.find((each) => each.encrypted)
  if (encrypted) scene.rds.drop(encrypted)
  await scene.looks(120)
  expect((await scene.process())?.ended).toMatchObject({ outcome: 'failed' })
  expect(scene.rds.instances.map(({ name }) => name)).toEqual(['shop'])
})
