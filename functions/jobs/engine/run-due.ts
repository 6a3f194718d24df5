import { keys, type RunRecord } from '../../../shared/ledger/records.ts'
import { conclude, type Ending } from '../rules/conclude.ts'
import { carryOn } from '../rules/fire.ts'
import { reportHang } from '../rules/hanging.ts'
import { type Context, isSettled, type JobState } from '../rules/job-state.ts'
import { isOverdue, reportOverdue } from '../rules/overdue.ts'
import { runOfTask } from '../rules/run.ts'
import { askedAt, endingOfStop, silenceSeconds, stopOverdue } from '../rules/stop.ts'
import type { TaskChange } from '../rules/task-change.ts'
import { goneEnding, meaningOf, takeTaskNews } from '../rules/task-news.ts'
import { describeTasks } from '../world/describe-tasks.ts'
import type { World } from '../world/world.ts'
import { advanceBackfill } from './backfill.ts'
import { examine, writeEnding } from './on-task-news.ts'
import { attempt } from './start.ts'
import { transact } from './transact.ts'

/** Seconds after which a start whose call let it lie is taken up. */
const patienceSeconds = 60

/** What an open run needs now: its task to be looked at, its next step to be taken, or nothing yet. */
export const needOf = (run: RunRecord, now: Date): 'look' | 'step' | 'nothing' => {
  if (isSettled(run)) return run.open === undefined ? 'nothing' : 'step'
  const isDue = run.dueAt !== undefined && run.dueAt <= now.toISOString()
  const quiet = (now.getTime() - askedAt(run)) / 1000
  // Without word of its start nobody would know when its time is over.
  const silence = run.startedAt === undefined ? 0 : silenceSeconds
  if (run.state === 'running') return isDue || run.stop || quiet > silence ? 'look' : 'nothing'
  if (run.state === 'starting') return quiet > patienceSeconds ? 'step' : 'nothing'
  return run.waitsFor === 'lease' || run.waitsFor === 'pool' || run.waitsFor === 'after' || isDue ? 'step' : 'nothing'
}

/**
 * Does for one run what is due: a timer has come up for it, or the sweep has found it.
 * @throws the ledger's, the bus's and ECS's errors: to be tried again
 */
export const runDue = async (job: string, scheduledAt: string, world: World): Promise<void> => {
  const run = await world.ledger.get<RunRecord>(keys.run(job, scheduledAt))
  if (!run) return
  const need = needOf(run, world.now)
  if (need === 'step') await takeStep(run, world)
  if (need === 'look') await look(run, world)
  await tellOverdue(run, world)
  // Its end makes room for the next one.
  if (run.backfill !== undefined && isSettled(run)) await advanceBackfill(job, world)
}

/** Reports that a run is later than it may be, or takes longer than usual. */
export const tellOverdue = async (seen: RunRecord, world: World): Promise<void> => {
  if (!isOverdue(seen, world.now)) return
  await transact(seen.job, seen.scheduledAt, world, (jobState, context) => {
    const run = jobState.runs[seen.scheduledAt]
    return run && reportOverdue(jobState, run, context)
  })
}

/** The next step of a run that waits, was let lie, or whose end is not told. */
const takeStep = async ({ job, scheduledAt }: RunRecord, world: World): Promise<void> => {
  await attempt(job, scheduledAt, world, (jobState, context) => {
    const run = jobState.runs[scheduledAt]
    return run && !isSettled(run) ? carryOn(jobState, run, context) : undefined
  })
}

/** Asks ECS how the task of a run stands, and acts on that. */
const look = async (run: RunRecord, world: World): Promise<void> => {
  const { tasks, failures } = await describeTasks(run.taskArn === undefined ? [] : [run.taskArn], world.tasks)
  if (failures.length > 0) throw failures[0]
  await afterLook(run, tasks.get(run.taskArn), world)
}

/**
 * Acts on how ECS says that the task of a run stands: what has ended gets its verdict, what is over its time is stopped.
 * @param change nothing where ECS does not know the task
 */
export const afterLook = async (seen: RunRecord, change: TaskChange | undefined, world: World): Promise<void> => {
  const stopped = change?.lastStatus === 'STOPPED'
  const ending: Ending | undefined = stopped ? await examine(change, seen.job, world) : undefined
  await writeEnding(ending, (written) =>
    transact(seen.job, seen.scheduledAt, world, (jobState, context) =>
      seenBooks(jobState, seen, change, written, context),
    ),
  )
}

/** The state after a look at the task of a run. */
const seenBooks = (
  jobState: JobState,
  seen: RunRecord,
  change: TaskChange | undefined,
  ending: Ending | undefined,
  context: Context,
): JobState | undefined => {
  const run = jobState.runs[seen.scheduledAt]
  if (run?.state !== 'running' || run.taskArn !== seen.taskArn) return undefined
  if (!change) {
    const quiet = (context.now.getTime() - askedAt(run)) / 1000
    return quiet > silenceSeconds
      ? conclude(jobState, run, endingOfStop(run, goneEnding, {}, context.job), context)
      : undefined
  }
  const meaning = meaningOf(run, change, runOfTask(change.startedBy)?.attempt ?? run.attempt)
  const after = meaning.kind === 'news' ? takeTaskNews(jobState, meaning.run, change, ending, context) : jobState
  const now = after.runs[seen.scheduledAt] ?? run
  return (
    stopOverdue(after, now, context) ??
    reportHang(after, now, change.lastStatus, context) ??
    (after === jobState ? undefined : after)
  )
}
