import type { LedgerItem } from '../../shared/ledger/ledger.ts'
import {
  type BackupProofStandingRecord,
  type BackupRestoreRecord,
  type BackupTargetRecord,
  keys,
} from '../../shared/ledger/records.ts'

const hourMs = 3_600_000
const target = 'rds-instance/corner-shop-data-postgres'

/** What the example's plan and proof left: seven good nights, a plan that is gone and fails, a proof, and a restore under way. */
export const madeUpBackups = (now: Date): LedgerItem[] => {
  const ago = (hours: number): string => new Date(now.getTime() - hours * hourMs).toISOString()
  const held = Array.from({ length: 7 }, (_, night) => ({
    id: `nightshift-shop-${night}`,
    process: `0a${night}`,
    firing: ago(9 + 24 * night),
    at: ago(9 + 24 * night),
  }))
  const ofShop: BackupTargetRecord = {
    ...keys.backupTarget('shop', target),
    kind: 'backup-target',
    at: ago(400),
    plan: 'shop',
    target,
    held: { '': held },
    others: {},
    copying: [],
    failing: {},
  }
  const volume = 'ebs-volume/vol-0a1b2c3d4e5f60718'
  const ofVolume: BackupTargetRecord = {
    ...ofShop,
    ...keys.backupTarget('files', volume),
    plan: 'files',
    target: volume,
    held: { '': held.slice(3, 5) },
    failing: {
      '': {
        since: ago(60),
        reason:
          'Its key is disabled, so AWS takes no snapshot of it. Enable the key, or take the volume out of the plan.',
      },
    },
  }
  const standing: BackupProofStandingRecord = {
    ...keys.backupProof('shop'),
    kind: 'backup-proof',
    at: ago(400),
    proof: 'shop',
    since: ago(400),
    firing: ago(80),
    proven: {
      at: ago(79),
      process: '0b',
      snapshot: 'nightshift-shop-3',
      snapshotAt: ago(81),
      reason: 'select count(*) from orders gave 4120, at least 1 was expected.',
    },
    last: { at: ago(79), process: '0b', outcome: 'done', reason: 'It answers as it should.' },
  }
  const restore: BackupRestoreRecord = {
    ...keys.backupProcess(target, 'restore', ago(0.4), '0c'),
    kind: 'backup-process',
    at: ago(0.4),
    open: 'backup-process',
    process: 'restore',
    id: '0c',
    target,
    step: 'restoring',
    form: 'instance',
    as: 'corner-shop-data-of-monday',
    to: { time: ago(30) },
    settings: '{}',
    since: ago(0.4),
    by: 'mina',
    trouble: { reason: 'AWS has no room for this class in this zone just now.', transient: true, since: ago(0.2) },
    basis: { event: 'made-up', config: 'made-up' },
  }
  return [ofShop, ofVolume, standing, restore]
}
