import type { AttemptRecord, JobRecord, RunNews, RunRecord } from '../../../shared/ledger/records.ts'
import type { Verdict } from '../diagnosis/diagnosis.ts'
import type { RuledVerdict } from './exit-rules.ts'
import { hangSubject } from './hanging.ts'
import { newJob } from './job.ts'
import { type Context, isSettled, type JobState, leaveLease, put } from './job-state.ts'
import { withDuration } from './overdue.ts'
import { leavePool } from './pool.ts'
import { fallsBack, mayRetry, retryAt } from './retries.ts'
import { newsOf } from './signals.ts'

/** How an attempt or a run ended. */
export type Ending = Pick<RunRecord, 'cause' | 'explanation' | 'certainty' | 'exitCode' | 'stoppedAt' | 'logTail'> & {
  readonly state: Exclude<RunRecord['state'], 'waiting' | 'starting' | 'running'>
  readonly cause: string
  readonly explanation: string
  /** Whether another attempt may help, in this very case. Default: as its cause says. */
  readonly retry?: Verdict['retry'] | undefined
  /** What the job's rules for exit codes want. */
  readonly rule?: RuledVerdict['rule']
}

/** A verdict as the ending of an attempt. */
export const endingOf = ({
  state,
  cause,
  explanation,
  exitCode,
  certainty,
  retry,
  rule,
}: Verdict & Pick<RuledVerdict, 'rule'>): Ending => ({
  state,
  cause,
  explanation,
  exitCode,
  certainty,
  retry,
  rule,
})

/** An attempt as it is kept beside the next one. */
export const pastAttempt = ({ attempt, taskArn, startedAt }: RunRecord, end: Ending): AttemptRecord => ({
  attempt,
  taskArn,
  startedAt,
  stoppedAt: end.stoppedAt,
  exitCode: end.exitCode,
  cause: end.cause,
  explanation: end.explanation,
  ...(end.rule === 'ignore' ? { ignored: true } : {}),
})

/** What belongs to one attempt, taken off a run that gets another one. */
export const fresh = {
  cause: undefined,
  explanation: undefined,
  certainty: undefined,
  startedAt: undefined,
  stoppedAt: undefined,
  exitCode: undefined,
  taskArn: undefined,
  taskVersion: undefined,
  logTail: undefined,
  stop: undefined,
  dueAt: undefined,
  waitsFor: undefined,
  waitsSince: undefined,
  slowAt: undefined,
  leaseBy: undefined,
  leaseUntil: undefined,
} satisfies Partial<RunRecord>

/** The job without what the verdict on a run meant to it, where that had to be given without ECS's word and was the last bad one. */
const takenBack = (job: JobRecord, { stoppedAt, state }: RunRecord): JobRecord => {
  const isBad = state === 'failed' || state === 'missed'
  if (!isBad || stoppedAt === undefined || job.lastFailureAt !== stoppedAt) return job
  return { ...job, lastFailureAt: undefined, badInARow: Math.max(0, (job.badInARow ?? 0) - 1) }
}

/**
 * Puts the end of an attempt into the job's state: the run waits for its next attempt and keeps the job's lease, or it is over,
 * and the lease goes with it. What its end means for the job, and what is to be told, is decided here and once.
 */
export const conclude = (jobState: JobState, run: RunRecord, ending: Ending, context: Context): JobState => {
  const { now, job } = context
  // ECS's clock may be ahead of ours: an end in the future would make the next ones look older.
  const isPast = ending.stoppedAt !== undefined && Date.parse(ending.stoppedAt) <= now.getTime()
  const end = { ...ending, stoppedAt: isPast ? ending.stoppedAt : now.toISOString() }
  const offSpot = !isSettled(run) && job !== undefined && fallsBack(run, end, job)
  if (!isSettled(run) && job && (offSpot || mayRetry(run, end, job))) {
    const { cause, explanation } = end
    return put(leavePool(jobState, run, now), {
      ...run,
      ...fresh,
      pool: undefined,
      state: 'waiting',
      waitsFor: 'retry',
      cause,
      explanation,
      dueAt: (offSpot ? now : retryAt(run, job, now)).toISOString(),
      ...(offSpot ? { onDemand: true } : {}),
      earlier: [...(run.earlier ?? []), { ...pastAttempt(run, end), ...(offSpot ? { ignored: true } : {}) }],
      basis: { ...run.basis, state: undefined },
    })
  }
  const { retry: _, rule: __, ...kept } = end
  const over: RunRecord = {
    ...run,
    ...kept,
    waitsFor: undefined,
    pool: undefined,
    dueAt: undefined,
    slowAt: undefined,
    leaseBy: undefined,
  }
  const known = withDuration(takenBack(jobState.job ?? newJob(jobState.name, job, now), run), over)
  const news = newsOf(over, known, job?.alertAfter ?? 1)
  const ended: RunNews[] = run.hangs ? [{ name: 'run.ended', subject: hangSubject(run) }] : []
  const all = [...news.news, ...ended]
  const told = all.length > 0
  const closed: RunRecord = {
    ...over,
    open: told ? 'run' : undefined,
    news: told ? all : undefined,
    toldAt: told ? news.at : undefined,
  }
  return put(leaveLease(leavePool({ ...jobState, job: news.job }, run, now), run, now), closed)
}
