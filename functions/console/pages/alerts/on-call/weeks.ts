import { dayMs, weekdayOf } from '../../../../../shared/calendar/dates.ts'
import { localClock } from '../../../../../shared/local-clock.ts'
import type { Asked } from '../../../contract/contribution.ts'
import { instantOfInput } from '../../../view/local-input.ts'

/** A week from a Monday's midnight to the next one, by the reader's clocks. */
export interface Week {
  readonly from: Date
  readonly until: Date
  /** Midnights of its seven days. */
  readonly days: readonly Date[]
}

/**
 * Four weeks by the reader's clocks, from the Monday on or before a day of the query, else of today.
 * @throws UsageError where the query names no day
 */
export const fourWeeksFrom = ({ query, reader, now }: Pick<Asked, 'query' | 'reader' | 'now'>): readonly Week[] => {
  const clock = localClock(reader.zone)
  const asked = instantOfInput(query('from'), reader.zone, reader)
  const day = Math.floor(clock.localAt(asked === undefined ? now.getTime() : Date.parse(asked)) / dayMs)
  const monday = day - weekdayOf(day)
  const midnight = (index: number): Date => new Date(clock.instantNear((monday + index) * dayMs))
  return [0, 7, 14, 21].map((first) => ({
    from: midnight(first),
    until: midnight(first + 7),
    days: [0, 1, 2, 3, 4, 5, 6].map((index) => midnight(first + index)),
  }))
}
