import type { Ledger } from '../../../shared/ledger/ledger.ts'
import type { HoursTargetRecord } from '../../../shared/ledger/records.ts'
import { readTargets } from '../engine/situations.ts'
import { isLeftOff } from '../rules/left-off.ts'

/** Every target that a look has seen and that the config still means, or that was left off, in the order of their names. */
export const knownTargets = async (ledger: Ledger): Promise<HoursTargetRecord[]> =>
  [...(await readTargets({ ledger })).values()]
    .filter((record) => record.retired === undefined || isLeftOff(record))
    .sort((one, other) => (one.target < other.target ? -1 : 1))
