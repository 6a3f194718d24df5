import { newJob } from '../../../functions/jobs/rules/job.ts'
import { byTime, type Context, type JobState } from '../../../functions/jobs/rules/job-state.ts'
import { emptyRun } from '../../../functions/jobs/rules/run.ts'
import type { JobRecord, RunRecord } from '../../../shared/ledger/records.ts'
import { firing, firingAt, later, nightly } from './world.ts'

/** ISO 8601, so many seconds after the firing. */
export const at = (seconds: number): string => later(firingAt, seconds).toISOString()
export const contextAt = (seconds: number, job: Context['job'] = nightly): Context => ({
  job,
  now: later(firingAt, seconds),
  callId: 'mine',
  version: 'v1',
})
export const run = (more: Partial<RunRecord> = {}): RunRecord => ({ ...emptyRun(firing, 'v1'), attempt: 1, ...more })
export const known = (more: Partial<JobRecord> = {}): JobRecord => ({
  ...newJob('nightly', nightly, firingAt),
  ...more,
})
export const stateOf = (job: JobRecord, ...runs: RunRecord[]): JobState => ({
  name: 'nightly',
  job,
  lease: undefined,
  runs: byTime(runs),
})
