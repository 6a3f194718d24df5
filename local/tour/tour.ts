import type { Config } from '../../shared/config/schema.ts'
import { step } from '../progress.ts'
import { alertStops } from './alerts.ts'
import type { Guide, Stop } from './guide.ts'
import { jobStops } from './jobs.ts'
import { lifecycleStops } from './lifecycle.ts'
import { metricStops } from './metrics.ts'
import { thumbnailStops } from './thumbnails.ts'

/** The stops that the config has something to show for. */
export const stopsOf = ({ alerts, thumbnails, jobs, lifecycle }: Config): readonly Stop[] => [
  ...(thumbnails ? thumbnailStops : []),
  ...(Object.keys(alerts.alarms).length > 0 ? alertStops : []),
  ...(jobs && Object.keys(jobs).length > 0 ? jobStops : []),
  ...metricStops,
  ...(lifecycle && thumbnails ? lifecycleStops : []),
]

/** Takes the tour on real input. @returns whether every stop held */
export const takeTour = async (guide: Guide): Promise<boolean> => {
  let allWell = true
  for (const { title, visit } of stopsOf(guide.config)) allWell = (await step(title, () => visit(guide))) && allWell
  return allWell
}
