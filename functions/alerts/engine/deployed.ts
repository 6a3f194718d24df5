import { ConflictError } from '../../../shared/errors.ts'
import type { Ledger } from '../../../shared/ledger/ledger.ts'
import { type ChangeRecord, type DeployedRecord, keys } from '../../../shared/ledger/records.ts'

/**
 * Writes down that another config than before is deployed, so that it can be seen when that was. Once for each deployment, whoever
 * sees it first; what is deployed for the first time is a change as well.
 * @param version hash of the whole config
 */
export const noteDeployed = async (ledger: Ledger, version: string, now: Date): Promise<void> => {
  const before = await ledger.get<DeployedRecord>(keys.deployed())
  if (before?.config === version) return
  const at = now.toISOString()
  const item: DeployedRecord = { ...keys.deployed(), kind: 'deployed', at, config: version }
  const change: ChangeRecord = {
    ...keys.change('config', 'config', at),
    kind: 'change',
    at,
    capability: 'config',
    target: 'config',
    summary: before ? `version ${version} deployed, in place of ${before.config}` : `version ${version} deployed`,
    before: before?.config,
    after: version,
    basis: { event: {}, config: version },
  }
  try {
    await ledger.commit(
      [
        { item, expect: before ? before.version : 'absent' },
        { item: change, expect: 'absent' },
      ],
      now,
    )
  } catch (error) {
    // Another has just seen it.
    if (!(error instanceof ConflictError)) throw error
  }
}
