import type { CopyProcessRecord } from '../../../shared/ledger/records.ts'
import type { Work } from '../kinds/kind.ts'
import { type VaultsOf, vaultOf } from '../snapshots/work.ts'
import { advanceCopy } from './advance.ts'
import { beginCopies } from './begin.ts'

/** Copies of good snapshots in other regions. @param vaultsOf AWS, or what plays it */
export const copyWork = (vaultsOf: VaultsOf): Work<CopyProcessRecord> => ({
  begin: async (parts) => beginCopies(parts, await vaultsOf(parts)),
  advance: async (process, parts) => advanceCopy(process, parts, vaultOf(await vaultsOf(parts), process.target)),
})
