import { type JobChangeRecord, keys } from '../../shared/ledger/records.ts'
import type { Deployment } from '../deployment.ts'

/** What people did to a job and its runs, newest first. */
export const readJobChanges = (
  { ledger }: Pick<Deployment, 'ledger'>,
  job: string,
  limit: number,
): Promise<JobChangeRecord[]> => ledger().lastChildren<JobChangeRecord>(keys.change('jobs', job, '').pk, limit)
