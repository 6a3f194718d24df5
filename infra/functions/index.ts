import { alerts } from './alerts/alerts.ts'
import { audits } from './audits.ts'
import { backups } from './backups/index.ts'
import type { Capability } from './capability.ts'
import { consolePage } from './console/console.ts'
import { firewall } from './firewall/firewall.ts'
import { hours } from './hours/hours.ts'
import { jobs } from './jobs/jobs.ts'
import { lifecycle } from './lifecycle.ts'
import { metrics } from './metrics/metrics.ts'
import { thumbnails } from './thumbnails/thumbnails.ts'

/** A line for each capability, in the order in which they are added: one that uses what another has made stands behind it. */
export const capabilities: readonly Capability[] = [
  alerts,
  firewall,
  thumbnails,
  jobs,
  lifecycle,
  hours,
  audits,
  backups,
  metrics,
  consolePage,
]
