import type { Stored } from '../../../shared/ledger/ledger.ts'
import type { SnapshotProcessRecord } from '../../../shared/ledger/records.ts'
import type { Parts, Work } from '../kinds/kind.ts'
import { nounOf, type Vault } from '../vaults/vault.ts'
import { advanceSnapshot } from './advance.ts'
import { lookAtAges } from './ages.ts'
import { beginDue } from './begin.ts'
import { runNow } from './run.ts'

/** The vaults of a call, by the key of the config. */
export type VaultsOf = (parts: Parts) => Promise<ReadonlyMap<string, Vault>>

export const vaultOf = (vaults: ReadonlyMap<string, Vault>, target: string): Vault | undefined =>
  [...vaults.values()].find(({ noun }) => noun === nounOf(target))

/** Snapshots by the plans of the config. @param vaultsOf AWS, or what plays it */
export const snapshotWork = (vaultsOf: VaultsOf): Work<SnapshotProcessRecord> => ({
  begin: async (parts) => {
    await beginDue(parts, await vaultsOf(parts))
    await lookAtAges(parts)
  },
  advance: async (process: Stored<SnapshotProcessRecord>, parts) =>
    advanceSnapshot(process, parts, vaultOf(await vaultsOf(parts), process.target)),
  actions: { run: async (raw, parts) => runNow(raw, parts, await vaultsOf(parts)) },
})
