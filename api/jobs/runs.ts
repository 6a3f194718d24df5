import type { LedgerItem } from '../../shared/ledger/ledger.ts'
import { readBack } from '../../shared/ledger/read-back.ts'
import { keys, type RunRecord } from '../../shared/ledger/records.ts'
import type { Deployment } from '../deployment.ts'

const shown = [
  'job',
  'scheduledAt',
  'attempt',
  'state',
  'cause',
  'explanation',
  'startedAt',
  'stoppedAt',
  'exitCode',
  'taskArn',
  'waitsFor',
  'dueAt',
  'requestedBy',
  'backfill',
  'earlier',
  'logTail',
] as const

/** A run as `nightshift runs --json` prints it. Times are ISO 8601. */
export type RunRow = Pick<RunRecord, (typeof shown)[number]> & {
  /** For how long its container ran. */
  readonly seconds?: number | undefined
}

type Asked = Pick<Deployment, 'ledger'>

const withSeconds = <Run extends Pick<RunRecord, 'startedAt' | 'stoppedAt'>>(
  run: Run,
): Run & Pick<RunRow, 'seconds'> => {
  const { startedAt, stoppedAt } = run
  if (startedAt === undefined || stoppedAt === undefined) return run
  return { ...run, seconds: Math.round((Date.parse(stoppedAt) - Date.parse(startedAt)) / 100) / 10 }
}

/** A run as it is shown, with the seconds for which its container ran. */
export const rowOf = (run: RunRecord): RunRow =>
  withSeconds(Object.fromEntries(shown.map((name) => [name, run[name]])) as RunRow)

/** The states in which a run can be. */
export const runStates = [
  'waiting',
  'starting',
  'running',
  'succeeded',
  'failed',
  'missed',
  'skipped',
  'suppressed',
  'forbidden',
] as const

/** Which runs are asked for. */
export interface RunFilter {
  readonly job?: string | undefined
  readonly state?: RunRecord['state'] | undefined
  /** ISO 8601, UTC: only runs scheduled then or later. */
  readonly since?: string | undefined
  /** ISO 8601, UTC: only runs scheduled then or earlier. */
  readonly until?: string | undefined
  /** At most so many. Default 50. */
  readonly limit?: number
}

/** The newest runs, of one job or of all, that are in a state and not older than asked for. */
export const readRuns = async (deployment: Asked, filter: RunFilter = {}): Promise<RunRow[]> => {
  const ledger = deployment.ledger()
  const { job, state, since = '', until, limit = 50 } = filter
  const read = (count: number): Promise<RunRecord[]> =>
    // Of one job the newest are read back; a time that is long over is found by the index of all.
    job && until === undefined
      ? ledger.lastChildren<RunRecord>(keys.run(job, '').pk, count)
      : ledger.list<RunRecord>('run', {
          limit: count,
          ...(since ? { since } : {}),
          ...(until === undefined ? {} : { until }),
        })
  const fitting = (runs: readonly RunRecord[]): RunRecord[] =>
    runs.filter(
      (run) =>
        run.scheduledAt >= since &&
        (job === undefined || run.job === job) &&
        (state === undefined || run.state === state),
    )
  const runs = await readBack(
    read,
    limit,
    (each) => fitting(each).length >= limit || each.some(({ scheduledAt }) => scheduledAt < since),
  )
  return fitting(runs).slice(0, limit).map(rowOf)
}

const inShort = [
  'job',
  'scheduledAt',
  'attempt',
  'state',
  'cause',
  'explanation',
  'startedAt',
  'stoppedAt',
] as const satisfies readonly (keyof RunRecord)[]

/** A run in short: where, when and how it went, without what it was decided from and the end of its log. */
export type ShortRun = Pick<RunRow, (typeof inShort)[number] | 'seconds'>

/** The runs of all jobs that were scheduled since a time, in short, newest first. @param since ISO 8601, UTC */
export const runsSince = async ({ ledger }: Asked, since: string, limit: number): Promise<ShortRun[]> =>
  (
    await ledger().list<Pick<RunRecord, (typeof inShort)[number] | keyof LedgerItem>>('run', {
      since,
      limit,
      fields: inShort,
    })
  ).map(withSeconds)

/** The newest run of a job that ended well or badly. What is not over, was not to be, or was cancelled says nothing of the job. */
export const lastEnded = async (deployment: Asked, job: string): Promise<RunRecord | undefined> => {
  const ledger = deployment.ledger()
  const hasEnded = ({ state, cause }: RunRecord): boolean =>
    state === 'succeeded' || state === 'missed' || (state === 'failed' && cause !== 'cancelled')
  const runs = await readBack(
    (count) => ledger.lastChildren<RunRecord>(keys.run(job, '').pk, count),
    5,
    (each) => each.some(hasEnded),
  )
  return runs.find(hasEnded)
}
