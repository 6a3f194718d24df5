import { keys, type RunRecord } from '../../../shared/ledger/records.ts'
import { goOn } from '../rules/attempt.ts'
import { type Books, type Context, isSettled } from '../rules/job-state.ts'
import { conclude, type Ending } from '../rules/conclude.ts'
import { describeTasks } from '../world/describe-tasks.ts'
import { examine, writeEnding } from './on-task-news.ts'
import { goneEnding, hearNews, meaningOf } from '../rules/task-news.ts'
import { changeBooks, type Desk } from './transact.ts'
import { runOfTask } from '../rules/run.ts'
import { attempt } from './start.ts'
import { askedAt, endingOfStop, silenceSeconds, stopOverdue } from '../rules/stop.ts'
import type { TaskChange } from '../rules/task-change.ts'

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
  return run.waitsFor === 'retry' && !isDue ? 'nothing' : 'step'
}

/**
 * Does for one run what is due: a timer has come up for it, or the sweep has found it.
 * @throws the ledger's, the bus's and ECS's errors: to be tried again
 */
export const attend = async (job: string, scheduledAt: string, desk: Desk): Promise<void> => {
  const run = await desk.ledger.get<RunRecord>(keys.run(job, scheduledAt))
  if (!run) return
  const need = needOf(run, desk.now)
  if (need === 'step') await takeStep(run, desk)
  if (need === 'look') await look(run, desk)
}

/** The next step of a run that waits, was let lie, or whose end is not told. */
const takeStep = async ({ job, scheduledAt }: RunRecord, desk: Desk): Promise<void> => {
  await attempt(job, scheduledAt, desk, (books, context) => {
    const run = books.runs[scheduledAt]
    return run && !isSettled(run) ? goOn(books, run, context) : undefined
  })
}

/** Asks ECS how the task of a run stands, and acts on that. */
const look = async (run: RunRecord, desk: Desk): Promise<void> => {
  const { tasks, failures } = await describeTasks(run.taskArn === undefined ? [] : [run.taskArn], desk.tasks)
  if (failures.length > 0) throw failures[0]
  await afterLook(run, tasks.get(run.taskArn), desk)
}

/**
 * Acts on how ECS says that the task of a run stands: what has ended gets its verdict, what is over its time is stopped.
 * @param change nothing where ECS does not know the task
 */
export const afterLook = async (seen: RunRecord, change: TaskChange | undefined, desk: Desk): Promise<void> => {
  const stopped = change?.lastStatus === 'STOPPED'
  const ending: Ending | undefined = stopped ? await examine(change, seen.job, desk) : undefined
  await writeEnding(ending, (written) =>
    changeBooks(seen.job, seen.scheduledAt, desk, (books, context) => seenBooks(books, seen, change, written, context)),
  )
}

/** The books after a look at the task of a run. */
const seenBooks = (
  books: Books,
  seen: RunRecord,
  change: TaskChange | undefined,
  ending: Ending | undefined,
  context: Context,
): Books | undefined => {
  const run = books.runs[seen.scheduledAt]
  if (run?.state !== 'running' || run.taskArn !== seen.taskArn) return undefined
  if (!change) {
    const quiet = (context.now.getTime() - askedAt(run)) / 1000
    return quiet > silenceSeconds
      ? conclude(books, run, endingOfStop(run, goneEnding, {}, context.job), context)
      : undefined
  }
  const meaning = meaningOf(run, change, runOfTask(change.startedBy)?.attempt ?? run.attempt)
  const heard = meaning.kind === 'news' ? hearNews(books, meaning.run, change, ending, context) : books
  const now = heard.runs[seen.scheduledAt] ?? run
  return stopOverdue(heard, now, context) ?? (heard === books ? undefined : heard)
}
