import type { IncidentRecord, OverrideMade, SilenceMade } from '../../../shared/ledger/records.ts'

/** Why a person may not have what was asked for, and what to do instead. It is no failure. */
export interface Refusal {
  readonly refused: string
}

/** Says no, with the reason and what to do instead. */
export const refused = (text: string): Refusal => ({ refused: text })

/** What was made or ended, and what whoever asked should know. */
export interface OverrideAnswer {
  readonly override: OverrideMade
  readonly warnings: readonly string[]
}

/** What was made or ended, and the incidents, not over, that it is about. */
export interface SilenceAnswer {
  readonly silence: SilenceMade
  readonly incidents: readonly Pick<IncidentRecord, 'id' | 'alarm' | 'state'>[]
}
