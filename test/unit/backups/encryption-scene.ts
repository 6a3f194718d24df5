import { encryptionKind } from '../../../functions/backups/encryptions/kind.ts'
import { act } from '../../../functions/backups/engine/act.ts'
import { parseBackupsEvent } from '../../../functions/backups/rules/event.ts'
import type { ClientOf } from '../../../shared/client-pool.ts'
import { commandSource } from '../../../shared/command.ts'
import type { BackupEncryptionRecord } from '../../../shared/ledger/records.ts'
import { fakeRds } from './fake-rds.ts'
import { makeScene } from './scene.ts'

export const key = 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd'

const settings = {
  Engine: 'postgres',
  AllocatedStorage: 100,
  BackupRetentionPeriod: 7,
  PreferredBackupWindow: '03:00-04:00',
  VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-1' }],
}

const tags = [{ Key: 'team', Value: 'sales' }]

/** A plain instance `shop`, or a plain Aurora cluster of a writer `shop-1` and a reader `shop-2`. */
export const originalIn = (rds: ReturnType<typeof fakeRds>, form: 'instance' | 'cluster') => {
  const of = { form, name: 'shop', data: 'orders', protected: true, tags }
  if (form === 'instance')
    return rds.add({
      ...of,
      settings: {
        ...settings,
        DBInstanceClass: 'db.m7g.large',
        MultiAZ: true,
        DBSubnetGroup: { DBSubnetGroupName: 'inside' },
        DBParameterGroups: [{ DBParameterGroupName: 'tuned' }],
      },
    })
  const cluster = rds.add({
    ...of,
    settings: {
      ...settings,
      Engine: 'aurora-postgresql',
      EngineVersion: '16.6',
      DBSubnetGroup: 'inside',
      DBClusterParameterGroup: 'tuned',
    },
  })
  for (const [name, DBInstanceClass, PromotionTier] of [
    ['shop-1', 'db.r7g.large', 0],
    ['shop-2', 'db.r7g.xlarge', 2],
  ] as const)
    rds.add({ name, cluster, settings: { Engine: 'aurora-postgresql', DBInstanceClass, PromotionTier } })
  return cluster
}

/** A plain database `shop`, RDS that takes its time, and the looks of three minutes. */
export const encryptionScene = ({
  pace = 1,
  form = 'instance' as 'instance' | 'cluster',
  config = {} as object,
  through = (client: ClientOf): ClientOf => client,
} = {}) => {
  let minutes = 0
  const now = (): Date => new Date(Date.parse('2026-12-01T00:00:00.000Z') + minutes * 60_000)
  const rds = fakeRds(now, pace)
  const original = originalIn(rds, form)
  const scene = makeScene([encryptionKind], {
    client: through(rds.client),
    config: {
      encrypt:
        form === 'instance'
          ? { names: ['shop'], keys: [key] }
          : { clusters: { shop: ['shop-1', 'shop-2'] }, keys: [key] },
      ...config,
    },
  })
  const at = (): string => now().toISOString()
  return {
    ...scene,
    rds,
    original,
    at,
    pass: (more: number) => {
      minutes += more
    },
    /** Looks each three minutes, for so many minutes. */
    looks: async (forMinutes: number) => {
      for (const end = minutes + forMinutes; minutes < end; ) {
        minutes += 3
        await scene.look(at())
      }
    },
    ask: (action: string, more: object = {}): Promise<unknown> => {
      const event = parseBackupsEvent({ source: commandSource, action, by: 'mina', name: 'shop', key, ...more })
      if (!('action' in event)) throw new Error('no action')
      return act(event, scene.world(at()))
    },
    process: async (): Promise<BackupEncryptionRecord | undefined> =>
      (await scene.processes())[0] as BackupEncryptionRecord | undefined,
  }
}
