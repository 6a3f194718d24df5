import type { RunRecord } from '../../../shared/ledger/records.ts'
import { cut } from '../../../shared/text.ts'
import { exactDurationText } from '../../../shared/time.ts'
import { conclude, type Ending } from './conclude.ts'
import type { JobSlice } from './job.ts'
import { type Context, type JobState, put } from './job-state.ts'

type Why = NonNullable<RunRecord['stop']>['why']

const limitOf = (why: Why, job: JobSlice | undefined): string => {
  const seconds = why === 'run-timeout' ? job?.runTimeout : why === 'start-timeout' ? job?.startTimeout : undefined
  return seconds === undefined ? 'its limit' : exactDurationText(seconds)
}

const reasonOf = (run: RunRecord, job: JobSlice | undefined): string => {
  const { why = 'cancelled', by = '' } = run.stop ?? {}
  const words: Record<Why, string> = {
    'run-timeout': `It ran longer than ${limitOf('run-timeout', job)} (runTimeout)`,
    'start-timeout': `It did not start within ${limitOf('start-timeout', job)} (startTimeout)`,
    cancelled: `It was cancelled by ${by}`,
    replaced: `It was replaced by ${by}`,
  }
  return words[why]
}

/** What ECS is told when a task is to be stopped: at most 255 characters, which its events then carry. */
export const stopReason = (run: RunRecord, job: JobSlice | undefined): string =>
  cut(`Nightshift, job ${run.job}, run of ${run.scheduledAt}: ${reasonOf(run, job)}.`, 255)

const farewell = (exitCode: number | undefined): string => {
  if (exitCode === undefined) return 'It was stopped.'
  return exitCode === 137
    ? 'It was stopped, did not end on SIGTERM and was killed (exit code 137).'
    : `It was stopped and ended on SIGTERM with exit code ${exitCode}.`
}

const advice: Record<Why, string> = {
  'run-timeout': 'Its log says what it was doing; if it needs that long, raise runTimeout.',
  'start-timeout': 'See whether its image, its network or the capacity holds it up.',
  cancelled: '',
  replaced: '',
}

/**
 * The ending of a task that was to be stopped. What ended by itself before, as the stop code says, keeps its own verdict;
 * so does a success where ECS gives no stop code.
 */
export const endingOfStop = (
  run: RunRecord,
  ending: Ending,
  { stopCode }: { readonly stopCode?: string | undefined },
  job: JobSlice | undefined,
): Ending => {
  const { stop } = run
  if (!stop) return ending
  const byItself = stopCode === undefined ? ending.state === 'succeeded' : stopCode !== 'UserInitiated'
  if (byItself) return ending
  const isKnown = run.taskArn !== undefined && ending.cause !== 'unknown'
  const told = isKnown ? farewell(ending.exitCode) : ending.explanation
  return {
    ...ending,
    state: stop.why === 'replaced' ? 'skipped' : 'failed',
    cause: stop.why,
    certainty: 'certain',
    rule: undefined,
    explanation: [`${reasonOf(run, job)}.`, told, advice[stop.why]].filter(Boolean).join(' '),
  }
}

/** Has a run end: one that waits is over at once, one that has or gets a task once ECS has stopped that. */
export const askStop = (jobState: JobState, run: RunRecord, why: Why, by: string, context: Context): JobState => {
  const stop = { why, by, at: context.now.toISOString() }
  if (run.state !== 'waiting') return put(jobState, { ...run, stop: run.stop ?? stop, dueAt: undefined })
  const stopped: RunRecord = { ...run, stop }
  const ending: Ending = { state: 'failed', cause: why, explanation: 'It was waiting and had no task.' }
  return conclude(jobState, stopped, endingOfStop(stopped, ending, {}, context.job), context)
}

/** Seconds after ECS was asked for a task within which it may not yet show it. */
export const silenceSeconds = 300

/** When ECS was asked for the task of a run, or a moment later. */
export const askedAt = (run: RunRecord): number => Date.parse(run.leaseUntil ?? run.at)

/** Has a task stopped whose time is over, by the limit that it met. */
export const stopOverdue = (jobState: JobState, run: RunRecord, context: Context): JobState | undefined => {
  if (run.state !== 'running' || run.stop || run.dueAt === undefined || run.dueAt > context.now.toISOString())
    return undefined
  const why = run.startedAt === undefined ? 'start-timeout' : 'run-timeout'
  return askStop(jobState, run, why, 'nightshift', context)
}
