import type { IncidentRecord } from '../../shared/ledger/records.ts'
import type { Deployment } from '../deployment.ts'

/** How long it took, by policy and month, as `nightshift incidents times --json` prints it. */
export interface IncidentTimesRow {
  /** Month in which they opened, in UTC: `2026-11`. */
  readonly month: string
  readonly policy: string
  /** Incidents of which somebody was notified: those that were over before are left out. */
  readonly incidents: number
  /** How many of them somebody acknowledged, and how many are over. */
  readonly acknowledged: number
  readonly resolved: number
  /** Means from the opening, in seconds; null where there was none. */
  readonly meanAcknowledgeSeconds: number | null
  readonly meanResolveSeconds: number | null
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

const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : Math.round(values.reduce((sum, each) => sum + each, 0) / values.length)

/** A row for each policy and month, the newest month first. */
export const timesRows = (records: readonly IncidentRecord[]): IncidentTimesRow[] => {
  const reported = records.filter(({ state }) => state !== 'suppressed' && state !== 'held')
  const groups = Map.groupBy(reported, ({ openedAt, policy }) => `${openedAt.slice(0, 7)} ${policy}`)
  return [...groups]
    .map(([key, group]) => {
      const times = group.map(timesOf)
      const acknowledge = times.flatMap((each) => each.acknowledge ?? [])
      const resolve = times.flatMap((each) => each.resolve ?? [])
      return {
        month: key.slice(0, 7),
        policy: key.slice(8),
        incidents: group.length,
        acknowledged: acknowledge.length,
        resolved: resolve.length,
        meanAcknowledgeSeconds: mean(acknowledge),
        meanResolveSeconds: mean(resolve),
      }
    })
    .sort((one, other) => other.month.localeCompare(one.month) || one.policy.localeCompare(other.policy))
}

/** Most incidents of which the times are reckoned. */
export const mostTimed = 10_000

/**
 * How long it took to acknowledge and to resolve, by policy and month.
 * @param since default: the beginning of the month two before this one, UTC
 */
export const readIncidentTimes = async (
  { ledger, now }: Pick<Deployment, 'ledger' | 'now'>,
  { since, limit = mostTimed }: { readonly since?: Date | undefined; readonly limit?: number | undefined } = {},
): Promise<{ readonly rows: readonly IncidentTimesRow[]; readonly isCut: boolean }> => {
  const today = now()
  const from = since ?? new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - 2, 1))
  const records = await ledger().list<IncidentRecord>('incident', { since: from.toISOString(), limit })
  return { rows: timesRows(records), isCut: records.length >= limit }
}
