import type { JobConfig } from '../../shared/config/jobs/schema.ts'
import type { JobRecord } from '../../shared/ledger/records.ts'
import type { Deployment } from '../deployment.ts'
import { type JobRow, jobRowOf, readJob } from './jobs.ts'
import { holidayRules } from './planned.ts'
import { type RunRow, rowOf } from './runs.ts'

/** A job with its newest runs, for a page. */
export interface JobBoard {
  readonly row: JobRow
  readonly definition: JobConfig
  /** Newest first. */
  readonly runs: readonly RunRow[]
  /** A person's suspension, where it still holds. */
  readonly suspension: JobRecord['suspended']
}

const holds = ({ until }: NonNullable<JobRecord['suspended']>, now: Date): boolean =>
  until === undefined || Date.parse(until) > now.getTime()

/**
 * Jobs of the config with their newest runs: one list of the ledger for each.
 * @param jobs names that the config has; others are left out
 * @param runs of each, at most so many
 */
export const readBoards = async (
  deployment: Pick<Deployment, 'config' | 'ledger' | 'now'> & Partial<Pick<Deployment, 'calendars'>>,
  jobs: readonly string[],
  runs: number,
): Promise<JobBoard[]> => {
  const now = deployment.now()
  const known = deployment.config.jobs ?? {}
  const rules = await holidayRules(deployment)
  const found = await Promise.all(
    jobs.map(async (job): Promise<JobBoard | undefined> => {
      const definition = Object.hasOwn(known, job) ? known[job] : undefined
      if (!definition) return undefined
      const seen = await readJob(deployment, job, runs)
      const suspended = seen.record?.suspended
      return {
        row: jobRowOf(job, definition, seen, now, rules[job]),
        definition,
        runs: seen.runs.map(rowOf),
        suspension: suspended && holds(suspended, now) ? suspended : undefined,
      }
    }),
  )
  return found.filter((board) => board !== undefined)
}
