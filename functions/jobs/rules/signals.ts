import type { JobRecord, RunNews, RunRecord } from '../../../shared/ledger/records.ts'
import type { Signal } from '../../../shared/signals.ts'
import { terminal } from '../../../shared/terminal.ts'
import type { JobSlice } from './job.ts'
import { instant } from './times.ts'

const later = (one: string | undefined, other: string): string => (one !== undefined && one > other ? one : other)

const justAfter = (at: string): string => new Date(Date.parse(at) + 1).toISOString()

/** What stops every job alike is one incident, and not one for each job. */
const stopsEveryJob = new Set(['cluster-inactive'])

/** Ends that say nothing of the job: a person or the job's own policy wanted them. */
const saysNothing = ({ state, cause }: RunRecord): boolean =>
  (state !== 'succeeded' && state !== 'failed' && state !== 'missed') || cause === 'cancelled'

const badNews = (run: RunRecord): RunNews => {
  if (run.cause !== undefined && stopsEveryJob.has(run.cause))
    return { name: 'jobs.blocked', subject: `jobs/${run.cause}` }
  return { name: run.state === 'missed' ? 'run.missed' : 'run.failed', subject: `job/${run.job}` }
}

/**
 * What the end of a run means for its job, and what of it is to be told. A bad end is told from the `alertAfter`-th in a row
 * on; a run that forbids others for long, with the firing that says so. A good one is told when the job was failing and the run did not end before that failure: runs may overlap, and news
 * of them overtake each other.
 */
export const newsOf = (
  run: RunRecord,
  job: JobRecord,
  alertAfter: number,
): { readonly job: JobRecord; readonly news: readonly RunNews[]; readonly at: string } => {
  const endedAt = instant(run.stoppedAt) ?? run.scheduledAt
  const at = later(job.toldAt && justAfter(job.toldAt), endedAt)
  const unblocked: RunNews[] =
    job.blockedBy !== undefined && run.taskArn !== undefined
      ? [{ name: 'jobs.unblocked', subject: `jobs/${job.blockedBy}` }]
      : []
  const known = unblocked.length > 0 ? { ...job, blockedBy: undefined, toldAt: at } : job
  if (run.state === 'forbidden' && known.heldUp?.toldWith === run.scheduledAt) {
    const news: RunNews = { name: 'run.forbidden', subject: `job/${run.job}` }
    return { job: { ...known, failing: true, toldAt: at }, news: [...unblocked, news], at }
  }
  if (saysNothing(run)) return { job: known, news: unblocked, at }
  if (run.state !== 'succeeded') {
    const badInARow = (known.badInARow ?? 0) + 1
    const failed = { ...known, badInARow, lastFailureAt: later(known.lastFailureAt, endedAt) }
    if (badInARow < alertAfter) return { job: failed, news: unblocked, at }
    const news = badNews(run)
    const told = news.name === 'jobs.blocked' ? { blockedBy: run.cause } : { failing: true }
    return { job: { ...failed, ...told, toldAt: at }, news: [...unblocked, news], at }
  }
  // Another command that went well is no success of the job's own work, though it ends the trouble as one that failed began it.
  const lastSuccessAt = run.command ? known.lastSuccessAt : later(known.lastSuccessAt, endedAt)
  if (endedAt < (known.lastFailureAt ?? '')) return { job: { ...known, lastSuccessAt }, news: unblocked, at }
  const well = { ...known, lastSuccessAt, badInARow: 0 }
  if (!known.failing) return { job: well, news: unblocked, at }
  const recovered: RunNews = { name: 'run.recovered', subject: `job/${run.job}` }
  return { job: { ...well, failing: false, toldAt: at }, news: [...unblocked, recovered], at }
}

const attemptsText = ({ attempt }: RunRecord): string => (attempt > 1 ? ` It was attempt ${attempt}.` : '')

const bodyOf = (run: RunRecord, owner: string | undefined): string => {
  const { job, scheduledAt, state, cause, explanation, logTail = [] } = run
  return [
    `${state} (${cause}): ${explanation} Run of ${scheduledAt}.${attemptsText(run)}`,
    ...(logTail.length > 0 ? ['Last lines of its log:', ...logTail.map((line) => `  ${line}`)] : []),
    ...(owner ? [`Owner: ${owner}`] : []),
    ...(state === 'forbidden' ? [] : [`Run it again: ${terminal} runs retry ${job} ${scheduledAt}`]),
  ].join('\n')
}

/**
 * A signal that the end of a run owes. Incidents of a job's runs are about the job: one is open at a time, and the next good
 * run closes it.
 */
export const signalOf = ({ name, subject }: RunNews, run: RunRecord, at: string, job: JobSlice | undefined): Signal => {
  if (name === 'run.ended') return endSignal(subject, run, at, job)
  const good = name === 'run.recovered' || name === 'jobs.unblocked'
  const about = subject === `job/${run.job}`
  return {
    name,
    subject,
    mood: good ? 'good' : 'bad',
    id: `${run.job}/${run.scheduledAt}/${run.attempt}/${run.state}${about ? '' : `/${subject}`}`,
    at,
    title: about ? `Job ${run.job}` : `No job can run: ${subject.slice('jobs/'.length)}`,
    body: good
      ? `The run of ${run.scheduledAt} ${about ? 'succeeded' : `of ${run.job} had a task again`}.`
      : bodyOf(run, job?.owner),
    ...(job?.policy && about ? { policy: job.policy } : {}),
  }
}

/** A run that was reported not to end has ended, however that was. It is later than the reports, so that nobody takes it for stale. */
const endSignal = (subject: string, run: RunRecord, at: string, job: JobSlice | undefined): Signal => ({
  name: 'run.ended',
  subject,
  mood: 'good',
  id: `${run.job}/${run.scheduledAt}/${run.attempt}/${run.state}/ended`,
  at: later(justAfter(run.hangs?.at(-1)?.at ?? at), at),
  title: `Job ${run.job}: a run is not ending`,
  body: `The run of ${run.scheduledAt} has ended: ${run.state} (${run.cause}).`,
  ...(job?.policy ? { policy: job.policy } : {}),
})

/** The news that close what is open about a job that the config no longer has. */
export const removalsOf = (job: JobRecord, now: Date): Signal[] => {
  const at = later(job.toldAt && justAfter(job.toldAt), now.toISOString())
  const gone = (name: string, subject: string): Signal => ({
    name,
    subject,
    mood: 'good',
    id: `${job.job}/removed/${job.sweptTo}${name === 'job.removed' ? '' : `/${subject}`}`,
    at,
    title: `Job ${job.job}`,
    body: 'The job is no longer in the config.',
  })
  return [
    ...(job.failing ? [gone('job.removed', `job/${job.job}`)] : []),
    ...(job.blockedBy ? [gone('jobs.unblocked', `jobs/${job.blockedBy}`)] : []),
  ]
}
