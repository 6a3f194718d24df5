import { encryptionsOf } from '../../../api/backups/tried.ts'
import { encryptionKind } from '../../../functions/backups/encryptions/kind.ts'
import { partsOf } from '../../../functions/backups/encryptions/names.ts'
import { planOf, planOfCluster } from '../../../functions/backups/encryptions/plan.ts'
import { type Asked, refusalOf } from '../../../functions/backups/encryptions/refusals.ts'
import { keys } from '../../../shared/ledger/records.ts'
import { log } from '../../../shared/log.ts'
import { awsError } from '../audits/scene.ts'
import { encryptionScene, key } from './encryption-scene.ts'
import { processRecord } from './scene.ts'

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

const asked = (more: Partial<Asked> = {}, original: object | undefined = plain): Asked => ({
  form: 'instance',
  name: 'shop',
  key,
  original,
  taken: [],
  allowed: { names: ['shop'], clusters: {}, keys: [key] },
  region: 'eu-west-1',
  ...more,
})

const aurora = {
  DBClusterIdentifier: 'shop',
  DbClusterResourceId: 'cluster-1',
  Status: 'available',
  StorageEncrypted: false,
  Engine: 'aurora-postgresql',
  EngineMode: 'provisioned',
}

const writer = { ...plain, DBInstanceIdentifier: 'shop-1', DBClusterIdentifier: 'shop', Engine: 'aurora-postgresql' }

const askedOfCluster = (more: object = {}, cluster: object = {}): Asked => ({
  ...asked({ form: 'cluster', allowed: { names: [], clusters: { shop: ['shop-1'] }, keys: [key] } }),
  original: undefined,
  cluster: { ...aurora, ...cluster },
  members: [writer],
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
    [
      'of a cluster',
      asked({}, { ...plain, DBClusterIdentifier: 'aurora' }),
      'backups encrypt rds-cluster/aurora --key',
    ],
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
    ['whose other name is taken', asked({ taken: ['shop-old'] }), 'a database shop-old already'],
    [
      'whose name is too long',
      asked({ name: 'a'.repeat(61), allowed: { names: ['a'.repeat(61)], clusters: {}, keys: [key] } }),
      'more than 63 characters',
    ],
  ])('a database %s', (_, given, text) => {
    expect(refusalOf(given)).toContain(text)
  })

  test.each<[string, Asked, string]>([
    ['that is not there', askedOfCluster({ cluster: undefined }), 'There is no database cluster "shop"'],
    [
      'of RDS with standbys, which AWS does not encrypt',
      askedOfCluster({}, { Engine: 'postgres' }),
      'a Multi-AZ DB cluster',
    ],
    ['of DocumentDB', askedOfCluster({}, { Engine: 'docdb' }), 'a cluster of DocumentDB'],
    ['of Aurora Serverless v1', askedOfCluster({}, { EngineMode: 'serverless' }), 'of the mode serverless'],
    ['of a global database', askedOfCluster({}, { GlobalClusterIdentifier: 'world' }), 'the global database world'],
    ['that replicates another', askedOfCluster({}, { ReplicationSourceIdentifier: 'main' }), 'replicates main'],
    [
      'with replicas',
      askedOfCluster({}, { ReadReplicaIdentifiers: ['r1'] }),
      'would go on following the plain original: r1',
    ],
    ['that is encrypted', askedOfCluster({}, { StorageEncrypted: true, KmsKeyId: 'k' }), 'encrypted already, by k'],
    ['without an instance', askedOfCluster({ members: [] }), 'has no instance'],
    [
      'with readers of Application Auto Scaling',
      askedOfCluster({ members: [writer, { ...writer, DBInstanceIdentifier: 'application-autoscaling-1' }] }),
      'application-autoscaling-1 comes from Application Auto Scaling',
    ],
    ['that is stopped', askedOfCluster({}, { Status: 'stopped' }), 'shop is stopped'],
    [
      'one of whose instances is changing',
      askedOfCluster({ members: [{ ...writer, DBInstanceStatus: 'modifying' }] }),
      'shop-1 is modifying',
    ],
    ['one of whose names is taken', askedOfCluster({ taken: ['shop-1-old'] }), 'a database shop-1-old already'],
    [
      'that the config does not name',
      askedOfCluster({ allowed: { names: ['till'], clusters: {}, keys: [key] } }),
      `encrypt: { names: ['till'], clusters: { 'shop': ['shop-1'] }, keys: ['${key}'] }`,
    ],
    [
      'that has an instance more than the config says',
      askedOfCluster({ members: [writer, { ...writer, DBInstanceIdentifier: 'shop-2' }] }),
      "The config does not name shop-2 of the cluster shop. Write backups: { encrypt: { clusters: { 'shop': ['shop-1', 'shop-2'] }",
    ],
  ])('a cluster %s', (_, given, text) => {
    expect(refusalOf(given)).toContain(text)
  })

  test('a cluster whose instances would get the same name for a while', () => {
    const long = (end: string) => `${'a'.repeat(50)}-${end}`
    const names = ['shop', long('one'), long('two')]
    const members = names.map((DBInstanceIdentifier) => ({ ...writer, DBInstanceIdentifier }))
    const of = (wanted: typeof members) =>
      refusalOf(askedOfCluster({ members: wanted, allowed: { names: [], clusters: { shop: names }, keys: [key] } }))
    expect(of(members)).toContain(`${long('one')} and ${long('two')} begin with the same characters`)
    expect(of(members.slice(0, 2))).toBeUndefined()
  })

  test('what may', () => {
    expect(refusalOf(asked())).toBeUndefined()
    expect(refusalOf(askedOfCluster())).toBeUndefined()
  })
})

test('the names of the encrypted ones, of whatever length, are allowed; the originals are not deleted by theirs', () => {
  const slice = encryptionScene().world('2026-12-01T00:00:00.000Z').slice
  const names = [4, 49, 50, 51, 55, 59].map((length) => 'a'.repeat(length)).concat(`${'b'.repeat(49)}-primary`)
  const arn = (service: string, resource: string) => `${service}:${resource}`
  const main = names[5] ?? ''
  for (const clusters of [{}, { [main]: names }]) {
    const isCluster = main in clusters
    const encrypt = { names: isCluster ? [] : names, clusters, keys: [key] }
    const statements = encryptionKind.statements({ ...slice, encrypt }, arn)
    const fits = (action: string, resource: string) =>
      statements.some(
        ({ actions, resources = [] }) =>
          actions.includes(action) &&
          resources.some((each) => new RegExp(`^${each.replaceAll('?', '.').replaceAll('*', '.*')}$`).test(resource)),
      )
    const record = { id: '0123456789ab', original: 'db-1', settings: '{}' }
    for (const name of names) {
      const [{ fresh, old }] = partsOf({ ...record, name } as Parameters<typeof partsOf>[0])
      for (const action of ['rds:AddTagsToResource', 'rds:ModifyDBInstance', 'rds:DeleteDBInstance'])
        expect([name, action, fits(action, `rds:db:${fresh}`), fits(action, `rds:db:${old}`)]).toEqual([
          name,
          action,
          true,
          true,
        ])
      expect([name, fits('rds:DeleteDBInstance', `rds:db:${name}`)]).toEqual([name, false])
    }
    if (isCluster) {
      const [{ fresh }] = partsOf({ ...record, name: main } as Parameters<typeof partsOf>[0])
      expect(fits('rds:RestoreDBClusterFromSnapshot', `rds:cluster:${fresh}`)).toBe(true)
    }
  }
  const short = encryptionKind.statements({ ...slice, encrypt: { names: ['shop'], clusters: {}, keys: [key] } }, arn)
  expect(short.find(({ sid }) => sid === 'DeleteOriginals')?.resources).toEqual(['rds:db:shop-*'])
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

describe('an Aurora cluster', () => {
  test('the plan says what becomes of its endpoints, and names its instances; nothing is done', async () => {
    const scene = encryptionScene({ form: 'cluster' })
    const plan = (await scene.ask('encrypt-plan')) as ReturnType<typeof planOf>
    expect([scene.rds.calls, await scene.processes()]).toEqual([[], []])
    const text = plan.map((line) => `${line.about}: ${line.text}`).join('\n')
    expect(text).toContain('step: An instance as shop-1, which writes, then as shop-2')
    expect(text).toContain('shop, shop-1, shop-2 get "-old" behind the name')
    expect(text).toContain('shop-old, shop-1-old, shop-2-old, and cost what they cost')
    const more = planOfCluster(
      {
        ...aurora,
        ReaderEndpoint: 'shop.cluster-ro-1',
        CustomEndpoints: ['reports.cluster-custom-1.eu-west-1.rds.amazonaws.com'],
        BackupRetentionPeriod: 14,
        BacktrackWindow: 3_600,
        HttpEndpointEnabled: true,
        AssociatedRoles: [{ RoleArn: 'arn' }],
        StorageEncryptionType: 'sse-rds',
      },
      [{ ...writer, MonitoringInterval: 60 }],
      { name: 'shop', key },
    ).map(({ text: line }) => line)
    expect(more.join('\n')).toContain('The endpoints of writer and readers and of each instance')
    expect(more.join('\n')).toContain('Custom endpoints stay with shop-old, and lead to the plain cluster: reports.')
    expect(more.join('\n')).toContain('The 14 days of shop go with shop-old')
    expect(more.join('\n')).toContain('by a key that AWS owns')
    expect(more).toEqual(
      expect.arrayContaining([
        'Backtrack to before the swap.',
        'Its IAM roles: switch it on again afterwards.',
        'Its HTTP endpoint (Data API): switch it on again afterwards.',
        'Enhanced monitoring of shop-1: switch it on again afterwards.',
      ]),
    )
  })

  test('is restored with the key, gets its instances, and takes all the names; the original goes when somebody confirms', async () => {
    const scene = encryptionScene({ form: 'cluster' })
    const { rds } = scene
    await scene.ask('encrypt')
    expect(await scene.ask('encrypt-plan')).toEqual({ refused: expect.stringContaining('is being encrypted already') })
    await scene.looks(180)
    const { id = '', step, target } = (await scene.process()) ?? {}
    expect([step, target]).toEqual(['kept', 'rds-cluster/shop'])
    expect(rds.at('shop', 'cluster')).toMatchObject({
      encrypted: true,
      data: 'orders',
      protected: true,
      tags: [{ Key: 'team', Value: 'sales' }],
      settings: {
        Engine: 'aurora-postgresql',
        EngineVersion: '16.6',
        DBSubnetGroupName: 'inside',
        DBClusterParameterGroupName: 'tuned',
        VpcSecurityGroupIds: ['sg-1'],
        BackupRetentionPeriod: 7,
      },
    })
    const encrypted = rds.at('shop', 'cluster')
    expect(['shop-1', 'shop-2'].map((name) => rds.at(name))).toMatchObject([
      { cluster: encrypted, tags: [], settings: { DBInstanceClass: 'db.r7g.large', PromotionTier: 0 } },
      { cluster: encrypted, tags: [], settings: { DBInstanceClass: 'db.r7g.xlarge', PromotionTier: 2 } },
    ])
    expect(rds.at('shop-old', 'cluster')).toBe(scene.original)
    expect(['shop-1-old', 'shop-2-old'].map((name) => rds.at(name)?.cluster)).toEqual([scene.original, scene.original])
    expect(rds.calls).toEqual([
      'CreateDBClusterSnapshot shop',
      `RestoreDBClusterFromSnapshot shop-${id}`,
      `CreateDBInstance shop-1-${id}`,
      `CreateDBInstance shop-2-${id}`,
      `ModifyDBCluster shop-${id}`,
      'ModifyDBCluster shop',
      'ModifyDBInstance shop-1',
      'ModifyDBInstance shop-2',
      `ModifyDBCluster shop-${id}`,
      `ModifyDBInstance shop-1-${id}`,
      `ModifyDBInstance shop-2-${id}`,
      'RemoveTagsFromResource',
      'RemoveTagsFromResource',
      'RemoveTagsFromResource',
    ])
    // A cluster without an instance answers nobody: the original stays.
    const members = ['shop-1', 'shop-2'].flatMap((name) => rds.at(name) ?? [])
    for (const member of members) member.status = 'stopped'
    expect(await scene.ask('encrypt-finish')).toEqual({
      refused: expect.stringContaining('None of the instances of shop is available (shop-1, shop-2)'),
    })
    const [writing] = members
    if (writing) writing.status = 'available'
    // An instance that somebody adds to the original is theirs: the original is not deleted with it.
    const added = rds.add({ name: 'reports', cluster: scene.original })
    expect(await scene.ask('encrypt-finish', { name: 'rds-cluster/shop' })).toEqual({
      refused: expect.stringContaining('shop-old has instances that were not there when it was encrypted: reports'),
    })
    rds.drop(added)
    await scene.ask('encrypt-finish')
    // What fails after the confirmation is waited for: nothing is deleted meanwhile.
    if (writing) writing.status = 'failed'
    await scene.looks(60)
    expect(rds.at('shop-old', 'cluster')).toBe(scene.original)
    expect(rds.at('shop-1-old')).toBeDefined()
    if (writing) writing.status = 'available'
    await scene.looks(60)
    expect((await scene.process())?.ended).toMatchObject({ outcome: 'done' })
    expect(rds.instances.map(({ name }) => name).toSorted()).toEqual(['shop', 'shop-1', 'shop-2'])
    expect(rds.clusterSnapshots.size).toBe(0)
  })

  test.each([
    ['before the swap', 45, 'adding-members'],
    ['after it', 180, 'kept'],
  ])('taken back %s: the original has all its names', async (_, minutes, step) => {
    const scene = encryptionScene({ form: 'cluster' })
    const { rds } = scene
    await scene.ask('encrypt')
    await scene.looks(minutes)
    expect((await scene.process())?.step).toBe(step)
    await scene.ask('encrypt-back')
    await scene.looks(90)
    const { id, ended } = (await scene.process()) ?? {}
    expect(ended).toMatchObject({ outcome: 'cancelled' })
    expect(rds.at('shop', 'cluster')).toBe(scene.original)
    expect(['shop-1', 'shop-2'].map((name) => rds.at(name)?.cluster)).toEqual([scene.original, scene.original])
    const left = rds.instances.filter(({ encrypted }) => encrypted).map(({ name }) => name)
    expect(left.toSorted()).toEqual(step === 'kept' ? [`shop-${id}`, `shop-1-${id}`, `shop-2-${id}`].toSorted() : [])
  })

  test('a reader that AWS has no capacity for: it is asked again, and the swap waits', async () => {
    const scene = encryptionScene({ form: 'cluster' })
    await scene.ask('encrypt')
    scene.rds.failBy((name, acted) =>
      name === 'CreateDBInstance' && !acted ? awsError('InsufficientDBInstanceCapacityFault', 400) : undefined,
    )
    await scene.looks(90)
    expect(await scene.process()).toMatchObject({ step: 'adding-members', trouble: { reason: expect.anything() } })
    expect(scene.rds.at('shop', 'cluster')).toBe(scene.original)
    scene.rds.failBy(undefined)
    await scene.looks(120)
    expect((await scene.process())?.step).toBe('kept')
  })

  test('an instance and a cluster of the same name: somebody has to say which', async () => {
    const scene = encryptionScene({ form: 'cluster' })
    scene.rds.add({ name: 'shop' })
    expect(await scene.ask('encrypt-plan')).toEqual({
      refused: 'There are an instance and a cluster shop: say rds-instance/shop or rds-cluster/shop.',
    })
    expect(await scene.ask('encrypt-plan', { name: 'rds-cluster/shop' })).toEqual(
      expect.arrayContaining([expect.objectContaining({ about: 'you' })]),
    )
  })
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

test('the newest of more than nine encryptions is the one that is shown', async () => {
  const { ledger, add } = encryptionScene()
  for (let attempt = 1; attempt <= 11; attempt += 1) {
    const record = processRecord({
      process: 'encryption',
      since: `2026-12-${String(attempt).padStart(2, '0')}T00:00:00.000Z`,
      id: `a${attempt}`,
    })
    await add({ ...record, ...keys.backupProcess(record.target, 'encryption', `attempt-${attempt}`, record.id) })
  }
  const config = { backups: { encrypt: { names: ['shop'] } } }
  const deployment = { ledger: () => ledger, config } as unknown as Parameters<typeof encryptionsOf>[0]
  expect((await encryptionsOf(deployment)).map(({ id }) => id)).toEqual(['a11'])
})
