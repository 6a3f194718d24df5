import {
  type HoursLookRecord,
  type HoursSavingsRecord,
  type HoursTargetRecord,
  keys,
} from '../../../shared/ledger/records.ts'
import { reportSignal } from '../rules/report.ts'
import { monthBefore, monthSavings } from '../rules/savings.ts'
import type { World } from '../world/world.ts'

/**
 * Reports the month before, at the first look of a month. The signal is the same each time, so that a look that dies before it is
 * written down does no harm; nothing is said of a month that began before the first look, or in which nothing was seen to be off.
 * @returns the month that counts as reported from now on
 */
export const reportMonth = async (
  before: HoursLookRecord | undefined,
  targets: Iterable<HoursTargetRecord>,
  world: World,
  failures: unknown[],
): Promise<string> => {
  const { ledger, slice, now, priceOf, publish } = world
  const month = monthBefore(now)
  const { reported } = before ?? {}
  if (reported !== undefined && reported >= month) return reported
  if (reported === undefined || slice.report === undefined) return month
  try {
    const written = await ledger.children<HoursSavingsRecord>(keys.hoursSavings(month, '').pk)
    const sums = monthSavings(month, written, [...targets], before, priceOf)
    if (sums.size > 0) await publish(reportSignal(month, sums, slice.report.to, now))
    return month
  } catch (error) {
    failures.push(error)
    return reported
  }
}
