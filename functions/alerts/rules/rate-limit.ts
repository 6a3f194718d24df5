import type { Severity } from '../../../shared/config/alerts/schema.ts'
import { personRate, type Rate } from '../channels/rate.ts'

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
 * @param rate of the channel; default: what a person can read
 */
export const allowedAt = (sent: readonly string[], severity: Severity, now: Date, rate: Rate = personRate): Date => {
  const earliest = rate[severity].map(([messages, seconds]) => {
    const blocking = sent.at(-messages)
    return blocking === undefined ? 0 : Date.parse(blocking) + seconds * 1000
  })
  return new Date(Math.max(now.getTime(), ...earliest))
}

const order: readonly Severity[] = ['critical', 'warning', 'info']

/** The worst of several. */
export const worst = (severities: readonly Severity[]): Severity =>
  order.find((each) => severities.includes(each)) ?? 'info'
