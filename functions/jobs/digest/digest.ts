import { runDollars, type Sized } from '../../../shared/jobs/cost.ts'
import type { DigestDay } from '../../../shared/jobs/digest-times.ts'
import type { RunRecord } from '../../../shared/ledger/records.ts'
import { isSettled } from '../rules/job-state.ts'
import { usualSeconds } from '../rules/overdue.ts'

/** What of a run is read for a digest. */
export const digestFields = [
  'job',
  'scheduledAt',
  'state',
  'cause',
  'attempt',
  'exitCode',
  'startedAt',
  'stoppedAt',
  'earlier',
  'hangs',
  'cpu',
  'memory',
  'onDemand',
  'command',
  'waitsFor',
  'backfill',
] as const satisfies readonly (keyof RunRecord)[]

export type DigestRun = Pick<RunRecord, (typeof digestFields)[number]>

/** What of a job a digest goes by. */
export interface DigestJob {
  /** What its tasks cost by; nothing where the config no longer has the job. */
  readonly size?: Sized | undefined
  readonly longerThanUsual?: number | undefined
  /** Seconds that its last runs took that succeeded, newest last, those of the digest among them. */
  readonly durations?: readonly number[] | undefined
}

/** Runs of one job that ended alike. Times are ISO 8601. */
export interface EndedAlike {
  readonly job: string
  readonly state: RunRecord['state']
  readonly cause: string
  readonly count: number
  readonly first: string
  readonly last: string
  /** Of the last one. */
  readonly exitCode?: number | undefined
  readonly attempt: number
}

/** Runs of a job that took longer than usual: the longest of them. */
export interface SlowRuns {
  readonly job: string
  readonly count: number
  readonly scheduledAt: string
  readonly seconds: number
  /** What 95 % of the runs before took at most. */
  readonly usual: number
}

/** How the runs of one job went. */
export interface JobSummary {
  readonly job: string
  /** Runs that had a task, or were to have one, by their end. */
  readonly succeeded: number
  readonly failed: number
  readonly missed: number
  /** Runs that were not to be: suppressed, skipped, forbidden. */
  readonly leftOut: number
  readonly going: number
  /** Seconds that all attempts ran of runs that are over, and US dollars that they cost by list prices; nothing where the size is not known. */
  readonly seconds: number
  readonly dollars?: number | undefined
}

/** What a digest of jobs says. Times are ISO 8601. */
export interface Digest {
  readonly day: string
  readonly from: string
  readonly until: string
  readonly zone: string
  readonly jobs: readonly JobSummary[]
  readonly failed: readonly EndedAlike[]
  /** What was to run and did not, or was left out on purpose; what was missed comes first. */
  readonly notRun: readonly EndedAlike[]
  readonly slow: readonly SlowRuns[]
  /** Runs that were not finished by their time (`finishBy`). */
  readonly late: readonly { readonly job: string; readonly scheduledAt: string }[]
  /** Runs that were not over at its end, whatever became of them since. */
  readonly going: readonly Pick<RunRecord, 'job' | 'scheduledAt' | 'state' | 'waitsFor' | 'startedAt'>[]
  /** US dollars of all whose size is known, and the jobs of which it is not. */
  readonly dollars: number
  readonly unpriced: readonly string[]
  /** Whether there were more runs than are read. */
  readonly isCut: boolean
}

/** What is taken longer than usual by less than this is no news: a share, and seconds. */
const [leastShare, leastSeconds] = [1.25, 10]

const secondsOf = ({ startedAt, stoppedAt }: Pick<RunRecord, 'startedAt' | 'stoppedAt'>): number | undefined =>
  startedAt === undefined || stoppedAt === undefined
    ? undefined
    : Math.max(0, (Date.parse(stoppedAt) - Date.parse(startedAt)) / 1000)

const byTime = (one: { readonly scheduledAt: string }, other: { readonly scheduledAt: string }): number =>
  one.scheduledAt < other.scheduledAt ? -1 : Number(one.scheduledAt > other.scheduledAt)

/** Runs by their job, cause and end, those that failed most recently last. */
const alike = (runs: readonly DigestRun[]): EndedAlike[] => {
  const groups = new Map<string, EndedAlike>()
  for (const { job, state, cause = state, scheduledAt, exitCode, attempt } of runs.toSorted(byTime)) {
    const key = `${job} ${state} ${cause}`
    const { count = 0, first = scheduledAt } = groups.get(key) ?? {}
    groups.set(key, { job, state, cause, count: count + 1, first, last: scheduledAt, exitCode, attempt })
  }
  return [...groups.values()]
}

/** What was usual before: without the runs of the digest itself, where enough is known beside them. */
const usualBefore = (durations: readonly number[], own: readonly number[]): number | undefined => {
  const before = [...durations]
  for (const seconds of own) {
    const index = before.findLastIndex((each) => Math.abs(each - seconds) < 0.1)
    if (index >= 0) before.splice(index, 1)
  }
  return usualSeconds(before) ?? (durations.length >= 20 ? usualSeconds(durations) : undefined)
}

const slowOf = (job: string, runs: readonly DigestRun[], known: DigestJob): SlowRuns | undefined => {
  const timed = runs.flatMap((run) => {
    const seconds = run.state === 'succeeded' && !run.command ? secondsOf(run) : undefined
    return seconds === undefined ? [] : [{ run, seconds }]
  })
  const usual = usualBefore(
    known.durations ?? [],
    timed.map(({ seconds }) => seconds),
  )
  if (usual === undefined) return undefined
  const limit = Math.max(usual * (known.longerThanUsual ?? leastShare), usual + leastSeconds)
  const slow = timed.filter(({ seconds }) => seconds > limit).toSorted((one, other) => other.seconds - one.seconds)
  const [worst] = slow
  return worst && { job, count: slow.length, scheduledAt: worst.run.scheduledAt, seconds: worst.seconds, usual }
}

const summaryOf = (job: string, runs: readonly DigestRun[], { size }: DigestJob): JobSummary => {
  const counted = (...states: readonly RunRecord['state'][]): number =>
    runs.filter(({ state }) => states.includes(state)).length
  // One that goes on is counted, with all its attempts, by the digest that says how it ended.
  const over = runs.filter(isSettled)
  const costs = size ? over.map((run) => runDollars(size, run)) : []
  const ran = over.some((run) => [...(run.earlier ?? []), run].some((each) => secondsOf(each) !== undefined))
  const known = costs.filter((each) => each !== undefined)
  return {
    job,
    succeeded: counted('succeeded'),
    failed: counted('failed'),
    missed: counted('missed'),
    leftOut: counted('skipped', 'suppressed', 'forbidden'),
    going: runs.length - over.length,
    seconds: over
      .flatMap((run) => [...(run.earlier ?? []), run].map((each) => secondsOf(each) ?? 0))
      .reduce((sum, each) => sum + each, 0),
    ...(ran && known.length === 0 ? {} : { dollars: known.reduce((sum, each) => sum + each, 0) }),
  }
}

/**
 * A run as it stood at the end of a digest, as far as its record still says so: what ended after that had not ended yet. Nothing where there was no such
 * run yet; one of a backfill has the time of its firing, and was there once it had a task.
 * @param end ISO 8601
 */
const runAt = (run: DigestRun, end: string): DigestRun | undefined => {
  const { scheduledAt, startedAt, stoppedAt, earlier = [], backfill } = run
  const isBefore = (at: string | undefined): boolean => at !== undefined && new Date(at).toISOString() < end
  if (isSettled(run) && isBefore(stoppedAt ?? scheduledAt)) return run
  const wasThere =
    backfill === undefined ? isBefore(scheduledAt) : [...earlier, run].some((each) => isBefore(each.startedAt))
  if (!isSettled(run)) return isBefore(scheduledAt) ? run : undefined
  if (!wasThere) return undefined
  return isBefore(startedAt)
    ? { ...run, state: 'running', stoppedAt: undefined, waitsFor: undefined }
    : { ...run, state: 'waiting', startedAt: undefined, stoppedAt: undefined, waitsFor: undefined }
}

/**
 * What a digest says of runs: those that ended in its time, and those that are not over.
 * @param runs in any order; those that ended before are left out, those that ended later are not over
 * @param jobs what is known of each job that they are of
 */
export const digestOf = (
  { day, from, until }: DigestDay,
  zone: string,
  runs: readonly DigestRun[],
  jobs: Readonly<Record<string, DigestJob>>,
  isCut = false,
): Digest => {
  const [begin, end] = [from.toISOString(), until.toISOString()]
  const mine = runs
    .flatMap((run) => runAt(run, end) ?? [])
    .filter((run) => !isSettled(run) || new Date(run.stoppedAt ?? run.scheduledAt).toISOString() >= begin)
  const names = [...new Set(mine.map(({ job }) => job))].sort()
  const own = (job: string): DigestRun[] => mine.filter((run) => run.job === job)
  const known = (job: string): DigestJob => (Object.hasOwn(jobs, job) ? jobs[job] : undefined) ?? {}
  const summaries = names.map((job) => summaryOf(job, own(job), known(job)))
  const notRun = alike(mine.filter(({ state }) => ['missed', 'skipped', 'suppressed', 'forbidden'].includes(state)))
  return {
    day,
    from: begin,
    until: end,
    zone,
    jobs: summaries,
    failed: alike(mine.filter(({ state }) => state === 'failed')),
    notRun: [...notRun.filter(({ state }) => state === 'missed'), ...notRun.filter(({ state }) => state !== 'missed')],
    slow: names.flatMap((job) => slowOf(job, own(job), known(job)) ?? []),
    late: mine
      .filter(({ hangs = [] }) => hangs.some(({ why, at }) => why === 'late' && at >= begin && at < end))
      .toSorted(byTime)
      .map(({ job, scheduledAt }) => ({ job, scheduledAt })),
    going: mine
      .filter((run) => !isSettled(run))
      .toSorted(byTime)
      .map(({ job, scheduledAt, state, waitsFor, startedAt }) => ({ job, scheduledAt, state, waitsFor, startedAt })),
    dollars: summaries.reduce((sum, { dollars = 0 }) => sum + dollars, 0),
    unpriced: summaries.filter(({ dollars }) => dollars === undefined).map(({ job }) => job),
    isCut,
  }
}
