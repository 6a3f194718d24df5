import type { Counts } from '../logs/counts.ts'
import type { Rule } from '../rules/rule.ts'

/** Every line of every client. No rule of the config has its name, which has a blank. */
export const trafficRule: Rule = {
  name: 'all traffic',
  match: { requests: true },
  threshold: Number.MAX_SAFE_INTEGER,
  windowMinutes: 1,
  blockSeconds: 60,
  mode: 'count',
  escalate: { factor: 1, mostSeconds: 60, decaySeconds: 60 },
}

/** What each client asked, by minutes. */
export interface Traffic {
  readonly take: (counts: Counts) => void
  /** Counts without those of the traffic. */
  readonly without: (counts: Counts) => Counts
  /** Lines of a client between two instants of ISO 8601, to the minute. */
  readonly between: (client: string, from: string, until: string) => number
  /** All lines of a client. */
  readonly all: (client: string) => number
}

export const emptyTraffic = (): Traffic => {
  const clients = new Map<string, Map<number, number>>()
  return {
    take: (counts) => {
      for (const [client, { minutes }] of counts.get(trafficRule.name) ?? []) {
        const known = clients.get(client) ?? new Map<number, number>()
        clients.set(client, known)
        for (const [minute, { count }] of minutes) known.set(minute, (known.get(minute) ?? 0) + count)
      }
    },
    without: (counts) => new Map([...counts].filter(([rule]) => rule !== trafficRule.name)),
    between: (client, from, until) => {
      const [begins, ends] = [Date.parse(from) / 60_000, Date.parse(until) / 60_000]
      return [...(clients.get(client) ?? [])].reduce(
        (sum, [minute, count]) => (minute >= begins && minute < ends ? sum + count : sum),
        0,
      )
    },
    all: (client) =>
      (clients.get(client)?.values() ?? [].values()).reduce((sum: number, count: number) => sum + count, 0),
  }
}
