import { holidayFate } from '../../../shared/jobs/holidays.ts'
import type { BackfillStretch, JobBackfillRecord, RunRecord } from '../../../shared/ledger/records.ts'
import { firings, ratePeriod } from '../../../shared/schedule.ts'
import { isoSeconds } from '../../../shared/time.ts'
import { reopen } from './attempt.ts'
import { enter } from './fire.ts'
import type { JobSlice } from './job.ts'
import { type Context, isSettled, type JobState } from './job-state.ts'
import { inTheWay } from './overlap.ts'
import { enterPool } from './pool.ts'
import { emptyRun } from './run.ts'

/** Most firings of one backfill: each is a run, and the list is one record. */
export const mostFirings = 1_000

/** Firings of which the calendar is asked at a time, and how often: of a schedule of each minute these are two years. */
const [batchSize, mostBatches] = [20_000, 60] as const

/**
 * The firings that a job's schedule would have had in a time that is over, oldest first, without those that its calendar leaves out.
 * @param from in it, `until` too; what lies ahead of `now` is left out
 * @param known times of runs of the schedule, the newest first, and since when it is known: only EventBridge knows when a rate began, so the
 *   newest one says its beat
 * @returns at most one more than `mostFirings`
 */
export const firingsBetween = (
  job: Pick<JobSlice, 'schedule' | 'zone' | 'holidays'>,
  { from, until, now }: { readonly from: Date; readonly until: Date; readonly now: Date },
  known: readonly string[],
): Date[] => {
  const period = ratePeriod(job.schedule)
  const anchor = Date.parse(known[0] ?? '')
  const beat = period === undefined || Number.isNaN(anchor) ? 0 : anchor % period
  const end = new Date(Math.min(until.getTime(), now.getTime()))
  const found: Date[] = []
  let after = new Date(from.getTime() - 1)
  for (let batch = 0; batch < mostBatches; batch += 1) {
    const some = firings(job, { after, until: end, since: new Date(beat), limit: batchSize })
    found.push(...some.filter((at) => holidayFate(job, at).kind !== 'skipped'))
    const last = some.at(-1)
    if (found.length > mostFirings || last === undefined || some.length < batchSize)
      return found.slice(0, mostFirings + 1)
    after = last
  }
  // Nobody looks any further: so many firings are too many, whatever the calendar leaves of them.
  return firings(job, {
    after: new Date(from.getTime() - 1),
    until: end,
    since: new Date(beat),
    limit: mostFirings + 1,
  })
}

/** What a backfill would do about a firing: run it, run it again, or leave it, because it goes on or has succeeded. */
export const wouldDo = (
  run: Pick<RunRecord, 'state'> | undefined,
  again: boolean,
): 'run' | 'run again' | 'goes on' | 'has run' => {
  if (run === undefined) return 'run'
  if (!isSettled(run)) return 'goes on'
  return run.state === 'succeeded' && !again ? 'has run' : 'run again'
}

/** What comes of the turn of a firing: a new state of its job; nothing to do, as there is or was a run; or not now. */
export type BackfillStep = { readonly jobState: JobState } | 'done' | 'not now'

/**
 * Begins the run of one firing of a backfill, under the firing's own time: a new run, or one more attempt of the one that is there. It never
 * takes the place of another run, nor waits in its way: where runs must not overlap, its turn comes when none is there.
 */
export const stepBackfill = (
  jobState: JobState,
  scheduledAt: string,
  { id, by, again }: Pick<JobBackfillRecord, 'id' | 'by' | 'again'>,
  context: Context,
): BackfillStep => {
  const seen = jobState.runs[scheduledAt]
  const isLost = seen?.backfill === id && isSettled(seen) && lostItsTurn(seen)
  if (seen?.backfill === id && !isLost) return 'done'
  const would = wouldDo(seen, again === true)
  if (would === 'goes on' || would === 'has run') return 'done'
  if (inTheWay(jobState, context)) return 'not now'
  const run: RunRecord = {
    ...(seen ?? emptyRun({ job: jobState.name, scheduledAt: new Date(scheduledAt), requestedBy: by }, context.version)),
    requestedBy: by,
    backfill: id,
  }
  // Where as many as may wait for a place already, it is no failure of the job's: it comes when there is room.
  if (enterPool(jobState, run, context).kind === 'full') return 'not now'
  return { jobState: seen ? reopen(jobState, run, context) : enter(jobState, run, true, context) }
}

/** Whether a run of a backfill ended only because its turn was taken from it, so that it gets another one. */
export const lostItsTurn = ({ state, cause }: RunRecord): boolean => state === 'suppressed' || cause === 'pool-full'

/** The record with its runs that are over taken out of those that go on; those that lost their turn come first again. */
export const settle = (
  backfill: JobBackfillRecord,
  runs: ReadonlyMap<string, RunRecord | undefined>,
): JobBackfillRecord => {
  const over = backfill.going.filter((at) => {
    const run = runs.get(at)
    return run !== undefined && isSettled(run)
  })
  if (over.length === 0) return backfill
  const lost = over.filter((at) => {
    const run = runs.get(at)
    return run !== undefined && lostItsTurn(run)
  })
  const ended = over.filter((at) => !lost.includes(at))
  const succeeded = ended.filter((at) => runs.get(at)?.state === 'succeeded').length
  return {
    ...backfill,
    going: backfill.going.filter((at) => !over.includes(at)),
    left: [...lost, ...backfill.left],
    succeeded: backfill.succeeded + succeeded,
    failed: backfill.failed + ended.length - succeeded,
  }
}

/** Days for which a backfill is remembered by those after it: the digest before the next one was sent in the last 31. */
const rememberedDays = 40

/** Most stretches that are remembered apart. */
const mostEarlier = 20

const joined = (one: BackfillStretch, other: BackfillStretch): BackfillStretch => ({
  from: one.from < other.from ? one.from : other.from,
  until: one.until > other.until ? one.until : other.until,
  endedAt: one.endedAt > other.endedAt ? one.endedAt : other.endedAt,
})

/** The times of a job's backfills before a new one, oldest times first: what overlaps is one, and so are the oldest of very many. */
export const earlierStretches = (before: JobBackfillRecord | undefined, now: Date): BackfillStretch[] => {
  if (!before) return []
  const { from, until, endedAt = before.at, earlier = [] } = before
  const since = new Date(now.getTime() - rememberedDays * 86_400_000).toISOString()
  const known = [{ from, until, endedAt }, ...earlier].filter((each) => each.endedAt >= since)
  const apart: BackfillStretch[] = []
  for (const next of known.toSorted((one, other) => (one.from < other.from ? -1 : Number(one.from > other.from)))) {
    const last = apart.at(-1)
    if (last && next.from <= last.until) apart[apart.length - 1] = joined(last, next)
    else apart.push(next)
  }
  const surplus = Math.max(0, apart.length - mostEarlier)
  const [first, ...others] = apart
  return first && surplus > 0 ? [others.slice(0, surplus).reduce(joined, first), ...others.slice(surplus)] : apart
}

/** The times as they are kept. */
export const timesOf = (dates: readonly Date[]): string[] => dates.map(isoSeconds)
