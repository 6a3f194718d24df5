import type { SnapshotProcessRecord } from '../../../shared/ledger/records.ts'
import type { Kind } from '../kinds/kind.ts'
import { snapshotStatements } from './permissions.ts'

/** Snapshots by the plans of the config, and the end of those that no plan wants any more. */
export const snapshotKind: Kind<SnapshotProcessRecord> = {
  process: 'snapshot',
  actions: ['run'],
  isScheduled: ({ plans }) => Object.keys(plans).length > 0,
  statements: snapshotStatements,
  load: async () => {
    const [{ snapshotWork }, { awsVaults }] = await Promise.all([import('./work.ts'), import('../vaults/index.ts')])
    return snapshotWork(awsVaults)
  },
}
