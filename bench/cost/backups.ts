import { hoursPerMonth } from '../schedules.ts'
import type { CostContribution } from './usage.ts'

/** Looks an hour. */
const looks = 20

/** Describing snapshots costs nothing; what they store is billed by AWS whoever takes them. */
export const backupsCost: CostContribution = {
  usages: ({ config: { backups } }) =>
    backups
      ? [{ item: 'ledgerReads', quantity: looks * hoursPerMonth, counted: 'a look each three minutes for backups' }]
      : [],
  written: {
    // In the hour of the snapshots.
    BackupProcesses: 'each day',
    BackupFailures: 'never',
    // Where the config has proofs, each minute: 30 cents a month for each. The month that is counted is the example's, which has none.
    LastProvenRestoreHours: 'never',
    LeftOverCopies: 'never',
    BackupAgeHours: 'each day',
  },
}
