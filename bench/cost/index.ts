import { alertsCost } from './alerts.ts'
import { auditsCost } from './audits.ts'
import { backupsCost } from './backups.ts'
import { consoleCost } from './console.ts'
import { firewallCost } from './firewall.ts'
import { hoursCost } from './hours.ts'
import { jobsCost } from './jobs.ts'
import { lifecycleCost } from './lifecycle.ts'
import { metricsCost } from './metrics.ts'
import { thumbnailsCost } from './thumbnails.ts'
import type { CostContribution } from './usage.ts'

/** A line for each capability. What stands apart and is billed by the hour is `estate.ts`. */
export const contributions: readonly CostContribution[] = [
  alertsCost,
  thumbnailsCost,
  jobsCost,
  lifecycleCost,
  hoursCost,
  firewallCost,
  auditsCost,
  backupsCost,
  metricsCost,
  consoleCost,
]
