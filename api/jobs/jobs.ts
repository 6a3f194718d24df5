import { suspendedUntil } from '../../functions/jobs/rules/job.ts'
import { usualSeconds } from '../../functions/jobs/rules/overdue.ts'
import type { JobConfig } from '../../shared/config/jobs/schema.ts'
import type { HolidayRule } from '../../shared/jobs/holidays.ts'
import { type JobRecord, keys, type RunRecord } from '../../shared/ledger/records.ts'
import { isoSeconds } from '../../shared/time.ts'
import type { Deployment } from '../deployment.ts'
import { durationTrend, runDollars } from './cost.ts'
import { holidayRules, plannedFirings } from './planned.ts'

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
  /** Seconds that 95 % of its last runs took at most; nothing before five have succeeded. */
  readonly usualSeconds: number | undefined
  /** By which share its newest runs take longer than the oldest of the last thirty: 0.2 is a fifth longer. */
  readonly durationTrend: number | undefined
  /** US dollars that its newest run cost, estimated by the prices of us-east-1. */
  readonly lastDollars: number | undefined
}

/** Years within which the next firings are looked for. */
const horizon = 5 * 366 * 86_400_000

/** Firings that are shown of each job. */
const ahead = 10

/** What the ledger has of a job: its record, and its newest runs, newest first. */
export interface JobKnown {
  readonly record: JobRecord | undefined
  readonly runs: readonly RunRecord[]
}

/** Newest runs of a job, of which one of the schedule says when a rate fires next. */
const runsToLook = 20

/** Reads what the ledger has of a job. @param runs at most so many */
export const readJob = async (
  { ledger }: Pick<Deployment, 'ledger'>,
  job: string,
  runs: number = runsToLook,
): Promise<JobKnown> => {
  const table = ledger()
  const [newest, record] = await Promise.all([
    table.lastChildren<RunRecord>(keys.run(job, '').pk, runs),
    table.get<JobRecord>(keys.job(job)),
  ])
  return { record, runs: newest }
}

/** A job as it stands, and when it runs next. @param holidays what its calendar leaves of its firings */
export const jobRowOf = (
  job: string,
  definition: JobConfig,
  { record, runs }: JobKnown,
  now: Date,
  holidays?: HolidayRule,
): JobRow => {
  const { schedule, zone, owner } = definition
  const [last] = runs
  // Runs by hand do not move the schedule.
  const scheduled = runs.find(({ requestedBy }) => requestedBy === undefined)
  const since = new Date(scheduled?.scheduledAt ?? record?.since ?? now)
  const until = new Date(now.getTime() + horizon)
  const end = suspendedUntil(definition, record, now)
  // What fires at the very end of the suspension starts.
  const after = end === undefined ? now : new Date(Math.min(end - 1, until.getTime()))
  const next = plannedFirings(definition, holidays, { after, until, since, limit: ahead }).map(isoSeconds)
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
    usualSeconds: usualSeconds(record?.durations),
    durationTrend: durationTrend(record?.durations),
    lastDollars: last && runDollars(definition, last),
  }
}

/** How jobs stand, and when they fire next. @param only the jobs that are asked for; default: all of the config */
export const readJobs = async (
  deployment: Pick<Deployment, 'config' | 'ledger' | 'now'> & Partial<Pick<Deployment, 'calendars'>>,
  only?: readonly string[],
): Promise<JobRow[]> => {
  const now = deployment.now()
  const jobs = Object.entries(deployment.config.jobs ?? {}).filter(([job]) => only === undefined || only.includes(job))
  const rules = await holidayRules(deployment)
  return Promise.all(
    jobs.map(async ([job, definition]) => jobRowOf(job, definition, await readJob(deployment, job), now, rules[job])),
  )
}
