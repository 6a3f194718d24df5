import { dayOf } from '../../shared/calendar/dates.ts'
import { instantOn } from '../../shared/calendar/instants.ts'
import { commandSource } from '../../shared/command.ts'
import { type JobBackfillRecord, keys } from '../../shared/ledger/records.ts'
import { localClock } from '../../shared/local-clock.ts'
import { isInstant } from '../../shared/time.ts'
import { callFunction } from '../call.ts'
import type { Deployment } from '../deployment.ts'
import { UsageError } from '../usage-error.ts'
import { knownJob } from './known-job.ts'

const shown = [
  'job',
  'from',
  'until',
  'by',
  'parallel',
  'firings',
  'skipped',
  'succeeded',
  'failed',
  'going',
  'left',
  'cancelled',
  'endedAt',
] as const

/** A backfill as `nightshift jobs backfills --json` prints it. */
export type BackfillRow = Pick<JobBackfillRecord, (typeof shown)[number]> & {
  /** `going`: firings are left. `done`: all are over. `cancelled`: a person ended it. */
  readonly state: 'going' | 'done' | 'cancelled'
}

const rowOf = (record: JobBackfillRecord): BackfillRow => ({
  ...(Object.fromEntries(shown.map((name) => [name, record[name]])) as Pick<JobBackfillRecord, (typeof shown)[number]>),
  state: record.open !== undefined ? 'going' : record.cancelled === undefined ? 'done' : 'cancelled',
})

/** What a backfill would do about a firing. */
export interface PlannedFiring {
  readonly job: string
  readonly scheduledAt: string
  readonly would: 'run' | 'run again' | 'goes on' | 'has run'
}

const edge = (text: string, zone: string, isEnd: boolean): Date | undefined => {
  if (/^\d{4}-\d\d-\d\d$/.test(text) && isInstant(`${text}T00:00:00Z`)) {
    const day = dayOf(text)
    return new Date(instantOn(localClock(zone), isEnd ? day + 1 : day, 0) - (isEnd ? 1 : 0))
  }
  return /(Z|[+-]\d\d:?\d\d)$/.test(text) && isInstant(text) ? new Date(text) : undefined
}

/**
 * A stretch of time as a person writes it: `2026-11-01..2026-11-05`, whole days in a zone, both in it; a single day; or instants with their
 * zone, or a single one. A millisecond before the next day is the end of one.
 * @throws UsageError for what is none
 */
export const stretchOf = (text: string, zone: string): { readonly from: Date; readonly until: Date } => {
  const [first = '', last = first, ...more] = text.split('..').map((each) => each.trim())
  const [from, until] = [edge(first, zone, false), edge(last, zone, true)]
  if (!from || !until || more.length > 0)
    throw new UsageError(
      `"${text}" is not a stretch of time; write it like 2026-11-01..2026-11-05, or 2026-11-01T02:00:00+09:00..2026-11-01T08:00:00+09:00.`,
    )
  if (until < from) throw new UsageError(`"${text}" ends before it begins.`)
  return { from, until }
}

/** A backfill that a person asks for. */
export interface AskedBackfill {
  readonly job: string
  readonly by: string
  /** As `stretchOf` reads it, in the job's zone. */
  readonly stretch: string
  /** Runs that may go on at once. */
  readonly parallel: number
  /** Also what has succeeded. */
  readonly again?: true | undefined
}

type Reached = Pick<Deployment, 'config' | 'connect' | 'output'>

const ask = async (deployment: Reached, { job, by, stretch, parallel, again }: AskedBackfill, dry: boolean) => {
  const { zone = 'UTC' } = deployment.config.jobs?.[knownJob(deployment, job)] ?? {}
  const { from, until } = stretchOf(stretch, zone)
  return (await callFunction(deployment, deployment.output('StartJobFunction'), {
    source: commandSource,
    action: 'backfill',
    job,
    by,
    from: from.toISOString(),
    until: until.toISOString(),
    parallel,
    again,
    dry,
  })) as { readonly backfill: JobBackfillRecord; readonly plan: readonly Omit<PlannedFiring, 'job'>[] }
}

/**
 * Has each firing that a job's schedule would have had in a time that is over run, in the background.
 * @throws UsageError when there is no such job, no firing, or another backfill of it goes on
 */
export const backfillJob = async (deployment: Reached, asked: AskedBackfill): Promise<BackfillRow> =>
  rowOf((await ask(deployment, asked, false)).backfill)

/** Says what a backfill would do about each firing, and does nothing. @throws UsageError as `backfillJob` */
export const planBackfill = async (deployment: Reached, asked: AskedBackfill): Promise<PlannedFiring[]> =>
  (await ask(deployment, asked, true)).plan.map((firing) => ({ job: asked.job, ...firing }))

/** Begins no further run of a job's backfill. @throws UsageError when none goes on */
export const cancelBackfill = async (
  deployment: Reached,
  { job, by }: { readonly job: string; readonly by: string },
): Promise<BackfillRow> => {
  knownJob(deployment, job)
  const asked = { source: commandSource, action: 'cancel-backfill', job, by }
  return rowOf((await callFunction(deployment, deployment.output('StartJobFunction'), asked)) as JobBackfillRecord)
}

/** The newest backfill of each job, or of one. */
export const readBackfills = async (
  { config, ledger }: Pick<Deployment, 'config' | 'ledger'>,
  only?: string,
): Promise<BackfillRow[]> => {
  const names = only === undefined ? Object.keys(config.jobs ?? {}) : [knownJob({ config }, only)]
  const records = await Promise.all(names.map((job) => ledger().get<JobBackfillRecord>(keys.jobBackfill(job))))
  return records.flatMap((record) => (record ? [rowOf(record)] : []))
}
