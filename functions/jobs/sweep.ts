import type { Stored } from '../../shared/ledger/ledger.ts'
import type { RunRecord } from '../../shared/ledger/records.ts'
import { changeRun, type Desk, settle } from './keep.ts'
import { retireJobs, sweepFirings } from './missed.ts'
import { runOfTask } from './run.ts'
import { startRun } from './start.ts'
import { applyChange, isSettled, type TaskChange } from './task-change.ts'

/** Seconds after its start for which nobody worries that a run is not heard of. ECS forgets what stopped an hour ago. */
const silenceSeconds = 300

/** Most tasks that DescribeTasks takes. */
const describeLimit = 100

/**
 * Finds what no event told of: firings that never produced a run, runs that were never started, tasks whose end was not
 * heard, ends that were not told. Each step can be repeated; one job's failure stops no other.
 * @throws AggregateError of what failed, after everything was tried
 */
export const sweep = async (desk: Desk): Promise<void> => {
  const open = await desk.ledger.open<RunRecord>('run')
  const results = await Promise.allSettled([
    ...Object.entries(desk.jobs).map(([name, job]) => sweepFirings(name, job, desk)),
    retireJobs(desk),
    ...open.filter(isSettled).map((run) => tellAgain(run, desk)),
    ...open.filter(isAbandoned(desk.now)).map((run) => startAgain(run, desk)),
    ...inGroups(open.filter(isSilent(desk.now))).map((runs) => sweepTasks(runs, desk)),
  ])
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
  if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join('; '))
}

/** The index of open runs may lag: the run itself says whether its end is still to be told. */
const tellAgain = async (run: Stored<RunRecord>, desk: Desk): Promise<void> => {
  const current = await desk.ledger.get<RunRecord>(run)
  if (current && isSettled(current)) await settle(current, desk)
}

const secondsSinceStart = (run: RunRecord, now: Date): number =>
  (now.getTime() - Date.parse(run.leaseUntil ?? run.at)) / 1000

/** Whether a run was written down but its start has been let lie for a minute beyond its lease. */
const isAbandoned =
  (now: Date) =>
  (run: RunRecord): boolean =>
    run.state === 'starting' && secondsSinceStart(run, now) > 60

const isSilent =
  (now: Date) =>
  (run: RunRecord): boolean =>
    run.state === 'running' && secondsSinceStart(run, now) > silenceSeconds

const startAgain = (run: Stored<RunRecord>, desk: Desk) =>
  startRun(
    { job: run.job, scheduledAt: new Date(run.scheduledAt), command: run.command, requestedBy: run.requestedBy },
    desk,
  )

const inGroups = <Item>(items: readonly Item[]): Item[][] =>
  Array.from({ length: Math.ceil(items.length / describeLimit) }, (_, group) =>
    items.slice(group * describeLimit, (group + 1) * describeLimit),
  )

const sweepTasks = async (silent: readonly Stored<RunRecord>[], desk: Desk): Promise<void> => {
  const changes = await desk.tasks.describe(silent.flatMap(({ taskArn }) => taskArn ?? []))
  for (const run of silent) {
    const change = changes.find(({ taskArn }) => taskArn === run.taskArn)
    if (change && change.lastStatus !== 'STOPPED') continue
    const { run: next } = await changeRun(desk, run, (current) => afterSilence(current, change, desk.now))
    if (next && isSettled(next)) await settle(next, desk)
  }
}

const afterSilence = (
  run: Stored<RunRecord> | undefined,
  change: TaskChange | undefined,
  now: Date,
): RunRecord | undefined => {
  if (!run || isSettled(run)) return undefined
  if (change) return applyChange(run, change, runOfTask(change.startedBy)?.attempt ?? run.attempt, now)
  return {
    ...run,
    state: 'failed',
    cause: 'unknown',
    explanation: 'The task is gone and ECS no longer says how it ended; no state change arrived.',
    stoppedAt: now.toISOString(),
  }
}
