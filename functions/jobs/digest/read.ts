import type { DigestDay } from '../../../shared/jobs/digest-times.ts'
import type { Ledger } from '../../../shared/ledger/ledger.ts'
import { type JobDigestRecord, type JobRecord, keys, type RunRecord } from '../../../shared/ledger/records.ts'
import { type Digest, type DigestJob, digestFields, digestOf } from './digest.ts'

/** Runs that are read for one digest, the newest. */
const mostRuns = 20_000

/** A firing may be found to be missing up to a day after its time (startWithin), and a run may take long: so much earlier ones are looked at. */
const earlierMs = 2 * 86_400_000

/** Jobs of which is known how long they take. */
const mostJobs = 1_000

/**
 * Reads what a digest says from the ledger: one list of runs, those that are open, and those that were when the digest before was made.
 * @param jobs of the config: what a task of each costs by, and what is longer than usual for it
 * @throws the ledger's errors
 */
export const readDigest = async (
  ledger: Pick<Ledger, 'list' | 'open' | 'get'>,
  day: DigestDay,
  zone: string,
  jobs: Readonly<Record<string, Pick<DigestJob, 'size' | 'longerThanUsual'>>>,
): Promise<Digest> => {
  const since = new Date(day.from.getTime() - earlierMs).toISOString()
  const [runs, open, records, before] = await Promise.all([
    ledger.list<RunRecord>('run', { since, until: day.until.toISOString(), limit: mostRuns, fields: digestFields }),
    ledger.open<RunRecord>('run', day.until.toISOString()),
    ledger.list<JobRecord>('job', { limit: mostJobs, fields: ['job', 'durations'] }),
    ledger.get<JobDigestRecord>(keys.jobDigest(day.before)),
  ])
  const found = new Map(runs.map((run) => [run.pk + run.sk, run]))
  for (const run of open) if (!found.has(run.pk + run.sk)) found.set(run.pk + run.sk, run)
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
