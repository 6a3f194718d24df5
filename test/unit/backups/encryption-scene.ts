import { encryptionKind } from '../../../functions/backups/encryptions/kind.ts'
import { act } from '../../../functions/backups/engine/act.ts'
import { parseBackupsEvent } from '../../../functions/backups/rules/event.ts'
import { commandSource } from '../../../shared/command.ts'
import type { BackupEncryptionRecord } from '../../../shared/ledger/records.ts'
import { fakeRds } from './fake-rds.ts'
import { makeScene } from './scene.ts'

export const key = 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd'

/** A plain database `shop`, RDS that takes its time, and the looks of three minutes. */
export const encryptionScene = ({ pace = 1, config = {} as object } = {}) => {
  let minutes = 0
  const now = (): Date => new Date(Date.parse('2026-12-01T00:00:00.000Z') + minutes * 60_000)
  const rds = fakeRds(now, pace)
  const original = rds.add({
    name: 'shop',
    data: 'orders',
    protected: true,
    tags: [{ Key: 'team', Value: 'sales' }],
    settings: {
      DBInstanceClass: 'db.m7g.large',
      Engine: 'postgres',
      AllocatedStorage: 100,
      MultiAZ: true,
      BackupRetentionPeriod: 7,
      PreferredBackupWindow: '03:00-04:00',
      DBSubnetGroup: { DBSubnetGroupName: 'inside' },
      VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-1' }],
      DBParameterGroups: [{ DBParameterGroupName: 'tuned' }],
    },
  })
  const scene = makeScene([encryptionKind], {
    client: rds.client,
    config: { encrypt: { names: ['shop'], keys: [key] }, ...config },
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
