import type { Contribution } from '../contract/contribution.ts'
import { alertsPages } from './alerts.ts'
import { auditsPages } from './audits.ts'
import { backupsPages } from './backups.ts'
import { configPages } from './config.ts'
import { consolePages } from './console.ts'
import { costsPages } from './costs.ts'
import { firewallPages } from './firewall.ts'
import { hoursPages } from './hours.ts'
import { jobsPages } from './jobs.ts'
import { lifecyclePages } from './lifecycle.ts'
import { metricsPages } from './metrics.ts'
import { networkPages } from './network.ts'
import { queuesPages } from './queues.ts'
import { thumbnailsPages } from './thumbnails.ts'

/** A line for each capability, in the order of the menu and of the lanes. */
export const contributions: readonly Contribution[] = [
  consolePages,
  alertsPages,
  jobsPages,
  thumbnailsPages,
  lifecyclePages,
  hoursPages,
  firewallPages,
  auditsPages,
  backupsPages,
  networkPages,
  queuesPages,
  metricsPages,
  configPages,
  costsPages,
]
