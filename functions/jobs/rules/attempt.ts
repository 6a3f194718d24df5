import type { RunRecord } from '../../../shared/ledger/records.ts'
import { durationText, exactDurationText } from '../../../shared/time.ts'
import type { Verdict } from '../diagnosis/diagnosis.ts'
import { conclude, type Ending, endingOf, fresh, pastAttempt } from './conclude.ts'
import { startsWithin, suspensionAt } from './job.ts'
import { type Context, type JobState, nextOf, put, takeLease } from './job-state.ts'
import { awaitTargets } from './needs.ts'
import { enterPool, leavePool } from './pool.ts'
import type { Firing } from './run.ts'
import { endingOfStop } from './stop.ts'

/** Seconds for which one call has a starting run for itself; longer than a call can last. */
const leaseSeconds = 45

/** Seconds for which ECS surely still shows a task that was asked for: stopped ones stay for about an hour. */
const rememberedSeconds = 3_000

const claim = ({ callId, now }: Context) => ({
  leaseBy: callId,
  leaseUntil: new Date(now.getTime() + leaseSeconds * 1000).toISOString(),
})

/**
 * Begins the next attempt of a run for this call, unless what it needs is off or its pool has no place; a job whose runs must not overlap gives it the
 * lease, unless it has it.
 */
export const beginAttempt = (jobState: JobState, run: RunRecord, context: Context): JobState => {
  const { off = [] } = jobState
  if (off.length > 0)
    return awaitTargets(leavePool(jobState, run, context.now), { ...run, pool: undefined }, off, context)
  const entry = enterPool(jobState, run, context)
  if (entry.kind === 'in') return begin(entry.jobState, entry.run, context)
  if (entry.kind === 'full') return conclude(jobState, run, neverStarted(entry.why, 'pool-full'), context)
  const waiting: RunRecord = { ...entry.run, ...fresh, state: 'waiting', waitsFor: 'pool', explanation: entry.why }
  return keepLease(entry.jobState, waiting, context)
}

/** Runs that wait keep their place among those of their job, where these must not overlap. */
const keepLease = (jobState: JobState, run: RunRecord, { job, now }: Context): JobState =>
  job?.overlap === 'allow' || jobState.lease?.holder === run.scheduledAt
    ? put(jobState, run)
    : takeLease(jobState, run, now)

const begin = (jobState: JobState, run: RunRecord, context: Context): JobState => {
  const next: RunRecord = { ...run, ...fresh, state: 'starting', attempt: run.attempt + 1, ...claim(context) }
  return keepLease(jobState, next, context)
}

/** A run that was let go after its time. */
export const released = (run: RunRecord, { now }: Context): RunRecord => ({ ...run, releasedAt: now.toISOString() })

/** Begins another attempt of a run that is over, because a person wants it. */
export const reopen = (jobState: JobState, run: RunRecord, context: Context): JobState => {
  const { state, cause = state, explanation = '', stoppedAt, exitCode } = run
  // What was never attempted, as a missed firing, is no attempt; one that the run waited after is kept already.
  const isKept = run.attempt === 0 || run.earlier?.some(({ attempt }) => attempt === run.attempt)
  const past = pastAttempt(run, { state: state as Ending['state'], cause, explanation, stoppedAt, exitCode })
  return beginAttempt(
    jobState,
    {
      ...released(run, context),
      open: 'run',
      earlier: isKept ? run.earlier : [...(run.earlier ?? []), past],
      hangs: undefined,
      // Whoever asks for it again knows the time.
      finishBy: undefined,
      basis: { ...run.basis, state: undefined },
    },
    context,
  )
}

/** Why a run may not begin now; nothing where it may. What a person asks for is run though the job is suspended, but no backfill. */
export const suspensionOf = (
  { requestedBy, backfill }: Pick<Firing, 'requestedBy'> & Pick<RunRecord, 'backfill'>,
  { job: record }: JobState,
  { job, now }: Context,
): string | undefined =>
  requestedBy === undefined || backfill !== undefined ? suspensionAt(job, record, now) : undefined

/** Why a retry that is due is not made any more. */
const noRetry = (jobState: JobState, run: RunRecord, context: Context): string | undefined =>
  context.job ? suspensionOf(run, jobState, context) : 'The config no longer has the job.'

const giveUpRetry = (jobState: JobState, run: RunRecord, why: string, context: Context): JobState => {
  const { cause = 'unknown', explanation = '', taskArn, startedAt, stoppedAt, exitCode } = run.earlier?.at(-1) ?? {}
  const end: Ending = { state: 'failed', cause, explanation: `${explanation} It was not tried again. ${why}`, exitCode }
  // Settled first, so that this end is no reason for yet another attempt.
  const last: RunRecord = { ...run, state: 'failed', taskArn, startedAt }
  return conclude(jobState, last, { ...end, stoppedAt }, context)
}

/**
 * Goes on with a run that is there already, if it is this call's turn: the same call does again when it was retried;
 * another one only when whoever had the run let it lie. One that waits goes on when its time, or the lease, has come.
 */
export const goOn = (jobState: JobState, run: RunRecord, context: Context): JobState | undefined => {
  const { now, callId } = context
  if (run.state === 'starting') {
    const others = run.leaseBy !== undefined && run.leaseBy !== callId && (run.leaseUntil ?? '') > now.toISOString()
    return others ? undefined : put(jobState, { ...run, ...claim(context) })
  }
  if (run.waitsFor === 'target') return lookAgain(jobState, run, context)
  if (run.waitsFor === 'pool') return isTurn(jobState, run, context) ? takeTurn(jobState, run, context) : undefined
  if (run.waitsFor === 'retry') {
    return (run.dueAt ?? '') > now.toISOString() ? undefined : takeTurn(jobState, run, context)
  }
  const isNext = nextOf(jobState)?.scheduledAt === run.scheduledAt
  return run.waitsFor === 'lease' && isNext ? takeTurn(jobState, run, context) : undefined
}

/** Whether what a run waits for is on now. */
const lookAgain = (jobState: JobState, run: RunRecord, context: Context): JobState | undefined => {
  return (run.dueAt ?? '') > context.now.toISOString() ? undefined : takeTurn(jobState, run, context)
}

/** What a run waited for is there: it begins, unless it may not any more. */
const takeTurn = (jobState: JobState, run: RunRecord, context: Context): JobState => {
  const why = noRetry(jobState, run, context)
  if (why === undefined) return beginAttempt(jobState, released(run, context), context)
  // What was attempted has failed, whatever its next attempt waited for; a firing of a backfill has its turn again.
  if (run.attempt > 0 && (run.backfill === undefined || !context.job)) return giveUpRetry(jobState, run, why, context)
  const ending = context.job ? neverStarted(why, 'suspended', 'suppressed') : neverStarted(`It never began. ${why}`)
  return conclude(jobState, run, ending, context)
}

/** Whether a place of the pool is for this run; so it is where the config has no such pool any more. */
const isTurn = (jobState: JobState, run: RunRecord, context: Context): boolean => {
  const { job } = context
  if (job?.pool === undefined || job.pool.name !== run.pool || suspensionOf(run, jobState, context)) return true
  return enterPool(jobState, run, context).kind === 'in'
}

/** The ending of a run that had no task. */
export const neverStarted = (explanation: string, cause = 'missed', state: Ending['state'] = 'missed'): Ending => ({
  state,
  cause,
  explanation,
})

/**
 * What becomes of a start that an earlier call did not finish, when ECS has no task of it: nothing where it may still be
 * started. ECS must surely still show what was started before, and it must not be too late, unless the job catches up.
 * @param askedUntil `leaseUntil` of the call that asked last
 */
export const abandonedEnding = (
  run: RunRecord,
  askedUntil: string | undefined,
  { job, now }: Context,
): Ending | undefined => {
  if (run.stop) return endingOfStop(run, neverStarted('There was no task yet.', run.stop.why, 'failed'), {}, job)
  const asked = Date.parse(askedUntil ?? run.at)
  if (now.getTime() - asked > rememberedSeconds * 1000)
    return neverStarted(
      'Its start was begun and not finished, and ECS no longer says whether there was a task.',
      'unknown',
      'failed',
    )
  const since = run.releasedAt ?? run.scheduledAt
  const late = Math.floor((now.getTime() - Date.parse(since)) / 1000)
  const within = startsWithin(job)
  if (job && (late <= within || job.catchUp !== 'skip')) return undefined
  return neverStarted(
    `Its start was begun and not finished, ECS has no task of it, and now, ${durationText(late)} after its time, it may no longer start (startWithin: ${exactDurationText(within)}).`,
  )
}

/** What asking ECS came to: a task, none and why, or a verdict without asking. */
export type Answer = { readonly taskArn: string } | { readonly verdict: Verdict } | { readonly ending: Ending }

/** Puts the answer of ECS into the job's state. A state change may have been faster; then it knows more, and nothing changes. */
export const answer = (jobState: JobState, asked: RunRecord, said: Answer, context: Context): JobState | undefined => {
  const run = jobState.runs[asked.scheduledAt]
  if (run?.state !== 'starting' || run.attempt !== asked.attempt) return undefined
  // The end of the claim stays: it says when ECS was asked.
  const free: RunRecord = { ...run, leaseBy: undefined }
  if ('taskArn' in said)
    return put(jobState, {
      ...free,
      state: 'running',
      taskArn: said.taskArn,
      dueAt: run.stop ? undefined : deadline(context.now, context.job?.startTimeout),
    })
  if ('ending' in said) return conclude(jobState, free, said.ending, context)
  return conclude(jobState, free, endingOf(said.verdict), context)
}

/** The end of a time limit in seconds, from a moment on. */
export const deadline = (from: Date, seconds: number | undefined): string | undefined =>
  seconds === undefined ? undefined : new Date(from.getTime() + seconds * 1000).toISOString()

/** Whether this call has the run for itself and has to ask ECS. */
export const isMine = (run: RunRecord | undefined, { callId }: Context): boolean =>
  run?.state === 'starting' && run.leaseBy === callId
