import { ConflictError } from '../../shared/errors.ts'
import { type JobRecord, keys, type RunRecord } from '../../shared/ledger/records.ts'
import { isoSeconds } from '../../shared/time.ts'
import { dueFirings, isRescheduled, type JobSlice, newJob, runsToSee } from './job.ts'
import { changeRun, type Desk, settle } from './keep.ts'
import { removalOf } from './news.ts'
import { missedRun } from './run.ts'

/** Writes down and tells the firings of one job whose time to start is over and that left no run. */
export const sweepFirings = async (name: string, job: JobSlice, desk: Desk): Promise<void> => {
  const { ledger, now, version } = desk
  const record = await ledger.get<JobRecord>(keys.job(name))
  if (!record || isRescheduled(record, job)) {
    const item: JobRecord = { ...record, ...newJob(name, job, now) }
    return ignoreConflict(ledger.commit([{ item, expect: record?.version ?? 'absent' }], now))
  }
  const { due, sweptTo } = dueFirings(job, record, await lastRuns(job, record, desk), now)
  const explanation = `No firing arrived within ${job.startWithin} s of its time (startWithin). Is the schedule paused, or the function that starts jobs throttled or broken?`
  for (const scheduledAt of due) {
    const { run, changed } = await changeRun(desk, keys.run(name, isoSeconds(scheduledAt)), (seen) =>
      seen ? undefined : missedRun({ job: name, scheduledAt }, explanation, version, now),
    )
    if (run && changed) await settle(run, desk)
  }
  await recordSwept(name, record, isoSeconds(sweptTo), desk)
}

/** The runs that a rate's gaps are measured by. A cron expression needs none. */
const lastRuns = async (job: JobSlice, record: JobRecord, { ledger, now }: Desk): Promise<RunRecord[]> => {
  let limit = runsToSee(job, record, now)
  if (limit === 0) return []
  for (;;) {
    const runs = await ledger.lastChildren<RunRecord>(keys.run(record.job, '').pk, limit)
    const reachBack = runs.some(({ requestedBy, scheduledAt }) => !requestedBy && scheduledAt <= record.sweptTo)
    if (reachBack || runs.length < limit) return runs
    limit *= 4
  }
}

/** Telling of runs has changed the record meanwhile, and another sweep may be further: it only goes forward. */
const recordSwept = async (name: string, before: JobRecord, sweptTo: string, { ledger, now }: Desk): Promise<void> => {
  const latest = await ledger.get<JobRecord>(keys.job(name))
  if (!latest || latest.schedule !== before.schedule || latest.sweptTo >= sweptTo) return
  const item: JobRecord = { ...latest, sweptTo }
  await ignoreConflict(ledger.commit([{ item, expect: latest.version }], now))
}

/** Closes the books of jobs that the config no longer has, so that one that comes back owes nothing for the time between. */
export const retireJobs = async (desk: Desk): Promise<void> => {
  const { ledger, publish, now, jobs } = desk
  const records = await ledger.list<JobRecord>('job', { limit: 1_000 })
  for (const { job, schedule } of records) {
    if (Object.hasOwn(jobs, job) || schedule === '') continue
    const record = await ledger.get<JobRecord>(keys.job(job))
    if (!record || record.schedule === '') continue
    if (record.failing) await publish(removalOf(record, now))
    const item: JobRecord = { ...record, schedule: '', failing: false }
    await ignoreConflict(ledger.commit([{ item, expect: record.version }], now))
  }
}

const ignoreConflict = async (commit: Promise<void>): Promise<void> => {
  try {
    await commit
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error // the next sweep is a minute away
  }
}
