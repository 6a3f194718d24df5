import { dateText, dayOf } from '../../../shared/calendar/dates.ts'
import { inParallel } from '../../../shared/in-parallel.ts'
import type { DigestDay } from '../../../shared/jobs/digest-times.ts'
import type { Ledger } from '../../../shared/ledger/ledger.ts'
import {
  type JobBackfillRecord,
  type JobDigestRecord,
  type JobRecord,
  keys,
  type RunRecord,
} from '../../../shared/ledger/records.ts'
import { type Digest, type DigestJob, digestFields, digestOf } from './digest.ts'

/** Runs that are read for one digest, the newest. */
const mostRuns = 20_000

/** A firing may be found to be missing up to a day after its time (startWithin), and a run may take long: so much earlier ones are looked at. */
const earlierMs = 2 * 86_400_000

/** Jobs of which is known how long they take. */
const mostJobs = 1_000

const dayMs = 86_400_000

/** Days back within which the digest before is looked for. */
const longestBreak = 31

/** Stretches by which the runs of a backfill are read. */
const mostStretches = 62

/** Reads at a time. */
const width = 16

/** What the times of the runs of a backfill begin with, by days; by months or years where it spans very many: its firings are then few in each. */
const beginnings = ({ from, until }: Pick<JobBackfillRecord, 'from' | 'until'>): string[] => {
  const [first, last] = [from, until].map((at) => Math.floor(Date.parse(at) / dayMs))
  const days = Array.from({ length: (last ?? 0) - (first ?? 0) + 1 }, (_, index) =>
    new Date(((first ?? 0) + index) * dayMs).toISOString(),
  )
  const [byDay = [], byMonth = [], byYear = []] = [10, 7, 4].map((length) => [
    ...new Set(days.map((day) => day.slice(0, length))),
  ])
  return byDay.length <= mostStretches ? byDay : byMonth.length <= mostStretches ? byMonth : byYear
}

/** Runs of the backfills of jobs that go on, or ended since then: they have the times of their firings, which may be long past. */
const backfilled = async (ledger: Pick<Ledger, 'get' | 'children'>, jobs: readonly string[], since: Date) => {
  const found = await inParallel(jobs, width, (job) => ledger.get<JobBackfillRecord>(keys.jobBackfill(job)))
  const wanted = found.flatMap((backfill) => {
    if (!backfill) return []
    const { at, open, endedAt = at } = backfill
    return open !== undefined || Date.parse(endedAt) >= since.getTime() ? [backfill] : []
  })
  const places = wanted.flatMap((backfill) =>
    beginnings(backfill).map((beginning) => ({ pk: keys.run(backfill.job, '').pk, beginning })),
  )
  const runs = await inParallel(places, width, ({ pk, beginning }) => ledger.children<RunRecord>(pk, beginning))
  return runs.flat().filter(({ backfill }) => backfill !== undefined)
}

/** The newest digest that was sent on a day before, and ended before this one does. */
const sentBefore = async (
  ledger: Pick<Ledger, 'get'>,
  { day }: DigestDay,
  until: Date,
): Promise<JobDigestRecord | undefined> => {
  for (let back = 1; back <= longestBreak; back += 1) {
    const sent = await ledger.get<JobDigestRecord>(keys.jobDigest(dateText(dayOf(day) - back)))
    if (sent && Date.parse(sent.at) < until.getTime()) return sent
  }
  return undefined
}

/**
 * The digest of a day by what was sent: it begins where the newest one before it ended, so that nothing is left out, or said twice, after an outage or
 * when its time, zone or calendar was changed; one that was sent itself ends where it ended then.
 */
const asSent = async (
  ledger: Pick<Ledger, 'get'>,
  day: DigestDay,
): Promise<{ readonly day: DigestDay; readonly before?: JobDigestRecord | undefined }> => {
  const own = await ledger.get<JobDigestRecord>(keys.jobDigest(day.day))
  const until = own ? new Date(own.at) : day.until
  const before = await sentBefore(ledger, day, until)
  const from = before ? new Date(before.at) : day.from
  return { day: { ...day, until, from }, before }
}

/**
 * Reads what a digest says from the ledger: one list of runs, those of backfills, those that are open, and those that were when the digest before was
 * made.
 * @param planned its day, by the config
 * @param jobs of the config: what a task of each costs by, and what is longer than usual for it
 * @param isSent whether digests are sent: one then begins where the one before ended
 * @throws the ledger's errors
 */
export const readDigest = async (
  ledger: Pick<Ledger, 'list' | 'open' | 'get' | 'children'>,
  planned: DigestDay,
  zone: string,
  jobs: Readonly<Record<string, Pick<DigestJob, 'size' | 'longerThanUsual'>>>,
  isSent = true,
): Promise<Digest> => {
  const { day, before } = isSent ? await asSent(ledger, planned) : { day: planned, before: undefined }
  const since = new Date(day.from.getTime() - earlierMs).toISOString()
  const [runs, open, records, late] = await Promise.all([
    ledger.list<RunRecord>('run', { since, until: day.until.toISOString(), limit: mostRuns, fields: digestFields }),
    ledger.open<RunRecord>('run', day.until.toISOString()),
    ledger.list<JobRecord>('job', { limit: mostJobs, fields: ['job', 'durations'] }),
    backfilled(ledger, Object.keys(jobs), day.from),
  ])
  const found = new Map(runs.map((run) => [run.pk + run.sk, run]))
  for (const run of [...late, ...open]) if (!found.has(run.pk + run.sk)) found.set(run.pk + run.sk, run)
  const left = (before?.going ?? []).map(({ job, scheduledAt }) => keys.run(job, scheduledAt))
  const missing = left.filter(({ pk, sk }) => !found.has(pk + sk))
  const older = (await Promise.all(missing.map((key) => ledger.get<RunRecord>(key)))).flatMap((run) => run ?? [])
  const known = Object.fromEntries(
    records.map(({ job, durations }): [string, DigestJob] => [
      job,
      { durations, ...(Object.hasOwn(jobs, job) ? jobs[job] : undefined) },
    ]),
  )
  return digestOf(day, zone, [...found.values(), ...older], { ...jobs, ...known }, runs.length === mostRuns)
}
