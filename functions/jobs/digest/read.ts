import { dateText, dayOf } from '../../../shared/calendar/dates.ts'
import { inParallel } from '../../../shared/in-parallel.ts'
import type { DigestDay } from '../../../shared/jobs/digest-times.ts'
import type { Ledger } from '../../../shared/ledger/ledger.ts'
import { type JobDigestRecord, type JobRecord, keys, type RunRecord } from '../../../shared/ledger/records.ts'
import { type Digest, type DigestJob, digestFields, digestOf } from './digest.ts'
import { backfilled, retriedByHand, withoutCounted } from './old-runs.ts'

/** Runs that are read for one digest, the newest. */
const mostRuns = 20_000

/** A firing may be found to be missing up to a day after its time (startWithin), and a run may take long: so much earlier ones are looked at. */
const earlierMs = 2 * 86_400_000

/** Jobs of which is known how long they take. */
const mostJobs = 1_000

/** Days back within which the digest before is looked for. */
const longestBreak = 31

/** Reads at a time. */
const width = 16

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
 * Reads what a digest says from the ledger: one list of runs, those of backfills, those that a person tried again, those that are open, and those that
 * were when the digest before was made.
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
  const [runs, open, records, filled, again] = await Promise.all([
    ledger.list<RunRecord>('run', { since, until: day.until.toISOString(), limit: mostRuns, fields: digestFields }),
    ledger.open<RunRecord>('run', day.until.toISOString()),
    ledger.list<JobRecord>('job', { limit: mostJobs, fields: ['job', 'durations'] }),
    backfilled(ledger, Object.keys(jobs), since),
    retriedByHand(ledger, since, day.until),
  ])
  const found = new Map<string, RunRecord>(runs.map((run) => [run.pk + run.sk, run]))
  for (const run of [...filled, ...open]) if (!found.has(run.pk + run.sk)) found.set(run.pk + run.sk, run)
  const left = [...(before?.going ?? []), ...again].map(({ job, scheduledAt }) => keys.run(job, scheduledAt))
  const missing = new Map(left.flatMap((key) => (found.has(key.pk + key.sk) ? [] : [[key.pk + key.sk, key]])))
  const older = await inParallel([...missing.values()], width, (key) => ledger.get<RunRecord>(key))
  const known = Object.fromEntries(
    records.map(({ job, durations }): [string, DigestJob] => [
      job,
      { durations, ...(Object.hasOwn(jobs, job) ? jobs[job] : undefined) },
    ]),
  )
  const all = [...found.values(), ...older.flatMap((run) => run ?? [])]
  const mine = all.map((run) => withoutCounted(run, again, day.from.toISOString()))
  return digestOf(day, zone, mine, { ...jobs, ...known }, runs.length === mostRuns)
}
