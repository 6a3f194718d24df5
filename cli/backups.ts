import type { Command } from 'commander'
import type { Deployment } from '../api/deployment.ts'
import { registerDrill } from './backups/drill.ts'
import { registerEncrypt } from './backups/encrypt.ts'
import { registerList } from './backups/list.ts'
import { registerProve } from './backups/prove.ts'
import { registerRestore } from './backups/restore.ts'
import { registerRun } from './backups/run.ts'
import { findDeployment } from './deployment.ts'
import { jsonOption } from './options.ts'

/**
 * `nightshift backups`: snapshots, their copies, and the proof that they can be restored.
 * @param find the deployment that is asked and acted on
 */
export const registerBackups = (program: Command, find: () => Promise<Deployment> = findDeployment): void => {
  const backups = program
    .command('backups')
    .description('snapshots, their copies, and the proof that they can be restored')
    .option(...jsonOption)
  for (const register of [registerList, registerRun, registerProve, registerRestore, registerEncrypt, registerDrill])
    register(backups, find)
}
