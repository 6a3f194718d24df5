import { errorName, isPermanentAwsError } from '../../../shared/errors.ts'
import { log } from '../../../shared/log.ts'
import { type Ending, endingOf } from '../rules/conclude.ts'
import { type RuledVerdict, ruleExit } from '../rules/exit-rules.ts'
import type { JobSlice } from '../rules/job.ts'
import { runOfTask } from '../rules/run.ts'
import type { TaskChange } from '../rules/task-change.ts'
import { essentialOf, meaningOf, noteStray, runNamed, takeTaskNews } from '../rules/task-news.ts'
import type { World } from '../world/world.ts'
import { contextOf, readJobState, transact } from './transact.ts'

/**
 * Takes what ECS says of a task to its run: the verdict is written down, and told once. Tasks that no job started are
 * ignored; one of ours that should not be there is stopped. It can be called again with the same change.
 * @throws the ledger's, the bus's and ECS's errors: to be tried again
 */
export const onTaskNews = async (change: TaskChange, world: World): Promise<void> => {
  const named = runOfTask(change.startedBy)
  if (!named) return
  const stopped = change.lastStatus === 'STOPPED'
  let ending: Ending | undefined
  let again = stopped
  do {
    // What there is to look up is looked up once, outside of the write, and only for an end that counts.
    if (again && (await isNews(change, named, world))) ending = await examine(change, named.job, world)
    let isStray = false
    await writeEnding(ending, (written) =>
      transact(named.job, named.scheduledAt, world, (jobState, context) => {
        const meaning = meaningOf(runNamed(jobState, named, context), change, named.attempt)
        isStray = meaning.kind === 'stray'
        again = meaning.kind === 'news' && stopped && written === undefined
        return meaning.kind === 'news' && !again
          ? takeTaskNews(jobState, meaning.run, change, written, context)
          : undefined
      }),
    )
    if (isStray) await endStray(change, named, world)
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

const isNews = async (change: TaskChange, named: Named, world: World): Promise<boolean> => {
  const jobState = await readJobState(named.job, named.scheduledAt, world)
  return meaningOf(runNamed(jobState, named, contextOf(world, named.job)), change, named.attempt).kind === 'news'
}

const endStray = async ({ taskArn }: TaskChange, named: Named, world: World): Promise<void> => {
  const { job, scheduledAt, attempt } = named
  log.warn('a task too many', { job, scheduledAt, attempt })
  await world.tasks.stop(taskArn, `Nightshift, job ${job}, run of ${scheduledAt}: attempt ${attempt} was given up.`)
  await transact(job, scheduledAt, world, (jobState, context) =>
    noteStray(jobState, runNamed(jobState, named, context), attempt, taskArn),
  )
}

/** What a task ended by, with the last lines of its log, and where it failed the reason. Only the verdict itself must be. */
export const examine = async (change: TaskChange, name: string, world: World): Promise<Ending> => {
  const { job } = contextOf(world, name)
  // Loaded with the first end: most calls hear of starts, or of nothing.
  const { diagnose } = await import('../diagnosis/diagnosis.ts')
  const essential = essentialOf(job)
  const verdict = ruleExit(diagnose(change, essential), change, essential, job?.exitCodes)
  const stoppedAt = change.stoppedAt
  if (!job) return { ...endingOf(verdict), stoppedAt }
  const [exact, logTail] = await Promise.all([
    verdict.state === 'succeeded' ? verdict : refined(verdict, change, job, world),
    tailOf(change, job, world),
  ])
  return { ...endingOf(exact), stoppedAt, logTail }
}

/** The exact reason says nothing of what the job wants done about the code. */
const refined = async (
  verdict: RuledVerdict,
  change: TaskChange,
  job: JobSlice,
  { refine }: World,
): Promise<RuledVerdict> => ({ ...(await refine(verdict, change, job)), rule: verdict.rule })

const tailOf = async (
  { taskArn, startedAt }: TaskChange,
  job: JobSlice,
  { tasks }: World,
): Promise<string[] | undefined> => {
  if (startedAt === undefined) return undefined
  try {
    // Loaded with the first log: Node's own way to take colours out costs a cold start more than the rest of this file.
    const { readLines, shownTail } = await import('../rules/log-tail.ts')
    const lines = await tasks.logTail(job, taskArn, readLines)
    const tail = shownTail(lines)
    return tail.length > 0 ? tail : undefined
  } catch (error) {
    log.warn('no log', { error: errorName(error) })
    return undefined
  }
}
