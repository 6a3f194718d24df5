import { look } from '../../../functions/backups/engine/look.ts'
import type { Kind, Parts, Work } from '../../../functions/backups/kinds/kind.ts'
import type { World } from '../../../functions/backups/world/world.ts'
import { backupsSchema } from '../../../shared/config/backups/schema.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import type { BackupProcessRecord } from '../../../shared/ledger/records.ts'
import { keys } from '../../../shared/ledger/records.ts'
import type { Signal } from '../../../shared/signals.ts'

/** A process of a kind that does what a test says. */
export const processRecord = (more: Partial<BackupProcessRecord> = {}): BackupProcessRecord => {
  const { target = 'rds-instance/shop', process = 'drill', since = '2026-12-01T00:00:00.000Z', id = 'a1' } = more
  return {
    ...keys.backupProcess(target, process, since, id),
    kind: 'backup-process',
    at: since,
    open: 'backup-process',
    process,
    id,
    target,
    step: 'begun',
    since,
    basis: { event: 'test', config: 'c1' },
    ...more,
  }
}

/** A kind whose work a test says. */
export const fakeKind = (work: Work<BackupProcessRecord>, more: Partial<Kind> = {}): Kind => ({
  process: 'drill',
  actions: Object.keys(work.actions ?? {}),
  isScheduled: () => work.begin !== undefined,
  statements: () => [],
  load: async () => work,
  ...more,
})

/** A ledger, a bus, and the looks that come after one another. */
export const makeScene = (
  kinds: readonly Kind[],
  { config = {}, ...given }: Partial<Parts> & { readonly config?: object } = {},
) => {
  const ledger = memoryLedger()
  const signals: Signal[] = []
  const world = (at: string, more: Partial<World> = {}): World => ({
    ledger,
    publish: async (signal) => {
      signals.push(signal)
    },
    client: () => {
      throw new Error('This test has no AWS')
    },
    slice: { ...backupsSchema.parse(config), deployment: 'corner-shop' },
    region: 'eu-west-1',
    account: '123456789012',
    partition: 'aws',
    version: 'c1',
    now: new Date(at),
    callId: at,
    remainingMs: () => 60_000,
    kinds,
    ...given,
    ...more,
  })
  return {
    ledger,
    signals,
    world,
    look: (at: string, more: Partial<World> = {}) => look(world(at, more)),
    add: (record: BackupProcessRecord) => ledger.commit([{ item: record, expect: 'absent' }], new Date(record.since)),
    processes: () => ledger.list<BackupProcessRecord>('backup-process'),
  }
}
