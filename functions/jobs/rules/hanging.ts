import type { RunRecord } from '../../../shared/ledger/records.ts'
import { firings } from '../../../shared/schedule.ts'
import type { Signal } from '../../../shared/signals.ts'
import { terminal } from '../../../shared/terminal.ts'
import { durationText, exactDurationText } from '../../../shared/time.ts'
import type { JobSlice } from './job.ts'
import { type Context, type JobState, put } from './job-state.ts'

type Hang = NonNullable<RunRecord['hangs']>[number]

/** Seconds after which a stop is not acted on: a container has up to two minutes, and ECS may be slow to say so. */
const stopPatience = 900

/** Firings that may come while one run goes on, and the shortest and longest time that this is, in seconds. */
const firingsMeanwhile = 3
const [shortest, longest] = [3_600, 86_400]

const secondsFrom = (at: string, now: Date): number => (now.getTime() - Date.parse(at)) / 1000

/** Seconds after which a run seems not to end, where its job does not say how long it takes. */
const presumedLength = (job: JobSlice, startedAt: string): number => {
  const after = new Date(startedAt)
  const until = new Date(after.getTime() + longest * 1000)
  const third = firings(job, { after, until, since: after, limit: firingsMeanwhile })[firingsMeanwhile - 1]
  return third === undefined ? longest : Math.max(shortest, (third.getTime() - after.getTime()) / 1000)
}

const notStopped = ({ stop }: RunRecord, lastStatus: string | undefined, now: Date): string | undefined => {
  if (!stop) return undefined
  const seconds = secondsFrom(stop.at, now)
  if (seconds <= stopPatience) return undefined
  return `It should have stopped ${durationText(seconds)} ago (${stop.why}) and has not${lastStatus ? `: ECS says ${lastStatus}` : ''}. Nightshift asks ECS again each minute. If it stays like that, look at the task in the ECS console, and ask AWS Support.`
}

const tooLong = (run: RunRecord, { job, now }: Context): string | undefined => {
  const { startedAt, stop } = run
  if (!job || stop || startedAt === undefined || job.runTimeout !== undefined) return undefined
  const { expectedDuration } = job
  // Where runs must not overlap, the firings that it forbids report it.
  if (expectedDuration === undefined && job.overlap !== 'allow') return undefined
  const limit = expectedDuration ?? presumedLength(job, startedAt)
  const seconds = secondsFrom(startedAt, now)
  if (seconds <= limit) return undefined
  const why =
    expectedDuration === undefined
      ? `It has been running for ${durationText(seconds)}, has no runTimeout, and is not ending. If it may take that long, set expectedDuration.`
      : `It has been running for longer than ${exactDurationText(expectedDuration)} (expectedDuration), and has no runTimeout.`
  return `${why} See what it does: ${terminal} runs show ${run.job} ${run.scheduledAt}; stop it: ${terminal} runs cancel ${run.job} ${run.scheduledAt}. A runTimeout would do so by itself.`
}

/** Whether it was reported that an attempt of a run is not ending, by firings that it forbids or by itself. */
export const isReported = (run: RunRecord, why: Hang['why']): boolean =>
  run.hangs?.some((hang) => hang.why === why && hang.attempt === run.attempt) ?? false

/**
 * Notes, once for each attempt, that a run is not ending: its stop is not acted on, or it runs on and on.
 * @param lastStatus how ECS says that its task stands
 * @returns nothing where there is nothing to report
 */
export const reportHang = (
  jobState: JobState,
  run: RunRecord,
  lastStatus: string | undefined,
  context: Context,
): JobState | undefined => {
  if (run.state !== 'running') return undefined
  const why: Hang['why'] = run.stop ? 'not-stopped' : 'too-long'
  const text = run.stop ? notStopped(run, lastStatus, context.now) : tooLong(run, context)
  if (text === undefined || isReported(run, why)) return undefined
  if (why === 'too-long' && jobState.job?.heldUp?.by === run.scheduledAt && jobState.job.heldUp.toldWith)
    return undefined
  const hang: Hang = { attempt: run.attempt, why, text, at: context.now.toISOString() }
  return put(jobState, { ...run, hangs: [...(run.hangs ?? []), hang] })
}

/** What reports about a run that does not end are about: its own end closes them, and no other run's success. */
export const hangSubject = ({ job, scheduledAt }: RunRecord): string => `job/${job}/run/${scheduledAt}`

const [names, titles] = [
  { 'not-stopped': 'run.hanging', 'too-long': 'run.hanging', late: 'run.late', slow: 'run.slow' },
  {
    'not-stopped': 'a run is not ending',
    'too-long': 'a run is not ending',
    late: 'a run has not finished in time',
    slow: 'a run takes longer than usual',
  },
] as const satisfies readonly Record<Hang['why'], string>[]

/** The signal that a run is not ending, is not finished in time, or takes longer than usual. */
export const hangSignal = (run: RunRecord, { attempt, why, text, at }: Hang, job: JobSlice | undefined): Signal => ({
  name: names[why],
  subject: hangSubject(run),
  mood: 'bad',
  ...(why === 'slow' ? { severity: 'warning' } : {}),
  id: `${run.job}/${run.scheduledAt}/${attempt}/${why}`,
  at,
  title: `Job ${run.job}: ${titles[why]}`,
  body: [
    `${text} Run of ${run.scheduledAt}.${attempt > 1 ? ` It is attempt ${attempt}.` : ''}`,
    ...(job?.owner ? [`Owner: ${job.owner}`] : []),
  ].join('\n'),
  ...(job?.policy ? { policy: job.policy } : {}),
})
