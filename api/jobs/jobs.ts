import { suspendedUntil } from '../../functions/jobs/rules/job.ts'
import { type JobRecord, keys, type RunRecord } from '../../shared/ledger/records.ts'
import { firings } from '../../shared/schedule.ts'
import { isoSeconds } from '../../shared/time.ts'
import type { Deployment } from '../deployment.ts'

/** A job of the config, as `nightshift jobs --json` prints it. Times are ISO 8601. */
export interface JobRow {
  readonly job: string
  readonly schedule: string
  /** IANA zone of the schedule. */
  readonly zone: string
  readonly owner: string | undefined
  /** The end of its suspension by the config or a person, or `for good`; nothing when it is not suspended. */
  readonly suspended: string | undefined
  readonly nextAt: string | undefined
  /** The next firings that start. */
  readonly next: readonly string[]
  /** The newest run, whoever asked for it. */
  readonly lastRunAt: string | undefined
  readonly lastState: RunRecord['state'] | undefined
  readonly lastSuccessAt: string | undefined
}

/** Years within which the next firings are looked for. */
const horizon = 5 * 366 * 86_400_000

/** Firings that are shown of each job. */
const ahead = 10

/** How jobs stand, and when they fire next. @param only the jobs that are asked for; default: all of the config */
export const readJobs = (
  { config, ledger, now: clock }: Pick<Deployment, 'config' | 'ledger' | 'now'>,
  only?: readonly string[],
): Promise<JobRow[]> => {
  const [now, table] = [clock(), ledger()]
  const jobs = Object.entries(config.jobs ?? {}).filter(([job]) => only === undefined || only.includes(job))
  return Promise.all(
    jobs.map(async ([job, definition]): Promise<JobRow> => {
      const { schedule, zone, owner } = definition
      const [runs, record] = await Promise.all([
        table.lastChildren<RunRecord>(keys.run(job, '').pk, 20),
        table.get<JobRecord>(keys.job(job)),
      ])
      const [last] = runs
      // Runs by hand do not move the schedule.
      const scheduled = runs.find(({ requestedBy }) => requestedBy === undefined)
      const since = new Date(scheduled?.scheduledAt ?? record?.since ?? now)
      const until = new Date(now.getTime() + horizon)
      const end = suspendedUntil(definition, record, now)
      // What fires at the very end of the suspension starts.
      const after = end === undefined ? now : new Date(Math.min(end - 1, until.getTime()))
      const next = firings({ schedule, zone }, { after, until, since, limit: ahead }).map(isoSeconds)
      return {
        job,
        schedule,
        zone,
        owner,
        suspended: end === undefined ? undefined : Number.isFinite(end) ? isoSeconds(new Date(end)) : 'for good',
        nextAt: next[0],
        next,
        lastRunAt: last?.scheduledAt,
        lastState: last?.state,
        lastSuccessAt: record?.lastSuccessAt,
      }
    }),
  )
}
