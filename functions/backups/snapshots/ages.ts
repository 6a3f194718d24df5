import { ConflictError } from '../../../shared/errors.ts'
import type { Stored } from '../../../shared/ledger/ledger.ts'
import { type BackupTargetRecord, keys } from '../../../shared/ledger/records.ts'
import { metrics } from '../../../shared/metrics.ts'
import type { Parts } from '../kinds/kind.ts'
import { home, withFailing } from '../retention/inventory.ts'
import { isTooOld, mostAge, regionsOf } from '../rules/late.ts'
import { failedSignal } from '../rules/signals.ts'

/** The hour, in UTC, in which the age is measured each day. */
const measuredHour = 6

const { pk } = keys.backupTarget('', '')

const quietly = async (write: () => Promise<void>): Promise<void> => {
  try {
    await write()
  } catch (error) {
    // Whoever wrote meanwhile knows better; the next look sees what came of it.
    if (!(error instanceof ConflictError)) throw error
  }
}

/**
 * What a plan means no longer is left: what was made of it stays, and its age is nobody's trouble. What it means again counts again.
 * @param targets what the plan means now
 */
export const markLeft = async (plan: string, targets: readonly string[], { ledger, now }: Parts): Promise<void> => {
  const meant = new Set(targets)
  for (const record of await ledger.children<BackupTargetRecord>(pk, `${plan}#`)) {
    const isLeft = record.leftAt !== undefined
    if (isLeft !== meant.has(record.target)) continue
    const item = { ...record, leftAt: isLeft ? undefined : now.toISOString() }
    await quietly(() => ledger.commit([{ item, expect: record.version }], now))
  }
}

const tellTooOld = async (record: Stored<BackupTargetRecord>, parts: Parts): Promise<void> => {
  const { ledger, slice, now, publish } = parts
  const plan = slice.plans[record.plan]
  if (!plan || record.leftAt !== undefined) return
  const most = mostAge(plan, now)
  for (const region of regionsOf(plan)) {
    if (record.failing[region] || !isTooOld(record, region, most, now)) continue
    const hours = Math.round(most / 3_600_000)
    const reason = `No good one has come for more than ${hours} hours, and none that failed says why. Is the look of backups running, and is the copy's region in the plan since?`
    const about = { plan: record.plan, target: record.target, region, policy: slice.policy }
    await publish(failedSignal(about, record.held[region]?.[0]?.process ?? 'none', reason, now))
    const item = { ...record, ...withFailing(record, region, now.toISOString(), reason) }
    await quietly(() => ledger.commit([{ item, expect: record.version }], now))
    return
  }
}

/** Measures how old the newest good snapshots are, and reports those that are older than their plan allows. */
export const lookAtAges = async (parts: Parts): Promise<void> => {
  const { ledger, slice, now } = parts
  const records = await ledger.children<BackupTargetRecord>(pk)
  const ages = records.flatMap(({ plan, leftAt, held }) => {
    const [newest] = held[home] ?? []
    return slice.plans[plan] && leftAt === undefined && newest ? [now.getTime() - Date.parse(newest.at)] : []
  })
  // CloudWatch bills a metric for the hours in which it is written; what is too old is a signal, whenever.
  if (ages.length > 0 && now.getUTCHours() === measuredHour)
    metrics.add('BackupAgeHours', Math.max(0, ...ages) / 3_600_000)
  for (const record of records) await tellTooOld(record, parts)
}
