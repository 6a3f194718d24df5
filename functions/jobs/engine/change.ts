import { type JobChangeRecord, keys } from '../../../shared/ledger/records.ts'
import type { Context } from '../rules/job-state.ts'

/** What a person did, in words, with what it changed. */
export type Deed = Pick<JobChangeRecord, 'summary' | 'before' | 'after' | 'by' | 'scheduledAt'>

/** The note of what a person did to a job or its runs. */
export const changeOf = (
  job: string,
  deed: Deed,
  { now, callId, version }: Pick<Context, 'now' | 'callId' | 'version'>,
): JobChangeRecord => ({
  // Two actions may be taken in one millisecond.
  ...keys.change('jobs', job, `${now.toISOString()}#${callId}`),
  kind: 'change',
  at: now.toISOString(),
  capability: 'jobs',
  target: job,
  ...deed,
  basis: { event: { job }, config: version },
})
