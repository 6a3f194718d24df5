import { ConflictError, TransientError } from '../../shared/errors.ts'
import type { Ledger, Stored } from '../../shared/ledger/ledger.ts'
import { type JobRecord, keys, type RunRecord } from '../../shared/ledger/records.ts'
import { log } from '../../shared/log.ts'
import { metrics } from '../../shared/metrics.ts'
import type { Signal } from '../../shared/signals.ts'
import type { Tasks } from './effects.ts'
import type { JobSlice } from './job.ts'
import { newJob } from './job.ts'
import { newsOf, signalOf } from './news.ts'

/** What the functions of this capability work with. */
export interface Desk {
  readonly ledger: Ledger
  readonly tasks: Tasks
  readonly publish: (signal: Signal) => Promise<void>
  readonly jobs: Readonly<Record<string, JobSlice>>
  /** Version of the config, for the record. */
  readonly version: string
  readonly now: Date
  /** Id of this call; a retry by the platform has the same one. */
  readonly callId: string
}

const maxConflicts = 5

/**
 * Reads a run, changes it by a pure function and writes it, again when another call was faster.
 * @param change gives the new record, or nothing when there is nothing to change
 * @returns the run as it is now stored, and whether this call changed it
 */
export const changeRun = async (
  { ledger, now }: Pick<Desk, 'ledger' | 'now'>,
  key: { readonly pk: string; readonly sk: string },
  change: (run: Stored<RunRecord> | undefined) => RunRecord | undefined,
  conflicts = 0,
): Promise<{ readonly run: Stored<RunRecord> | undefined; readonly changed: boolean }> => {
  const seen = await ledger.get<RunRecord>(key)
  const next = change(seen)
  if (!next) return { run: seen, changed: false }
  try {
    await ledger.commit([{ item: next, expect: seen?.version ?? 'absent' }], now)
    return { run: { ...next, version: (seen?.version ?? 0) + 1 }, changed: true }
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error
    if (conflicts >= maxConflicts) throw new TransientError('Too many calls change this run at once')
    return changeRun({ ledger, now }, key, change, conflicts + 1)
  }
}

/**
 * Closes a run that has ended, after telling of it what is to be told. What that is gets decided once and is written down
 * with the job's state before it is said; then it can be said again, with the same id and time, until the run is closed.
 * @throws the ledger's and the bus's errors: to be tried again
 */
export const settle = async (run: Stored<RunRecord>, desk: Desk, conflicts = 0): Promise<void> => {
  const { ledger, publish, now } = desk
  if (run.open === undefined) return
  try {
    const told = run.toldAt === undefined ? await decideNews(run, desk) : run
    if (told.toldAt === undefined) return count(run)
    await publish(signalOf(told, told.toldAt))
    const closed: RunRecord = { ...told, open: undefined }
    await ledger.commit([{ item: closed, expect: told.version }], now)
    count(run)
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error
    if (conflicts >= maxConflicts) throw new TransientError('Too many calls tell of this job at once')
    const again = await ledger.get<RunRecord>(run)
    if (again) await settle(again, desk, conflicts + 1)
  }
}

/** Writes down what the run's end means. Where there is nothing to tell, the run is closed with it. */
const decideNews = async (run: Stored<RunRecord>, { ledger, jobs, now }: Desk): Promise<Stored<RunRecord>> => {
  const job = await ledger.get<JobRecord>(keys.job(run.job))
  const news = newsOf(run, job ?? newJob(run.job, jobs[run.job], now))
  const item: RunRecord = news.toldAt === undefined ? { ...run, open: undefined } : { ...run, toldAt: news.toldAt }
  await ledger.commit(
    [
      { item, expect: run.version },
      { item: news.job, expect: job?.version ?? 'absent' },
    ],
    now,
  )
  return { ...item, version: run.version + 1 }
}

const count = ({ job, scheduledAt, state, cause }: RunRecord): void => {
  metrics.add(`Runs${state[0]?.toUpperCase()}${state.slice(1)}`, 1)
  log.info('run ended', { job, scheduledAt, state, cause })
}
