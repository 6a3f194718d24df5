import type { RunRecord } from '../../../shared/ledger/records.ts'
import { describeTasks, type Seen } from '../world/describe-tasks.ts'
import type { World } from '../world/world.ts'
import { advanceBackfills } from './backfill.ts'
import { sendDigest } from './digest.ts'
import { retireJobs, sweepFirings } from './missed.ts'
import { reapPools } from './pools.ts'
import { afterLook, needOf, runDue, tellOverdue } from './run-due.ts'

/**
 * Finds what no event told of: firings that never produced a run, runs that were never started or whose turn has come,
 * tasks whose end was not heard or whose time is over, ends that were not told. Each step can be repeated; one job's
 * failure stops no other.
 * @throws AggregateError of what failed, after everything was tried
 */
export const sweep = async (world: World): Promise<void> => {
  const open = await world.ledger.open<RunRecord>('run')
  const looks = open.filter((run) => needOf(run, world.now) === 'look')
  const seen = await describeTasks(
    looks.flatMap(({ taskArn }) => taskArn ?? []),
    world.tasks,
  )
  const names = new Set([...Object.keys(world.jobs), ...open.map(({ job }) => job)])
  const results = await Promise.all([
    inTurn([() => retireJobs(world), () => reapPools(world), () => advanceBackfills(world)]),
    inTurn([() => sendDigest(world)]),
    ...[...names].map((name) => {
      const slice = Object.hasOwn(world.jobs, name) ? world.jobs[name] : undefined
      return inTurn([
        ...open.filter(({ job }) => job === name).map((run) => () => attendRun(run, seen, world)),
        ...(slice ? [() => sweepFirings(name, slice, world)] : []),
      ])
    }),
  ])
  const failures = [...seen.failures, ...results.flat()]
  if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join('; '))
}

/** The steps of one job are taken one after the other: they all change its state. */
const inTurn = async (acts: readonly (() => Promise<void>)[]): Promise<unknown[]> => {
  const failures: unknown[] = []
  for (const act of acts) await act().catch((error: unknown) => failures.push(error))
  return failures
}

/** The index of open runs may lag: the run itself says what is still to be done. */
const attendRun = async (run: RunRecord, { tasks }: Seen, world: World): Promise<void> => {
  const need = needOf(run, world.now)
  if (need === 'step') return runDue(run.job, run.scheduledAt, world)
  if (need === 'look' && tasks.has(run.taskArn)) await afterLook(run, tasks.get(run.taskArn), world)
  await tellOverdue(run, world)
}
