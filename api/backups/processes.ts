import type { BackupEnd, BackupProcessKind, BackupProcessRecord } from '../../shared/ledger/records.ts'
import type { Deployment } from '../deployment.ts'

/** One process, from its beginning to its end. */
export interface ProcessRow {
  readonly id: string
  readonly process: BackupProcessKind
  readonly target: string
  readonly step: string
  /** ISO 8601. */
  readonly since: string
  readonly by?: string | undefined
  /** Why it does not get on just now. */
  readonly trouble?: string | undefined
  readonly ended?: BackupEnd | undefined
}

/** A process as it is shown. */
export const rowOf = ({ id, process, target, step, since, by, trouble, ended }: BackupProcessRecord): ProcessRow => ({
  id,
  process,
  target,
  step,
  since,
  by,
  trouble: trouble?.reason,
  ended,
})

/** The newest processes, newest first. @param limit at most so many. Default 50 */
export const processesOf = async (
  { ledger }: Pick<Deployment, 'ledger'>,
  { limit = 50 }: { readonly limit?: number } = {},
): Promise<ProcessRow[]> => (await ledger().list<BackupProcessRecord>('backup-process', { limit })).map(rowOf)
