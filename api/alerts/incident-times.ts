import { addSums, type IncidentSums, sumIncidents } from '../../functions/alerts/rules/day-sums.ts'
import type { IncidentRecord } from '../../shared/ledger/records.ts'
import type { Deployment } from '../deployment.ts'
import { incidentSumsSince, mostRead } from './days.ts'

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

const mean = (sum: number, count: number): number | null => (count === 0 ? null : Math.round(sum / count))

const rowsOf = (sums: Readonly<Record<string, IncidentSums>>): IncidentTimesRow[] =>
  Object.entries(sums)
    .map(([name, { incidents, acknowledged, resolved, acknowledgeSeconds, resolveSeconds }]) => ({
      month: name.slice(0, 7),
      policy: name.slice(8),
      incidents,
      acknowledged,
      resolved,
      meanAcknowledgeSeconds: mean(acknowledgeSeconds, acknowledged),
      meanResolveSeconds: mean(resolveSeconds, resolved),
    }))
    .sort((one, other) => other.month.localeCompare(one.month) || one.policy.localeCompare(other.policy))

/** A row for each policy and month, the newest month first. */
export const timesRows = (records: readonly IncidentRecord[]): IncidentTimesRow[] => rowsOf(sumIncidents(records))

/** Most incidents of which the times are reckoned one by one. Those of days that are added up need no reading. */
export const mostTimed = mostRead

/**
 * How long it took to acknowledge and to resolve, by policy and month.
 * @param since default: the beginning of the month two before this one, UTC
 */
export const readIncidentTimes = async (
  deployment: Pick<Deployment, 'ledger' | 'now'>,
  { since, limit = mostTimed }: { readonly since?: Date | undefined; readonly limit?: number | undefined } = {},
): Promise<{ readonly rows: readonly IncidentTimesRow[]; readonly isCut: boolean }> => {
  const today = deployment.now()
  const from = since ?? new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - 2, 1))
  const { sums, isCut } = await incidentSumsSince(deployment, from, limit)
  return { rows: rowsOf(addSums(sums)), isCut }
}
