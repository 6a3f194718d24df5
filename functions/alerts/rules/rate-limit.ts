import type { Severity } from '../../../shared/config/alerts/schema.ts'

/** At most so many messages within so many seconds. */
type Limit = readonly [messages: number, seconds: number]

// A page and the news that it is over, or a second page, come at once; a third within the minute is a storm. What is critical has
// no other limit; of the rest nobody reads more than this at night.
const limits: Readonly<Record<Severity, readonly Limit[]>> = {
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

const longest = 10_800_000

/** The instants that still count, oldest first, with `now` behind them. */
export const withMessage = (sent: readonly string[], now: Date): string[] => {
  const since = new Date(now.getTime() - longest).toISOString()
  return [...sent.filter((at) => at > since), now.toISOString()].sort()
}

/**
 * When the next message of a severity may go to a person by one channel: now, or a time after it. What comes sooner waits and goes
 * then in one message with the others. Nothing is dropped.
 * @param sent ISO 8601 instants of earlier messages, oldest first
 */
export const allowedAt = (sent: readonly string[], severity: Severity, now: Date): Date => {
  const earliest = limits[severity].map(([messages, seconds]) => {
    const blocking = sent.at(-messages)
    return blocking === undefined ? 0 : Date.parse(blocking) + seconds * 1000
  })
  return new Date(Math.max(now.getTime(), ...earliest))
}

const order: readonly Severity[] = ['critical', 'warning', 'info']

/** The worst of several. */
export const worst = (severities: readonly Severity[]): Severity =>
  order.find((each) => severities.includes(each)) ?? 'info'
