import type { CopyProcessRecord } from '../../../shared/ledger/records.ts'
import type { Kind } from '../kinds/kind.ts'
import { copyStatements } from './permissions.ts'

/** Copies of good snapshots in other regions. */
export const copyKind: Kind<CopyProcessRecord> = {
  process: 'copy',
  actions: [],
  isScheduled: ({ plans }) => Object.values(plans).some(({ copyTo }) => copyTo.length > 0),
  statements: copyStatements,
  load: async () => {
    const [{ copyWork }, { awsVaults }] = await Promise.all([import('./work.ts'), import('../vaults/index.ts')])
    return copyWork(awsVaults)
  },
}
