import type { JobRecord, RunRecord } from '../../shared/ledger/records.ts'
import type { Signal } from '../../shared/signals.ts'

const later = (one: string | undefined, other: string): string => (one !== undefined && one > other ? one : other)

const justAfter = (at: string): string => new Date(Date.parse(at) + 1).toISOString()

/** An instant in the one form in which texts can be compared, or nothing where the text is none. */
export const instant = (text: string | undefined): string | undefined =>
  text === undefined || Number.isNaN(Date.parse(text)) ? undefined : new Date(text).toISOString()

/**
 * What the end of a run means for its job, and whether it is to be told, with the time of that signal. Bad ends are always
 * told. A good one is told when the job was failing and the run did not end before that failure: runs may overlap, and
 * news of them overtake each other.
 */
export const newsOf = (run: RunRecord, job: JobRecord): { readonly job: JobRecord; readonly toldAt?: string } => {
  const endedAt = instant(run.stoppedAt) ?? run.scheduledAt
  const at = later(job.toldAt && justAfter(job.toldAt), endedAt)
  if (run.state !== 'succeeded')
    return {
      job: { ...job, failing: true, lastFailureAt: later(job.lastFailureAt, endedAt), toldAt: at },
      toldAt: at,
    }
  // Another command that went well says nothing of the job's own work.
  const lastSuccessAt = run.command ? job.lastSuccessAt : later(job.lastSuccessAt, endedAt)
  if (!job.failing || endedAt < (job.lastFailureAt ?? '')) return { job: { ...job, lastSuccessAt } }
  return { job: { ...job, lastSuccessAt, failing: false, toldAt: at }, toldAt: at }
}

/** Incidents of a job's runs are about the job: one is open at a time, and the next good run closes it. */
export const signalOf = (run: RunRecord, at: string): Signal => {
  const good = run.state === 'succeeded'
  return {
    name: good ? 'run.recovered' : run.state === 'missed' ? 'run.missed' : 'run.failed',
    subject: `job/${run.job}`,
    mood: good ? 'good' : 'bad',
    id: `${run.job}/${run.scheduledAt}/${run.attempt}/${run.state}`,
    at,
    title: `Job ${run.job}`,
    body: good
      ? `The run of ${run.scheduledAt} succeeded.`
      : `${run.state} (${run.cause}): ${run.explanation} Run of ${run.scheduledAt}.`,
  }
}

/** The news that closes what is open about a job that the config no longer has. */
export const removalOf = (job: JobRecord, now: Date): Signal => ({
  name: 'job.removed',
  subject: `job/${job.job}`,
  mood: 'good',
  id: `${job.job}/removed/${job.sweptTo}`,
  at: later(job.toldAt && justAfter(job.toldAt), now.toISOString()),
  title: `Job ${job.job}`,
  body: 'The job is no longer in the config.',
})
