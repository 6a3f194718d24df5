import { config as written } from '../../nightshift.config.ts'
import { parseConfig } from '../../shared/config/define-config.ts'
import { alertsScale } from './alerts.ts'
import { firewallScale } from './firewall.ts'
import { jobsScale } from './jobs.ts'
import type { Scale, ScaleContribution } from './limits.ts'
import { thumbnailsScale } from './thumbnails.ts'

/** One for each capability whose events can come by the thousand. */
const contributions: readonly ScaleContribution[] = [alertsScale, thumbnailsScale, jobsScale, firewallScale]

/** Counts what events of each capability take, and which limit of AWS each meets first. */
export const measureScale = async (): Promise<Scale[]> => {
  const config = parseConfig(written, new Date('2026-11-30T00:00:00Z'))
  return (await Promise.all(contributions.map((contribution) => contribution(config)))).flat()
}
