import type { ChangeRecord } from '../shared/ledger/records.ts'
import type { Deployment } from './deployment.ts'

/** Something that was changed: by Nightshift itself, or by a person. */
export type Change = ChangeRecord & {
  /** Who did it; nothing where Nightshift did. */
  readonly by?: string | undefined
}

/** Most changes of a span that are read, newest first. */
const most = 1_000

/** What was changed since a time, by any capability, newest first. */
export const changesSince = ({ ledger }: Pick<Deployment, 'ledger'>, since: Date): Promise<Change[]> =>
  ledger().list<Change>('change', { since: since.toISOString(), limit: most })
