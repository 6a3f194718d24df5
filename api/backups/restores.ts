import type { RestoreEvent } from '../../functions/backups/restores/event.ts'
import { commandSource } from '../../shared/command.ts'
import { type BackupProcessRecord, keys } from '../../shared/ledger/records.ts'
import { callFunction } from '../call.ts'
import type { Deployment } from '../deployment.ts'
import { type ProcessRow, rowOf } from './processes.ts'

type Acting = Pick<Deployment, 'connect' | 'output'>

/**
 * Begins a restore under a new name. It goes on by itself, whatever becomes of whoever asked.
 * @param asked `target`: `shop`, `rds-instance/shop` or `rds-cluster/shop`; `at`: ISO 8601 with a zone, left out for the newest snapshot
 * @throws UsageError with why it cannot be, and what can; Error with what else the function said
 */
export const restoreDatabase = async (
  deployment: Acting,
  asked: Omit<RestoreEvent, 'source' | 'action'>,
): Promise<ProcessRow> =>
  rowOf(
    (await callFunction(deployment, deployment.output('BackupsFunction'), {
      source: commandSource,
      action: 'restore',
      ...asked,
    } satisfies RestoreEvent)) as BackupProcessRecord,
  )

/** One process as it stands now, or undefined where there is none. */
export const processOf = async (
  { ledger }: Pick<Deployment, 'ledger'>,
  { id, process, target, since }: Pick<ProcessRow, 'id' | 'process' | 'target' | 'since'>,
): Promise<ProcessRow | undefined> => {
  const found = await ledger().get<BackupProcessRecord>(keys.backupProcess(target, process, since, id))
  return found && rowOf(found)
}

/**
 * Waits until a process has ended, asking the ledger now and then.
 * @param wait for so many milliseconds
 * @param patienceMs at most so long in all
 * @returns as it stands then
 */
export const awaitProcess = async (
  deployment: Pick<Deployment, 'ledger'>,
  begun: ProcessRow,
  {
    wait,
    patienceMs,
    everyMs,
  }: { readonly wait: (ms: number) => Promise<unknown>; readonly patienceMs: number; readonly everyMs: number },
): Promise<ProcessRow> => {
  let row = begun
  for (let waited = 0; !row.ended && waited < patienceMs; waited += everyMs) {
    await wait(everyMs)
    row = (await processOf(deployment, begun)) ?? row
  }
  return row
}
