import type { Severity } from '../../../shared/config/alerts/policies.ts'

/** At most so many messages within so many seconds. */
export type Limit = readonly [messages: number, seconds: number]

/** How many messages of a severity may go to one person by a channel. Of at most three hours: see `withMessage`. */
export type Rate = Readonly<Record<Severity, readonly Limit[]>>

/** As many as there are. */
export const unlimited: Rate = { critical: [], warning: [], info: [] }

// A page and the news that it is over, or a second page, come at once; a third within the minute is a storm. What is critical has
// no other limit; of the rest nobody reads more than this at night.
export const personRate: Rate = {
  critical: [[2, 60]],
  warning: [
    [2, 60],
    [5, 900],
    [11, 3_600],
    [21, 10_800],
  ],
  info: [
    [2, 60],
    [5, 900],
    [11, 3_600],
    [21, 10_800],
  ],
}
