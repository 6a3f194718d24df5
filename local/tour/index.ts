import { alertsTour } from './alerts.ts'
import { auditsTour } from './audits.ts'
import { backupsTour } from './backups.ts'
import { consoleTour } from './console.ts'
import { driftTour } from './drift.ts'
import { firewallTour } from './firewall.ts'
import type { Tour } from './guide.ts'
import { hoursTour } from './hours.ts'
import { jobsTour } from './jobs.ts'
import { lifecycleTour } from './lifecycle.ts'
import { metricsTour } from './metrics.ts'
import { thumbnailsTour } from './thumbnails.ts'

/** A line for each capability, in the order of the tour. */
export const tours: readonly Tour[] = [
  thumbnailsTour,
  alertsTour,
  jobsTour,
  hoursTour,
  firewallTour,
  metricsTour,
  lifecycleTour,
  auditsTour,
  backupsTour,
  driftTour,
  consoleTour,
]
