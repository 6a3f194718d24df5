import type { Ledger } from '../../../shared/ledger/ledger.ts'
import type { HoursTargetRecord } from '../../../shared/ledger/records.ts'
import { readTargets } from '../engine/situations.ts'

/** Every target that a look has seen and that the config still means, in the order of their names. */
export const knownTargets = async (ledger: Ledger): Promise<HoursTargetRecord[]> =>
  [...(await readTargets({ ledger })).values()]
    .filter(({ retired }) => retired === undefined)
    .sort((one, other) => (one.target < other.target ? -1 : 1))
