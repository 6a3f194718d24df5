import { awaitAll } from '../../../shared/await-all.ts'
import { ConflictError, errorName, isPermanentAwsError, TransientError } from '../../../shared/errors.ts'
import { targetSubject } from '../../../shared/hours/planned-off.ts'
import { successorsOf } from '../../../shared/jobs/chain.ts'
import type { LedgerItem, Stored, Write } from '../../../shared/ledger/ledger.ts'
import {
  type JobLeaseRecord,
  type JobPoolRecord,
  type JobRecord,
  keys,
  type PlannedOffRecord,
  type RunRecord,
} from '../../../shared/ledger/records.ts'
import { log } from '../../../shared/log.ts'
import type { WrittenMetric } from '../../../shared/metrics/written.ts'
import { metrics } from '../../../shared/metrics.ts'
import { hangSignal } from '../rules/hanging.ts'
import { byTime, type Context, isSettled, type JobState, nextOf } from '../rules/job-state.ts'
import { neededSignal } from '../rules/needs.ts'
import { nextInPool } from '../rules/pool.ts'
import { signalOf } from '../rules/signals.ts'
import { stopReason } from '../rules/stop.ts'
import type { World } from '../world/world.ts'

export const contextOf = ({ jobs, now, callId, version }: World, name: string): Context => ({
  job: Object.hasOwn(jobs, name) ? jobs[name] : undefined,
  now,
  callId,
  version,
})

/** Reads what the ledger has of a run and of all that a decision about it may touch. */
export const readJobState = async (name: string, scheduledAt: string | undefined, world: World): Promise<JobState> => {
  const { ledger } = world
  const { job: slice } = contextOf(world, name)
  const read = (at: string) => ledger.get<RunRecord>(keys.run(name, at))
  const [run, job, early] = await Promise.all([
    scheduledAt === undefined ? undefined : read(scheduledAt),
    ledger.get<JobRecord>(keys.job(name)),
    slice && slice.overlap !== 'allow' ? ledger.get<JobLeaseRecord>(keys.jobLease(name)) : undefined,
  ])
  // A run from before the config changed may still have the lease, or wait for it.
  const lease =
    early ?? (run?.epoch || run?.waitsFor ? await ledger.get<JobLeaseRecord>(keys.jobLease(name)) : undefined)
  const others = [lease?.holder ?? [], lease?.waiting ?? []].flat().filter((at) => at !== scheduledAt)
  const runs = [run, ...(await Promise.all(others.map(read)))].flatMap((each) => each ?? [])
  const [pools, before, off] = await Promise.all([
    readPools([slice?.pool?.name, ...runs.map(({ pool }) => pool)], ledger),
    slice?.after && (run === undefined || run.waitsFor === 'after') && scheduledAt !== undefined
      ? readBefore(slice.after.jobs, scheduledAt, ledger)
      : undefined,
    slice?.needs === undefined || (run && !mayBegin(run)) ? [] : readOff(slice.needs, ledger),
  ])
  return {
    name,
    job,
    lease,
    runs: byTime(runs),
    ...(pools ? { pools } : {}),
    ...(before ? { before } : {}),
    ...(off.length > 0 ? { off } : {}),
  }
}

/** The runs of other jobs of one time. */
const readBefore = async (
  jobs: readonly string[],
  scheduledAt: string,
  ledger: World['ledger'],
): Promise<NonNullable<JobState['before']>> => {
  const runs = await Promise.all(jobs.map((job) => ledger.get<RunRecord>(keys.run(job, scheduledAt))))
  return Object.fromEntries(jobs.map((job, index) => [job, runs[index]]))
}

/** The pools of these names that the ledger has. */
const readPools = async (
  names: readonly (string | undefined)[],
  ledger: World['ledger'],
): Promise<JobState['pools']> => {
  const asked = [...new Set(names.filter((name) => name !== undefined))]
  if (asked.length === 0) return undefined
  const records = await Promise.all(asked.map((name) => ledger.get<JobPoolRecord>(keys.jobPool(name))))
  return Object.fromEntries(records.flatMap((record) => (record ? [[record.pool, record] as const] : [])))
}

/** Whether the next attempt of a run may begin with what is decided now. */
const mayBegin = (run: RunRecord): boolean => run.state !== 'running' && run.state !== 'starting'

/** Those of some targets that `hours` has switched off, and that are not proven to be on again. */
const readOff = async (targets: readonly string[], ledger: World['ledger']): Promise<string[]> => {
  const records = await Promise.all(
    targets.map((target) => ledger.get<PlannedOffRecord>(keys.plannedOff(targetSubject(target)))),
  )
  return targets.filter((_, index) => records[index] !== undefined && records[index]?.until === undefined)
}

const versionOf = (item: LedgerItem | undefined): number | undefined =>
  (item as Stored<LedgerItem> | undefined)?.version

const writesOf = (before: JobState, after: JobState): Write[] => {
  const pairs: readonly (readonly [LedgerItem | undefined, LedgerItem | undefined])[] = [
    [before.job, after.job],
    [before.lease, after.lease],
    [undefined, after.manualAction],
    ...Object.entries(after.pools ?? {}).map(([name, pool]) => [before.pools?.[name], pool] as const),
    ...Object.entries(after.runs).map(([at, run]) => [before.runs[at], run] as const),
  ]
  return pairs.flatMap(([old, item]) =>
    item === undefined || item === old ? [] : [{ item, expect: versionOf(old) ?? 'absent' }],
  )
}

const maxConflicts = 8

/**
 * Reads the state of a job, changes them by a pure function and writes what differs in one transaction, again when another
 * call was faster. Then it does what the new state of the runs owes; that is owed too when there was nothing to change, so
 * that a call that is made again does what the one before it left undone.
 * @param change gives the new state, or nothing when there is nothing to change
 * @returns the run as it now is, and whether this call changed anything
 * @throws TransientError, the SDK's errors: to be tried again
 */
export const transact = async (
  name: string,
  scheduledAt: string | undefined,
  world: World,
  change: (jobState: JobState, context: Context) => JobState | undefined,
  conflicts = 0,
): Promise<{ readonly run: RunRecord | undefined; readonly changed: boolean; readonly jobState: JobState }> => {
  const before = await readJobState(name, scheduledAt, world)
  const after = change(before, contextOf(world, name)) ?? before
  const writes = writesOf(before, after)
  try {
    if (writes.length > 0) await world.ledger.commit(writes, world.now)
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error
    if (conflicts >= maxConflicts) throw new TransientError(`Too many calls change the job ${name} at once`)
    return transact(name, scheduledAt, world, change, conflicts + 1)
  }
  const changed = Object.values(after.runs).filter((run) => run !== before.runs[run.scheduledAt])
  for (const run of changed) if (hasMoved(run, before.runs[run.scheduledAt])) count(run)
  const run = scheduledAt === undefined ? undefined : after.runs[scheduledAt]
  await doOwed(before, after, [...new Set([...changed, ...(run ? [run] : [])])], world)
  return { run, changed: writes.length > 0, jobState: after }
}

/** What is only noted of a run, or confirmed, counts no second time. */
const hasMoved = ({ state, attempt }: RunRecord, before: RunRecord | undefined): boolean =>
  state !== before?.state || attempt !== before.attempt

const counted: Readonly<Record<Exclude<RunRecord['state'], 'running' | 'starting'>, WrittenMetric<'jobs'>>> = {
  waiting: 'RunsQueued',
  succeeded: 'RunsSucceeded',
  failed: 'RunsFailed',
  missed: 'RunsMissed',
  skipped: 'RunsSkipped',
  suppressed: 'RunsSuppressed',
  forbidden: 'RunsForbidden',
}

const count = ({ job, scheduledAt, attempt, state, waitsFor, cause }: RunRecord): void => {
  if (state === 'running' || state === 'starting') return
  metrics.add(state === 'waiting' && waitsFor === 'retry' ? 'RunsRetried' : counted[state], 1)
  log.info('run', { job, scheduledAt, attempt, state, cause })
}

/** Does what the state of runs asks for: stops, wakes, tells. One that fails keeps no other from its own. */
const doOwed = async (before: JobState, after: JobState, runs: readonly RunRecord[], world: World): Promise<void> => {
  const next = nextOf(after)
  await awaitAll([
    ...runs.filter(({ stop, state }) => stop && state === 'running').map((run) => stopTask(run, world)),
    ...runs.filter((run) => isSettled(run) && run.open).map((run) => tell(run, world)),
    ...runs.filter((run) => !isSettled(run) && hasUntold(run)).map((run) => tellHangs(run, world)),
    ...runs.filter(({ waitsFor }) => waitsFor === 'target').map((run) => askForTargets(run, after, world)),
    ...runs
      .filter((run) => run.dueAt !== before.runs[run.scheduledAt]?.dueAt)
      .map((run) => wakeAt(run, run.dueAt, world)),
    ...runs
      .filter((run) => run.slowAt !== before.runs[run.scheduledAt]?.slowAt)
      .map((run) => wakeAt(run, run.slowAt, world)),
    // The end of one of a backfill makes room for the next.
    ...runs
      .filter((run) => run.backfill && isSettled(run) && run.state !== before.runs[run.scheduledAt]?.state)
      .map((run) => wakeAt(run, world.now.toISOString(), world)),
    ...runs
      .filter((run) => isSettled(run) && run.state !== before.runs[run.scheduledAt]?.state)
      .flatMap(({ job, scheduledAt }) => successorsOf(world.jobs, job).map((each) => ({ job: each, scheduledAt })))
      .map((run) => wakeAt(run, world.now.toISOString(), world)),
    ...turnsOf(before, after, world).map((place) => wakeAt(place, world.now.toISOString(), world)),
    ...(next ? [wakeAt(next, world.now.toISOString(), world)] : []),
  ])
}

/** The runs, of any job, whose turn in a pool has come with this change. */
const turnsOf = (before: JobState, after: JobState, { jobs }: World): JobPoolRecord['waiting'] =>
  Object.entries(after.pools ?? {}).flatMap(([name, record]) => {
    if (record === before.pools?.[name]) return []
    const most = Object.values(jobs).find(({ pool }) => pool?.name === name)?.pool?.most
    return nextInPool(record, most ?? record.holders.length + record.waiting.length)
  })

/** Has `hours` start what a run waits for, where its job wants that. */
const askForTargets = async (run: RunRecord, { off = [] }: JobState, world: World): Promise<void> => {
  const { job } = contextOf(world, run.job)
  if (job?.whenOff === 'start' && off.length > 0) await world.publish(neededSignal(run, job, off, world.now))
}

/** The sweep finds what the queue of timers was not told. */
const wakeAt = async (
  { job, scheduledAt }: Pick<RunRecord, 'job' | 'scheduledAt'>,
  at: string | undefined,
  world: World,
): Promise<void> => {
  if (at === undefined) return
  try {
    await world.wake({ job, scheduledAt, at }, world.now)
  } catch (error) {
    log.warn('no timer', { job, scheduledAt, error: errorName(error) })
  }
}

/** A task that cannot be stopped, as one that ECS does not know any more, is left to the sweep, which looks for it. */
const stopTask = async (run: RunRecord, world: World): Promise<void> => {
  const { job, scheduledAt, taskArn } = run
  if (taskArn === undefined) return
  try {
    await world.tasks.stop(taskArn, stopReason(run, contextOf(world, job).job))
  } catch (error) {
    if (!isPermanentAwsError(error)) throw error
    log.error('task not stopped', { job, scheduledAt, error: errorName(error) })
  }
}

const hasUntold = ({ hangs = [] }: RunRecord): boolean => hangs.some(({ told }) => !told)

/** Says that a run is not ending. It can be said again, with the same id and time, until it is noted that it was. */
const tellHangs = async (run: RunRecord, world: World): Promise<void> => {
  const { job } = contextOf(world, run.job)
  for (const hang of run.hangs ?? []) if (!hang.told) await world.publish(hangSignal(run, hang, job))
  const current = await world.ledger.get<RunRecord>(run)
  if (!current || isSettled(current) || current.hangs?.length !== run.hangs?.length) return
  const item: RunRecord = { ...current, hangs: current.hangs?.map((hang) => ({ ...hang, told: true })) }
  try {
    await world.ledger.commit([{ item, expect: current.version }], world.now)
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error
  }
}

/**
 * Closes a run that has ended, after telling of it what was decided with its verdict. It can be said again, with the same
 * ids and time, until the run is closed.
 */
const tell = async (run: RunRecord, world: World): Promise<void> => {
  const { job } = contextOf(world, run.job)
  for (const news of run.news ?? []) await world.publish(signalOf(news, run, run.toldAt ?? run.scheduledAt, job))
  const current = await world.ledger.get<RunRecord>(run)
  // Another call has told the same, or has heard of another end, which it tells.
  if (!current || current.open === undefined || current.toldAt !== run.toldAt || !isSettled(current)) return
  try {
    await world.ledger.commit([{ item: { ...current, open: undefined }, expect: current.version }], world.now)
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error
  }
}
