import { type JobPoolRecord, keys, type RunRecord } from '../../../shared/ledger/records.ts'
import type { Context, JobState } from './job-state.ts'

type Place = JobPoolRecord['holders'][number]

const nameOf = ({ job, scheduledAt }: Place): Place => ({ job, scheduledAt })

const isSame = (one: Place, other: Place): boolean => one.job === other.job && one.scheduledAt === other.scheduledAt

const others = (places: readonly Place[], run: Place): Place[] => places.filter((each) => !isSame(each, run))

/** What the ledger has of a pool, or the record of one that nobody was in yet. */
const poolOf = ({ pools = {} }: JobState, pool: string, now: Date): JobPoolRecord => ({
  ...keys.jobPool(pool),
  kind: 'job-pool',
  pool,
  holders: [],
  waiting: [],
  ...pools[pool],
  at: now.toISOString(),
})

const withPool = (jobState: JobState, record: JobPoolRecord): JobState => ({
  ...jobState,
  pools: { ...jobState.pools, [record.pool]: record },
})

/** The runs whose turn it is, in order. @param most places of the pool */
export const nextInPool = ({ holders, waiting }: JobPoolRecord, most: number): readonly Place[] =>
  waiting.slice(0, Math.max(0, most - holders.length))

/** What comes of a run that wants a place: it has one, it waits for one in order, or too many do so already. */
export type PoolEntry =
  | { readonly kind: 'in'; readonly jobState: JobState; readonly run: RunRecord }
  | { readonly kind: 'waits'; readonly jobState: JobState; readonly run: RunRecord; readonly why: string }
  | { readonly kind: 'full'; readonly why: string }

/** Has a run take a place in its job's pool, where there is one for it and nobody waits before it; else it waits in order. */
export const enterPool = (jobState: JobState, run: RunRecord, { job, now }: Context): PoolEntry => {
  const pool = job?.pool
  if (pool === undefined) return { kind: 'in', jobState, run: { ...run, pool: undefined } }
  const record = poolOf(jobState, pool.name, now)
  const place = nameOf(run)
  const named: RunRecord = { ...run, pool: pool.name }
  const isIn = record.holders.some((each) => isSame(each, place))
  const index = record.waiting.findIndex((each) => isSame(each, place))
  const before = index === -1 ? record.waiting.length : index
  if (isIn || before < pool.most - record.holders.length) {
    const holders = [...others(record.holders, place), place]
    return {
      kind: 'in',
      jobState: withPool(jobState, { ...record, holders, waiting: others(record.waiting, place) }),
      run: named,
    }
  }
  // One that was begun has its next attempt, however many wait.
  if (index === -1 && run.attempt === 0 && record.waiting.length >= pool.waiting)
    return {
      kind: 'full',
      why: `The pool ${pool.name} has ${pool.most} ${pool.most === 1 ? 'place' : 'places'}, and ${record.waiting.length} runs are already waiting for one, which is the most allowed (jobPools).`,
    }
  const waits = index === -1 ? withPool(jobState, { ...record, waiting: [...record.waiting, place] }) : jobState
  return {
    kind: 'waits',
    jobState: waits,
    run: named,
    why: `It waits for a place in the pool ${pool.name}, which has ${pool.most}; ${before} ${before === 1 ? 'run is' : 'runs are'} ahead of it.`,
  }
}

/** A run neither has a place any more nor waits for one. */
export const leavePool = (jobState: JobState, run: RunRecord, now: Date): JobState => {
  const record = run.pool === undefined ? undefined : jobState.pools?.[run.pool]
  if (record === undefined) return jobState
  const [holders, waiting] = [others(record.holders, run), others(record.waiting, run)]
  if (holders.length === record.holders.length && waiting.length === record.waiting.length) return jobState
  return withPool(jobState, { ...record, holders, waiting, at: now.toISOString() })
}

/** A task that lives has a place, though there be none left: others wait for it. */
export const holdPlace = (
  jobState: JobState,
  run: RunRecord,
  { job, now }: Context,
): { readonly jobState: JobState; readonly run: RunRecord } => {
  if (job?.pool === undefined) return { jobState, run }
  const record = poolOf(jobState, job.pool.name, now)
  const named: RunRecord = { ...run, pool: job.pool.name }
  if (record.holders.some((each) => isSame(each, run))) return { jobState, run: named }
  const holders = [...record.holders, nameOf(run)]
  return { jobState: withPool(jobState, { ...record, holders, waiting: others(record.waiting, run) }), run: named }
}
