import type { DaySumsRecord, IncidentRecord, NotificationRecord } from '../../../shared/ledger/records.ts'

/** How long incidents took, added up. Seconds from the opening. */
export interface IncidentSums {
  /** Of which somebody was notified. */
  readonly incidents: number
  readonly acknowledged: number
  readonly resolved: number
  readonly acknowledgeSeconds: number
  readonly resolveSeconds: number
}

/** What went out by one channel. */
export interface ChannelSums {
  readonly sent: number
  readonly failed: number
}

const secondsBetween = (from: string, until: string): number =>
  Math.max(0, (Date.parse(until) - Date.parse(from)) / 1000)

/** When somebody first acknowledged an incident. */
const firstAcknowledged = ({ acknowledgements, acknowledgedAt, history }: IncidentRecord): string | undefined =>
  history?.find(
    ({ what }) => what === 'acknowledged' || what === 'taken over' || what === 'handed over' || what === 'snoozed',
  )?.at ??
  acknowledgements?.[0]?.at ??
  acknowledgedAt

/** How long it took from the opening until somebody acknowledged, and until it was over; nothing where that has not happened. */
export const timesOf = (
  record: IncidentRecord,
): { readonly acknowledge: number | undefined; readonly resolve: number | undefined } => {
  const acknowledgedAt = firstAcknowledged(record)
  const { openedAt, closedAt, state } = record
  return {
    acknowledge: acknowledgedAt === undefined ? undefined : secondsBetween(openedAt, acknowledgedAt),
    resolve: state === 'resolved' && closedAt !== undefined ? secondsBetween(openedAt, closedAt) : undefined,
  }
}

const none: IncidentSums = { incidents: 0, acknowledged: 0, resolved: 0, acknowledgeSeconds: 0, resolveSeconds: 0 }

const plus = (one: IncidentSums, other: IncidentSums): IncidentSums => ({
  incidents: one.incidents + other.incidents,
  acknowledged: one.acknowledged + other.acknowledged,
  resolved: one.resolved + other.resolved,
  acknowledgeSeconds: one.acknowledgeSeconds + other.acknowledgeSeconds,
  resolveSeconds: one.resolveSeconds + other.resolveSeconds,
})

const sumsOf = (record: IncidentRecord): IncidentSums => {
  const { acknowledge, resolve } = timesOf(record)
  return {
    incidents: 1,
    acknowledged: acknowledge === undefined ? 0 : 1,
    resolved: resolve === undefined ? 0 : 1,
    acknowledgeSeconds: acknowledge ?? 0,
    resolveSeconds: resolve ?? 0,
  }
}

type ByName<Sums> = Readonly<Record<string, Sums>>

/** Adds sums of the same name. */
export const addSums = (all: readonly ByName<IncidentSums>[]): ByName<IncidentSums> =>
  Object.fromEntries(
    [...Map.groupBy(all.flatMap(Object.entries<IncidentSums>), ([name]) => name)].map(([name, each]) => [
      name,
      each.map(([, sums]) => sums).reduce(plus, none),
    ]),
  )

/** Sums of incidents by month (UTC) of their opening and policy: `2026-11 shop`. Those that were over before anybody was notified do not count. */
export const sumIncidents = (records: readonly IncidentRecord[]): ByName<IncidentSums> =>
  addSums(
    records
      .filter(({ state }) => state !== 'suppressed' && state !== 'held')
      .map((record) => ({ [`${record.openedAt.slice(0, 7)} ${record.policy}`]: sumsOf(record) })),
  )

/** Adds counts of the same channel. */
export const addChannels = (all: readonly ByName<ChannelSums>[]): ByName<ChannelSums> =>
  Object.fromEntries(
    [...Map.groupBy(all.flatMap(Object.entries<ChannelSums>), ([name]) => name)].map(([name, each]) => [
      name,
      {
        sent: each.reduce((sum, [, { sent }]) => sum + sent, 0),
        failed: each.reduce((sum, [, { failed }]) => sum + failed, 0),
      },
    ]),
  )

/** Messages by their channel. */
export const sumMessages = (records: readonly NotificationRecord[]): ByName<ChannelSums> =>
  addChannels(
    records.map(({ channel, outcome }) => ({
      [channel]: { sent: outcome === 'accepted' ? 1 : 0, failed: outcome === 'failed' ? 1 : 0 },
    })),
  )

/** Incidents of one day that may be open still when it is added up. With more the day waits. */
const mostOpen = 100

/**
 * A day that has ended, added up: what can change no more. What is not over is left out and named.
 * @returns nothing where the day has to wait: messages of it are still to be sent, or very many incidents are not over
 */
export const sumDay = (
  incidents: readonly IncidentRecord[],
  messages: readonly NotificationRecord[],
): Pick<DaySumsRecord, 'incidents' | 'channels' | 'notOver'> | undefined => {
  const isOver = ({ state }: IncidentRecord): boolean => state === 'resolved' || state === 'suppressed'
  const notOver = incidents.filter((incident) => !isOver(incident)).map(({ id }) => id)
  if (notOver.length > mostOpen || messages.some(({ outcome }) => outcome === 'planned')) return undefined
  return { incidents: sumIncidents(incidents.filter(isOver)), channels: sumMessages(messages), notOver }
}
