// What may be asked of and done to the backups of a running deployment.
export { drillFailover } from './backups/drills.ts'
export { encryptDatabase, endEncryption, type PlanLine, planEncryption } from './backups/encryptions.ts'
export { lookAtBackups } from './backups/look.ts'
export { type BegunBackups, type SavedRow, savedOf, takeBackups } from './backups/plans.ts'
export { type ProcessRow, processesOf } from './backups/processes.ts'
export { type ProofRow, proofsOf, proveBackup } from './backups/proofs.ts'
export { awaitProcess, processOf, restoreDatabase } from './backups/restores.ts'
export {
  type DrillRow,
  drillsOf,
  type EncryptionRow,
  encryptionsOf,
  openProcesses,
  type RestoreRow,
  restoresOf,
} from './backups/tried.ts'
