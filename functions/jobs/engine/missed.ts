import { ConflictError } from '../../../shared/errors.ts'
import { holidayFate, plannedTime } from '../../../shared/jobs/holidays.ts'
import { readBack } from '../../../shared/ledger/read-back.ts'
import { type JobRecord, keys, type RunRecord } from '../../../shared/ledger/records.ts'
import { exactDurationText, isoSeconds } from '../../../shared/time.ts'
import { dueFirings, runsToSee } from '../rules/due.ts'
import { refuse } from '../rules/fire.ts'
import { isRescheduled, type JobSlice, newJob, suspensionAt } from '../rules/job.ts'
import { removalsOf } from '../rules/signals.ts'
import { runTime } from '../rules/times.ts'
import type { World } from '../world/world.ts'
import { startRun } from './start.ts'
import { transact } from './transact.ts'

/**
 * Accounts for the firings of one job whose time to start is over and that left no run: they are missed, or skipped, or
 * run after all, as the catch-up policy says.
 */
export const sweepFirings = async (name: string, job: JobSlice, world: World): Promise<void> => {
  const { ledger, now } = world
  const record = await ledger.get<JobRecord>(keys.job(name))
  if (!record || isRescheduled(record, job)) {
    const item: JobRecord = { ...record, ...newJob(name, job, now) }
    return ignoreConflict(ledger.commit([{ item, expect: record?.version ?? 'absent' }], now))
  }
  const { due, runFrom, sweptTo } = dueFirings(job, record, await lastRuns(job, record, world), now)
  for (const scheduledAt of due) {
    const mayRun = runFrom !== undefined && scheduledAt >= runFrom
    await accountFor({ name, scheduledAt, mayRun, record, job }, world)
  }
  const suspended = job.suspended !== undefined && suspensionAt(job, undefined, now) !== undefined
  await recordSwept(
    name,
    record,
    { sweptTo: isoSeconds(sweptTo), ...(suspended ? { configSuspendedTo: isoSeconds(now) } : {}) },
    world,
  )
}

interface Due {
  readonly name: string
  readonly scheduledAt: Date
  readonly mayRun: boolean
  readonly record: JobRecord
  readonly job: JobSlice
}

const accountFor = async ({ name, scheduledAt, mayRun, record, job }: Due, world: World): Promise<void> => {
  const { ledger, now } = world
  const at = runTime(scheduledAt)
  if (await ledger.get(keys.run(name, at))) return
  const write = (state: 'missed' | 'skipped' | 'suppressed', explanation: string) =>
    transact(name, at, world, (jobState, context) =>
      jobState.runs[at] ? undefined : refuse(jobState, { job: name, scheduledAt }, state, explanation, context),
    )
  const suspended = suspensionAt(job, record, scheduledAt)
  if (suspended !== undefined) {
    await write('suppressed', suspended)
    return
  }
  // It is to come later than its time, or not at all: no sweep is late for that.
  const isLater = holidayFate(job, scheduledAt).kind !== 'runs' && (plannedTime(job, scheduledAt) ?? now) >= now
  if (isLater || job.after) {
    await startRun({ job: name, scheduledAt }, world)
    return
  }
  const late = `No firing arrived within ${exactDurationText(job.startWithin)} of its time (startWithin). Is the schedule paused, or the function that starts jobs throttled or broken?`
  if (job.catchUp === 'skip') {
    await write('missed', late)
    return
  }
  if (!mayRun) {
    await write('skipped', `${late} The catch-up policy runs only newer ones (catchUp).`)
    return
  }
  // Asked when it is its turn: the run of the firing before it may have changed that.
  const still = suspensionAt(job, record, now)
  if (still !== undefined) await write('missed', `${late} It is not caught up with: ${still}`)
  else if ((job.catchUp === 'latest' || job.overlap === 'replace') && (await hasLater(name, at, world)))
    await write('skipped', `${late} A later firing has had its run already (catchUp).`)
  else await startRun({ job: name, scheduledAt, catchUp: true }, world)
}

/** Whether a later firing of the schedule has a run. Runs by hand say nothing of it. */
const hasLater = async (name: string, at: string, { ledger }: World): Promise<boolean> => {
  const isLater = ({ scheduledAt, requestedBy, attempt, state }: RunRecord): boolean =>
    !requestedBy && scheduledAt > at && (attempt > 0 || state === 'waiting')
  const runs = await readBack(
    (count) => ledger.lastChildren<RunRecord>(keys.run(name, '').pk, count),
    20,
    (each) => each.some((run) => isLater(run) || run.scheduledAt <= at),
  )
  return runs.some(isLater)
}

/** The runs that a rate's gaps are measured by. A cron expression needs none. */
const lastRuns = async (job: JobSlice, record: JobRecord, { ledger, now }: World): Promise<RunRecord[]> => {
  const first = runsToSee(job, record, now)
  if (first === 0) return []
  return readBack(
    (count) => ledger.lastChildren<RunRecord>(keys.run(record.job, '').pk, count),
    first,
    (runs) => runs.some(({ requestedBy, scheduledAt }) => !requestedBy && scheduledAt <= record.sweptTo),
  )
}

/** Telling of runs has changed the record meanwhile, and another sweep may be further: it only goes forward. */
const recordSwept = async (
  name: string,
  before: JobRecord,
  swept: Pick<JobRecord, 'sweptTo' | 'configSuspendedTo'>,
  { ledger, now }: World,
): Promise<void> => {
  const { sweptTo } = swept
  if (before.sweptTo >= sweptTo) return
  const latest = await ledger.get<JobRecord>(keys.job(name))
  if (!latest || latest.schedule !== before.schedule || latest.sweptTo >= sweptTo) return
  const item: JobRecord = { ...latest, ...swept }
  await ignoreConflict(ledger.commit([{ item, expect: latest.version }], now))
}

/** Closes the records of jobs that the config no longer has, so that one that comes back owes nothing for the time between. */
export const retireJobs = async (world: World): Promise<void> => {
  const { ledger, publish, now, jobs } = world
  const records = await ledger.list<JobRecord>('job', { limit: 1_000 })
  const isRetired = ({ schedule, failing, blockedBy }: JobRecord): boolean => schedule === '' && !failing && !blockedBy
  for (const seen of records) {
    if (Object.hasOwn(jobs, seen.job) || isRetired(seen)) continue
    const record = await ledger.get<JobRecord>(seen)
    if (!record || isRetired(record)) continue
    for (const signal of removalsOf(record, now)) await publish(signal)
    const item: JobRecord = { ...record, schedule: '', failing: false, badInARow: 0, blockedBy: undefined }
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
