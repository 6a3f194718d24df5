import { suspendedUntil } from '../../functions/jobs/rules/job.ts'
import type { JobRecord, RunRecord } from '../../shared/ledger/records.ts'
import { isoSeconds } from '../../shared/time.ts'
import type { Deployment } from '../deployment.ts'
import { holidayRules, plannedFirings } from './planned.ts'
import { type RunRow, rowOf } from './runs.ts'

/** A firing that lies ahead. */
export interface PlannedRun {
  readonly job: string
  /** ISO 8601 */
  readonly scheduledAt: string
}

/** What runs, and what will, between two instants. */
export interface JobsDay {
  /** Runs that may reach into it: scheduled up to a day before, newest first. */
  readonly runs: readonly RunRow[]
  /** Whether there are more runs than are read. */
  readonly isCut: boolean
  /** Firings after now, in no order. */
  readonly planned: readonly PlannedRun[]
}

const dayMs = 86_400_000

/** Runs that are read, and firings of one job that lie ahead. */
const mostRuns = 4_000
const mostFirings = 300

/**
 * The runs of all jobs in a stretch of time, and the firings of it that lie ahead: two lists of the ledger.
 * What runs into the stretch from the day before is among them.
 */
export const readDay = async (
  deployment: Pick<Deployment, 'config' | 'ledger' | 'now'> & Partial<Pick<Deployment, 'calendars'>>,
  { from, until }: { readonly from: Date; readonly until: Date },
): Promise<JobsDay> => {
  const { config, ledger, now: clock } = deployment
  const [now, table] = [clock(), ledger()]
  const rules = await holidayRules(deployment)
  // Ahead of now there are no runs: the last ones say how long they take, and when a rate fires next.
  const since = new Date(Math.min(from.getTime(), now.getTime()) - dayMs).toISOString()
  const isAhead = until > now
  const [runs, records] = await Promise.all([
    table.list<RunRecord>('run', { since, until: until.toISOString(), limit: mostRuns }),
    isAhead ? table.list<JobRecord>('job', { limit: 1_000 }) : [],
  ])
  const recordOf = new Map(records.map((record) => [record.job, record]))
  const lastOf = new Map(
    runs
      .filter(({ requestedBy }) => requestedBy === undefined)
      .toReversed()
      .map(({ job, scheduledAt }) => [job, scheduledAt]),
  )
  const planned = Object.entries(isAhead ? (config.jobs ?? {}) : {}).flatMap(([job, definition]) => {
    const record = recordOf.get(job)
    const end = suspendedUntil(definition, record, now)
    const start = Math.max(now.getTime(), from.getTime() - 1, end === undefined ? 0 : end - 1)
    if (start >= until.getTime()) return []
    const begun = new Date(lastOf.get(job) ?? record?.since ?? now)
    return plannedFirings(definition, rules[job], {
      after: new Date(start),
      until,
      since: begun,
      limit: mostFirings,
    }).map((at) => ({
      job,
      scheduledAt: isoSeconds(at),
    }))
  })
  return { runs: runs.map(rowOf), isCut: runs.length === mostRuns, planned }
}
