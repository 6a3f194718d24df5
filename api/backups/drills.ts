import { commandSource } from '../../shared/command.ts'
import type { BackupDrillRecord } from '../../shared/ledger/records.ts'
import { callFunction } from '../call.ts'
import type { Deployment } from '../deployment.ts'
import { type ProcessRow, rowOf } from './processes.ts'

/**
 * Begins a failover drill of the config, as its schedule would: the looks go on with it.
 * @throws UsageError without a standby or reader, outside its window, and while one is under way
 */
export const drillFailover = async (
  deployment: Pick<Deployment, 'connect' | 'output'>,
  drill: string,
  by: string,
): Promise<ProcessRow> => {
  const event = { source: commandSource, action: 'drill', drill, by }
  return rowOf((await callFunction(deployment, deployment.output('BackupsFunction'), event)) as BackupDrillRecord)
}
