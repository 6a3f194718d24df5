import type { NotificationRecord, TimerRecord } from '../../../shared/ledger/records.ts'
import type { Point } from '../plot/point.ts'

/** Minutes by which a timer, a message or the oldest message of a queue may be late before the alerting counts as stuck. */
export const stuckMinutes = 5

const late = (at: string, now: Date): boolean => now.getTime() - Date.parse(at) >= stuckMinutes * 60_000

/**
 * Why the alerting is not well, after a sweep that went through; nothing while it is. It is stuck where what is due stays undone although
 * each minute somebody comes by: then nothing may say that all is well.
 * @param ages seconds of the oldest message of each queue by its name, newest last, as CloudWatch has them; none of a queue that nobody uses
 */
export const notWell = (
  {
    timers,
    owed,
    ages,
  }: {
    readonly timers: readonly Pick<TimerRecord, 'at'>[]
    readonly owed: readonly Pick<NotificationRecord, 'at'>[]
    readonly ages: Readonly<Record<string, readonly Point[]>>
  },
  now: Date,
): string | undefined => {
  const [overdue, unsent] = [timers.filter(({ at }) => late(at, now)), owed.filter(({ at }) => late(at, now))]
  const stuck = Object.entries(ages).filter(([, points]) => (points.at(-1)?.value ?? 0) >= stuckMinutes * 60)
  const reasons = [
    ...(overdue.length > 0 ? [`${overdue.length} timers are due for ${stuckMinutes} minutes`] : []),
    ...(unsent.length > 0 ? [`${unsent.length} messages are owed for ${stuckMinutes} minutes`] : []),
    ...stuck.map(([queue]) => `the queue ${queue} has not been worked on for ${stuckMinutes} minutes`),
  ]
  return reasons.length > 0 ? reasons.join(', ') : undefined
}
