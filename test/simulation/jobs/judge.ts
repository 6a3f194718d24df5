import { startedBy } from '../../../functions/jobs/rules/run.ts'
import type { Ledger } from '../../../shared/ledger/ledger.ts'
import { keys, type RunRecord } from '../../../shared/ledger/records.ts'
import { isoSeconds } from '../../../shared/time.ts'
import { isLeftOut } from './check-runs.ts'
import type { SimulatedEcs, SimulatedTask } from './ecs.ts'
import { firingsOf } from './oracle.ts'
import { isOver } from './seen.ts'
import type { Story } from './story.ts'
import type { Watch } from './watch.ts'

/** Causes of those whom we have stopped ourselves. */
const stops = new Set(['run-timeout', 'start-timeout', 'cancelled', 'replaced'])

/** What the job wants done about the exit code of a task that ended by itself: the simulator's rules are of single codes. */
const ruleFor = (task: SimulatedTask, jobs: Story['jobs']): string | undefined => {
  const end = task.said.at(-1)?.change
  const code = end?.stopCode === 'EssentialContainerExited' ? end.containers[0]?.exitCode : undefined
  return jobs[task.run.job]?.exitCodes?.find(({ codes }) => code !== undefined && codes.includes(code))?.action
}

/** Whether ECS says that a task did what it should. */
const isGood = (task: SimulatedTask, jobs: Story['jobs']): boolean => {
  const end = task.said.at(-1)?.change
  if (end?.stopCode === 'UserInitiated' && task.stopping) return false
  return task.fate.end.good || ruleFor(task, jobs) === 'succeed'
}

/** The verdict must be what ECS knows of the task of the last attempt. */
const judgeVerdict = (run: RunRecord, task: SimulatedTask, jobs: Story['jobs'], { complain }: Watch): void => {
  const who = `${run.job} ${run.scheduledAt}/${run.attempt}`
  const end = task.said.at(-1)?.change
  if (task.stoppedAt === undefined) {
    complain(`${who} is ${run.state}, and its task lives`)
    return
  }
  if (run.stop && end?.stopCode === 'UserInitiated') {
    if (run.cause !== run.stop.why) complain(`${who} was to be stopped (${run.stop.why}), and is ${run.cause}`)
    return
  }
  const good = isGood(task, jobs)
  if (good !== (run.state === 'succeeded'))
    complain(`${who} is ${run.state} (${run.cause}: ${run.explanation}), and ECS says ${JSON.stringify(end)}`)
  if (run.state === 'missed' || run.cause === 'unknown')
    complain(`${who} is ${run.state} (${run.cause}), and had a task`)
}

const judgeRun = (run: RunRecord, byLever: number, { jobs }: Story, ecs: SimulatedEcs, watch: Watch): void => {
  const { complain, count } = watch
  const who = `${run.job} ${run.scheduledAt}`
  if (!isOver(run)) {
    complain(`${who} is still ${run.state}`)
    return
  }
  if (run.open !== undefined) complain(`${who} is ${run.state}, and not told`)
  const ignored = run.earlier?.filter((past) => past.ignored).length ?? 0
  const left =
    run.earlier?.filter(({ ignored, cause }) => ignored && (cause === 'spot-interruption' || cause === 'capacity')) ??
    []
  if (left.length > 1 + byLever) complain(`${who} has left Spot ${left.length} times`)
  if (left.length > 0) count('left Spot')
  const limit = (jobs[run.job]?.retries.limit ?? 0) + ignored
  if (run.attempt > limit + 1 + byLever) complain(`${who} had ${run.attempt} attempts of ${limit + 1}`)
  for (let attempt = 1; attempt <= run.attempt; attempt += 1) {
    const tasks = ecs.byName.get(startedBy({ ...run, attempt })) ?? []
    const [task] = tasks
    if (tasks.length > 1) complain(`${who}/${attempt} has ${tasks.length} tasks`)
    const past = run.earlier?.find((each) => each.attempt === attempt)
    // One that was over when the run still waited for the next is judged with those before it.
    if (attempt === run.attempt && !past) {
      if (run.taskArn !== task?.arn) complain(`${who} has the task ${run.taskArn}, and ECS gave it ${task?.arn}`)
      if (task) judgeVerdict(run, task, jobs, watch)
      else if (run.state === 'succeeded') complain(`${who} succeeded without a task`)
      continue
    }
    if (!task) continue
    if (!past) complain(`${who}: nobody knows of attempt ${attempt}`)
    if (past?.taskArn !== task.arn)
      complain(`${who}/${attempt} had a task that nobody knows of: ${JSON.stringify(past)}`)
    const rule = ruleFor(task, jobs)
    const leftSpot = jobs[run.job]?.spot && ['spot-interruption', 'capacity'].includes(past?.cause ?? '')
    if (past?.ignored && rule !== 'ignore' && !leftSpot)
      complain(`${who}/${attempt} is ignored, and its job says ${rule}`)
    if (rule === 'fail' && byLever === 0 && past && !stops.has(past.cause))
      complain(`${who}/${attempt} is tried again, and its job says that its code is final`)
    if ((isGood(task, jobs) && !stops.has(past?.cause ?? '')) || (run.state === 'succeeded' && attempt === run.attempt))
      complain(`${who}/${attempt} was good, and did not count`)
    if (task.stoppedAt === undefined) complain(`${who}/${attempt} lives beside attempt ${run.attempt}`)
  }
}

/** What must be so when everything has come in and nothing fails any more. */
export const judge = async (story: Story, watch: Watch, ecs: SimulatedEcs, ledger: Ledger): Promise<void> => {
  const { complain, count } = watch
  const expected = new Set<string>()
  for (const { job, at } of story.firings) {
    const scheduledAt = isoSeconds(new Date(at))
    expected.add(`${job} ${scheduledAt}`)
    const run = await ledger.get<RunRecord>(keys.run(job, scheduledAt))
    if (!run) complain(`${job} ${scheduledAt} is accounted for nowhere`)
    else
      count(
        `${run.state}${run.state === 'skipped' || run.state === 'failed' || run.cause === 'predecessor' ? ` (${run.cause})` : ''}`,
      )
  }
  const retried = new Map<string, number>()
  for (const { target, summary } of watch.manualActions) {
    const [, at] = /^run of (\S+) tried again$/.exec(summary) ?? []
    if (at) retried.set(`${target} ${at}`, (retried.get(`${target} ${at}`) ?? 0) + 1)
  }
  const asked = new Map<string, number>()
  for (const { target, summary } of watch.manualActions)
    if (summary.startsWith('backfill')) asked.set(target, (asked.get(target) ?? 0) + 1)
  for (const [key, run] of watch.runs) {
    judgeRun(run, (retried.get(key) ?? 0) + (asked.get(run.job) ?? 0), story, ecs, watch)
    if (!run.requestedBy && !expected.has(key)) complain(`${key} is a run of no firing`)
  }
  for (const lease of watch.leases.values())
    if (lease.holder !== undefined || (lease.waiting ?? []).length > 0)
      complain(`the lease of ${lease.job} is not given back: ${lease.holder}, ${lease.waiting}`)
  for (const [
    job,
    { open, from, until, firings, skipped, succeeded, failed, left, going, cancelled },
  ] of watch.backfills) {
    const isHeld = watch.records.get(job)?.suspended !== undefined
    if (open !== undefined && !isHeld) complain(`the backfill of ${job} is not done: ${left}, ${going}`)
    if (open === undefined && firings !== skipped + succeeded + failed)
      complain(`the backfill of ${job} counts ${skipped}, ${succeeded} and ${failed} of ${firings}`)
    const slice = story.jobs[job]
    if (open !== undefined || !slice?.schedule.startsWith('cron')) continue
    count('backfills')
    for (const at of firingsOf(slice, story.begin, Date.parse(from) - 1, Date.parse(until))) {
      const run = watch.runs.get(`${job} ${isoSeconds(new Date(at))}`)
      if (!isLeftOut(at, slice) && !(run && isOver(run)))
        complain(`${job} ${new Date(at).toISOString()} is not filled in`)
      else if (run?.backfill && run.state === 'suppressed' && cancelled === undefined)
        complain(`${job} ${new Date(at).toISOString()} lost its turn in the backfill, and never had another`)
    }
  }
  for (const { pool, holders, waiting } of watch.pools.values())
    if (holders.length + waiting.length > 0)
      complain(`the pool ${pool} is not empty: ${JSON.stringify({ holders, waiting })}`)
  const { owed, overtaken } = watch.telling
  for (const [signal, times] of owed) {
    if (times > 1) count('signals told again')
    if (times > 0) continue
    if (overtaken.has(signal)) count('signals overtaken by another end')
    else complain(`${signal} was never told`)
  }
}
