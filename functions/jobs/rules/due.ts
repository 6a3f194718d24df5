import { holidayFate } from '../../../shared/jobs/holidays.ts'
import type { JobRecord, RunRecord } from '../../../shared/ledger/records.ts'
import { firings, ratePeriod } from '../../../shared/schedule.ts'
import { type JobSlice, startsWithin } from './job.ts'

/** Seconds for a call that began in time to write its run down: as long as a call can last. */
const graceSeconds = 30

/** Most missed firings that one sweep takes up; after a long outage the next ones go on from there. */
const maxDue = 50

type KnownRun = Pick<RunRecord, 'scheduledAt' | 'requestedBy'>

/** How many of the firings that were missed are to run after all: the newest ones. Those that replace each other are one. */
const caughtUp = ({ catchUp, overlap }: JobSlice): number => {
  if (catchUp === 'skip') return 0
  return catchUp === 'latest' || overlap === 'replace' ? 1 : catchUp.all
}

/** Firings whose time to start is over. */
export interface DueFirings {
  /** Oldest first; a long outage is taken up in parts. */
  readonly due: readonly Date[]
  /** From this one on they run after all. */
  readonly runFrom: Date | undefined
  /** Up to when every firing is then accounted for. */
  readonly sweptTo: Date
}

/**
 * The firings whose deadline has passed since the last sweep.
 * @param runs for a rate: the job's runs, back to one of the schedule's at or before `record.sweptTo` if there is one
 */
export const dueFirings = (job: JobSlice, record: JobRecord, runs: readonly KnownRun[], now: Date): DueFirings => {
  const until = new Date(now.getTime() - (startsWithin(job) + graceSeconds) * 1000)
  const sweptTo = new Date(record.sweptTo)
  if (until <= sweptTo) return { due: [], runFrom: undefined, sweptTo }
  const count = caughtUp(job)
  // To know which are the newest, all must be known.
  const limit = count === 0 ? maxDue + 1 : Number.POSITIVE_INFINITY
  const period = ratePeriod(job.schedule)
  const all =
    period === undefined
      ? firings(job, { after: sweptTo, until, since: sweptTo, limit })
      : rateGaps(period, record, runs, until, limit)
  const due = all.slice(0, maxDue)
  // What the calendar leaves out takes no turn away from what it does not.
  const running = job.holidays ? all.filter((at) => holidayFate(job, at).kind !== 'skipped') : all
  const runFrom = count === 0 ? undefined : (running.at(-count) ?? running[0])
  return { due, runFrom, sweptTo: all.length > maxDue ? (due.at(-1) ?? sweptTo) : until }
}

/**
 * The firings of a rate that left no run. Only EventBridge knows when a rate began, so the runs that are there are the
 * measure: what should be between two of them, and after the last one, is missing. Runs by hand are no measure.
 */
const rateGaps = (period: number, record: JobRecord, runs: readonly KnownRun[], until: Date, limit: number): Date[] => {
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
    for (let at = anchor + period; at <= end && missing.length < limit; at += period)
      if (at > sweptTo) missing.push(new Date(at))
  }
  return missing
}

/** How many runs a rate may have had since the last sweep, with some to spare: how far to look back. */
export const runsToSee = (job: JobSlice, record: JobRecord, now: Date): number => {
  const period = ratePeriod(job.schedule)
  return period === undefined ? 0 : Math.ceil((now.getTime() - Date.parse(record.sweptTo)) / period) + 3
}
