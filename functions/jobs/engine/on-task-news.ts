import { errorName, isPermanentAwsError } from '../../../shared/errors.ts'
import { log } from '../../../shared/log.ts'
import { type Ending, endingOf } from '../rules/conclude.ts'
import { diagnose } from '../diagnosis/diagnosis.ts'
import { essentialOf, hearNews, meaningOf, noteStray, runNamed } from '../rules/task-news.ts'
import type { JobSlice } from '../rules/job.ts'
import { changeBooks, contextOf, type Desk, readBooks } from './transact.ts'
import { shownLines, shownTail } from '../rules/signals.ts'
import { runOfTask } from '../rules/run.ts'
import type { TaskChange } from '../rules/task-change.ts'

/**
 * Takes what ECS says of a task to its run: the verdict is written down, and told once. Tasks that no job started are
 * ignored; one of ours that should not be there is stopped. It can be called again with the same change.
 * @throws the ledger's, the bus's and ECS's errors: to be tried again
 */
export const hearOfTask = async (change: TaskChange, desk: Desk): Promise<void> => {
  const named = runOfTask(change.startedBy)
  if (!named) return
  const stopped = change.lastStatus === 'STOPPED'
  let ending: Ending | undefined
  let again = stopped
  do {
    // What there is to look up is looked up once, outside of the write, and only for an end that counts.
    if (again && (await isNews(change, named, desk))) ending = await examine(change, named.job, desk)
    let isStray = false
    await writeEnding(ending, (written) =>
      changeBooks(named.job, named.scheduledAt, desk, (books, context) => {
        const meaning = meaningOf(runNamed(books, named, context), change, named.attempt)
        isStray = meaning.kind === 'stray'
        again = meaning.kind === 'news' && stopped && written === undefined
        return meaning.kind === 'news' && !again ? hearNews(books, meaning.run, change, written, context) : undefined
      }),
    )
    if (isStray) await endStray(change, named, desk)
  } while (again)
}

/**
 * Writes an ending down, and without its log where the ledger will not have it with it: a verdict that is never written
 * would keep the run open, its lease taken and its limits without effect.
 */
export const writeEnding = async <Result>(
  ending: Ending | undefined,
  write: (ending: Ending | undefined) => Promise<Result>,
): Promise<Result> => {
  try {
    return await write(ending)
  } catch (error) {
    if (ending?.logTail === undefined || !isPermanentAwsError(error)) throw error
    log.error('verdict written without its log', { error: errorName(error) })
    return write({ ...ending, logTail: undefined })
  }
}

type Named = NonNullable<ReturnType<typeof runOfTask>>

const isNews = async (change: TaskChange, named: Named, desk: Desk): Promise<boolean> => {
  const books = await readBooks(named.job, named.scheduledAt, desk)
  return meaningOf(runNamed(books, named, contextOf(desk, named.job)), change, named.attempt).kind === 'news'
}

const endStray = async ({ taskArn }: TaskChange, named: Named, desk: Desk): Promise<void> => {
  const { job, scheduledAt, attempt } = named
  log.warn('a task too many', { job, scheduledAt, attempt })
  await desk.tasks.stop(taskArn, `Nightshift, job ${job}, run of ${scheduledAt}: attempt ${attempt} was given up.`)
  await changeBooks(job, scheduledAt, desk, (books, context) =>
    noteStray(books, runNamed(books, named, context), attempt, taskArn),
  )
}

/** What a task ended by, with the last lines of its log, and where it failed the reason. Only the verdict itself must be. */
export const examine = async (change: TaskChange, name: string, desk: Desk): Promise<Ending> => {
  const { job } = contextOf(desk, name)
  const verdict = diagnose(change, essentialOf(job))
  const stoppedAt = change.stoppedAt
  if (!job) return { ...endingOf(verdict), stoppedAt }
  const [refined, logTail] = await Promise.all([
    verdict.state === 'succeeded' ? verdict : desk.refine(verdict, change, job),
    tailOf(change, job, desk),
  ])
  return { ...endingOf(refined), stoppedAt, logTail }
}

const tailOf = async (
  { taskArn, startedAt }: TaskChange,
  job: JobSlice,
  { tasks }: Desk,
): Promise<string[] | undefined> => {
  if (startedAt === undefined) return undefined
  try {
    const lines = await tasks.logTail(job, taskArn, shownLines)
    return lines.length > 0 ? shownTail(lines) : undefined
  } catch (error) {
    log.warn('no log', { error: errorName(error) })
    return undefined
  }
}
