import { inParallel } from '../../../shared/in-parallel.ts'
import type { Ledger } from '../../../shared/ledger/ledger.ts'
import {
  type BackfillStretch,
  type JobBackfillRecord,
  type JobChangeRecord,
  keys,
  type RunRecord,
} from '../../../shared/ledger/records.ts'

const dayMs = 86_400_000

/** Stretches by which the runs of a backfill are read. */
const mostStretches = 62

/** What people did since the digest before that is looked through, the newest. */
const mostChanges = 5_000

/** Reads at a time. */
const width = 16

/** What the times of the runs of a backfill begin with, by days; by months or years where it spans very many: its firings are then few in each. */
const beginnings = ({ from, until }: Pick<BackfillStretch, 'from' | 'until'>): string[] => {
  const [first, last] = [from, until].map((at) => Math.floor(Date.parse(at) / dayMs))
  const days = Array.from({ length: (last ?? 0) - (first ?? 0) + 1 }, (_, index) =>
    new Date(((first ?? 0) + index) * dayMs).toISOString(),
  )
  const [byDay = [], byMonth = [], byYear = []] = [10, 7, 4].map((length) => [
    ...new Set(days.map((day) => day.slice(0, length))),
  ])
  return byDay.length <= mostStretches ? byDay : byMonth.length <= mostStretches ? byMonth : byYear
}

/**
 * Runs of the backfills of jobs that go on, or ended since then: they have the times of their firings, which may be long past.
 * @param since ISO 8601; what was cancelled may have had runs that went on for some time, so it lies well before the beginning of a digest
 */
export const backfilled = async (
  ledger: Pick<Ledger, 'get' | 'children'>,
  jobs: readonly string[],
  since: string,
): Promise<RunRecord[]> => {
  const found = await inParallel(jobs, width, (job) => ledger.get<JobBackfillRecord>(keys.jobBackfill(job)))
  const places = found.flatMap((backfill) => {
    if (!backfill) return []
    const { job, at, from, until, open, endedAt = at, earlier = [] } = backfill
    const stretches = [
      ...(open !== undefined || endedAt >= since ? [{ from, until }] : []),
      ...earlier.filter((each) => each.endedAt >= since),
    ]
    return [...new Set(stretches.flatMap(beginnings))].map((beginning) => ({ pk: keys.run(job, '').pk, beginning }))
  })
  const runs = await inParallel(places, width, ({ pk, beginning }) => ledger.children<RunRecord>(pk, beginning))
  return runs.flat().filter(({ backfill }) => backfill !== undefined)
}

/** A run that a person tried again, and when, in ISO 8601. */
export type Retried = Pick<RunRecord, 'job' | 'scheduledAt' | 'at'>

/** Runs that a person tried again in a time: theirs may be long past as well. */
export const retriedByHand = async (ledger: Pick<Ledger, 'list'>, since: string, until: Date): Promise<Retried[]> => {
  const changes = await ledger.list<JobChangeRecord>('change', {
    since,
    until: until.toISOString(),
    limit: mostChanges,
    fields: ['capability', 'target', 'scheduledAt'],
  })
  return changes.flatMap(({ capability, target, scheduledAt, at }) =>
    capability === 'jobs' && scheduledAt !== undefined ? [{ job: target, scheduledAt, at }] : [],
  )
}

/** A run without the attempts that a digest before has counted: those that were over when a person tried it again. @param begin ISO 8601 */
export const withoutCounted = (run: RunRecord, retried: readonly Retried[], begin: string): RunRecord => {
  const times = retried.flatMap(({ job, scheduledAt, at }) =>
    job === run.job && scheduledAt === run.scheduledAt ? [at] : [],
  )
  const last = times.sort().at(-1)
  if (last === undefined || !run.earlier) return run
  const isCounted = (stoppedAt: string | undefined): boolean => {
    const ended = stoppedAt === undefined ? undefined : new Date(stoppedAt).toISOString()
    return ended !== undefined && ended < begin && ended <= last
  }
  return { ...run, earlier: run.earlier.filter(({ stoppedAt }) => !isCounted(stoppedAt)) }
}
