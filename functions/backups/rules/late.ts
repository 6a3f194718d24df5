import type { BackupPlan } from '../../../shared/config/backups/schema.ts'
import { durationSeconds } from '../../../shared/duration.ts'
import type { BackupTargetRecord } from '../../../shared/ledger/records.ts'
import { parseSchedule } from '../../../shared/schedule.ts'

/** Firings that are looked at to find how far two are apart. */
const looked = 20

/** The longest time between two firings that follow each other, in milliseconds. */
export const longestPause = ({ schedule, zone }: Pick<BackupPlan, 'schedule' | 'zone'>, now: Date): number => {
  const { next } = parseSchedule(schedule, zone)
  let [longest, at] = [0, next(now.getTime())]
  for (let count = 0; count < looked && at !== undefined; count += 1) {
    const following = next(at)
    if (following !== undefined) longest = Math.max(longest, following - at)
    at = following
  }
  return longest
}

/** Milliseconds that the newest good snapshot of a plan may be old: from one firing to the next one's deadline. */
export const mostAge = (plan: Pick<BackupPlan, 'schedule' | 'zone' | 'within'>, now: Date): number =>
  longestPause(plan, now) + durationSeconds(plan.within) * 1_000

/** Whether it should be good by now. @param within as the config says it: `6 hours` */
export const isLate = ({ firing }: { readonly firing: string }, within: string, now: Date): boolean =>
  now.getTime() > Date.parse(firing) + durationSeconds(within) * 1_000

/** Regions in which a plan wants snapshots: `''` is the deployment's. */
export const regionsOf = ({ copyTo }: Pick<BackupPlan, 'copyTo'>): string[] => [
  '',
  ...copyTo.map(({ region }) => region),
]

/** Whether the newest good snapshot of a region is older than its plan allows, or there is none that long after the first was asked for. */
export const isTooOld = (record: BackupTargetRecord, region: string, most: number, now: Date): boolean =>
  now.getTime() - Date.parse(record.held[region]?.[0]?.firing ?? record.at) > most
