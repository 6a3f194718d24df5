import type { NotificationRecord, TimerRecord } from '../../../shared/ledger/records.ts'
import type { Point } from '../plot/point.ts'

/** Minutes by which a timer, a message or the oldest message of a queue may be late before the alerting counts as stuck. */
export const stuckMinutes = 5

const counted = (count: number, one: string, several: string): string => `${count} ${count === 1 ? one : several}`

const late = (at: string, now: Date): boolean => now.getTime() - Date.parse(at) >= stuckMinutes * 60_000

/**
 * Why the alerting is not well, after a sweep that went through; nothing while it is. It is stuck where what is due stays undone although
 * each minute somebody comes by, and where something was given up: then nothing may say that all is well.
 * @param dead messages that each dead-letter queue keeps, by its name
 * @param ages seconds of the oldest message of each queue by its name, newest last, as CloudWatch has them; none of a queue that nobody uses
 */
export const notWell = (
  {
    timers,
    owed,
    ages,
    dead,
  }: {
    readonly timers: readonly Pick<TimerRecord, 'at'>[]
    readonly owed: readonly Pick<NotificationRecord, 'at'>[]
    readonly ages: Readonly<Record<string, readonly Point[]>>
    readonly dead: Readonly<Record<string, number>>
  },
  now: Date,
): string | undefined => {
  const [overdue, unsent] = [timers.filter(({ at }) => late(at, now)), owed.filter(({ at }) => late(at, now))]
  const stuck = Object.entries(ages).filter(([, points]) => (points.at(-1)?.value ?? 0) >= stuckMinutes * 60)
  const reasons = [
    ...(overdue.length > 0
      ? [`${counted(overdue.length, 'timer is', 'timers are')} due for ${stuckMinutes} minutes`]
      : []),
    ...(unsent.length > 0
      ? [`${counted(unsent.length, 'message is', 'messages are')} owed for ${stuckMinutes} minutes`]
      : []),
    ...stuck.map(([queue]) => `the queue ${queue} has not been worked on for ${stuckMinutes} minutes`),
    ...Object.entries(dead).flatMap(([queue, count]) =>
      count > 0 ? [`${queue} keeps ${counted(count, 'message', 'messages')} that could not be worked on`] : [],
    ),
  ]
  return reasons.length > 0 ? reasons.join(', ') : undefined
}
