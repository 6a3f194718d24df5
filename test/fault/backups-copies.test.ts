import { copyKind } from '../../functions/backups/copies/kind.ts'
import { encryptionKind } from '../../functions/backups/encryptions/kind.ts'
import { act } from '../../functions/backups/engine/act.ts'
import type { Parts } from '../../functions/backups/kinds/kind.ts'
import { parseBackupsEvent } from '../../functions/backups/rules/event.ts'
import { snapshotKind } from '../../functions/backups/snapshots/kind.ts'
import { type RdsSnapshotsGiven, rdsSnapshots } from '../../local/faults/rds-snapshots.ts'
import type { PlayedSource } from '../../local/faults/rds-state.ts'
import { commandSource } from '../../shared/command.ts'
import type { BackupEncryptionRecord, CopyProcessRecord } from '../../shared/ledger/records.ts'
import { log } from '../../shared/log.ts'
import { makeScene } from '../unit/backups/scene.ts'
import { wire } from '../unit/local/faults/wire.ts'

log.setLogLevel('SILENT')

const [home, away] = ['eu-west-1', 'eu-central-1']
const keyOf = (region: string): string => `arn:aws:kms:${region}:123456789012:key/1234abcd`

/** The engine with the SDK's own clients, up to the wire, behind which RDS of two regions takes its time. */
const sceneOf = (config: object, given: Omit<RdsSnapshotsGiven, 'keys'>) => {
  let at = Date.parse('2026-12-01T02:59:00Z')
  const rds = rdsSnapshots(() => new Date(at), {
    ...given,
    keys: { [keyOf(home)]: 'enabled', [keyOf(away)]: 'enabled' },
  })
  const line = wire([rds])
  const clients = new Map<unknown, unknown>()
  const client = ((make: new (options: object) => unknown, region = home) => {
    const name = `${make.name} ${region}`
    const made = clients.get(name) ?? new make({ ...line.client, region })
    clients.set(name, made)
    return made
  }) as Parts['client']
  const scene = makeScene([copyKind, snapshotKind, encryptionKind], { config, client })
  return {
    ...scene,
    rds,
    line,
    /** Looks each three minutes, for so many minutes. */
    looks: async (minutes: number) => {
      for (const end = at + minutes * 60_000; at < end; at += 180_000) await scene.look(new Date(at).toISOString())
    },
    ask: (action: string, name: string) => {
      const event = parseBackupsEvent({ source: commandSource, action, by: 'mina', name, key: keyOf(home) })
      if (!('action' in event)) throw new Error('no action')
      return act(event, scene.world(new Date(at).toISOString()))
    },
    copies: async () =>
      (await scene.processes()).filter((each): each is typeof each & CopyProcessRecord => each.process === 'copy'),
    encryption: async () => (await scene.processes())[0] as BackupEncryptionRecord | undefined,
  }
}

const instance = (id: string, more: Partial<PlayedSource> = {}): PlayedSource => ({
  region: home,
  form: 'instance',
  id,
  ...more,
})

const planOf = (resources: object, more: object = {}) => ({
  plans: {
    nightly: {
      resources,
      schedule: 'cron(0 3 * * ? *)',
      keep: { last: 2 },
      copyTo: [{ region: away, key: keyOf(away) }],
      ...more,
    },
  },
})

test('more copies than AWS takes at once: each has its turn, its progress is known, and what it is made of stays', async () => {
  const names = Array.from({ length: 22 }, (_, index) => `shop-${index}`)
  const scene = sceneOf(planOf({ 'rds-instances': { names } }), {
    databases: names.map((name) => instance(name, { key: keyOf(home) })),
    pace: { snapshot: 60, copy: 600 },
  })
  await scene.looks(15)
  const under = await scene.copies()
  expect(Object.groupBy(under, ({ step }) => step)).toMatchObject({ made: { length: 20 }, queued: { length: 2 } })
  expect(under.some(({ percent = 0 }) => percent > 10 && percent < 100)).toBe(true)
  await scene.looks(24)
  expect((await scene.copies()).map(({ ended }) => ended?.outcome)).toEqual(names.map(() => 'done'))
  expect(scene.rds.snapshots(away).filter(({ status }) => status === 'available')).toHaveLength(22)
  expect(scene.signals).toEqual([])
})

test('copies of others count too: what AWS refuses waits, and says why', async () => {
  const scene = sceneOf(planOf({ 'rds-instances': { names: ['shop'] } }), {
    databases: [instance('shop', { key: keyOf(home) }), instance('others', { key: keyOf(home) })],
    pace: { snapshot: 60, copy: 1_200 },
  })
  // Twenty that somebody else has begun, by hand.
  const { CopyDBSnapshotCommand, CreateDBSnapshotCommand, RDSClient } = await import('@aws-sdk/client-rds')
  const [here, there] = [home, away].map((region) => new RDSClient({ ...scene.line.client, region }))
  await here?.send(new CreateDBSnapshotCommand({ DBInstanceIdentifier: 'others', DBSnapshotIdentifier: 'by-hand' }))
  await scene.looks(3)
  for (let index = 0; index < 20; index += 1)
    await there?.send(
      new CopyDBSnapshotCommand({
        SourceDBSnapshotIdentifier: `arn:aws:rds:${home}:123456789012:snapshot:by-hand`,
        TargetDBSnapshotIdentifier: `by-hand-${index}`,
        KmsKeyId: keyOf(away),
      }),
    )
  await scene.looks(12)
  expect(await scene.copies()).toMatchObject([
    { step: 'queued', waits: 'AWS has as many copies under way as it takes at once. It is asked again.' },
  ])
  await scene.looks(36)
  expect(await scene.copies()).toMatchObject([{ ended: { outcome: 'done' } }])
})

test('a copy that AWS has taken and that fails half-way is made again under another name', async () => {
  let failed = ''
  const scene = sceneOf(planOf({ 'rds-clusters': { names: ['books'] } }), {
    databases: [instance('books', { form: 'cluster', key: keyOf(home), engine: 'aurora-postgresql' })],
    failing: (id) => {
      failed ||= id
      return id === failed
    },
  })
  await scene.looks(90)
  const [copy] = await scene.copies()
  expect(copy).toMatchObject({ tries: 1, ended: { outcome: 'done' } })
  expect(copy?.name).not.toBe(failed)
  // The failed one goes after the next good one.
  expect(scene.rds.snapshots(away)).toMatchObject([
    { id: failed, status: 'failed' },
    { id: copy?.name, status: 'available' },
  ])
})

test('the key of the other region is disabled: that copy is reported, the snapshot is there', async () => {
  const scene = sceneOf(planOf({ 'rds-instances': { names: ['shop'] } }), {
    databases: [instance('shop', { key: keyOf(home) })],
  })
  scene.rds.setKey(keyOf(away), 'disabled')
  await scene.looks(30)
  expect(await scene.copies()).toMatchObject([
    { ended: { outcome: 'failed', reason: expect.stringContaining('AWS cannot use the KMS key') } },
  ])
  expect(scene.signals).toMatchObject([{ name: 'backup.failed', subject: expect.stringContaining(away) }])
  expect(scene.rds.snapshots(home)).toMatchObject([{ status: 'available' }])
})

test('an instance and a cluster are encrypted: by a copy of the snapshot, and by a restore with the key', async () => {
  const scene = sceneOf(
    { encrypt: { names: ['shop'], clusters: { books: ['books-1', 'books-2'] }, keys: [keyOf(home)] } },
    {
      databases: [
        instance('shop'),
        instance('books', { form: 'cluster', engine: 'aurora-postgresql' }),
        ...['books-1', 'books-2'].map((id) => instance(id, { cluster: 'books', engine: 'aurora-postgresql' })),
      ],
      pace: { snapshot: 120, copy: 240, restore: 240, change: 60, remove: 60 },
    },
  )
  for (const name of ['shop', 'books']) expect(await scene.ask('encrypt', name)).toMatchObject({ step: 'snapshotting' })
  await scene.looks(66)
  expect((await scene.processes()).map(({ step }) => step)).toEqual(['kept', 'kept'])
  const named = (id: string) => scene.rds.databases(home).filter((each) => each.id === id)
  for (const id of ['shop', 'books', 'books-1', 'books-2'])
    expect([...named(id), ...named(`${id}-old`)]).toMatchObject([{ encrypted: true }, { encrypted: false }])
  await scene.ask('encrypt-finish', 'shop')
  await scene.ask('encrypt-back', 'books')
  await scene.looks(30)
  expect(named('shop-old')).toEqual([])
  for (const id of ['books', 'books-1', 'books-2']) expect(named(id)).toMatchObject([{ encrypted: false }])
})

test('a key that is disabled before the restore: nothing is left, and the original is as it was', async () => {
  const scene = sceneOf(
    { encrypt: { clusters: { books: ['books-1'] }, keys: [keyOf(home)] } },
    {
      databases: [
        instance('books', { form: 'cluster', engine: 'aurora-mysql' }),
        instance('books-1', { cluster: 'books', engine: 'aurora-mysql' }),
      ],
      pace: { snapshot: 120 },
    },
  )
  await scene.ask('encrypt', 'books')
  scene.rds.setKey(keyOf(home), 'pending deletion')
  await scene.looks(24)
  expect(await scene.encryption()).toMatchObject({
    ended: { outcome: 'failed', reason: expect.stringContaining('KMSKeyNotAccessibleFault') },
  })
  expect(scene.rds.databases(home).map(({ id }) => id)).toEqual(['books-1', 'books'])
  expect(scene.rds.snapshots(home)).toEqual([])
})
