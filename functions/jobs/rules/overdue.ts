import type { JobRecord, RunRecord } from '../../../shared/ledger/records.ts'
import { rankOf } from '../../../shared/quantiles.ts'
import { terminal } from '../../../shared/terminal.ts'
import { durationText } from '../../../shared/time.ts'
import type { JobSlice } from './job.ts'
import { type Context, isSettled, type JobState, put } from './job-state.ts'
import { waits } from './waits.ts'

type Hang = NonNullable<RunRecord['hangs']>[number]

/** Runs whose durations are kept, and how many are needed to say what is usual. */
const [keptRuns, fewestRuns] = [30, 5]

/** The job's record with the duration of a run of its own command that succeeded: those of the last thirty say what is usual. */
export const withDuration = (job: JobRecord, { state, command, startedAt, stoppedAt }: RunRecord): JobRecord => {
  if (state !== 'succeeded' || command || startedAt === undefined || stoppedAt === undefined) return job
  const seconds = Math.round((Date.parse(stoppedAt) - Date.parse(startedAt)) / 100) / 10
  return { ...job, durations: [...(job.durations ?? []), Math.max(0, seconds)].slice(-keptRuns) }
}

/**
 * How long runs of a job take that take long: the 95th percentile, by nearest rank, of the seconds that the last ones took.
 * @returns nothing where there are fewer than five
 */
export const usualSeconds = (durations: readonly number[] = []): number | undefined =>
  durations.length < fewestRuns ? undefined : rankOf(durations, 0.95)

/** From when on a run that started then takes longer than usual, ISO 8601 in UTC. */
export const slowAtOf = (
  { longerThanUsual }: Pick<JobSlice, 'longerThanUsual'>,
  record: Pick<JobRecord, 'durations'> | undefined,
  startedAt: string,
): string | undefined => {
  const usual = longerThanUsual === undefined ? undefined : usualSeconds(record?.durations)
  if (usual === undefined || longerThanUsual === undefined) return undefined
  // What takes less than a second is not measured any finer.
  return new Date(Date.parse(startedAt) + Math.max(1, usual * longerThanUsual) * 1000).toISOString()
}

const hasReported = ({ hangs = [] }: RunRecord, why: Hang['why']): boolean => hangs.some((hang) => hang.why === why)

/** What is to be reported of a run that is not over: that it is later than it may be, or takes longer than usual. Each once. */
const dueReports = (run: RunRecord, now: Date): ('late' | 'slow')[] => {
  if (isSettled(run)) return []
  const at = now.toISOString()
  const isLate = run.finishBy !== undefined && run.finishBy <= at && !hasReported(run, 'late')
  const isSlow = run.state === 'running' && run.slowAt !== undefined && run.slowAt <= at && !hasReported(run, 'slow')
  return [...(isLate ? (['late'] as const) : []), ...(isSlow ? (['slow'] as const) : [])]
}

/** Whether something is to be reported of a run that is not over, or was not yet. */
export const isOverdue = (run: RunRecord, now: Date): boolean =>
  !isSettled(run) && (dueReports(run, now).length > 0 || (run.hangs ?? []).some(({ told }) => !told))

const stateText = ({ state, startedAt, waitsFor }: RunRecord, now: Date): string => {
  if (state === 'waiting') return `it is waiting${waitsFor ? ` ${waits[waitsFor]}` : ''}`
  if (startedAt === undefined) return 'its container is not running yet'
  return `it has been running for ${durationText((now.getTime() - Date.parse(startedAt)) / 1000)}`
}

const textOf = (why: 'late' | 'slow', run: RunRecord, jobState: JobState, { job, now }: Context): string => {
  const see = `See what it does: ${terminal} runs show ${run.job} ${run.scheduledAt}.`
  if (why === 'late')
    return `It should have finished by ${job?.finishBy ?? run.finishBy} (finishBy) and has not: ${stateText(run, now)}. ${see}`
  const usual = usualSeconds(jobState.job?.durations)
  const most = usual === undefined ? '' : `, and 95 % of its last runs took at most ${durationText(usual)}`
  return `It is taking longer than usual (longerThanUsual: ${job?.longerThanUsual}): ${stateText(run, now)}${most}. ${see}`
}

/** Notes that a run is later than it may be, or takes longer than usual, once for each run. @returns nothing where there is nothing */
export const reportOverdue = (jobState: JobState, run: RunRecord, context: Context): JobState | undefined => {
  const due = dueReports(run, context.now)
  if (due.length === 0) return undefined
  const hangs = due.map((why): Hang => {
    const text = textOf(why, run, jobState, context)
    return { attempt: run.attempt, why, text, at: context.now.toISOString() }
  })
  return put(jobState, { ...run, hangs: [...(run.hangs ?? []), ...hangs] })
}
