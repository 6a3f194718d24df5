import { createHash } from 'node:crypto'
import { type JobRecord, keys, type RunRecord } from '../../shared/ledger/records.ts'
import { firings, ratePeriod } from '../../shared/schedule.ts'
import { isoSeconds } from '../../shared/time.ts'

/** What the functions know of a job. */
export interface JobSlice {
  readonly schedule: string
  readonly zone: string
  /** Seconds that a firing may be late. */
  readonly startWithin: number
}

const scheduleText = (job: JobSlice | undefined): string => (job ? `${job.schedule} ${job.zone}` : '')

/** The record of a job that is seen for the first time, or with a new schedule: nothing before now is owed. */
export const newJob = (name: string, job: JobSlice | undefined, now: Date): JobRecord => ({
  ...keys.job(name),
  kind: 'job',
  at: isoSeconds(now),
  job: name,
  schedule: scheduleText(job),
  since: isoSeconds(now),
  sweptTo: isoSeconds(now),
})

/** Whether the job's record belongs to another schedule than the one that is deployed. */
export const isRescheduled = (record: JobRecord, job: JobSlice | undefined): boolean =>
  record.schedule !== scheduleText(job)

/** EventBridge Scheduler promises the minute, not the second: less than this cannot be asked of a firing. */
const deliverySeconds = 60

/** Seconds after its time until which a firing may start. */
export const startsWithin = (job: JobSlice | undefined): number => Math.max(deliverySeconds, job?.startWithin ?? 0)

/** Seconds for a call that began in time to write its run down: as long as a call can last. */
const graceSeconds = 30

/** Most missed firings that one sweep takes up; after a long outage the next ones go on from there. */
const maxDue = 50

type KnownRun = Pick<RunRecord, 'scheduledAt' | 'requestedBy'>

/**
 * The firings whose deadline has passed since the last sweep, and up to when every firing is then accounted for.
 * @param runs for a rate: the job's runs, back to one of the schedule's at or before `record.sweptTo` if there is one
 */
export const dueFirings = (
  job: JobSlice,
  record: JobRecord,
  runs: readonly KnownRun[],
  now: Date,
): { readonly due: Date[]; readonly sweptTo: Date } => {
  const until = new Date(now.getTime() - (startsWithin(job) + graceSeconds) * 1000)
  const sweptTo = new Date(record.sweptTo)
  if (until <= sweptTo) return { due: [], sweptTo }
  const period = ratePeriod(job.schedule)
  const all =
    period === undefined
      ? firings(job, { after: sweptTo, until, since: sweptTo, limit: maxDue + 1 })
      : rateGaps(period, record, runs, until)
  const due = all.slice(0, maxDue)
  return { due, sweptTo: all.length > maxDue ? (due.at(-1) ?? sweptTo) : until }
}

/**
 * The firings of a rate that left no run. Only EventBridge knows when a rate began, so the runs that are there are the
 * measure: what should be between two of them, and after the last one, is missing. Runs by hand are no measure.
 */
const rateGaps = (period: number, record: JobRecord, runs: readonly KnownRun[], until: Date): Date[] => {
  const since = Date.parse(record.since)
  const sweptTo = Date.parse(record.sweptTo)
  const known = runs
    .filter(({ requestedBy }) => requestedBy === undefined)
    .map(({ scheduledAt }) => Date.parse(scheduledAt))
    .filter((at) => at >= since)
    .sort((one, other) => one - other)
  const anchors = [known.findLast((at) => at <= sweptTo) ?? since, ...known.filter((at) => at > sweptTo)]
  const missing: Date[] = []
  for (const [index, anchor] of anchors.entries()) {
    // Half a period of tolerance: a firing may have come a little before the time that was reckoned.
    const end = Math.min((anchors[index + 1] ?? Number.POSITIVE_INFINITY) - period / 2 - 1, until.getTime())
    for (let at = anchor + period; at <= end && missing.length <= maxDue; at += period)
      if (at > sweptTo) missing.push(new Date(at))
  }
  return missing
}

/** How many runs a rate may have had since the last sweep, with some to spare: how far to look back. */
export const runsToSee = (job: JobSlice, record: JobRecord, now: Date): number => {
  const period = ratePeriod(job.schedule)
  return period === undefined ? 0 : Math.ceil((now.getTime() - Date.parse(record.sweptTo)) / period) + 3
}

/** The text under which a run is kept: whole seconds for the schedule's own, milliseconds for one by hand. */
export const runTime = (at: Date): string => (at.getMilliseconds() === 0 ? isoSeconds(at) : at.toISOString())

/**
 * The time that a firing meant; undefined when the text is no time. EventBridge puts it in place of
 * `<aws.scheduler.scheduled-time>`; where that did not happen (the laptop's emulator does not), it is the last time at which
 * the schedule was due.
 */
export const scheduledTime = (text: string, job: JobSlice, now: Date): Date | undefined => {
  const at = new Date(text)
  if (!Number.isNaN(at.getTime())) return floorTo(1_000, at)
  if (text !== '<aws.scheduler.scheduled-time>') return undefined
  if (ratePeriod(job.schedule) !== undefined) return floorTo(60_000, now)
  for (const back of [3_600_000, 86_400_000]) {
    const after = new Date(now.getTime() - back)
    const last = firings(job, { after, until: now, since: after, limit: Number.POSITIVE_INFINITY }).at(-1)
    if (last) return last
  }
  return floorTo(60_000, now)
}

const floorTo = (unit: number, at: Date): Date => new Date(Math.floor(at.getTime() / unit) * unit)

/**
 * The time of a run that a person asked for. It never falls on a whole second, so that it takes no firing's place; two
 * commands asked for in one second are two runs, and the same request delivered twice is one.
 */
export const requestedTime = (text: string, command: readonly string[] = []): Date | undefined => {
  const at = new Date(text)
  if (Number.isNaN(at.getTime())) return undefined
  if (at.getMilliseconds() !== 0) return at
  const hash = createHash('sha256').update(JSON.stringify(command)).digest().readUInt32BE()
  return new Date(at.getTime() + 1 + (hash % 999))
}
