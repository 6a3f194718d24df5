import type { PressRecord } from '../shared/ledger/records.ts'
import type { Deployment } from './deployment.ts'

/** Most presses that are read, newest first. */
const most = 500

/** The buttons of the console that people pressed since a time, newest first. */
export const pressesSince = ({ ledger }: Pick<Deployment, 'ledger'>, since: Date): Promise<PressRecord[]> =>
  ledger().list<PressRecord>('press', { since: since.toISOString(), limit: most })
