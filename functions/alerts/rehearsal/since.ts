import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import type { AlertsConfig } from '../../../shared/config/alerts/schema.ts'
import type { Ledger } from '../../../shared/ledger/ledger.ts'
import type { RehearsalRow } from '../rules/comparison.ts'
import { tagReader } from '../world/tags.ts'
import { mostTransitions, readPast } from './past.ts'
import { rehearse } from './rehearse.ts'

/** Milliseconds of the time before, replayed for what it left open: incidents that inhibit, alarms that flap. */
const leadTime = 86_400_000

export interface Rehearsal {
  /** An incident each, oldest first: who was told, and who would have been. */
  readonly rows: readonly RehearsalRow[]
  /** Whether more happened than is rehearsed at once: then only the newest. */
  readonly isCut: boolean
}

/** What would have happened since an instant by a config, from what the ledger has. It sends nothing and writes nothing. */
export const rehearseSince = async (
  ledger: Ledger,
  config: AlertsConfig,
  { since, until }: { readonly since: Date; readonly until: Date },
  cloudWatch: () => Pick<CloudWatchClient, 'send'>,
): Promise<Rehearsal> => {
  const past = await readPast(ledger, new Date(since.getTime() - leadTime))
  const rows = await rehearse(past, config, { since, until, tagsOf: tagReader(cloudWatch) })
  return { rows, isCut: past.transitions.length >= mostTransitions }
}
