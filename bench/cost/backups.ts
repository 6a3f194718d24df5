import { firingsPerMonth, hoursPerMonth } from '../schedules.ts'
import type { CostContribution } from './usage.ts'

/** What no template says. Each is rather too much than too little. */
const assumptions = {
  /** Looks an hour. */
  looks: 20,
  /** What is open, and how old the newest are; beside them a record of each plan and of each proof. */
  look: { reads: 2 },
  /** A snapshot of one resource, or a proof, takes about as many steps as a run of a job, each a transaction with an index. */
  process: { writes: 44, reads: 30 },
} as const

/** Describing snapshots costs nothing; what they store is billed by AWS whoever takes them. */
export const backupsCost: CostContribution = {
  usages: ({ config: { backups } }) => {
    if (!backups) return []
    const { looks, look, process } = assumptions
    const scheduled = [...Object.values(backups.plans), ...Object.values(backups.proofs)]
    const processes = scheduled.reduce((sum, { schedule, zone }) => sum + firingsPerMonth(schedule, zone), 0)
    const counted = `a look each three minutes for backups, ${Math.round(processes)} snapshots and proofs`
    return [
      {
        item: 'ledgerReads',
        quantity: looks * hoursPerMonth * (look.reads + scheduled.length) + processes * process.reads,
        counted,
      },
      { item: 'ledgerWrites', quantity: processes * process.writes, counted },
    ]
  },
  written: {
    // In the hour of the snapshots.
    BackupProcesses: 'each day',
    BackupFailures: 'never',
    // Once for each proof, at each look. The example has one.
    LastProvenRestoreHours: 'each minute',
    LeftOverCopies: 'never',
    BackupAgeHours: 'each day',
  },
}
